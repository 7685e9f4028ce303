/**
 * The server as the editor sees it: every call is one route, every failure one `ApiError`.
 *
 * @typedef {{id: number, name: string, width: number, height: number, image: string, pixels: string}} Photo
 *   `image` is its own file where browsers show that as it should be, `pixels` is made for all of them
 * @typedef {object} Annotation
 * @property {number} id
 * @property {string} state
 * @property {boolean} read_only
 * @property {boolean} removed whether the person was set aside
 * @property {string} note why it was rejected
 * @property {number} subject
 * @property {string} head hash of the newest revision
 * @property {string | null} parent the revision before it
 * @property {string} digest SHA-256 of the trimap's pixels
 * @property {boolean} can_undo
 * @property {boolean} can_redo
 * @property {boolean} has_alpha
 * @property {string | null} alpha_revision
 * @property {string | null} matte_method
 * @property {Record<string, number | boolean> | null} matte_parameters
 * @property {boolean} refined whether the trained network refined it
 * @property {number | null} previous
 * @property {number | null} next
 * @property {Photo} photo
 */

export class ApiError extends Error {
  /**
   * @param {number} status HTTP status; 0 when the server could not be reached
   * @param {string} kind name of the error
   * @param {string} message a sentence for the annotator
   */
  constructor(status, kind, message) {
    super(message);
    this.status = status;
    this.kind = kind;
  }
}

/** Seconds after which a call that carries a change counts as lost. */
const PATIENCE = 60;

const AUTHOR = "curator.author";

/** @type {ImageBitmapOptions} */
const UNTOUCHED = { colorSpaceConversion: "none" };

/** @returns {string} who draws, as this browser remembers it; empty for the server's own default */
export function author() {
  return localStorage.getItem(AUTHOR) ?? "";
}

/** @param {string} name */
export function setAuthor(name) {
  if (name.trim()) localStorage.setItem(AUTHOR, name.trim());
  else localStorage.removeItem(AUTHOR);
}

/**
 * @param {string} path @param {RequestInit} [options]
 * @returns {Promise<Response>} only if the server said yes
 */
async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new ApiError(0, "Offline", "The server cannot be reached.");
  }
  if (response.ok) return response;
  const said = await response.json().catch(() => ({}));
  const fallback = `The server answered ${response.status} ${response.statusText}.`;
  throw new ApiError(response.status, said.error ?? "Error", said.message ?? fallback);
}

/** @param {string} path @returns {Promise<any>} */
export async function get(path) {
  return (await call(path, { headers: { Accept: "application/json" } })).json();
}

/**
 * @param {string} path @param {object} body
 * @param {number} [seconds] how long to wait; 0 for as long as it takes
 * @returns {Promise<any>}
 */
export async function post(path, body, seconds = PATIENCE) {
  /** @type {Record<string, string>} */
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  if (author()) headers["X-Curator-Author"] = encodeURIComponent(author());
  const signal = seconds ? AbortSignal.timeout(seconds * 1000) : undefined;
  const response = await call(path, { method: "POST", headers, body: JSON.stringify(body), signal });
  return response.json();
}

/**
 * Ask for a picture of something that changes.
 * @param {string} path @param {object} body
 * @param {AbortSignal} signal
 * @returns {Promise<{headers: Headers, picture: ImageBitmap | null}>} null for an empty answer
 */
export async function askPicture(path, body, signal) {
  const headers = { "Content-Type": "application/json", Accept: "image/png, application/json" };
  const response = await call(path, { method: "POST", headers, body: JSON.stringify(body), signal });
  const content = await response.blob().catch(() => null);
  if (!content) throw new ApiError(0, "Offline", "The server's answer broke off.");
  /** @type {ImageBitmapOptions} */
  const straight = { ...UNTOUCHED, premultiplyAlpha: "none" };
  return { headers: response.headers, picture: content.size ? await createImageBitmap(content, straight) : null };
}

/** The bytes of a file. @param {string} path @returns {Promise<Blob>} */
export async function blobOf(path) {
  const response = await call(path);
  return response.blob().catch(() => {
    throw new ApiError(0, "Offline", "The server's answer broke off.");
  });
}

/**
 * A picture, its pixels untouched by colour management.
 * @param {string} path
 * @returns {Promise<ImageBitmap>}
 */
export async function bitmap(path) {
  return createImageBitmap(await blobOf(path), UNTOUCHED);
}

/**
 * A photo upright and at full size, whatever the browser makes of its own file.
 * @param {Photo} photo @returns {Promise<ImageBitmap>}
 */
export async function photoBitmap({ image, pixels, width, height }) {
  const own = await blobOf(image);
  const picture = await createImageBitmap(own, UNTOUCHED).catch(() => null);
  if (picture?.width === width && picture.height === height) return picture;
  picture?.close();
  return bitmap(pixels);
}

/**
 * The first channel of a picture.
 * @param {string} path
 * @returns {Promise<{width: number, height: number, data: Uint8Array}>}
 */
export async function channel(path) {
  const picture = await bitmap(path);
  const { width, height } = picture;
  const data = new Uint8Array(width * height);
  const rows = Math.max(1, Math.floor(2_000_000 / width));
  const canvas = new OffscreenCanvas(width, Math.min(rows, height));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  for (let top = 0; top < height; top += rows) {
    const count = Math.min(rows, height - top);
    context.drawImage(picture, 0, top, width, count, 0, 0, width, count);
    const pixels = new Uint32Array(context.getImageData(0, 0, width, count).data.buffer);
    for (let index = 0, at = top * width; index < pixels.length; index += 1, at += 1) data[at] = pixels[index] & 255;
  }
  picture.close();
  return { width, height, data };
}

/** @param {number} id @returns {string} */
export function annotationPath(id) {
  return `/api/annotations/${id}`;
}

/** A token that names one change, so that sending it twice stores it once. @returns {string} */
export function token() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
