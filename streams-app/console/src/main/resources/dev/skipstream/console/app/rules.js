import { LitElement, html } from 'lit';
import { get, live, pictureOf, post, stream } from '/app/stream.js';
import { loadImage, paint } from '/app/draw.js';
import { prepared, projection, tag } from '/app/tracks.js';

const RULE = '#ffffff';

/** A click so near to the first corner of a zone closes it, in pixels of the page. */
const NEAR = 12;

/** Returns a duration as a file has it, by its largest unit. */
function shown(text) {
  const millis = /^([0-9]+)ms$/.exec(text ?? '')?.[1];
  if (!millis) return text ?? '';
  if (Number(millis) % 60_000 === 0 && Number(millis) > 0) return `${millis / 60_000}m`;
  return Number(millis) % 1000 === 0 ? `${millis / 1000}s` : text;
}

/** The editor of the lines and zones of one camera, over its newest picture. */
class RulesView extends LitElement {
  static properties = {
    name: {},
    change: { state: true },
    drawing: { state: true },
    touched: { state: true },
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
    this.onKey = (event) => this.key(event);
    stream.addEventListener('frame', this.onFrame);
    stream.addEventListener('session', this.onSession);
    stream.addEventListener('state', this.onSession);
    window.addEventListener('keydown', this.onKey);
    const newest = live.frames.get(this.name);
    if (newest) this.picture(newest);
    this.reload();
    // The server reads the topics when the first page is open: the rules may come after the page.
    this.timer = setInterval(() => {
      if (!this.touched && !this.drawing && !this.change?.version) this.reload();
    }, 1000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
    stream.removeEventListener('frame', this.onFrame);
    stream.removeEventListener('session', this.onSession);
    stream.removeEventListener('state', this.onSession);
    window.removeEventListener('keydown', this.onKey);
  }

  async reload() {
    try {
      const change = await get(`/api/rules?camera=${encodeURIComponent(this.name)}`);
      change.rules.lines ??= [];
      change.rules.zones ??= [];
      change.rules.alerts ??= [];
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
    this.drawing = { kind, points: [] };
    this.pointer = null;
    this.saved = null;
  }

  /** A click adds a point, in the units of the camera's rules. */
  click(event) {
    if (!this.drawing || !this.frame) return;
    const first = this.drawing.points[0];
    if (this.drawing.kind === 'zone' && this.drawing.points.length > 2 && this.distance(event, first) < NEAR) {
      this.finish();
      return;
    }
    const point = this.pointOf(event);
    this.drawing = { ...this.drawing, points: [...this.drawing.points, point] };
    if (this.drawing.kind === 'line' && this.drawing.points.length === 2) this.finish();
  }

  /** Returns the point below the mouse, in the units of the camera's rules. */
  pointOf(event) {
    const bounds = event.target.getBoundingClientRect();
    const share = [(event.clientX - bounds.left) / bounds.width, (event.clientY - bounds.top) / bounds.height];
    return this.relative
      ? share.map((one) => Math.round(one * 1000) / 1000)
      : [Math.round(share[0] * this.frame.width), Math.round(share[1] * this.frame.height)];
  }

  /** Returns the pixels of the page from the mouse to a point. */
  distance(event, point) {
    const bounds = event.target.getBoundingClientRect();
    const at = projection(bounds, this.frame, this.relative)(point);
    return Math.hypot(event.clientX - bounds.left - at[0], event.clientY - bounds.top - at[1]);
  }

  /** The shape that is drawn ends at the mouse. */
  move(event) {
    if (!this.drawing || !this.frame) return;
    this.pointer = this.pointOf(event);
    this.repaint();
  }

  key(event) {
    if (!this.drawing || event.target instanceof HTMLInputElement) return;
    if (event.key === 'Escape') this.drawing = null;
    else if (event.key === 'Backspace') this.undo();
    else if (event.key === 'Enter' && this.drawing.points.length > 2) this.finish();
    else return;
    event.preventDefault();
  }

  undo() {
    this.drawing = { ...this.drawing, points: this.drawing.points.slice(0, -1) };
  }

  finish() {
    const { kind, points } = this.drawing;
    const rules = this.change.rules;
    const name = this.freeName(kind);
    if (kind === 'line') rules.lines.push({ name, from: points[0], to: points[1] });
    else rules.zones.push({ name, points });
    this.drawing = null;
    this.touched = true;
  }

  freeName(kind) {
    const { lines, zones, alerts } = this.change.rules;
    const taken = new Set([...lines, ...zones, ...alerts].map((one) => one.name));
    let number = 1;
    while (taken.has(`${kind} ${number}`)) number++;
    return `${kind} ${number}`;
  }

  newAlert() {
    const { zones, alerts } = this.change.rules;
    alerts.push({ name: this.freeName('alert'), zone: zones[0].name, for: '5s', cooldown: '1m' });
    this.touched = true;
    this.saved = null;
    this.requestUpdate();
  }

  /** Sets a key of a rule, or removes it where the text is empty. */
  put(rule, key, text) {
    this.touched = true;
    const value = text.trim();
    if (value === '') delete rule[key];
    else rule[key] = key === 'more-than' && /^[0-9]+$/.test(value) ? Number(value) : value;
    this.requestUpdate();
  }

  rename(rule, name) {
    this.touched = true;
    for (const alert of this.change.rules.alerts) {
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
    const rules = this.change.rules;
    // An alert is about a zone.
    if (list === rules.zones) rules.alerts = rules.alerts.filter((one) => one.zone !== rule.name);
    this.requestUpdate();
  }

  async save() {
    this.problem = null;
    try {
      this.saved = await post('/api/rules', this.change);
      this.change = { ...this.change, version: this.saved.version };
      this.touched = false;
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
    prepared(context, unit);
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
    for (const zone of this.change.rules.zones) {
      path(zone.points, true, RULE);
      const [x, y] = zone.points.map(at).reduce((best, one) => (one[1] < best[1] ? one : best));
      tag(context, zone.name, x, y, RULE, unit);
    }
    for (const line of this.change.rules.lines) {
      path([line.from, line.to], false, RULE);
      this.sides(context, at(line.from), at(line.to), unit);
      const [x, y] = at(line.from);
      tag(context, line.name, x + 8 * unit, y - 8 * unit, RULE, unit);
    }
    if (this.drawing) {
      const points = [...this.drawing.points, ...(this.pointer ? [this.pointer] : [])];
      path(points, this.drawing.kind === 'zone' && points.length > 2, '#38d6c0');
    }
    context.restore();
  }

  /** An arrow over the middle of a line: to its right side, for a viewer who looks from its start to its end. */
  sides(context, from, to, unit) {
    const length = Math.max(1, Math.hypot(to[0] - from[0], to[1] - from[1]));
    const along = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
    // The y of a picture grows downwards.
    const right = [-along[1], along[0]];
    const place = (far, aside) => [
      (from[0] + to[0]) / 2 + (right[0] * far + along[0] * aside) * unit,
      (from[1] + to[1]) / 2 + (right[1] * far + along[1] * aside) * unit,
    ];
    context.beginPath();
    context.moveTo(...place(-14, 0));
    context.lineTo(...place(22, 0));
    context.moveTo(...place(14, -6));
    context.lineTo(...place(22, 0));
    context.lineTo(...place(14, 6));
    context.stroke();
    tag(context, 'right', ...place(28, 0), RULE, unit);
  }

  updated() {
    this.repaint();
  }

  field(rule, key, label, placeholder) {
    return html`<td><input class="short" aria-label=${label} placeholder=${placeholder} .value=${shown(String(rule[key] ?? ''))}
      @change=${(event) => this.put(rule, key, event.target.value)}></td>`;
  }

  entry(list, rule, kind) {
    return html`<tr><td>${kind}</td>
      <td><input aria-label="name" .value=${rule.name} @change=${(event) => this.rename(rule, event.target.value.trim())}></td>
      <td><input aria-label="classes" placeholder="all classes" .value=${(rule.classes ?? []).join(', ')} @change=${(event) => this.classes(rule, event.target.value)}></td>
      ${kind === 'alert' ? html`<td><select aria-label="zone" .value=${rule.zone} @change=${(event) => this.put(rule, 'zone', event.target.value)}>
          ${this.change.rules.zones.map((one) => html`<option ?selected=${one.name === rule.zone}>${one.name}</option>`)}</select></td>
        ${this.field(rule, 'more-than', 'more than', 'each object')}${this.field(rule, 'for', 'for', '0s')}${this.field(rule, 'cooldown', 'cooldown', '0s')}`
        : this.field(rule, 'debounce', 'debounce', '0s')}
      <td><button type="button" @click=${() => this.remove(list, rule)}>Delete</button></td></tr>`;
  }

  tables(rules) {
    const head = (...names) => html`<thead><tr>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>`;
    return html`${rules.lines.length + rules.zones.length > 0 ? html`<section class="panel editor"><h2>Lines and zones</h2>
        <div class="scroll"><table>${head('', 'name', 'classes', 'debounce', '')}
          <tbody>${rules.lines.map((one) => this.entry(rules.lines, one, 'line'))}${rules.zones.map((one) => this.entry(rules.zones, one, 'zone'))}</tbody></table></div></section>` : ''}
      ${rules.alerts.length > 0 ? html`<section class="panel editor"><h2>Alerts</h2>
        <div class="scroll"><table>${head('', 'name', 'classes', 'zone', 'more than', 'for', 'cooldown', '')}
          <tbody>${rules.alerts.map((one) => this.entry(rules.alerts, one, 'alert'))}</tbody></table></div></section>` : ''}`;
  }

  /** The reason why there is no picture: the editor shows detected frames only. */
  missing() {
    const others = (live.state?.cameras ?? []).map((one) => one.name).filter((one) => one !== this.name);
    return html`<div class="nopicture"><p>waiting for a detected frame of ${this.name}: 'skipstream run' detects them${others.length > 0
      ? html`; detected cameras: ${others.map((one, i) => html`${i > 0 ? ', ' : ''}<a class="link" href="#/rules/${encodeURIComponent(one)}">${one}</a>`)}` : ''}</p></div>`;
  }

  hint() {
    if (!this.drawing) return 'A line counts those that cross it; a zone reports those that enter and leave it; an alert is about a zone.';
    if (this.drawing.kind === 'line') return 'Click start and end of the line. An arrow shows its right side.';
    return 'Click the corners of the zone. Enter, or a click on the first corner, closes it; Backspace takes the last corner back.';
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
          @click=${(event) => this.click(event)} @mousemove=${(event) => this.move(event)}></canvas>
          ${this.frame ? '' : this.missing()}</div>
        <aside class="panel">
          <h2>Draw</h2>
          <div class="chips"><button type="button" ?disabled=${!this.frame} @click=${() => this.begin('line')}>New line</button>
            <button type="button" ?disabled=${!this.frame} @click=${() => this.begin('zone')}>New zone</button>
            <button type="button" ?disabled=${rules.zones.length === 0} title=${rules.zones.length === 0 ? 'Draw a zone first.' : ''} @click=${() => this.newAlert()}>New alert</button>
            ${this.drawing?.kind === 'zone' && this.drawing.points.length > 2 ? html`<button type="button" class="primary" @click=${() => this.finish()}>Close the zone</button>` : ''}
            ${this.drawing ? html`<button type="button" @click=${() => { this.drawing = null; }}>Cancel</button>` : ''}</div>
          <p class="hint">${this.hint()}</p>
        </aside></div>${this.tables(rules)}
        <div class="buttons savebar">${why ? html`<small>${why}</small>` : ''}
          <button type="button" ?disabled=${!this.touched} @click=${() => this.reload()}>Discard</button>
          <button type="button" class="primary" ?disabled=${!writes || !this.touched || this.drawing} title=${why} @click=${() => this.save()}>Save</button></div>` : ''}`;
  }
}
customElements.define('rules-view', RulesView);
