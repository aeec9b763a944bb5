import { LitElement, html } from 'lit';
import { get, live, now, pictureOf, stream } from '/app/stream.js';
import { age, clock, colourOf, describe, loadImage, paint, percent } from '/app/draw.js';
import { drawRules, drawTracks, dwell, tails } from '/app/tracks.js';

/** One camera in full: its last minutes, with thresholds, shadow, ground truth and tracks. */
class CameraView extends LitElement {
  static properties = {
    name: {},
    frames: { state: true },
    index: { state: true },
    following: { state: true },
    threshold: { state: true },
    layers: { state: true },
    beside: { state: true },
    problem: { state: true },
    failure: { state: true },
    rules: { state: true },
  };

  constructor() {
    super();
    this.frames = [];
    this.index = -1;
    this.following = true;
    this.threshold = 0.5;
    this.hiddenLabels = new Set();
    this.layers = { champion: true, shadow: true, truth: true, tracks: true, rules: true };
    this.early = new Map();
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.onFrame = (event) => {
      if (event.detail.camera === this.name) this.arrived(event.detail);
    };
    this.onTracks = (event) => {
      if (event.detail.camera === this.name) this.tracked(event.detail);
    };
    this.onKey = (event) => this.key(event);
    stream.addEventListener('frame', this.onFrame);
    stream.addEventListener('tracks', this.onTracks);
    window.addEventListener('keydown', this.onKey);
    this.resize = new ResizeObserver(() => this.repaint());
    this.resize.observe(this);
    this.reload();
    this.timer = setInterval(() => this.reload(), 5000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    stream.removeEventListener('frame', this.onFrame);
    stream.removeEventListener('tracks', this.onTracks);
    window.removeEventListener('keydown', this.onKey);
    this.resize.disconnect();
    clearInterval(this.timer);
  }

  async reload() {
    try {
      const camera = encodeURIComponent(this.name);
      const [frames, rules] = await Promise.all([get(`/api/frames?camera=${camera}`), get(`/api/tracks?camera=${camera}`)]);
      this.rules = rules;
      const current = this.frames[this.index]?.frame;
      this.frames = frames;
      this.failure = null;
      if (this.following || !current) {
        this.go(frames.length - 1);
      } else {
        const at = frames.findIndex((one) => one.frame.offset === current.offset && one.frame.partition === current.partition);
        this.index = at < 0 ? 0 : at;
      }
    } catch (error) {
      this.failure = error.message;
    }
  }

  arrived(frame) {
    if (this.frames.some((one) => one.frame.offset === frame.offset && one.frame.partition === frame.partition)) return;
    this.frames = [...this.frames.slice(-599), { frame, tracks: this.early.get(frame.id) }];
    this.early.clear();
    if (this.following) this.go(this.frames.length - 1);
  }

  /** The tracks of a frame come after the frame or, where it is delayed, before it. */
  tracked({ id, tracks }) {
    const one = this.frames.findLast((each) => each.frame.id === id);
    if (!one) {
      this.early.set(id, tracks);
      return;
    }
    one.tracks = tracks;
    if (this.shown?.frame.id === id) {
      this.shown.tracks = tracks;
      this.repaint();
    }
  }

  go(index) {
    this.index = Math.max(0, Math.min(index, this.frames.length - 1));
    this.load();
  }

  step(by) {
    this.following = false;
    this.go(this.index + by);
  }

  /** Goes to the frame of a time of day, or of an offset. */
  find(event) {
    event.preventDefault();
    const text = this.querySelector('#place').value.trim();
    const time = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text);
    let distance;
    if (time) {
      const wanted = new Date(this.frames[this.frames.length - 1].frame.at);
      wanted.setHours(Number(time[1]), Number(time[2]), Number(time[3] ?? 0), 0);
      distance = (frame) => Math.abs(frame.at - wanted.getTime());
    } else if (/^\d+$/.test(text)) {
      distance = (frame) => Math.abs(frame.offset - Number(text));
    } else {
      this.problem = `'${text}': expected a time such as 14:03:20, or an offset`;
      return;
    }
    this.problem = null;
    const distances = this.frames.map((one) => distance(one.frame));
    this.following = false;
    this.go(distances.indexOf(Math.min(...distances)));
  }

