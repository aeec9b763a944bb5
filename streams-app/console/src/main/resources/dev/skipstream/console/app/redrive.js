import { LitElement, html } from 'lit';
import { live, post, stream } from '/app/stream.js';
import { day } from '/app/draw.js';

/** The button of one dead letter. It asks the server for the effect before it offers the redrive. */
class RedriveButton extends LitElement {
  static properties = { loss: { attribute: false }, entry: { attribute: false }, effect: { state: true }, problem: { state: true }, busy: { state: true } };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.redraw = () => this.requestUpdate();
    stream.addEventListener('session', this.redraw);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    stream.removeEventListener('session', this.redraw);
  }

  async ask(path) {
    this.busy = true;
    this.problem = null;
    try {
      this.effect = await post(path, this.loss.picture);
    } catch (error) {
      this.problem = error.message;
    }
    this.busy = false;
  }

  open() {
    this.effect = null;
    this.querySelector('dialog').showModal();
    this.ask('/api/redrives/check');
  }

  async run(event) {
    event.preventDefault();
    await this.ask('/api/redrives');
    if (!this.problem) this.dispatchEvent(new Event('redriven', { bubbles: true }));
  }

  text() {
    const { outcome, input, redriven, by, why } = this.effect ?? {};
    const topic = this.loss.origin.topic;
    switch (outcome) {
      case 'possible':
        return html`<p>The image event ${input} goes back on ${topic}: a copy with the same bytes, id and capture time, and without a limit of its age.</p>
          <p>Each stream that reads ${topic} answers the copy with one more outcome. If it fails again, it is a new dead letter.</p>
          <p class="hint">The log of redrives names you, ${live.session?.name}. Each dead letter is redriven once.</p>`;
      case 'redriven':
        return html`<p class="good" role="status">${input} is on ${topic} again, as ${redriven}.</p>`;
      case 'already':
        return html`<p class="warn" role="status">${by} has redriven it: ${input} is on ${topic} again, as ${redriven}.</p>`;
      case 'refused':
        return html`<p class="warn" role="alert">It cannot be redriven: ${why}.</p>`;
      default:
        return this.problem ? '' : html`<p class="hint">Reading the image event …</p>`;
    }
  }

  state() {
    if (this.entry) {
      const { redriven, by, at } = this.entry;
      return html`<span class="badge green">redriven</span><small>by ${by}, ${day(at)}</small><small class="num">${redriven}</small>`;
    }
    const writes = live.session?.writes;
    const why = writes ? '' : live.session?.tokens ? 'Sign in with a token that may write.' : 'Changes need --console-tokens.';
    return html`<button type="button" ?disabled=${!writes} title=${why} @click=${() => this.open()}>Redrive</button>${why ? html`<small>${why}</small>` : ''}`;
  }

  render() {
    return html`${this.state()}
      <dialog aria-labelledby="redrivehead"><form @submit=${(event) => this.run(event)}>
        <h2 id="redrivehead">Redrive the dead letter</h2>
        <p class="move"><span class="chip">${this.loss.camera}</span> ${this.loss.id} <strong>${this.loss.reason}</strong></p>
        ${this.text()}
        ${this.problem ? html`<p class="warn" role="alert">${this.problem}</p>` : ''}
        <div class="buttons"><button type="button" @click=${() => this.querySelector('dialog').close()}>Close</button>
          ${this.effect?.outcome === 'possible' ? html`<button class="primary" type="submit" ?disabled=${this.busy}>Redrive</button>` : ''}</div>
      </form></dialog>`;
  }
}
customElements.define('redrive-button', RedriveButton);
