/**
 * Filled polygons as pixels: the browser's half of one rule that Python follows too.
 *
 * Points are whole sixteenths of a pixel, the centre of pixel (i, j) is C = (16 i + 8, 16 j + 8). An
 * edge from A to B, with A.y < B.y, is counted if A.y <= C.y < B.y and
 *
 *   (C.x - A.x) (B.y - A.y) < (B.x - A.x) (C.y - A.y)
 *
 * A pixel is inside if the number of edges counted is odd. All of it is whole numbers below 2^53.
 *
 * @typedef {import("../raster.js").Box} Box
 * @typedef {import("../raster.js").Point} Point
 */

import { UNIT } from "../raster.js";

const HALF = UNIT / 2;

/**
 * Give the inside of a polygon a label.
 * @param {import("../raster.js").Labels} labels changed in place
 * @param {Point[]} points in 1/16 pixel; the last is joined to the first
 * @param {number} value the label
 * @returns {Box | null} what was filled, null when nothing
 */
export function fillPolygon(labels, points, value) {
  const { width, height, data } = labels;
  const rows = crossings(points, width, height);
  let left = Infinity;
  let right = -1;
  let top = -1;
  let bottom = -1;
  for (const [row, columns] of rows) {
    columns.sort((a, b) => a - b);
    for (let index = 0; index + 1 < columns.length; index += 2) {
      const [first, end] = [columns[index], columns[index + 1]];
      if (first >= end) continue;
      data.fill(value, row * width + first, row * width + end);
      left = Math.min(left, first);
      right = Math.max(right, end - 1);
      top = top < 0 ? row : Math.min(top, row);
      bottom = Math.max(bottom, row);
    }
  }
  if (right < 0) return null;
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/**
 * Where each row meets the edges: the first column that is not left of the edge.
 * @param {Point[]} points @param {number} width @param {number} height
 * @returns {Map<number, number[]>}
 */
function crossings(points, width, height) {
  const rows = new Map();
  points.forEach((from, index) => {
    const to = points[(index + 1) % points.length];
    const [a, b] = from.y <= to.y ? [from, to] : [to, from];
    const first = Math.max(0, firstCentre(a.y));
    const end = Math.min(height, firstCentre(b.y));
    for (let row = first; row < end; row += 1) {
      const column = Math.min(width, Math.max(0, firstRight(a, b, row)));
      if (rows.has(row)) rows.get(row).push(column);
      else rows.set(row, [column]);
    }
  });
  return rows;
}

/** The first row whose centre is at `y` or below. @param {number} y in 1/16 pixel */
function firstCentre(y) {
  return Math.ceil((y - HALF) / UNIT);
}

/** @param {Point} a @param {Point} b @param {number} row @returns {number} */
function firstRight(a, b, row) {
  const tall = b.y - a.y;
  const across = (b.x - a.x) * (row * UNIT + HALF - a.y) + (a.x - HALF) * tall;
  let column = Math.ceil(across / (UNIT * tall));
  // The quotient is rounded, the products are not.
  while ((column - 1) * UNIT * tall >= across) column -= 1;
  while (column * UNIT * tall < across) column += 1;
  return column;
}