  follow() {
    this.following = true;
    this.go(this.frames.length - 1);
  }

  key(event) {
    if (event.target.closest('input, textarea, select')) return;
    if (event.key === 'ArrowLeft') this.step(event.shiftKey ? -10 : -1);
    else if (event.key === 'ArrowRight') this.step(event.shiftKey ? 10 : 1);
    else if (event.key === 'End') this.follow();
    else return;
    event.preventDefault();
  }

  async load() {
    const one = this.frames[this.index];
    if (!one || this.loading) {
      this.pending = true;
      return;
    }
    this.loading = true;
    this.pending = false;
    try {
      this.image = await loadImage(pictureOf(one.frame, false));
    } catch {
      this.image = null;
    }
    this.shown = one;
    this.loading = false;
    this.requestUpdate();
    await this.updateComplete;
    this.repaint();
    if (this.pending || this.frames[this.index] !== one) this.load();
  }

  wanted(boxes) {
    return (boxes ?? []).filter((box) => box.score >= this.threshold && !this.hiddenLabels.has(box.label));
  }

  /** What a model found in a frame, without what the viewer does not want to see. */
  layerOf(found) {
    return {
      boxes: this.wanted(found.boxes),
      classes: this.wanted(found.classes),
      regions: (found.regions ?? []).filter((region) => !this.hiddenLabels.has(region.label)),
    };
  }

  repaint() {
    const canvas = this.querySelector('canvas.first');
    if (!canvas || !this.shown) return;
    const truth = this.layers.truth && this.shown.truth ? [{ boxes: this.wanted(this.shown.truth), style: 'thin' }] : [];
    const champion = this.layers.champion ? [{ ...this.layerOf(this.shown.frame), style: 'solid', labels: true }] : [];
    const shadow = this.layers.shadow && this.shown.shadow ? [{ ...this.layerOf(this.shown.shadow), style: this.beside ? 'solid' : 'dashed', labels: this.beside || !this.layers.champion }] : [];
    const second = this.querySelector('canvas.second');
    const tracked = this.layers.tracks && this.shown.tracks ? this.shown.tracks : null;
    // A track has the box of its detection, and a label of its own.
    paint(canvas, this.image, this.shown.frame, [...truth, ...champion, ...(second ? [] : shadow)], !tracked);
    const context = canvas.getContext('2d');
    if (this.layers.rules && this.rules) drawRules(context, this.shown.frame, this.rules);
    if (tracked) drawTracks(context, this.shown.frame, tails(this.frames, this.frames.indexOf(this.shown)), this.hiddenLabels);
    if (second) paint(second, this.image, this.shown.frame, [...truth, ...shadow]);
  }

  updated() {
    this.repaint();
  }

  toggleLabel(label) {
    if (this.hiddenLabels.has(label)) this.hiddenLabels.delete(label);
    else this.hiddenLabels.add(label);
    this.requestUpdate();
  }

  labels() {
    const labels = new Map();
    for (const one of this.frames.slice(-200)) {
      for (const found of [...one.frame.boxes, ...(one.frame.classes ?? []), ...(one.frame.regions ?? [])]) {
        labels.set(found.label, (labels.get(found.label) ?? 0) + 1);
      }
    }
    return [...labels.keys()].sort();
  }

  layer(key, text, available) {
    return html`<label class="check"><input type="checkbox" .checked=${this.layers[key]} ?disabled=${!available}
      @change=${(event) => { this.layers = { ...this.layers, [key]: event.target.checked }; }}> <span class="swatch ${key}"></span>${text}</label>`;
  }

