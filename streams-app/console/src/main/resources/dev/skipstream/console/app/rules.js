import { LitElement, html } from 'lit';
import { get, live, pictureOf, post, stream } from '/app/stream.js';
import { loadImage, paint } from '/app/draw.js';
import { projection } from '/app/tracks.js';

/** The editor of the lines and zones of one camera, over its newest picture. */
class RulesView extends LitElement {
  static properties = {
    name: {},
    change: { state: true },
    drawing: { state: true },
    problem: { state: true },
    saved: { state: true },
  };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.onFrame = (event) => {
      if (event.detail.camera === this.name) this.picture(event.detail);
    };
    this.onSession = () => this.requestUpdate();
    stream.addEventListener('frame', this.onFrame);
    stream.addEventListener('session', this.onSession);
    const newest = live.frames.get(this.name);
    if (newest) this.picture(newest);
    this.reload();
    // The server reads the topics when the first page is open: the rules may come after the page.
    this.timer = setInterval(() => {
      if (!this.touched && !this.change?.version) this.reload();
    }, 1000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
    stream.removeEventListener('frame', this.onFrame);
    stream.removeEventListener('session', this.onSession);
  }

  async reload() {
    try {
      const change = await get(`/api/rules?camera=${encodeURIComponent(this.name)}`);
      change.rules.lines ??= [];
      change.rules.zones ??= [];
      this.change = change;
      this.problem = null;
      this.drawing = null;
      this.touched = false;
    } catch (error) {
      this.problem = error.message;
    }
  }

  /** While a picture loads, only the newest frame after it is kept. */
  async picture(frame) {
    if (this.loading) {
      this.next = frame;
      return;
    }
    this.loading = true;
    try {
      this.image = await loadImage(pictureOf(frame, false));
      this.frame = frame;
    } catch {
      // The last picture stays.
    }
    this.loading = false;
    this.requestUpdate();
    const next = this.next;
    this.next = null;
    if (next) this.picture(next);
  }

  get relative() {
    return this.change.rules.units !== 'pixels';
  }

  begin(kind) {
    this.touched = true;
    this.drawing = { kind, points: [] };
    this.saved = null;
  }

  /** A click adds a point, in the units of the camera's rules. */
  click(event) {
    if (!this.drawing || !this.frame) return;
    const bounds = event.target.getBoundingClientRect();
    const share = [(event.clientX - bounds.left) / bounds.width, (event.clientY - bounds.top) / bounds.height];
    const point = this.relative
      ? share.map((one) => Math.round(one * 1000) / 1000)
      : [Math.round(share[0] * this.frame.width), Math.round(share[1] * this.frame.height)];
    this.drawing = { ...this.drawing, points: [...this.drawing.points, point] };
    if (this.drawing.kind === 'line' && this.drawing.points.length === 2) this.finish();
  }

  finish() {
    const { kind, points } = this.drawing;
    const rules = this.change.rules;
    const taken = new Set([...rules.lines, ...rules.zones].map((one) => one.name));
    let number = 1;
    while (taken.has(`${kind} ${number}`)) number++;
    const name = `${kind} ${number}`;
    if (kind === 'line') rules.lines.push({ name, from: points[0], to: points[1] });
    else rules.zones.push({ name, points });
    this.drawing = null;
  }

  rename(rule, name) {
    this.touched = true;
    for (const alert of this.change.rules.alerts ?? []) {
      if (alert.zone === rule.name) alert.zone = name;
    }
    rule.name = name;
    this.requestUpdate();
  }

  classes(rule, text) {
    this.touched = true;
    const classes = text.split(',').map((one) => one.trim()).filter((one) => one);
    if (classes.length > 0) rule.classes = classes;
    else delete rule.classes;
    this.requestUpdate();
  }

  remove(list, rule) {
    this.touched = true;
    list.splice(list.indexOf(rule), 1);
    this.requestUpdate();
  }

  async save() {
    this.problem = null;
    try {
      this.saved = await post('/api/rules', this.change);
      this.change = { ...this.change, version: this.saved.version };
    } catch (error) {
      this.problem = error.message;
    }
  }

