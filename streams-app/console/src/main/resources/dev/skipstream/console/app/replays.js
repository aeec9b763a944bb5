import { LitElement, html } from 'lit';
import { get, live, stream } from '/app/stream.js';
import { age, day } from '/app/draw.js';

/** Completed replays, the newest first. */
class ReplaysView extends LitElement {
  static properties = { replays: { state: true }, failure: { state: true } };

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
      this.replays = await get('/api/replays');
      this.failure = null;
    } catch (error) {
      this.failure = error.message;
    }
  }

  render() {
    if (this.failure) return html`<p class="warn" role="alert">${this.failure}</p>`;
    if (!this.replays) return html`<div class="empty"><div class="spinner"></div></div>`;
    if (this.replays.length === 0) {
      return html`<header class="viewhead"><h1>Replays</h1></header><div class="empty"><h2>No replay yet</h2>
        <p>A replay runs a recorded range of a topic through one version.</p><p><code>skipstream replay --model models:/cells/2</code></p></div>`;
    }
    return html`<header class="viewhead"><h1>Replays</h1><p>${this.replays.length} completed</p></header>
      <section class="panel"><div class="scroll" tabindex="0" role="region" aria-label="replays"><table><thead><tr><th scope="col">replay</th><th scope="col">topic</th><th scope="col">model</th><th scope="col">frames</th><th scope="col">detected</th><th scope="col">dropped</th><th scope="col">dead letters</th><th scope="col">started</th><th scope="col">took</th><th scope="col">frames/s</th></tr></thead>
      <tbody>${this.replays.map((one) => html`<tr><td><strong>${one.id}</strong><br><small class="muted">${one.output}</small></td><td>${one.topic}</td><td><span class="chip">${one.model}</span></td>
        <td class="num">${one.records}</td><td class="num">${one.counts.detected}</td><td class="num">${one.counts.dropped}</td><td class="num">${one.counts.deadLetters}</td>
        <td>${day(one.startedAt)}</td><td class="num">${age(one.durationMillis)}</td><td class="num">${one.framesPerSecond.toFixed(1)}</td></tr>`)}</tbody></table></div></section>`;
  }
}
customElements.define('replays-view', ReplaysView);
