import { LitElement, html } from 'lit';
import { live, post } from '/app/stream.js';

/** Shows the effect of a move of an alias, asks for its reason, and makes the move. */
class MoveDialog extends LitElement {
  static properties = { plan: { state: true }, problem: { state: true } };

  createRenderRoot() {
    return this;
  }

  get dialog() {
    return this.querySelector('dialog');
  }

  /**
   * A plan is {model, alias, from, to, moves, heading, verb, effect, hint, done}. The versions `from` and `to` are null where the alias
   * does not exist, `moves` is the number of its moves that the page shows, and `done` is the message after the move.
   */
  open(plan) {
    this.plan = plan;
    this.problem = null;
    this.updateComplete.then(() => this.dialog.showModal());
  }

  async run(event) {
    event.preventDefault();
    const { model, alias, to, moves, done } = this.plan;
    try {
      await post('/api/models/alias', { model, alias, version: to, moves, reason: this.querySelector('input').value });
    } catch (error) {
      this.problem = error.message;
      return;
    }
    this.dialog.close();
    this.dispatchEvent(new CustomEvent('moved', { bubbles: true, detail: done }));
  }

  render() {
    if (!this.plan) return html`<dialog></dialog>`;
    const { from, to, heading, verb, effect, hint } = this.plan;
    const chip = (version, strong) => html`<span class=${`chip ${strong}`}>${version ? `version ${version}` : 'none'}</span>`;
    return html`<dialog aria-label=${heading} @close=${() => { this.plan = null; }}><form @submit=${(event) => this.run(event)}>
      <h2>${heading}</h2>
      <p class="move">${chip(from, '')} → ${chip(to, 'strong')}</p>
      ${effect}
      <label>Reason <input required maxlength="500" autocomplete="off" placeholder=${hint ?? ''}></label>
      ${this.problem ? html`<p class="warn" role="alert">${this.problem}</p>` : ''}
      <p class="hint">The registry's log names you, ${live.session?.name}. The reason becomes a tag of the version.</p>
      <div class="buttons"><button type="button" @click=${() => this.dialog.close()}>Cancel</button><button class="primary" type="submit">${verb}</button></div>
    </form></dialog>`;
  }
}
customElements.define('move-dialog', MoveDialog);
