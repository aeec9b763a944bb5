import { LitElement, html } from 'lit';
import { live, post } from '/app/stream.js';

/** Starts and stops the shadow model of one model name: its alias "shadow" is set or deleted. */
class ShadowControl extends LitElement {
  static properties = { model: { attribute: false }, serving: { attribute: false }, writes: { type: Boolean }, plan: { state: true }, problem: { state: true }, message: { state: true } };

  createRenderRoot() {
    return this;
  }

  get reference() {
    return `models:/${this.model.name}@shadow`;
  }

  choose(version) {
    this.plan = { version, current: this.model.shadow.version ?? null, moves: this.model.shadow.moves };
    this.problem = null;
    this.message = null;
    this.updateComplete.then(() => this.querySelector('dialog').showModal());
  }

  async run(event) {
    event.preventDefault();
    const { version, current, moves } = this.plan;
    try {
      await post('/api/models/alias', { model: this.model.name, alias: 'shadow', version, moves, reason: this.querySelector('input').value });
      this.querySelector('dialog').close();
      this.message = version ? `${this.reference} is version ${version} now. Each instance that follows it loads it.` : `${this.reference} is deleted. Version ${current} stops.`;
      this.dispatchEvent(new Event('moved', { bubbles: true }));
    } catch (error) {
      this.problem = error.message;
    }
  }

  effect() {
    const { version, current } = this.plan;
    const instances = this.serving.filter((one) => one.reference === this.reference);
    const follow = instances.length
      ? html`<ul class="plain">${instances.map((one) => html`<li>${one.instance}</li>`)}</ul>`
      : html`<p class="hint">No instance has reported a shadow model by this alias. An instance follows it if it runs with <code>--shadow ${this.reference}</code>.</p>`;
    return version
      ? html`<p>Each instance that follows ${this.reference} loads version ${version} and runs it on frames that the first model has answered, while no frame is in flight. The detections go to the shadow topic. The first model is not affected.</p>${follow}`
      : html`<p>Each instance that follows ${this.reference} unloads version ${current}. Its detections stay on the shadow topic.</p>${follow}`;
  }

  dialog() {
    if (!this.plan) return html`<dialog></dialog>`;
    const { version, current } = this.plan;
    const verb = version ? 'Start the shadow' : 'Stop the shadow';
    return html`<dialog aria-labelledby="shadowplan" @close=${() => { this.plan = null; }}><form @submit=${(event) => this.run(event)}>
      <h2 id="shadowplan">${verb} of ${this.model.name}</h2>
      <p class="move"><span class="chip">${current ? `version ${current}` : 'none'}</span> → <span class="chip strong">${version ? `version ${version}` : 'none'}</span></p>
      ${this.effect()}
      <label for="shadowreason">Reason</label>
      <input id="shadowreason" required maxlength="500" autocomplete="off">
      ${this.problem ? html`<p class="warn" role="alert">${this.problem}</p>` : ''}
      <p class="hint">The registry's log names you, ${live.session?.name}. The reason becomes a tag of the version.</p>
      <div class="buttons"><button type="button" @click=${() => this.querySelector('dialog').close()}>Cancel</button><button class="primary" type="submit">${verb}</button></div>
    </form></dialog>`;
  }

  render() {
    const { version } = this.model.shadow;
    const others = this.model.versions.filter((one) => !one.archived && one.version !== version);
    return html`<div class="alias"><span class="badge">shadow</span> <span class="chip">${version ? `version ${version}` : 'none'}</span>
        ${this.writes && version ? html`<button type="button" @click=${() => this.choose(null)}>Stop</button>` : ''}
        ${this.writes && others.length ? html`<label class="pick">start <select aria-label=${`shadow version of ${this.model.name}`} @change=${(event) => { const chosen = Number(event.target.value); event.target.value = ''; if (chosen) this.choose(chosen); }}>
          <option value="">version …</option>${others.map((one) => html`<option value=${one.version}>version ${one.version}</option>`)}</select></label>` : ''}</div>
      ${this.message ? html`<p class="good" role="status">${this.message}</p>` : ''}
      ${this.dialog()}`;
  }
}
customElements.define('shadow-control', ShadowControl);
