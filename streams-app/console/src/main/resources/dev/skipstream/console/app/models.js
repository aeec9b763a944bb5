import { LitElement, html } from 'lit';
import { get, live, now, stream } from '/app/stream.js';
import { age, day } from '/app/draw.js';
import '/app/move.js';
import '/app/shadow.js';

const COLOURS = { serves: 'green', shadows: 'blue', stopped: 'amber' };

/** Which version serves where, and what each alias was. */
class ModelsView extends LitElement {
  static properties = { view: { state: true }, failure: { state: true }, message: { state: true } };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.redraw = () => this.requestUpdate();
    stream.addEventListener('session', this.redraw);
    this.load();
    this.timer = setInterval(() => this.load(), 2500);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    stream.removeEventListener('session', this.redraw);
    clearInterval(this.timer);
  }

  async load() {
    try {
      this.view = await get('/api/models');
      this.failure = this.view.failure;
    } catch (error) {
      this.failure = error.message;
    }
  }

  moved(event) {
    this.message = event.detail;
    this.load();
  }

  choose(model, alias, version, verb) {
    this.message = null;
    const reference = `${model.name}@${alias.name}`;
    const affected = this.view.serving.filter((one) => one.reference === `models:/${reference}` && one.outcome === 'serves');
    const effect = affected.length === 0
      ? html`<p>No instance has reported that it serves this alias.</p>`
      : html`<p>${affected.length} ${affected.length === 1 ? 'instance loads' : 'instances load'} version ${version} beside the one that serves, and swap between two batches. A version that does not load is refused, and the old one continues.</p>
        <ul class="plain">${affected.map((one) => html`<li>${one.instance}</li>`)}</ul>`;
    this.querySelector(':scope > move-dialog').open({
      model: model.name, alias: alias.name, from: alias.version, to: version, moves: alias.moves, heading: `${verb} ${reference}`, verb, effect,
      hint: `such as: AP 0.61, 0.02 above version ${alias.version}`,
      done: `${reference} is version ${version} now. Each instance loads it, and then serves it.`,
    });
  }

  render() {
    if (!this.view) return html`<div class="empty">${this.failure ? html`<p class="warn" role="alert">${this.failure}</p>` : html`<div class="spinner"></div>`}</div>`;
    const writes = live.session?.writes;
    return html`<header class="viewhead"><h1>Models</h1>${writes ? html`<p>signed in as ${live.session.name}</p>`
        : html`<p>${live.session?.tokens ? 'To promote, roll back or run a shadow model, sign in with a token.' : 'Read only: changes need --console-tokens.'}</p>`}</header>
      ${this.failure ? html`<p class="warn" role="alert">The registry cannot be read: ${this.failure}</p>` : ''}
      ${this.message ? html`<p class="good" role="status">${this.message}</p>` : ''}
      <section class="panel"><h2>Serving</h2>
        ${this.view.serving.length === 0 ? html`<p class="hint">No instance has reported a model yet.</p>` : html`
        <div class="scroll" tabindex="0" role="region" aria-label="serving"><table><thead><tr><th scope="col">instance</th><th scope="col">reference</th><th scope="col">version</th><th scope="col"></th><th scope="col">since</th></tr></thead>
        <tbody>${this.view.serving.map((one) => html`<tr><td>${one.instance}</td><td>${one.reference}</td><td><span class="chip">${one.model}/${one.version}</span></td>
          <td><span class="badge ${COLOURS[one.outcome] ?? 'red'}">${one.outcome}</span> ${one.reason ?? ''}</td><td>${age(now() - one.at)}</td></tr>`)}</tbody></table></div>`}</section>
      ${this.view.models.map((model) => this.model(model, writes))}
      <move-dialog @moved=${(event) => this.moved(event)}></move-dialog>`;
  }

  model(model, writes) {
    return html`<section class="panel"><h2>${model.name}</h2>
      <shadow-control .model=${model} .serving=${this.view.serving} ?writes=${writes} @moved=${(event) => this.moved(event)}></shadow-control>
      ${model.aliases.filter((alias) => alias.name !== 'shadow').map((alias) => html`<div class="alias"><span class="badge ${alias.name === 'champion' ? 'green' : 'blue'}">${alias.name}</span>
        <span class="chip">version ${alias.version}</span>
        ${writes && alias.previous ? html`<button type="button" @click=${() => this.choose(model, alias, alias.previous, 'Roll back')}>Roll back to ${alias.previous}</button>` : ''}</div>`)}
      <div class="scroll" tabindex="0" role="region" aria-label="versions of ${model.name}"><table><thead><tr><th scope="col">version</th><th scope="col">aliases</th><th scope="col">architecture</th><th scope="col">classes</th><th scope="col">registered</th><th scope="col">by</th><th scope="col">evaluations</th><th scope="col"></th></tr></thead>
      <tbody>${model.versions.map((version) => this.version(model, version, writes))}</tbody></table></div>
      ${model.history.length ? html`<details open><summary>History of the aliases</summary><ol class="history">${model.history.slice(0, 20).map((move) => html`<li>
        <time>${day(move.at)}</time> <strong>${move.alias}</strong> ${move.from ?? 'new'} → ${move.to ?? 'deleted'} <span class="muted">by ${move.by}</span></li>`)}</ol></details>` : ''}
    </section>`;
  }

  version(model, version, writes) {
    const champion = model.aliases.find((alias) => alias.name === 'champion');
    const tags = Object.entries(version.tags);
    const evaluations = tags.filter(([key]) => key.startsWith('evaluation.'));
    const reasons = tags.filter(([key]) => key.startsWith('reason.'));
    return html`<tr><td><span class="chip">${version.version}</span>${version.archived ? ' archived' : ''}</td>
      <td>${version.aliases.map((alias) => html`<span class="badge ${alias === 'champion' ? 'green' : 'blue'}">${alias}</span> `)}</td>
      <td>${version.architecture}<br><small class="muted">${version.precision} · ${version.digest.slice(7, 19)}</small></td><td class="num">${version.labels}</td>
      <td>${day(version.registered)}</td><td>${version.by}</td>
      <td>${evaluations.map(([key, value]) => html`<small>${key.slice(11)}: ${value}</small><br>`)}${reasons.map(([key, value]) => html`<small class="muted">“${value}”</small><br>`)}</td>
      <td>${writes && champion && champion.version !== version.version && !version.archived
        ? html`<button type="button" class="primary" @click=${() => this.choose(model, champion, version.version, 'Promote')}>Promote</button>` : ''}</td></tr>`;
  }
}
customElements.define('models-view', ModelsView);
