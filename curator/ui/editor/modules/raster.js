/**
 * Label strokes as pixels: the browser's half of one rule that Python follows too.
 *
 * The 2D canvas anti-aliases, so labels are rasterised here. Everything is an integer of 1/16 pixel:
 * a point is P = floor(16 v + 0.5), a radius R = floor(16 r + 0.5), the centre of pixel (i, j) is
 * C = (16 i + 8, 16 j + 8). With D = B - A, L = D.D and t = (C - A).D, a pixel is painted if for
 * some segment AB of consecutive points
 *
 *   t <= 0 : |C - A|^2 <= R^2      t >= L : |C - B|^2 <= R^2
 *   else   : (D x (C - A))^2 <= R^2 L
 *
 * in IEEE double arithmetic, which is what both languages have.
 *
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 * @typedef {{x: number, y: number}} Point
 * @typedef {{width: number, height: number, data: Uint8Array}} Labels
 */

/** Steps that one photo pixel is divided into. */
export const UNIT = 16;

/** The labels of a trimap. */
export const VALUES = Object.freeze({ background: 0, unknown: 128, foreground: 255 });

/**
 * A coordinate or radius on the grid of 1/16 pixel, rounding half up.
 * @param {number} value in photo pixels
 * @returns {number} an integer, in 1/16 pixel
 */
export function toUnits(value) {
  return Math.floor(value * UNIT + 0.5);
}

/**
 * Whether the pixel centre (cx, cy) is painted by the segment; the rule itself. All in 1/16 pixel.
 * @param {number} cx @param {number} cy
 * @param {Point} a @param {Point} b @param {number} radius
 * @returns {boolean}
 */
export function covers(cx, cy, a, b, radius) {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const px = cx - a.x;
  const py = cy - a.y;
  const length = dx * dx + dy * dy;
  const t = px * dx + py * dy;
  if (t <= 0) return px * px + py * py <= radius * radius;
  if (t >= length) {
    const qx = cx - b.x;
    const qy = cy - b.y;
    return qx * qx + qy * qy <= radius * radius;
  }
  const cross = dx * py - dy * px;
  return cross * cross <= radius * radius * length;
}

/**
 * The pixels that a segment can touch, cut to the picture; null when there are none.
 * @param {Point} a @param {Point} b @param {number} radius in 1/16 pixel
 * @param {number} width @param {number} height
 * @returns {Box | null}
 */
