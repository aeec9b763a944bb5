import { LitElement, html } from 'lit';
import { get } from '/app/stream.js';

let library;

/** uPlot is one classic script: it is loaded with the first chart. */
function charts() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = '/lib/uplot.js';
    script.onload = () => resolve(window.uPlot);
    script.onerror = () => reject(new Error('the chart library did not load'));
    document.head.append(script);
  });
  return library;
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** One chart over the last 15 minutes. */
class FlowChart extends LitElement {
  static properties = { title: {}, unit: {}, times: {}, lines: {} };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.resize = new ResizeObserver(() => this.plot?.setSize(this.size()));
    this.resize.observe(this);
    this.theme = new MutationObserver(() => this.rebuild());
    this.theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.resize.disconnect();
    this.theme.disconnect();
    this.plot?.destroy();
    this.plot = null;
  }

  size() {
    return { width: Math.max(200, this.clientWidth - 24), height: 190 };
  }

  rebuild() {
    this.plot?.destroy();
    this.plot = null;
    this.draw();
  }

  updated() {
    this.draw();
  }

  async draw() {
    const UPlot = await charts();
    const data = [this.times, ...this.lines.map((line) => line.values)];
    const shape = this.lines.map((line) => line.name).join();
    if (this.plot && this.shape === shape) {
      this.plot.setData(data);
      return;
    }
    this.plot?.destroy();
    this.shape = shape;
    const axis = { stroke: colour('--muted'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui' };
    this.plot = new UPlot(
      {
        ...this.size(),
        cursor: { points: { size: 6 } },
        legend: { live: true },
        scales: { y: { range: (self, min, max) => [0, Math.max(1, (max ?? 1) * 1.1)] } },
        axes: [{ ...axis, space: 70, values: (self, ticks) => ticks.map((tick) => new Date(tick * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false })) }, { ...axis, size: 46 }],
        series: [
          { value: (self, value) => (value ? new Date(value * 1000).toLocaleTimeString([], { hour12: false }) : '–') },
          ...this.lines.map((line) => ({
            label: line.name,
            stroke: colour(line.colour),
            fill: line.fill ? `${colour(line.colour)}22` : undefined,
            width: 2,
            spanGaps: false,
            points: { show: false },
            value: (self, value) => (value == null ? '–' : `${Number.isInteger(value) ? value : value.toFixed(1)} ${this.unit}`),
          })),
        ],
      },
      data,
      this.querySelector('.plot'),
    );
  }

  render() {
    return html`<section class="panel chart"><h2>${this.title}</h2><div class="plot" role="img" aria-label=${`${this.title}, last 15 minutes`}></div></section>`;
  }
}
customElements.define('flow-chart', FlowChart);

class FlowView extends LitElement {
  static properties = { view: { state: true }, chosen: { state: true }, failure: { state: true } };

  constructor() {
    super();
    this.chosen = 'all:';
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.load();
    this.timer = setInterval(() => this.load(), 2500);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  async load() {
    try {
      this.view = await get('/api/flow');
      this.failure = null;
    } catch (error) {
      this.failure = error.message;
    }
  }

  recent(values, slices = 6) {
    const last = values.slice(-slices).filter((value) => value != null);
    return last.length ? last[last.length - 1] : null;
  }

  render() {
    if (this.failure) return html`<p class="warn" role="alert">${this.failure}</p>`;
    if (!this.view) return html`<div class="empty"><div class="spinner"></div></div>`;
    const { view } = this;
    const series = view.series.find((one) => `${one.kind}:${one.name}` === this.chosen) ?? view.series[0];
    if (!series) return html`<header class="viewhead"><h1>Flow</h1></header><div class="empty"><p>No outcome in the last 15 minutes.</p></div>`;
    const times = series.fps.map((value, index) => (view.from + index * view.sliceMillis) / 1000);
    const lag = Object.entries(view.lag);
    const sum = (values) => values.reduce((total, value) => total + value, 0);
    const fps = sum(series.fps.slice(-6)) / 6;
    const percent = (value) => (value == null ? '–' : `${Math.round(value)} %`);
    const tile = (value, text, kind = '') => html`<div class="figure ${kind}"><span class="num">${value}</span><small>${text}</small></div>`;
    return html`<header class="viewhead"><h1>Flow</h1><p>last 15 minutes</p>
        <label class="pick">show <select @change=${(event) => { this.chosen = event.target.value; }}>
          ${view.series.map((one) => html`<option value=${`${one.kind}:${one.name}`} ?selected=${one === series}>${one.kind === 'all' ? 'all cameras' : `${one.kind} ${one.name}`}</option>`)}
        </select></label></header>
      <div class="figures">
        ${tile(fps.toFixed(1), 'frames/s, last 30 s')}
        ${tile(this.recent(series.p50) ?? '–', 'ms latency, p50')}
        ${tile(this.recent(series.p99) ?? '–', 'ms latency, p99')}
        ${tile(this.recent(series.batch)?.toFixed(1) ?? '–', 'frames a batch')}
        ${tile(percent(this.recent(series.device)), 'of a device')}
        ${tile(sum(lag.map(([, records]) => records)), 'frames of lag')}
        ${tile(sum(series.dropped), 'dropped', sum(series.dropped) ? 'amber' : '')}
        ${tile(sum(series.deadLetters), 'dead letters', sum(series.deadLetters) ? 'red' : '')}
      </div>
      <div class="charts">
        <flow-chart title="Detected frames" unit="/s" .times=${times} .lines=${[{ name: 'frames/s', values: series.fps, colour: '--accent', fill: true }]}></flow-chart>
        <flow-chart title="Latency, from publishing to the page" unit="ms" .times=${times} .lines=${[
          { name: 'p50', values: series.p50, colour: '--accent' }, { name: 'p95', values: series.p95, colour: '--blue' }, { name: 'p99', values: series.p99, colour: '--amber' }]}></flow-chart>
        <flow-chart title="Frames without detections" unit="" .times=${times} .lines=${[
          { name: 'dropped', values: series.dropped, colour: '--amber' }, { name: 'dead letters', values: series.deadLetters, colour: '--red' }]}></flow-chart>
        <flow-chart title="Batch size, mean" unit="frames" .times=${times} .lines=${[{ name: 'frames a batch', values: series.batch, colour: '--blue' }]}></flow-chart>
        <flow-chart title="Device share, in percent of one device" unit="%" .times=${times} .lines=${[{ name: 'device share', values: series.device, colour: '--accent', fill: true }]}></flow-chart>
        <section class="panel"><h2>Lag by input</h2>
          <table><thead><tr><th scope="col">topic</th><th scope="col">frames without an outcome</th></tr></thead>
          <tbody>${lag.map(([topic, records]) => html`<tr><td>${topic}</td><td class="num">${records}</td></tr>`)}</tbody></table>
          ${lag.length === 0 ? html`<p class="hint">It is known a few seconds after the page opens.</p>` : ''}</section>
      </div>`;
  }
}
customElements.define('flow-view', FlowView);
