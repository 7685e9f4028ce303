/** The magnifier: what lies under the pointer, large, with its values, while a key is held. */

import { el, mark, say } from "../dom.js";

/** Its side, and the space between it and the pointer, in CSS pixels. */
const SIDE = 190;
const AWAY = 22;

/** The least width of a photo pixel in it, in CSS pixels; and how much larger it shows than the canvas. */
const LEAST = 10;
const TIMES = 3;
const MOST = 48;

const LABELS = { 0: "background", 128: "unknown", 255: "foreground" };

/** @typedef {import("../raster.js").Point} Point */

export class Loupe {
  /** @param {import("../../editor.js").Editor} editor @param {HTMLCanvasElement} canvas it looks at */
  constructor(editor, canvas) {
    this.editor = editor;
    this.held = false;
    /** @type {Point | null} where the pointer is on the canvas, in CSS pixels */
    this.at = null;
    this.canvas = el("canvas", {});
    this.context = this.canvas.getContext("2d", { alpha: false });
    this.place = el("span");
    this.values = el("dl");
    this.node = el("div", { class: "cu-loupe", hidden: true }, this.canvas, el("div", {}, this.place, this.values));
    this.shown = "";
    for (const name of ["frame", "live", "pair"]) editor.on(name, () => this.show());
    this.follow(canvas);
  }

  /** Follow the pointer. @param {HTMLCanvasElement} canvas */
  follow(canvas) {
    canvas.addEventListener("pointermove", (event) => {
      const box = canvas.getBoundingClientRect();
      this.at = { x: event.clientX - box.left, y: event.clientY - box.top };
      this.show();
    });
    canvas.addEventListener("pointerleave", () => {
      this.at = null;
      this.show();
    });
  }

  /** @param {boolean} on while the key is held */
  hold(on) {
    if (on === this.held) return;
    this.held = on;
    this.show();
  }

  show() {
    const { editor, node, at } = this;
    const spot = this.held && at && editor.photo ? this.spot(at) : null;
    mark(node, { hidden: !spot });
    if (!spot) return;
    this.draw(spot);
    this.tell(spot);
    this.lay(at);
  }

  /**
   * @param {Point} at on the canvas, in CSS pixels
   * @returns {{x: number, y: number, pane: any} | null} the photo's pixel there; null outside
   */
  spot(at) {
    const { painter, viewport, photo } = this.editor;
    const [x, y] = [at.x * painter.ratio, at.y * painter.ratio];
    const pane = painter.panes.find(
      (each) => x >= each.x && y >= each.y && x < each.x + each.width && y < each.y + each.height,
    );
    if (!pane) return null;
    const point = viewport.toPhoto(x - pane.x, y - pane.y);
    const [column, row] = [Math.floor(point.x), Math.floor(point.y)];
    const inside = column >= 0 && row >= 0 && column < photo.width && row < photo.height;
    return inside ? { x: column, y: row, pane } : null;
  }

  /** The pixels around it, as the pane shows them, and a frame around the one that is meant. */
  draw({ x, y, pane }) {
    const { canvas, context, editor } = this;
    const { ratio, content } = editor.painter;
    const side = Math.round(SIDE * ratio);
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const scale = Math.round(ratio * Math.min(MOST, Math.max(LEAST, (TIMES * editor.viewport.scale) / ratio)));
    const corner = Math.round((side - scale) / 2);
    context.save();
    context.fillStyle = "#202224";
    context.fillRect(0, 0, side, side);
    context.translate(corner - x * scale, corner - y * scale);
    content.draw(context, pane.what, scale);
    context.restore();
    /** @type {[number, string][]} */
    const lines = [[3, "rgba(0, 0, 0, 0.7)"], [1, "#ffffff"]];
    for (const [width, style] of lines) {
      context.lineWidth = width * ratio;
      context.strokeStyle = style;
      context.strokeRect(corner - ratio / 2, corner - ratio / 2, scale + ratio, scale + ratio);
    }
  }

  /** Where it is, and what it is in the photo, the trimap and the mattes. */
  tell({ x, y, pane }) {
    const rows = [["photo", this.colourOf(x, y)], ...this.labelOf(x, y), ...this.alphasOf(x, y, pane)];
    const text = JSON.stringify(rows);
    say(this.place, `${x}, ${y}`);
    if (text === this.shown) return;
    this.shown = text;
    this.values.replaceChildren(...rows.flatMap(([name, value]) => [el("dt", { title: name }, name), el("dd", {}, value)]));
  }

  colourOf(x, y) {
    const pixel = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    pixel.drawImage(this.editor.photoLayer.levels[0], x, y, 1, 1, 0, 0, 1, 1);
    return Array.from(pixel.getImageData(0, 0, 1, 1).data.slice(0, 3)).join(" ");
  }

  labelOf(x, y) {
    const { trimap } = this.editor;
    return trimap ? [["trimap", LABELS[trimap.data[y * trimap.width + x]]]] : [];
  }

  /** The alphas of what is shown there: of both that are compared, else of the matte of the view. */
  alphasOf(x, y, { what }) {
    const { mattes, pair, comparing } = this.editor;
    const two = pair.way ? pair.mattes : null;
    const one = comparing ? (what === "disagreement" ? null : what) : mattes.current;
    const shown = two ? two.map((matte) => [matte.title, matte]) : one ? [["alpha", one]] : [];
    return shown.map(([name, matte]) => {
      const level = mattes.levels(matte, { x, y, width: 1, height: 1 })?.[0];
      return [name, level === undefined ? "…" : `${(level / 255).toFixed(3)}  (${level})`];
    });
  }

  /** Put it beside the pointer, where there is room. @param {Point} at */
  lay({ x, y }) {
    const { node } = this;
    const { clientWidth, clientHeight } = node.parentElement;
    const [width, height] = [node.offsetWidth, node.offsetHeight];
    const left = x + AWAY + width <= clientWidth ? x + AWAY : x - AWAY - width;
    const top = y + AWAY + height <= clientHeight ? y + AWAY : y - AWAY - height;
    const inside = [Math.max(4, left), Math.min(clientHeight - height - 4, Math.max(4, top))];
    node.style.transform = `translate(${inside[0]}px, ${inside[1]}px)`;
  }
}
