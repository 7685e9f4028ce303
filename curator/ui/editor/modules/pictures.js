/**
 * Pictures by address: loaded once, in smaller copies too, and let go when there are too many.
 *
 * @typedef {ImageBitmap | HTMLCanvasElement} Picture
 */

import { ApiError, blobOf, channel } from "./api.js";
import { heatMap, SMALL } from "./layers.js";

/** Bytes of pictures beyond which those not looked at for a while are let go. */
const ROOM = 400_000_000;
const A_WHILE = 10_000;

/** Milliseconds until the next try when the server cannot be reached. */
const AGAIN_AFTER = 3000;

export class PictureCache {
  /** @param {() => void} arrived called when one has been loaded @param {(problem: string) => void} failed */
  constructor(arrived, failed) {
    this.arrived = arrived;
    this.failed = failed;
    /** @type {Map<string, Picture[] | null>} each at full size, half, a quarter ...; null while it loads */
    this.pictures = new Map();
    /** @type {Map<string, number>} when each was looked at */
    this.seen = new Map();
  }

  /**
   * @param {string} address @param {boolean} [heat] whether to colour it as disagreement
   * @returns {Picture | null} at full size; null while it is not there yet
   */
  get(address, heat = false) {
    return this.levels(address, heat)?.[0] ?? null;
  }

  /** The copy to draw at a scale. @param {string} address @param {number} scale @returns {Picture | null} */
  at(address, scale) {
    const levels = this.levels(address, false);
    if (!levels) return null;
    let level = 0;
    while (level + 1 < levels.length && scale * 2 ** (level + 1) <= 1) level += 1;
    return levels[level];
  }

  /** @param {string} address @param {boolean} heat */
  levels(address, heat) {
    this.seen.set(address, performance.now());
    if (!this.pictures.has(address)) {
      this.pictures.set(address, null);
      this.load(address, heat);
    }
    return this.pictures.get(address);
  }

  /** @param {string} address @param {boolean} heat */
  async load(address, heat) {
    try {
      const levels = heat ? [heatMap(await channel(address))] : await decoded(await blobOf(address));
      if (this.pictures.has(address)) this.pictures.set(address, levels);
      this.tidy();
    } catch (error) {
      this.fail(address, error);
    }
    this.arrived();
  }

  /** @param {string} address @param {any} error */
  fail(address, error) {
    if (!(error instanceof ApiError)) console.error(error);
    if (error.status === 0) {
      setTimeout(() => {
        if (this.pictures.get(address) === null) this.pictures.delete(address);
        this.arrived();
      }, AGAIN_AFTER);
    } else this.failed(error.message);
  }

  /** Let go what was not looked at for a while, the oldest first. @param {number} [room] bytes that may stay */
  tidy(room = ROOM) {
    const before = performance.now() - A_WHILE;
    let held = 0;
    for (const levels of this.pictures.values()) held += bytesOf(levels);
    const oldest = [...this.seen].sort(([, one], [, other]) => one - other);
    for (const [address, seen] of oldest) {
      if (held <= room || seen > before) return;
      held -= bytesOf(this.pictures.get(address));
      this.drop(address);
    }
  }

  /** Let a picture go. @param {string} address */
  drop(address) {
    for (const picture of this.pictures.get(address) ?? []) if ("close" in picture) picture.close();
    this.pictures.delete(address);
    this.seen.delete(address);
  }

  clear() {
    for (const address of [...this.pictures.keys()]) this.drop(address);
  }
}

/** @param {Picture[] | null | undefined} levels */
function bytesOf(levels) {
  return (levels ?? []).reduce((sum, { width, height }) => sum + 4 * width * height, 0);
}

/**
 * A picture at full size and in halves. The first half is decoded anew, which the browser does beside
 * the page: it would take too long in it. The others are made of that.
 * @param {Blob} blob @returns {Promise<ImageBitmap[]>}
 */
async function decoded(blob) {
  const untouched = { colorSpaceConversion: /** @type {const} */ ("none") };
  const full = await createImageBitmap(blob, untouched);
  const levels = [full];
  for (let { width, height } = full; Math.max(width, height) > SMALL; ) {
    [width, height] = [Math.ceil(width / 2), Math.ceil(height / 2)];
    const size = { resizeWidth: width, resizeHeight: height, resizeQuality: /** @type {const} */ ("medium") };
    levels.push(await createImageBitmap(levels.length > 1 ? levels[levels.length - 1] : blob, { ...untouched, ...size }));
  }
  return levels;
}
