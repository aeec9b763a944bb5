import { LitElement, html } from 'lit';
import { get, live, stream } from '/app/stream.js';
import { age, day } from '/app/draw.js';

/** A verdict of `compare` names the topic whose replays it compared. */
function verdicts(models, replay) {
  const [name, version] = replay.model.split('/');
  const found = models.find((one) => one.name === name)?.versions.find((one) => String(one.version) === version);
  return Object.entries(found?.tags ?? {}).filter(([key, text]) => key.startsWith('evaluation.') && text.endsWith(`of topic ${replay.topic}`));
}

/** Replays that run or were interrupted, and the completed ones, the newest first. */
class ReplaysView extends LitElement {
  static properties = { replays: { state: true }, models: { state: true }, failure: { state: true } };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.onState = () => {
      if (live.state.changes !== this.seen) this.load();
    };
    stream.addEventListener('state', this.onState);
    this.load();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    stream.removeEventListener('state', this.onState);
  }

  async load() {
    this.seen = live.state?.changes;
    try {
      const [replays, models] = await Promise.all([get('/api/replays'), get('/api/models')]);
      this.replays = replays;
      this.models = models.models;
      this.failure = null;
    } catch (error) {
      this.failure = error.message;
    }
  }

  render() {
    if (this.failure) return html`<p class="warn" role="alert">${this.failure}</p>`;
    if (!this.replays) return html`<div class="empty"><div class="spinner"></div></div>`;
    const { running, completed } = this.replays;
    if (running.length + completed.length === 0) {
      return html`<header class="viewhead"><h1>Replays</h1></header><div class="empty"><h2>No replay yet</h2>
        <p>A replay runs a recorded range of a topic through one version.</p><p><code>skipstream replay --model models:/cells/2</code></p></div>`;
    }
    return html`<header class="viewhead"><h1>Replays</h1><p>${running.filter((one) => one.active).length} running · ${completed.length} completed</p></header>
      ${running.length ? html`<section class="panel"><h2>Not completed</h2><ul class="running">${running.map((one) => this.progress(one))}</ul></section>` : ''}
      ${completed.length ? this.completed(completed) : ''}`;
  }

  progress(one) {
    const share = Math.floor((100 * one.done) / Math.max(1, one.length));
    return html`<li><div><strong>${one.id}</strong> <span class="chip">${one.model}</span>
        <span class="badge ${one.active ? 'green' : 'amber'}">${one.active ? 'running' : 'interrupted'}</span></div>
      <progress max="100" .value=${share} aria-label=${`progress of replay ${one.id}`}></progress>
      <div class="num">${one.done} of ${one.length} offsets of ${one.topic}, ${share} %</div>
      <small>to ${one.output}, started ${day(one.startedAt)}${one.active ? '' : '; the same command resumes it'}</small></li>`;
  }

  completed(replays) {
    return html`<section class="panel"><h2>Completed</h2><div class="scroll" tabindex="0" role="region" aria-label="replays"><table><thead><tr><th scope="col">replay</th><th scope="col">topic</th><th scope="col">model</th><th scope="col">frames</th><th scope="col">detected</th><th scope="col">dropped</th><th scope="col">dead letters</th><th scope="col">started</th><th scope="col">took</th><th scope="col">frames/s</th><th scope="col">verdicts</th></tr></thead>
      <tbody>${replays.map((one) => html`<tr><td><strong>${one.id}</strong><br><small class="muted">${one.output}</small></td><td>${one.topic}</td><td><span class="chip">${one.model}</span></td>
        <td class="num">${one.records}</td><td class="num">${one.counts.detected}</td><td class="num">${one.counts.dropped}</td><td class="num">${one.counts.deadLetters}</td>
        <td>${day(one.startedAt)}</td><td class="num">${age(one.durationMillis)}</td><td class="num">${one.framesPerSecond.toFixed(1)}</td>
        <td>${verdicts(this.models, one).map(([key, text]) => html`<small>${key.slice(11)}: ${text}</small><br>`)}</td></tr>`)}</tbody></table></div></section>`;
  }
}
customElements.define('replays-view', ReplaysView);
