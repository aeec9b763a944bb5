import { LitElement, html } from 'lit';
import '/app/move.js';

/** Starts and stops the shadow model of one model name: its alias "shadow" is set or deleted. */
class ShadowControl extends LitElement {
  static properties = { model: { attribute: false }, serving: { attribute: false }, writes: { type: Boolean } };

  createRenderRoot() {
    return this;
  }

  get reference() {
    return `models:/${this.model.name}@shadow`;
  }

  choose(version) {
    const current = this.model.shadow.version ?? null;
    const verb = version ? 'Start the shadow' : 'Stop the shadow';
    this.querySelector('move-dialog').open({
      model: this.model.name, alias: 'shadow', from: current, to: version, moves: this.model.shadow.moves, heading: `${verb} of ${this.model.name}`, verb,
      effect: this.effect(version, current),
      done: version ? `${this.reference} is version ${version} now. Each instance that follows it loads it.` : `${this.reference} is deleted. Version ${current} stops.`,
    });
  }

  effect(version, current) {
    const instances = this.serving.filter((one) => one.reference === this.reference);
    const follow = instances.length
      ? html`<ul class="plain">${instances.map((one) => html`<li>${one.instance}</li>`)}</ul>`
      : html`<p class="hint">No instance has reported a shadow model by this alias. An instance follows it if it runs with <code>--shadow ${this.reference}</code>.</p>`;
    return version
      ? html`<p>Each instance that follows ${this.reference} loads version ${version} and runs it on frames that the first model has answered, while no frame is in flight. The detections go to the shadow topic. The first model is not affected.</p>${follow}`
      : html`<p>Each instance that follows ${this.reference} unloads version ${current}. Its detections stay on the shadow topic.</p>${follow}`;
  }

  render() {
    const { version } = this.model.shadow;
    const others = this.model.versions.filter((one) => !one.archived && one.version !== version);
    return html`<div class="alias"><span class="badge">shadow</span> <span class="chip">${version ? `version ${version}` : 'none'}</span>
        ${this.writes && version ? html`<button type="button" @click=${() => this.choose(null)}>Stop</button>` : ''}
        ${this.writes && others.length ? html`<label class="pick">start <select aria-label=${`shadow version of ${this.model.name}`} @change=${(event) => { const chosen = Number(event.target.value); event.target.value = ''; if (chosen) this.choose(chosen); }}>
          <option value="">version …</option>${others.map((one) => html`<option value=${one.version}>version ${one.version}</option>`)}</select></label>` : ''}</div>
      <move-dialog></move-dialog>`;
  }
}
customElements.define('shadow-control', ShadowControl);
