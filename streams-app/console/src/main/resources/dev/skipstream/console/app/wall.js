import { LitElement, html } from 'lit';
import { live, now, pictureOf, stream } from '/app/stream.js';
import { age, describe, loadImage, paint, wholeFrame } from '/app/draw.js';

/** The wall leaves out boxes with a lower score; the view of a camera has a slider. */
const SURE = 0.5;

function sure(frame) {
  return frame.boxes.filter((box) => box.score >= SURE);
}

function found(frame) {
  const names = frame ? wholeFrame(frame) : [];
  if (names.length > 0) return names[0].text;
  const count = frame ? sure(frame).length : 0;
  return count === 1 ? '1 object' : `${count} objects`;
}

/** One camera of the wall: its newest frame, as fast as this page can show it. */
class CameraTile extends LitElement {
  static properties = { name: {}, frame: { state: true }, missing: { state: true } };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.onFrame = (event) => {
      if (event.detail.camera === this.name) this.show(event.detail);
    };
    stream.addEventListener('frame', this.onFrame);
    this.timer = setInterval(() => this.tick(), 250);
    this.resize = new ResizeObserver(() => this.repaint());
    this.resize.observe(this);
    const newest = live.frames.get(this.name);
    if (newest) this.show(newest);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    stream.removeEventListener('frame', this.onFrame);
    clearInterval(this.timer);
    this.resize.disconnect();
  }

  /** While a picture loads, only the newest frame after it is kept. */
  async show(frame) {
    if (this.loading) {
      this.next = frame;
      return;
    }
    this.loading = true;
    // The numbers and boxes do not wait for the first picture.
    this.frame ??= frame;
    try {
      const image = await loadImage(pictureOf(frame, true));
      this.missing = false;
      this.image = image;
    } catch {
      this.missing = true;
      this.image = null;
    }
    this.frame = frame;
    this.loading = false;
    await this.updateComplete;
    this.repaint();
    this.dataset.offset = frame.offset;
    if (this.next) {
      const next = this.next;
      this.next = null;
      this.show(next);
    }
  }

  repaint() {
    const canvas = this.querySelector('canvas');
    if (canvas && this.frame) {
      paint(canvas, this.image, this.frame, [{ ...this.frame, boxes: sure(this.frame), style: 'solid', labels: true }], canvas.clientWidth > 260);
    }
  }

  tick() {
    const text = this.querySelector('.age');
    if (!text || !this.frame) return;
    const millis = now() - this.frame.at;
    text.textContent = age(millis);
    text.classList.toggle('old', millis > 10_000);
  }

  render() {
    const camera = live.state?.cameras.find((one) => one.name === this.name);
    return html`<a class="tile" href="#/camera/${encodeURIComponent(this.name)}" aria-label=${this.frame ? describe(this.frame.camera, sure(this.frame), this.frame) : this.name}>
      <div class="screen"><canvas></canvas>${this.missing ? html`<span class="nopicture">picture is gone</span>` : ''}</div>
      <div class="caption">
        <strong title=${this.name}>${this.name}</strong>
        <span class="num">${camera ? camera.fps.toFixed(1) : '–'} fps</span>
        <span class="num age" title="age of the frame">–</span>
      </div>
      <div class="caption sub"><span title="with a score of at least ${100 * SURE}">${found(this.frame)}</span><span class="chip">${this.frame?.model ?? ''}</span></div>
    </a>`;
  }
}
customElements.define('camera-tile', CameraTile);

class CameraWall extends LitElement {
  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.onState = () => this.requestUpdate();
    stream.addEventListener('state', this.onState);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    stream.removeEventListener('state', this.onState);
  }

  updated() {
    this.querySelectorAll('camera-tile').forEach((tile) => tile.requestUpdate());
  }

  render() {
    const state = live.state;
    if (!state) return html`<div class="empty"><div class="spinner"></div><p>Connecting to the stream …</p></div>`;
    const cameras = [...state.cameras].sort((a, b) => a.name.localeCompare(b.name));
    if (cameras.length === 0) {
      return html`<div class="empty"><h2>No frames yet</h2>
        <p>The wall shows each camera as soon as its first frame is detected.</p>
        <p><code>skipstream publish street:1</code> plays a simulated street.</p></div>`;
    }
    const total = cameras.reduce((sum, camera) => sum + camera.fps, 0);
    return html`<header class="viewhead"><h1>Live</h1>
        <p>${cameras.length} ${cameras.length === 1 ? 'camera' : 'cameras'} · ${total.toFixed(1)} frames/s</p></header>
      <div class="wall n${Math.min(cameras.length, 9)}">${cameras.map((camera) => html`<camera-tile .name=${camera.name}></camera-tile>`)}</div>`;
  }
}
customElements.define('camera-wall', CameraWall);
