// Draws tracks with their tails, and lines and zones, over a picture.
import { colourOf } from '/app/draw.js';

/** A tail has the places of the last frames. */
const TAIL = 40;
const RULE = '#ffffff';

/** The place of an object is the middle of the lower edge of its box, as for the rules. */
function place(box) {
  return [box.x + box.w / 2, box.y + box.h];
}

/** Returns the last places of each track of a frame, the newest first. */
export function tails(frames, index) {
  const tracks = frames[index]?.tracks ?? [];
  return tracks.map((box) => {
    const points = [place(box)];
    for (let at = index - 1; at >= 0 && at > index - TAIL; at--) {
      const earlier = frames[at].tracks?.find((one) => one.track === box.track);
      if (earlier) points.push(place(earlier));
    }
    return { box, points };
  });
}

function unitOf() {
  return Math.max(1, window.devicePixelRatio || 1);
}

/** Writes a text on a coloured ground. */
export function tag(context, text, x, y, colour, unit) {
  const height = 17 * unit;
  const width = context.measureText(text).width + 10 * unit;
  const left = Math.max(0, Math.min(x, context.canvas.width - width));
  const top = Math.max(0, Math.min(y, context.canvas.height - height));
  context.globalAlpha = 0.94;
  context.fillStyle = colour;
  context.beginPath();
  context.roundRect(left, top, width, height, 3 * unit);
  context.fill();
  context.globalAlpha = 1;
  context.fillStyle = '#06121f';
  context.fillText(text, left + 5 * unit, top + height / 2 + 0.5 * unit);
}

/** Saves the state of a context, and sets it up for shapes and tags. */
export function prepared(context, unit) {
  context.save();
  context.font = `600 ${11.5 * unit}px system-ui, sans-serif`;
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.lineCap = 'round';
}

/** Draws the tracks of a frame: a box, an id, and a tail that fades. */
export function drawTracks(context, frame, tracked, hidden) {
  const unit = unitOf();
  const scale = context.canvas.width / Math.max(1, frame.width);
  prepared(context, unit);
  for (const { box, points } of tracked) {
    if (hidden.has(box.label)) continue;
    const colour = colourOf(box.label);
    context.strokeStyle = colour;
    context.lineWidth = 2 * unit;
    for (let i = 0; i + 1 < points.length; i++) {
      context.globalAlpha = 1 - i / points.length;
      context.beginPath();
      context.moveTo(points[i][0] * scale, points[i][1] * scale);
      context.lineTo(points[i + 1][0] * scale, points[i + 1][1] * scale);
      context.stroke();
    }
    context.globalAlpha = 1;
    context.beginPath();
    context.roundRect(box.x * scale, box.y * scale, box.w * scale, box.h * scale, 2 * unit);
    context.stroke();
    tag(context, `${box.label} ${box.track}`, box.x * scale - unit, box.y * scale - 17 * unit, colour, unit);
  }
  context.restore();
}

/** Returns a function that converts a point of the rules into pixels of the canvas. */
export function projection(canvas, frame, relative) {
  const x = relative ? canvas.width : canvas.width / Math.max(1, frame.width);
  const y = relative ? canvas.height : canvas.height / Math.max(1, frame.height);
  return (point) => [point[0] * x, point[1] * y];
}

export function dwell(millis) {
  return millis < 60_000 ? `${(millis / 1000).toFixed(1)} s` : `${Math.floor(millis / 60_000)} min`;
}

function total(line, direction) {
  return line.counts.reduce((sum, one) => sum + one[direction], 0);
}

/** Draws lines with their counters, and zones with those that are in them. */
export function drawRules(context, frame, rules) {
  const unit = unitOf();
  const at = projection(context.canvas, frame, rules.relative);
  prepared(context, unit);
  context.strokeStyle = RULE;
  context.lineWidth = 2.5 * unit;
  for (const zone of rules.zones) {
    const points = zone.points.map(at);
    context.setLineDash([6 * unit, 5 * unit]);
    context.beginPath();
    points.forEach(([x, y], i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
    context.closePath();
    context.globalAlpha = 0.12;
    context.fillStyle = RULE;
    context.fill();
    context.globalAlpha = 0.9;
    context.stroke();
    const mean = zone.left > 0 ? ` · ${dwell(zone.meanDwellMillis)}` : '';
    const [x, y] = points.reduce((best, one) => (one[1] < best[1] ? one : best));
    tag(context, `${zone.name}: ${zone.inside.length} in${mean}`, x, y, RULE, unit);
  }
  context.setLineDash([]);
  for (const line of rules.lines) {
    const [from, to] = [at(line.from), at(line.to)];
    context.globalAlpha = 0.95;
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
    tag(
      context,
      `${line.name}: ${total(line, 'leftToRight')} right, ${total(line, 'rightToLeft')} left`,
      (from[0] + to[0]) / 2,
      (from[1] + to[1]) / 2,
      RULE,
      unit,
    );
  }
  context.restore();
}