  render() {
    const one = this.shown;
    const frame = one?.frame;
    const shadowed = this.frames.some((each) => each.shadow);
    const followed = this.frames.some((each) => each.tracks);
    const ruled = (this.rules?.lines.length ?? 0) + (this.rules?.zones.length ?? 0) > 0;
    const truthful = this.frames.some((each) => each.truth);
    return html`<header class="viewhead"><a class="back" href="#/live" aria-label="back to the wall">←</a><h1>${this.name}</h1>
        ${frame ? html`<p>${clock(frame.at)} · ${age(now() - frame.at)} old · <span class="chip">${frame.model}</span></p>` : ''}</header>
      ${this.failure ? html`<p class="warn" role="alert">${this.failure}</p>` : ''}
      ${this.frames.length === 0 ? html`<div class="empty"><p>No frames of this camera in the last minutes.</p></div>` : html`
      <div class="camera">
        <div>
          <div class=${this.beside && shadowed ? 'pair' : ''}>
            <div class="screen big"><canvas class="first" role="img" aria-label=${frame ? describe(frame.camera, this.wanted(frame.boxes), this.layerOf(frame)) : 'loading'}></canvas>
              ${this.beside && shadowed ? html`<span class="tag">${frame?.model}</span>` : ''}
              ${one && !this.image ? html`<span class="nopicture">picture is gone</span>` : ''}</div>
            ${this.beside && shadowed ? html`<div class="screen big"><canvas class="second" role="img" aria-label=${`shadow model: ${describe(this.name, this.wanted(one?.shadow?.boxes), one?.shadow)}`}></canvas>
              <span class="tag">${one?.shadow?.model ?? 'not seen by the shadow model'}</span></div>` : ''}
          </div>
          <div class="scrub">
            <button type="button" @click=${() => this.step(-1)} aria-label="earlier frame">‹</button>
            <input type="range" aria-label="frame" min="0" max=${Math.max(0, this.frames.length - 1)} .value=${String(this.index)}
              @input=${(event) => { this.following = false; this.go(Number(event.target.value)); }}>
            <button type="button" @click=${() => this.step(1)} aria-label="later frame">›</button>
            <button type="button" class=${this.following ? 'livebutton on' : 'livebutton'} aria-pressed=${this.following} @click=${() => this.follow()}>● Live</button>
          </div>
          <form class="find" @submit=${(event) => this.find(event)}>
            <label for="place">Go to</label><input id="place" required autocomplete="off" placeholder="14:03:20 or an offset" aria-describedby="span">
            <button type="submit">Go</button>
            <span id="span" class="muted num">${clock(this.frames[0].frame.at)} to ${clock(this.frames[this.frames.length - 1].frame.at)}, ${this.frames.length} frames</span>
          </form>
          ${this.problem ? html`<p class="warn" role="alert">${this.problem}</p>` : ''}
          ${frame ? html`<p class="position num">${frame.topic}-${frame.partition}@${frame.offset} · ${frame.id} · ${frame.width}×${frame.height} · ${frame.millis.toFixed(0)} ms in the stream</p>` : ''}
        </div>
        <aside class="panel">
          <h2>Score of at least <output class="num">${Math.round(this.threshold * 100)}</output></h2>
          <input type="range" aria-label="lowest score" min="0" max="0.95" step="0.05" .value=${String(this.threshold)}
            @input=${(event) => { this.threshold = Number(event.target.value); }}>
          <h2>Layers</h2>
          ${this.layer('champion', 'model that serves', true)}
          ${this.layer('shadow', shadowed ? 'shadow model' : 'shadow model: none runs', shadowed)}
          ${shadowed ? html`<label class="check"><input type="checkbox" .checked=${!!this.beside}
            @change=${(event) => { this.beside = event.target.checked; }}> shadow beside the champion</label>` : ''}
          ${this.layer('tracks', followed ? 'tracks with tails' : 'tracks: none are known', followed)}
          ${this.layer('rules', ruled ? 'lines and zones' : 'lines and zones: none', ruled)}
          ${this.layer('truth', truthful ? 'ground truth' : 'ground truth: none is known', truthful)}
          <h2>Classes</h2>
          <div class="chips">${this.labels().map((label) => html`<button type="button" class="labelchip" aria-pressed=${!this.hiddenLabels.has(label)}
            @click=${() => this.toggleLabel(label)}><i class="dot c${this.slot(label)}"></i>${label}</button>`)}</div>
          ${ruled ? this.figures(frame) : ''}
          ${followed ? html`<p><a class="link" href="#/rules/${encodeURIComponent(this.name)}">Draw lines and zones</a></p>` : ''}
          ${frame ? this.findings(this.layerOf(frame)) : ''}
        </aside>
      </div>`}`;
  }

