// Draws boxes over a picture, and formats numbers.

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

/** Fits a canvas to its place on the screen, and draws a picture with its layers. */
export function paint(canvas, image, frame, layers, labels = true) {
  const ratio = window.devicePixelRatio || 1;
  const width = Math.max(1, Math.round(canvas.clientWidth * ratio));
  const height = Math.max(1, Math.round((width * frame.height) / Math.max(1, frame.width)));
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d');
  context.clearRect(0, 0, width, height);
  if (image) context.drawImage(image, 0, 0, width, height);
  const scale = width / Math.max(1, frame.width);
  for (const layer of layers) drawBoxes(context, layer.boxes, scale, layer.style, labels && layer.labels);
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
export function describe(camera, boxes) {
  if (boxes.length === 0) return `${camera}: no objects`;
  const counts = new Map();
  for (const box of boxes) counts.set(box.label, (counts.get(box.label) ?? 0) + 1);
  return `${camera}: ${[...counts].map(([label, count]) => `${count} ${label}`).join(', ')}`;
}
