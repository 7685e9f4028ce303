/**
 * Corrections of the trimap as the server stores them, and what they make of the pixels here.
 *
 * @typedef {{kind: "polygon", label: keyof typeof VALUES, points: [number, number][]}} Polygon
 * @typedef {{kind: "band", change: "widen" | "narrow", pixels: number, radius?: number,
 *   points?: [number, number][]}} Band
 * @typedef {{kind: "flood", label: "foreground" | "background", x: number, y: number,
 *   tolerance: number}} Flood the server alone works it out, from the photo's own pixels
 * @typedef {{kind: "pressed", label: keyof typeof VALUES, points: [number, number][],
 *   radii: number[]}} Pressed a pen's stroke, with its radius at each point
 * @typedef {Polygon | Band | Flood | Pressed} Correction
 * @typedef {import("../raster.js").Box} Box
 * @typedef {import("../raster.js").Labels} Labels
 */

import { paintSegment, paintStroke, toUnits, union, VALUES } from "../raster.js";
import { BandPaint } from "./band.js";
import { fillPolygon } from "./polygon.js";

/**
 * Do what a step does to the trimap.
 * @param {Labels} labels changed in place @param {import("../pending.js").Step} step
 * @returns {Box | null} where something may have changed
 */
export function paintStep(labels, step) {
  return step.stroke ? paintStroke(labels, step.stroke) : paintCorrection(labels, step.body);
}

/**
 * Do what a correction does to the trimap, as Python's `apply_correction` does.
 * @param {Labels} labels changed in place @param {any} correction
 * @returns {Box | null} where something may have changed
 */
export function paintCorrection(labels, correction) {
  if (correction.kind === "polygon") {
    return fillPolygon(labels, inUnits(correction.points), VALUES[correction.label]);
  }
  if (correction.kind === "pressed") return paintPressed(labels, correction);
  if (correction.kind !== "band") return null;
  const paint = new BandPaint(labels, correction.change, correction.pixels);
  if (!correction.points?.length) return paint.everywhere();
  const points = inUnits(correction.points);
  let box = null;
  points.forEach((point, index) => {
    box = union(box, paint.segment(points[Math.max(0, index - 1)], point, toUnits(correction.radius)));
  });
  return box;
}

/** Each segment with the radius at its end. @param {Labels} labels @param {Pressed} stroke */
function paintPressed(labels, { label, points, radii }) {
  const places = inUnits(points);
  let box = null;
  places.forEach((place, index) => {
    const from = places[Math.max(0, index - 1)];
    box = union(box, paintSegment(labels, from, place, toUnits(radii[index]), VALUES[label]));
  });
  return box;
}

/** @param {[number, number][]} points @returns {import("../raster.js").Point[]} */
function inUnits(points) {
  return points.map(([x, y]) => ({ x: toUnits(x), y: toUnits(y) }));
}
