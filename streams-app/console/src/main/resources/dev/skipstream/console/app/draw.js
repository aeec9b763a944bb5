// Draws findings over a picture, and formats numbers.
import { drawMasks, drawPoints } from '/app/shapes.js';

const COLOURS = ['#2dd4bf', '#f59e0b', '#60a5fa', '#f472b6', '#a3e635', '#c084fc', '#fb7185', '#facc15', '#22d3ee', '#fb923c'];

/** A label has one colour on all pictures. */
export function colourOf(label) {
  let hash = 0;
  for (const char of label) hash = (hash * 31 + char.codePointAt(0)) >>> 0;
  return COLOURS[hash % COLOURS.length];
}

/**
 * Draws one layer of boxes.
 * style: 'solid' for the model, 'dashed' for the shadow, 'thin' for the ground truth.
 */
export function drawBoxes(context, boxes, scale, style, withLabels) {
  const unit = Math.max(1, window.devicePixelRatio || 1);
  context.save();
  context.lineWidth = (style === 'thin' ? 1.2 : 2) * unit;
  context.setLineDash(style === 'dashed' ? [7 * unit, 5 * unit] : []);
  context.font = `600 ${11.5 * unit}px system-ui, sans-serif`;
  context.textBaseline = 'middle';
  for (const box of boxes) {
    const colour = style === 'thin' ? '#ffffff' : colourOf(box.label);
    const x = box.x * scale;
    const y = box.y * scale;
    const w = box.w * scale;
    const h = box.h * scale;
    context.strokeStyle = colour;
    context.globalAlpha = style === 'thin' ? 0.85 : 1;
    context.beginPath();
    context.roundRect(x, y, w, h, 2 * unit);
    context.stroke();
    if (style === 'solid') {
      context.globalAlpha = 0.1;
      context.fillStyle = colour;
      context.fill();
    }
    context.globalAlpha = 1;
    if (box.points) drawPoints(context, box.points, scale, colour, unit);
  }
  context.setLineDash([]);
  if (withLabels) drawLabels(context, boxes, scale, unit);
  context.restore();
}

/** The labels of the best boxes: one that would cover another is left out. */
function drawLabels(context, boxes, scale, unit) {
  const placed = [];
  const height = 16 * unit;
  for (const box of [...boxes].sort((a, b) => b.score - a.score)) {
    const text = `${box.label} ${Math.round(box.score * 100)}`;
    const width = context.measureText(text).width + 8 * unit;
    const y = box.y * scale;
    const top = y >= height ? y - height : y;
    const left = Math.max(0, Math.min(box.x * scale - unit, context.canvas.width - width));
    const covers = (other) => left < other.left + other.width && other.left < left + width && top < other.top + height && other.top < top + height;
    if (placed.some(covers)) continue;
    placed.push({ left, top, width });
    context.globalAlpha = 0.94;
    context.fillStyle = colourOf(box.label);
    context.beginPath();
    context.roundRect(left, top, width, height, 3 * unit);
    context.fill();
    context.globalAlpha = 1;
    context.fillStyle = '#06121f';
    context.fillText(text, left + 4 * unit, top + height / 2 + 0.5 * unit);
  }
}

/** The names of the classes or regions of a whole frame, at its upper left. */
function drawNames(context, names) {
  const unit = Math.max(1, window.devicePixelRatio || 1);
  const height = 17 * unit;
  context.save();
  context.font = `600 ${11.5 * unit}px system-ui, sans-serif`;
  context.textBaseline = 'middle';
  names.slice(0, Math.max(1, Math.floor(context.canvas.height / height) - 1)).forEach(({ text, label }, i) => {
    context.fillStyle = colourOf(label);
    context.fillRect(0, i * height, context.measureText(text).width + 10 * unit, height);
    context.fillStyle = '#06121f';
    context.fillText(text, 5 * unit, (i + 0.5) * height);
  });
  context.restore();
}

/** A share of 0 to 1 as percent. */
export function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}

/** What a model says of a whole frame: its classes with their scores, or its regions with their shares. */
export function wholeFrame(found) {
  const classes = (found.classes ?? []).map(({ label, score }) => ({ label, text: `${label} ${Math.round(score * 100)}` }));
  const regions = (found.regions ?? []).map(({ label, share }) => ({ label, text: `${label} ${percent(share)}` }));
  return [...classes, ...regions];
}

/** The masks of objects and regions, each with the colour of its label. */
function masksOf(layer) {
  return [...layer.boxes, ...(layer.regions ?? [])].filter((one) => one.mask).map((one) => ({ mask: one.mask, colour: colourOf(one.label) }));
}

/**
 * Fits a canvas to its place on the screen, and draws a picture with its layers.
 * layers: each has boxes, and classes or regions where the model finds them.
 */
export function paint(canvas, image, frame, layers, labels = true) {
  const ratio = window.devicePixelRatio || 1;
  const width = Math.max(1, Math.round(canvas.clientWidth * ratio));
  const height = Math.max(1, Math.round((width * frame.height) / Math.max(1, frame.width)));
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d');
  context.clearRect(0, 0, width, height);
  const scale = width / Math.max(1, frame.width);
  // The picture may be a region of the camera's frame, and boxes are in pixels of the frame.
  const area = frame.picture ?? { x: 0, y: 0, w: frame.width, h: frame.height };
  const place = { x: area.x * scale, y: area.y * scale, w: area.w * scale, h: area.h * scale };
  if (image) context.drawImage(image, place.x, place.y, place.w, place.h);
  for (const layer of layers) {
    if (layer.style === 'solid') drawMasks(context, masksOf(layer), place);
    drawBoxes(context, layer.boxes, scale, layer.style, labels && layer.labels);
    if (layer.labels) drawNames(context, wholeFrame(layer));
  }
}

export function loadImage(url) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error('no picture'));
    image.src = url;
  });
}

export function age(millis) {
  if (millis < 0) return '0 ms';
  if (millis < 1000) return `${Math.round(millis / 10) * 10} ms`;
  if (millis < 60_000) return `${(millis / 1000).toFixed(1)} s`;
  if (millis < 3_600_000) return `${Math.floor(millis / 60_000)} min`;
  if (millis < 172_800_000) return `${Math.floor(millis / 3_600_000)} h`;
  return `${Math.floor(millis / 86_400_000)} d`;
}

export function clock(millis) {
  return new Date(millis).toLocaleTimeString([], { hour12: false });
}

export function day(millis) {
  return new Date(millis).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
}

/** What a screen reader says about a frame. */
export function describe(camera, boxes, found = {}) {
  const names = wholeFrame(found);
  if (names.length > 0) return `${camera}: ${names.map((one) => one.text).join(', ')}`;
  if (boxes.length === 0) return `${camera}: no objects`;
  const counts = new Map();
  for (const box of boxes) counts.set(box.label, (counts.get(box.label) ?? 0) + 1);
  return `${camera}: ${[...counts].map(([label, count]) => `${count} ${label}`).join(', ')}`;
}
