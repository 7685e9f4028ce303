/** Squared distances between pixels, as the whole numbers that they are. */

/**
 * How far the centre of each pixel is from the nearest pixel of a label.
 *
 * Columns first, then the lower envelope of one parabola a column in each row. Ends of parabolas are
 * fractions of small whole numbers: a double never takes one for a pixel that it is not.
 * @param {Uint8Array} labels row after row @param {number} width
 * @param {number} wanted the label @param {number} most distances beyond it need not be told apart
 * @returns {Int32Array} squared, in pixels; `most * most + 1` for all that is further away
 */
export function squaredDistances(labels, wanted, width, most) {
  const height = labels.length / width;
  const beyond = most * most + 1;
  const answer = new Int32Array(labels.length);
  alongColumns(labels, wanted, width, most, answer);
  const row = new Int32Array(width);
  const hull = new Int32Array(width);
  const starts = new Float64Array(width);
  for (let y = 0; y < height; y += 1) {
    const from = y * width;
    row.set(answer.subarray(from, from + width));
    const count = envelope(row, beyond, hull, starts);
    for (let x = 0, which = 0; x < width; x += 1) {
      while (which + 1 < count && starts[which + 1] < x) which += 1;
      const away = x - hull[which];
      answer[from + x] = count ? Math.min(beyond, away * away + row[hull[which]]) : beyond;
    }
  }
  return answer;
}

/** The squared distance to the label within each pixel's own column. */
function alongColumns(labels, wanted, width, most, answer) {
  const beyond = most * most + 1;
  const away = new Int32Array(width).fill(most + 1);
  for (let index = 0, x = 0; index < labels.length; index += 1) {
    away[x] = labels[index] === wanted ? 0 : Math.min(most + 1, away[x] + 1);
    answer[index] = away[x] > most ? beyond : away[x] * away[x];
    x = x + 1 === width ? 0 : x + 1;
  }
  away.fill(most + 1);
  for (let index = labels.length - 1, x = width - 1; index >= 0; index -= 1) {
    away[x] = labels[index] === wanted ? 0 : Math.min(most + 1, away[x] + 1);
    if (away[x] <= most) answer[index] = Math.min(answer[index], away[x] * away[x]);
    x = x === 0 ? width - 1 : x - 1;
  }
}

/**
 * The parabolas that are lowest somewhere, and from where on.
 * @param {Int32Array} row @param {number} beyond a column that has none
 * @param {Int32Array} hull @param {Float64Array} starts both filled here
 * @returns {number} how many there are
 */
function envelope(row, beyond, hull, starts) {
  let count = 0;
  for (let x = 0; x < row.length; x += 1) {
    if (row[x] >= beyond) continue;
    let start = -Infinity;
    while (count) {
      const other = hull[count - 1];
      start = (row[x] + x * x - row[other] - other * other) / (2 * (x - other));
      if (start > starts[count - 1]) break;
      count -= 1;
      start = -Infinity;
    }
    hull[count] = x;
    starts[count] = start;
    count += 1;
  }
  return count;
}