  /** The table of what the model that serves found. */
  findings({ boxes, classes, regions }) {
    const name = (label) => html`<td><i class="dot c${this.slot(label)}"></i>${label}</td>`;
    if (regions.length > 0) {
      return html`<h2>Regions</h2><table class="objects"><thead><tr><th scope="col">class</th><th scope="col">share of the picture</th></tr></thead>
        <tbody>${regions.map((one) => html`<tr>${name(one.label)}<td class="num">${percent(one.share)}</td></tr>`)}</tbody></table>`;
    }
    if (classes.length > 0) {
      return html`<h2>Classes of the frame</h2><table class="objects"><thead><tr><th scope="col">class</th><th scope="col">score</th></tr></thead>
        <tbody>${classes.map((one) => html`<tr>${name(one.label)}<td class="num">${(one.score * 100).toFixed(1)}</td></tr>`)}</tbody></table>`;
    }
    return html`<h2>Objects</h2><table class="objects"><thead><tr><th scope="col">class</th><th scope="col">score</th><th scope="col">width × height</th></tr></thead>
      <tbody>${boxes.slice(0, 14).map((box) => html`<tr>${name(box.label)}
        <td class="num">${(box.score * 100).toFixed(1)}</td><td class="num">${Math.round(box.w)} × ${Math.round(box.h)}</td></tr>`)}</tbody></table>`;
  }

  /** The counters of the lines, and the dwell in the zones. */
  figures(frame) {
    const { lines, zones, alerts } = this.rules;
    return html`${lines.length > 0 ? html`<h2>Lines, last 15 minutes</h2>
      <table class="lines"><thead><tr><th scope="col">line</th><th scope="col">class</th><th scope="col">to the right</th><th scope="col">to the left</th></tr></thead>
      <tbody>${lines.flatMap((line) => line.counts.map((one) => html`<tr><td>${line.name}</td><td><i class="dot c${this.slot(one.label)}"></i>${one.label}</td>
        <td class="num">${one.leftToRight}</td><td class="num">${one.rightToLeft}</td></tr>`))}</tbody></table>` : ''}
      ${zones.length > 0 ? html`<h2>Zones</h2>
      <table class="zones"><thead><tr><th scope="col">zone</th><th scope="col">in it</th><th scope="col">longest stay</th><th scope="col">mean dwell</th></tr></thead>
      <tbody>${zones.map((zone) => html`<tr><td>${zone.name}</td><td class="num">${zone.inside.length}</td>
        <td class="num">${zone.inside.length > 0 && frame ? dwell(Math.max(0, frame.at - Math.min(...zone.inside.map((one) => one.since)))) : ''}</td>
        <td class="num">${zone.left > 0 ? dwell(zone.meanDwellMillis) : ''}</td></tr>`)}</tbody></table>` : ''}
      ${alerts.length > 0 ? html`<h2>Alerts</h2><ul class="history">${alerts.slice(0, 5).map((one) => html`<li><time class="num">${clock(one.at)}</time>${one.name}${one.suppressed ? html` <span class="muted">suppressed</span>` : ''}</li>`)}</ul>` : ''}`;
  }

  slot(label) {
    return colourOf(label).slice(1);
  }
}
customElements.define('camera-view', CameraView);
