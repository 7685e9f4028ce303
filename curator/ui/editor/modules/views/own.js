/**
 * A photo of one's own behind the cut-out: chosen once, kept in this browser, sent nowhere.
 *
 * Says on the editor: `ground` when another one is there.
 */

const DATABASE = "curator.views";
const STORE = "grounds";
const KEY = "own";

/** The longer side that is kept of it, in pixels: it only lies behind. */
const LARGEST = 4096;

export class OwnPhoto {
  /** @param {import("../../editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
    /** @type {ImageBitmap | null} */
    this.picture = null;
    this.name = "";
    /** @type {HTMLInputElement | null} where one is being chosen */
    this.field = null;
    this.ready = this.restore();
  }

  /** Let a person choose one. */
  choose() {
    // Held, or the browser may let go of it before a file is chosen.
    const field = (this.field = document.createElement("input"));
    field.type = "file";
    field.accept = "image/*";
    field.addEventListener("change", () => field.files[0] && this.take(field.files[0]));
    field.click();
  }

  /** Put one behind, and keep it. @param {File} file */
  async take(file) {
    const { editor } = this;
    try {
      this.show(await decoded(file), file.name);
    } catch {
      editor.say(`${file.name} is no picture that this browser can show.`, "error");
      return;
    }
    try {
      const database = await open();
      await done(database.transaction(STORE, "readwrite").objectStore(STORE).put({ name: file.name, content: file }, KEY));
      database.close();
    } catch {
      editor.say("This browser did not keep the photo: it stays until the page is closed.", "warning");
    }
  }

  /** What was kept. */
  async restore() {
    try {
      const database = await open();
      const kept = await done(database.transaction(STORE).objectStore(STORE).get(KEY));
      database.close();
      if (kept && !this.picture) this.show(await decoded(kept.content), kept.name);
    } catch {
      // A browser that keeps nothing asks for a photo again.
    }
  }

  /** @param {ImageBitmap} picture @param {string} name */
  show(picture, name) {
    this.picture?.close();
    this.picture = picture;
    this.name = name;
    this.editor.emit("ground");
    this.editor.redraw();
  }

  /**
   * Fill an area with the middle of it.
   * @param {{context: CanvasRenderingContext2D, width: number, height: number}} area
   */
  draw({ context, width, height }) {
    const { picture } = this;
    if (!picture) {
      context.fillStyle = "#808080";
      context.fillRect(0, 0, width, height);
      return;
    }
    const scale = Math.min(picture.width / width, picture.height / height);
    const [across, down] = [width * scale, height * scale];
    const smooth = context.imageSmoothingEnabled;
    context.imageSmoothingEnabled = true;
    context.drawImage(picture, (picture.width - across) / 2, (picture.height - down) / 2, across, down, 0, 0, width, height);
    context.imageSmoothingEnabled = smooth;
  }
}

/** @param {Blob} content @returns {Promise<ImageBitmap>} upright, not larger than is kept */
async function decoded(content) {
  const picture = await createImageBitmap(content);
  const longer = Math.max(picture.width, picture.height);
  if (longer <= LARGEST) return picture;
  const part = LARGEST / longer;
  const size = { resizeWidth: Math.round(picture.width * part), resizeHeight: Math.round(picture.height * part) };
  const smaller = await createImageBitmap(picture, { ...size, resizeQuality: "high" });
  picture.close();
  return smaller;
}

/** @returns {Promise<IDBDatabase>} */
function open() {
  const request = indexedDB.open(DATABASE, 1);
  request.addEventListener("upgradeneeded", () => request.result.createObjectStore(STORE));
  return done(request);
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function done(request) {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}
