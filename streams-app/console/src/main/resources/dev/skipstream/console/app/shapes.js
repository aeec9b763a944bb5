// Draws what a model finds beyond boxes: masks, skeletons, and the regions of classes.

/** The points of COCO's person that a line joins. */
const BONES = [
  ['left_ankle', 'left_knee'], ['left_knee', 'left_hip'], ['right_ankle', 'right_knee'], ['right_knee', 'right_hip'],
  ['left_hip', 'right_hip'], ['left_shoulder', 'left_hip'], ['right_shoulder', 'right_hip'], ['left_shoulder', 'right_shoulder'],
  ['left_shoulder', 'left_elbow'], ['right_shoulder', 'right_elbow'], ['left_elbow', 'left_wrist'], ['right_elbow', 'right_wrist'],
  ['left_eye', 'right_eye'], ['nose', 'left_eye'], ['nose', 'right_eye'], ['left_eye', 'left_ear'], ['right_eye', 'right_ear'],
];
const OPACITY = 0.42;

/**
 * Reads a mask from COCO's compressed text: the lengths of its runs, down the columns, outside and inside in turns.
 * A number has five bits in each character, the lowest first, and a bit that more follow. The last bit is the sign.
 * From the fourth number on, the text has the difference to the number two places before.
 */
export function runsOf(counts) {
  const runs = [];
  for (let at = 0; at < counts.length;) {
    let number = 0;
    let bits = 0;
    let group;
    do {
      group = counts.charCodeAt(at++) - 48;
      number |= (group & 31) << bits;
      bits += 5;
    } while (group & 32);
    if (group & 16) number |= -1 << bits;
    runs.push(runs.length > 2 ? number + runs[runs.length - 2] : number);
  }
  return runs;
}

/** Sets the pixels of a mask in an image that has each step-th row and column of it. */
function fill(image, mask, step, [red, green, blue]) {
  let at = 0;
  let inside = false;
  for (const run of runsOf(mask.counts)) {
    const end = at + run;
    for (let column = Math.floor(at / mask.rows); inside && column * mask.rows < end; column++) {
      if (column % step !== 0) continue;
      const top = column * mask.rows;
      const last = Math.min(end - top, mask.rows);
      for (let row = Math.ceil(Math.max(0, at - top) / step) * step; row < last; row += step) {
        image.data.set([red, green, blue, 255], 4 * ((row / step) * image.width + column / step));
      }
    }
    at = end;
    inside = !inside;
  }
}

function rgb(colour) {
  return colour.match(/[0-9a-f]{2}/g).map((part) => parseInt(part, 16));
}

/**
 * Draws masks over the picture. The first one is on top.
 * masks: each a mask and its colour; all are of one picture.
 * place: the picture's rectangle in pixels of the canvas.
 */
export function drawMasks(context, masks, place) {
  if (masks.length === 0) return;
  const { rows, columns } = masks[0].mask;
  // No more pixels than the screen shows.
  const step = Math.max(1, Math.floor(columns / Math.max(1, place.w)));
  const image = new ImageData(Math.ceil(columns / step), Math.ceil(rows / step));
  for (const { mask, colour } of [...masks].reverse()) {
    if (mask.rows === rows && mask.columns === columns) fill(image, mask, step, rgb(colour));
  }
  const layer = new OffscreenCanvas(image.width, image.height);
  layer.getContext('2d').putImageData(image, 0, 0);
  context.save();
  context.globalAlpha = OPACITY;
  context.drawImage(layer, place.x, place.y, place.w, place.h);
  context.restore();
}

/** Draws keypoints, and the lines between those of a person. */
export function drawPoints(context, points, scale, colour, unit) {
  const byName = new Map(points.map((point) => [point.name, point]));
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.beginPath();
  for (const [from, to] of BONES) {
    if (byName.has(from) && byName.has(to)) {
      context.moveTo(byName.get(from).x * scale, byName.get(from).y * scale);
      context.lineTo(byName.get(to).x * scale, byName.get(to).y * scale);
    }
  }
  context.stroke();
  for (const point of points) {
    context.beginPath();
    context.arc(point.x * scale, point.y * scale, 2.5 * unit, 0, 2 * Math.PI);
    context.fill();
  }
}