  repaint() {
    const canvas = this.querySelector('canvas');
    if (!canvas || !this.frame || !this.change) return;
    paint(canvas, this.image, this.frame, []);
    const context = canvas.getContext('2d');
    const unit = Math.max(1, window.devicePixelRatio || 1);
    const at = projection(canvas, this.frame, this.relative);
    const path = (points, closed, colour) => {
      context.strokeStyle = colour;
      context.fillStyle = colour;
      context.lineWidth = 2.5 * unit;
      context.beginPath();
      points.map(at).forEach(([x, y], i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
      if (closed) context.closePath();
      context.stroke();
      for (const [x, y] of points.map(at)) context.fillRect(x - 3 * unit, y - 3 * unit, 6 * unit, 6 * unit);
    };
    for (const zone of this.change.rules.zones) path(zone.points, true, '#ffffff');
    for (const line of this.change.rules.lines) path([line.from, line.to], false, '#ffffff');
    if (this.drawing) path(this.drawing.points, false, '#38d6c0');
  }

  updated() {
    this.repaint();
  }

  entry(list, rule, kind) {
    return html`<tr><td>${kind}</td>
      <td><input aria-label="name" .value=${rule.name} @change=${(event) => this.rename(rule, event.target.value.trim())}></td>
      <td><input aria-label="classes" placeholder="all classes" .value=${(rule.classes ?? []).join(', ')} @change=${(event) => this.classes(rule, event.target.value)}></td>
      <td><button type="button" @click=${() => this.remove(list, rule)}>Delete</button></td></tr>`;
  }

  render() {
    const rules = this.change?.rules;
    const writes = live.session?.writes;
    const why = writes ? '' : live.session?.tokens ? 'Sign in with a token that may write.' : 'Changes need --console-tokens.';
    return html`<header class="viewhead"><a class="back" href="#/camera/${encodeURIComponent(this.name)}" aria-label="back to the camera">←</a><h1>Rules of ${this.name}</h1>
        ${this.change ? html`<p>${this.change.version > 0 ? `version ${this.change.version}` : 'no rules yet'}</p>` : ''}</header>
      ${this.problem ? html`<p class="warn" role="alert">${this.problem}</p>` : ''}
      ${this.saved ? html`<p class="good" role="status">Version ${this.saved.version} applies from ${this.saved.from}.</p>` : ''}
      ${rules ? html`<div class="camera"><div class="screen big"><canvas class="first" role="img" aria-label=${`lines and zones over the picture of ${this.name}`}
          @click=${(event) => this.click(event)}></canvas>
          ${this.frame ? '' : html`<span class="nopicture">waiting for a picture</span>`}</div>
        <aside class="panel">
          <h2>Draw</h2>
          <div class="chips"><button type="button" @click=${() => this.begin('line')}>New line</button>
            <button type="button" @click=${() => this.begin('zone')}>New zone</button>
            ${this.drawing?.kind === 'zone' && this.drawing.points.length > 2 ? html`<button type="button" class="primary" @click=${() => this.finish()}>Close the zone</button>` : ''}
            ${this.drawing ? html`<button type="button" @click=${() => { this.drawing = null; }}>Cancel</button>` : ''}</div>
          <p class="hint">${this.drawing ? this.drawing.kind === 'line' ? 'Click start and end of the line.' : 'Click the corners of the zone, then close it.' : 'A line counts those that cross it; a zone reports those that enter and leave it.'}</p>
          <h2>Rules</h2>
          <div class="scroll"><table><tbody>${rules.lines.map((one) => this.entry(rules.lines, one, 'line'))}${rules.zones.map((one) => this.entry(rules.zones, one, 'zone'))}</tbody></table></div>
          <div class="buttons"><button type="button" @click=${() => this.reload()}>Discard</button>
            <button type="button" class="primary" ?disabled=${!writes} title=${why} @click=${() => this.save()}>Save</button></div>
          ${why ? html`<small>${why}</small>` : ''}
        </aside></div>` : ''}`;
  }
}
customElements.define('rules-view', RulesView);
