/**
 * The background of a photo out of focus: a Gaussian that does not see the subject.
 *
 * A plain Gaussian of the photo carries the subject's colours over its outline, where they shine as a
 * halo around it. Here every pixel counts by how surely and by how much it is background (normalised
 * convolution, Knutsson and Westin 1993), so the blurred background holds its own colours alone.
 *
 * @typedef {{width: number, height: number, data: Float32Array}} Sums of each pixel the weighted red,
 *   green and blue, and the weight
 */

/** What the subject itself counts: enough for some colour where there is nothing else. */
const LEAST = 1e-4;

/** What unknown pixels count, however little of the subject the matte sees there: it may err. */
const UNSURE = 0.01;

/** Standard deviations after which a Gaussian is nothing. */
const REACH = 3.5;

/**
 * By how much to shrink before the blur: whole steps, while the rest of it is at least two pixels wide.
 * @param {number} sigma in photo pixels @returns {number} a power of two
 */
export function factorOf(sigma) {
  let factor = 1;
  while (sigma / (2 * factor) >= 2) factor *= 2;
  return factor;
}

/** @param {number} width @param {number} height of the photo @param {number} factor @returns {Sums} */
export function emptySums(width, height, factor) {
  const [across, down] = [Math.ceil(width / factor), Math.ceil(height / factor)];
  return { width: across, height: down, data: new Float32Array(4 * across * down) };
}

/**
 * Add a strip of whole rows of the photo.
 * @param {Sums} sums @param {number} factor
 * @param {{y: number, width: number, height: number}} strip
 * @param {Uint8ClampedArray} colours RGBA @param {Uint8Array} levels its alpha, in steps of 1/255
 * @param {Uint8Array} labels its trimap
 */
export function addStrip(sums, factor, strip, colours, levels, labels) {
  const { data } = sums;
  for (let row = 0; row < strip.height; row += 1) {
    const line = Math.floor((strip.y + row) / factor) * sums.width;
    for (let column = 0; column < strip.width; column += 1) {
      const from = row * strip.width + column;
      const behind = 1 - levels[from] / 255;
      const weight = LEAST + behind * behind * (labels[from] === 0 ? 1 : UNSURE);
      const to = 4 * (line + Math.floor(column / factor));
      data[to] += weight * colours[4 * from];
      data[to + 1] += weight * colours[4 * from + 1];
      data[to + 2] += weight * colours[4 * from + 2];
      data[to + 3] += weight;
    }
  }
}

/**
 * Blur what was summed up.
 * @param {Sums} sums @param {number} factor by which it was shrunk
 * @param {number} sigma in photo pixels
 * @returns {ImageData} opaque
 */
export function blurred(sums, factor, sigma) {
  // Shrinking and enlarging blur as well: a box of one cell, a triangle of two.
  const own = factor > 1 ? 1 / 12 + 1 / 6 : 0;
  const kernel = gaussian(Math.sqrt(Math.max(0, (sigma / factor) ** 2 - own)));
  const { width, height } = sums;
  const across = convolved(sums.data, kernel, width, height, 4, 4 * width);
  const both = convolved(across, kernel, height, width, 4 * width, 4);
  const image = new ImageData(width, height);
  for (let at = 0; at < both.length; at += 4) {
    const weight = both[at + 3];
    for (let channel = 0; channel < 3; channel += 1) image.data[at + channel] = Math.round(both[at + channel] / weight);
    image.data[at + 3] = 255;
  }
  return image;
}

/** @param {number} sigma @returns {Float32Array} from the middle outwards */
function gaussian(sigma) {
  const kernel = new Float32Array(1 + Math.ceil(REACH * sigma));
  for (let at = 0; at < kernel.length; at += 1) kernel[at] = at ? Math.exp((-at * at) / (2 * sigma * sigma)) : 1;
  return kernel;
}

/**
 * Convolve lines; beyond their ends there is nothing, which weighs nothing.
 * @param {Float32Array} data @param {Float32Array} kernel
 * @param {number} length of a line @param {number} lines
 * @param {number} step from one pixel of a line to the next @param {number} next from line to line
 */
function convolved(data, kernel, length, lines, step, next) {
  const result = new Float32Array(data.length);
  const reach = kernel.length - 1;
  for (let line = 0; line < lines; line += 1) {
    for (let place = 0; place < length; place += 1) {
      const to = line * next + place * step;
      const last = Math.min(length - 1, place + reach);
      let [red, green, blue, weight] = [0, 0, 0, 0];
      for (let at = Math.max(0, place - reach); at <= last; at += 1) {
        const part = kernel[Math.abs(at - place)];
        const from = line * next + at * step;
        red += part * data[from];
        green += part * data[from + 1];
        blue += part * data[from + 2];
        weight += part * data[from + 3];
      }
      result[to] = red;
      result[to + 1] = green;
      result[to + 2] = blue;
      result[to + 3] = weight;
    }
  }
  return result;
}
