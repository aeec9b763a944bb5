import { LitElement, html } from 'lit';
import { get, live, pictureOf, stream } from '/app/stream.js';
import { day } from '/app/draw.js';
import '/app/redrive.js';

const TOO_OLD = 'The frame was older than --max-frame-age when a model would have seen it.';

/** Dead letters and dropped frames, the newest first. */
class LossesView extends LitElement {
  static properties = { losses: { state: true }, redrives: { state: true }, kind: { state: true }, opened: { state: true }, failure: { state: true } };

  constructor() {
    super();
    this.kind = 'all';
    this.broken = new Set();
  }

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
      const [losses, redrives] = await Promise.all([get('/api/losses'), get('/api/redrives')]);
      this.redrives = new Map(redrives.map((one) => [one.input, one]));
      this.losses = losses;
      this.failure = null;
    } catch (error) {
      this.failure = error.message;
    }
  }

  render() {
    if (this.failure) return html`<p class="warn" role="alert">${this.failure}</p>`;
    if (!this.losses) return html`<div class="empty"><div class="spinner"></div></div>`;
    const shown = this.losses.filter((one) => this.kind === 'all' || one.kind === this.kind);
    const count = (kind) => this.losses.filter((one) => one.kind === kind).length;
    const tab = (kind, text) => html`<button type="button" aria-pressed=${this.kind === kind} @click=${() => { this.kind = kind; }}>${text}</button>`;
    return html`<header class="viewhead"><h1>Dead letters and drops</h1>
        <div class="segments" role="group" aria-label="kind">${tab('all', `all ${this.losses.length}`)}${tab('dead-letter', `dead letters ${count('dead-letter')}`)}${tab('dropped', `dropped ${count('dropped')}`)}</div></header>
      ${shown.length === 0 ? html`<div class="empty"><h2>None</h2><p>Each frame that the page has seen has its detections.</p></div>` : html`
      <ul class="losses">${shown.map((one) => this.row(one))}</ul>`}`;
  }

  row(one) {
    const key = `${one.origin.topic}-${one.origin.partition}@${one.origin.offset}`;
    const url = pictureOf(one.picture, true);
    return html`<li class="panel loss">
      <div class="thumb">${this.broken.has(key)
        ? html`<span class="nopicture">no picture</span>`
        : html`<img src=${url} alt=${`frame ${one.id} of ${one.camera}`} loading="lazy" @error=${() => { this.broken.add(key); this.requestUpdate(); }}>`}</div>
      <div class="facts">
        <p><span class="badge ${one.kind === 'dropped' ? 'amber' : 'red'}">${one.kind === 'dropped' ? 'dropped' : 'dead letter'}</span> <strong>${one.reason}</strong></p>
        <p class="detail">${one.detail || (one.reason === 'too-old' ? TOO_OLD : '')}</p>
        <dl><div><dt>camera</dt><dd>${one.camera}</dd></div><div><dt>frame</dt><dd>${one.id}</dd></div>
          <div><dt>input</dt><dd class="num">${key}</dd></div><div><dt>published</dt><dd>${day(one.at)}</dd></div></dl>
      </div>
      ${one.kind === 'dead-letter' ? html`<redrive-button class="act" .loss=${one} .entry=${this.redrives.get(key)} @redriven=${() => this.load()}></redrive-button>` : ''}
    </li>`;
  }
}
customElements.define('losses-view', LossesView);