export function reach(a, b, radius, width, height) {
  const half = UNIT / 2;
  const left = Math.max(0, Math.ceil((Math.min(a.x, b.x) - radius - half) / UNIT));
  const top = Math.max(0, Math.ceil((Math.min(a.y, b.y) - radius - half) / UNIT));
  const right = Math.min(width - 1, Math.floor((Math.max(a.x, b.x) + radius - half) / UNIT));
  const bottom = Math.min(height - 1, Math.floor((Math.max(a.y, b.y) + radius - half) / UNIT));
  if (right < left || bottom < top) return null;
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/**
 * Where a row can meet the segment, a little too wide: the exact ends are then found by `covers`.
 * @param {number} cy @param {Point} a @param {Point} b @param {number} radius one more than the brush's
 * @returns {[number, number] | null} first and last x, in 1/16 pixel
 */
function chord(cy, a, b, radius) {
  let first = Infinity;
  let last = -Infinity;
  for (const end of [a, b]) {
    const rest = radius * radius - (cy - end.y) * (cy - end.y);
    if (rest < 0) continue;
    const root = Math.sqrt(rest);
    first = Math.min(first, end.x - root);
    last = Math.max(last, end.x + root);
  }
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length = dx * dx + dy * dy;
  if (length > 0) {
    const py = cy - a.y;
    const side = radius * Math.sqrt(length);
    const along = interval(dx, py * dy, 0, length);
    const across = interval(-dy, dx * py, -side, side);
    const low = Math.max(along[0], across[0]);
    const high = Math.min(along[1], across[1]);
    if (low <= high) {
      first = Math.min(first, a.x + low);
      last = Math.max(last, a.x + high);
    }
  }
  return first <= last ? [first, last] : null;
}

/**
 * The x with low <= slope x + offset <= high.
 * @param {number} slope @param {number} offset @param {number} low @param {number} high
 * @returns {[number, number]} an empty interval has its ends the wrong way round
 */
function interval(slope, offset, low, high) {
  if (slope === 0) {
    return offset >= low && offset <= high ? [-Infinity, Infinity] : [Infinity, -Infinity];
  }
  const p = (low - offset) / slope;
  const q = (high - offset) / slope;
  return p < q ? [p, q] : [q, p];
}

/**
 * Paint one segment into a trimap.
 * @param {Labels} labels changed in place
 * @param {Point} a @param {Point} b @param {number} radius all in 1/16 pixel
 * @param {number} value the label
 * @returns {Box | null} what was painted over, null when nothing
 */
export function paintSegment(labels, a, b, radius, value) {
  return eachRun(labels.width, labels.height, a, b, radius, (row, first, last) => {
    labels.data.fill(value, row * labels.width + first, row * labels.width + last + 1);
  });
}

/**
 * Visit the pixels that a segment paints, row by row.
 *
 * A segment's shape is convex, so each row of it is one run: its ends are found from outside in, by
 * the rule, and what lies between needs no test. A brush of 500 pixels stays fast that way.
 * @param {number} width @param {number} height of the picture
 * @param {Point} a @param {Point} b @param {number} radius all in 1/16 pixel
 * @param {(row: number, first: number, last: number) => void} visit
 * @returns {Box | null} what was visited, null when nothing
 */
export function eachRun(width, height, a, b, radius, visit) {
  const box = reach(a, b, radius, width, height);
  if (!box) return null;
  const half = UNIT / 2;
  let left = Infinity;
  let right = -1;
  let top = -1;
  let bottom = -1;
  for (let row = box.y; row < box.y + box.height; row += 1) {
    const cy = row * UNIT + half;
    const ends = chord(cy, a, b, radius + 1);
    if (!ends) continue;
    let first = Math.max(box.x, Math.floor((ends[0] - half) / UNIT));
    let last = Math.min(box.x + box.width - 1, Math.ceil((ends[1] - half) / UNIT));
    while (first <= last && !covers(first * UNIT + half, cy, a, b, radius)) first += 1;
    while (last >= first && !covers(last * UNIT + half, cy, a, b, radius)) last -= 1;
    if (last < first) continue;
    visit(row, first, last);
    left = Math.min(left, first);
    right = Math.max(right, last);
    if (top < 0) top = row;
    bottom = row;
  }
  if (right < 0) return null;
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/**
 * Paint a whole stroke, as Python's `draw` does.
 * @param {Labels} labels changed in place
 * @param {{label: keyof typeof VALUES, radius: number, points: [number, number][]}} stroke
 * @returns {Box | null} what was painted over
 */
export function paintStroke(labels, stroke) {
  const radius = toUnits(stroke.radius);
  const points = stroke.points.map(([x, y]) => ({ x: toUnits(x), y: toUnits(y) }));
  let box = null;
  for (let index = 0; index < Math.max(1, points.length - 1); index += 1) {
    const end = points[Math.min(index + 1, points.length - 1)];
    box = union(box, paintSegment(labels, points[index], end, radius, VALUES[stroke.label]));
  }
  return box;
}

/**
 * The smallest box around two; either may be null.
 * @param {Box | null} a @param {Box | null} b
 * @returns {Box | null}
 */
export function union(a, b) {
  if (!a) return b;
  if (!b) return a;
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  const right = Math.max(a.x + a.width, b.x + b.width);
  const bottom = Math.max(a.y + a.height, b.y + b.height);
  return { x, y, width: right - x, height: bottom - y };
}

/**
 * A box of a picture's pixels, as a copy.
 * @template {Uint8Array | Uint32Array} Pixels
 * @param {Pixels} data row after row @param {number} width of a row @param {Box} box
 * @returns {Pixels}
 */
export function cut(data, width, box) {
  const Array = /** @type {new (length: number) => Pixels} */ (data.constructor);
  const part = new Array(box.width * box.height);
  for (let row = 0; row < box.height; row += 1) {
    const from = (box.y + row) * width + box.x;
    part.set(data.subarray(from, from + box.width), row * box.width);
  }
  return part;
}

/**
 * Put a box of pixels into a picture: what `cut` took out.
 * @param {Uint8Array} data changed in place @param {number} width of a row @param {Box} box
 * @param {Uint8Array} part
 */
export function paste(data, width, box, part) {
  for (let row = 0; row < box.height; row += 1) {
    data.set(part.subarray(row * box.width, (row + 1) * box.width), (box.y + row) * width + box.x);
  }
}
