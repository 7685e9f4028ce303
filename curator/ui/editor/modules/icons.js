/** The editor's own icons: 20 x 20, drawn with the current colour. */

const PERSON =
  "M10 2.6a3.5 3.5 0 0 1 3.5 3.5c0 1.5-.8 3-1.9 3.7v1l3.9 1.6c1.2.5 2 1.6 2 2.9v2.1H2.5v-2.1" +
  "c0-1.3.8-2.4 2-2.9l3.9-1.6v-1C7.3 9.1 6.5 7.6 6.5 6.1A3.5 3.5 0 0 1 10 2.6z";

/** @type {Record<string, [string, "line" | "fill", Record<string, string>?][]>} */
const SHAPES = {
  foreground: [[PERSON, "fill"]],
  background: [[`M1 1h18v18H1z ${PERSON}`, "fill", { "fill-rule": "evenodd" }]],
  unknown: [[PERSON, "line", { "stroke-dasharray": "2.2 1.7", "stroke-width": "1.6" }]],
  rectangle: [
    ["M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4", "line"],
    ["M10 7.5v5M7.5 10h5", "line"],
  ],
  lasso: [
    ["M6.5 13.5C3.5 12.6 2 10.9 2 8.6 2 5.3 5.6 3 10 3s8 2.3 8 5.6-3.6 5.6-8 5.6c-.7 0-1.4 0-2-.2", "line", { "stroke-dasharray": "2.6 1.9" }],
    ["M6.6 11.8a1.8 1.8 0 1 1-.1 3.6 1.8 1.8 0 0 1 .1-3.6zM6.2 15.4c0 1.3-.6 2-1.7 2.2", "line"],
  ],
  polygon: [
    ["M4 14.5 6.5 5 15 4l2 9-6.5 3.5z", "line"],
    ["M2.6 13h2.9v2.9H2.6zM5 3.6h2.9v2.9H5zM13.6 2.6h2.9v2.9h-2.9zM15.6 11.6h2.9v2.9h-2.9zM9 15h2.9v2.9H9z", "fill"],
  ],
  flood: [
    ["M9.2 3 15.5 9.3 9.5 15.3a1.2 1.2 0 0 1-1.7 0L3.2 10.7a1.2 1.2 0 0 1 0-1.7L8.5 3.7M3.4 9.6h11.8", "line"],
    ["M16.6 12c1 1.5 1.5 2.4 1.5 3.2a1.5 1.5 0 0 1-3 0c0-.8.5-1.7 1.5-3.2z", "fill"],
  ],
  soft: [
    ["M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15z", "line", { "stroke-dasharray": "1.5 2.2" }],
    ["M10 6.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6z", "fill"],
  ],
  region: [
    ["M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15z", "line", { "stroke-dasharray": "1.5 2.2" }],
    ["M6.5 13.5 11.5 8.5M10.8 7.3l2 2M13.8 4.8v2M12.8 5.8h2", "line"],
  ],
  widen: [["M7.5 3v14M12.5 3v14M5 10H1.5M3.2 8 1.2 10l2 2M15 10h3.5M16.8 8l2 2-2 2", "line"]],
  narrow: [["M7.5 3v14M12.5 3v14M1 10h4M3.2 8l2 2-2 2M19 10h-4M16.8 8l-2 2 2 2", "line"]],
  pan: [
    ["M10 2v16M2 10h16M10 2 7.8 4.3M10 2l2.2 2.3M10 18l-2.2-2.3M10 18l2.2-2.3", "line"],
    ["M2 10l2.3-2.2M2 10l2.3 2.2M18 10l-2.3-2.2M18 10l-2.3 2.2", "line"],
  ],
  undo: [["M7.5 3.5 3.5 7.5l4 4M4 7.5h7.5a5 5 0 0 1 0 10H8", "line"]],
  redo: [["M12.5 3.5l4 4-4 4M16 7.5H8.5a5 5 0 0 0 0 10H12", "line"]],
  fit: [["M3 7.5V3h4.5M12.5 3H17v4.5M17 12.5V17h-4.5M7.5 17H3v-4.5", "line"]],
  actual: [["M5 5.5 7 4v12M13.5 5.5l2-1.5v12M10.7 8v.1M10.7 12.5v.1", "line"]],
  help: [
    ["M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15z", "line"],
    ["M7.8 7.9a2.3 2.3 0 1 1 3.3 2.1c-.8.4-1.1.9-1.1 1.7M10 14.3v.1", "line"],
  ],
  previous: [["M12.5 4 6.5 10l6 6", "line"]],
  next: [["M7.5 4l6 6-6 6", "line"]],
  overlay: [
    ["M10 3 2.5 7 10 11l7.5-4z", "fill"],
    ["M3 11l7 3.8L17 11", "line"],
  ],
  photo: [
    ["M2.5 4h15v12h-15z", "line"],
    ["M3 14.5l4.5-5 3.5 4 2.5-2.5 3.5 3.5", "line"],
    ["M13.5 6.6a1 1 0 1 1 0 2 1 1 0 0 1 0-2z", "fill"],
  ],
  trimap: [
    ["M3 3h14v14H3z", "line"],
    ["M10 6a2.3 2.3 0 0 1 2.3 2.3c0 1-.5 1.9-1.2 2.4 2 .5 3.4 2 3.4 4.3V17h-9v-2c0-2.3 1.4-3.8 3.4-4.3A2.9 2.9 0 0 1 7.7 8.3 2.3 2.3 0 0 1 10 6z", "fill"],
  ],
  alpha: [
    ["M10 2.5a7.5 7.5 0 1 0 0 15z", "fill"],
    ["M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15z", "line"],
  ],
  compare: [["M2.5 4h6.7v12H2.5zM10.8 4h6.7v12h-6.7z", "line"]],
  pair: [
    ["M3 4h14v12H3zM10 2v16", "line"],
    ["M3 4h7v12H3z", "fill"],
  ],
  swap: [["M13.5 3.5l3 3-3 3M16 6.5H4M6.5 10.5l-3 3 3 3M4 13.5h12", "line"]],
  heat: [["M10 2.5c.6 3 4.7 4.7 4.7 9.1a4.7 4.7 0 0 1-9.4 0c0-2 1-3.2 1.9-4.2.2 1.3.8 2 1.5 2.3C8.5 7 8.7 4.6 10 2.5z", "line"]],
  target: [
    ["M10 4.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM10 1.5v4M10 14.5v4M1.5 10h4M14.5 10h4", "line"],
  ],
  matte: [
    ["M4 16.5 12.5 8M11 6.5l2.5 2.5", "line"],
    ["M15.5 2.5v3M14 4h3M6 3v2.4M4.8 4.2h2.4M16.5 11v2.4M15.3 12.2h2.4", "line"],
  ],
  refine: [["M8.5 3.5l1.7 5 5 1.7-5 1.7-1.7 5-1.7-5-5-1.7 5-1.7zM15.8 2.2v4M13.8 4.2h4M16 14.5v3M14.5 16h3", "line"]],
  submit: [["M3.5 10.5l4.5 4.5 8.5-10", "line", { "stroke-width": "2" }]],
  film: [
    ["M2.5 4.5h15v11h-15zM6 4.5v11M14 4.5v11M2.5 8h3.5M2.5 12h3.5M14 8h3.5M14 12h3.5", "line"],
  ],
  history: [
    ["M3.5 10a6.5 6.5 0 1 1 2 4.7M3.5 10 1.8 8M3.5 10l2.2-1.6", "line"],
    ["M10 6.3V10l2.6 1.7", "line"],
  ],
  play: [["M6 3.8v12.4L16.2 10z", "fill"]],
  pause: [["M5.5 4h3.2v12H5.5zM11.3 4h3.2v12h-3.2z", "fill"]],
  close: [["M5 5l10 10M15 5 5 15", "line"]],
  addPerson: [
    ["M8 3.5a3 3 0 1 1 0 6 3 3 0 0 1 0-6z", "line"],
    ["M2.5 17c.4-3.2 2.7-5 5.5-5 1.2 0 2.3.3 3.2.9M15 11.5v6M12 14.5h6", "line"],
  ],
  merge: [["M4 3v3.5c0 2 6 2.5 6 5.5v5M16 3v3.5c0 2-6 2.5-6 5.5M7 14.5l3 3 3-3", "line"]],
  remove: [["M3.5 5.5h13M8 5.5V3h4v2.5M5 5.5l.8 11.5h8.4L15 5.5M8.3 8.5l.3 5.5M11.7 8.5l-.3 5.5", "line"]],
  lock: [
    ["M5 9h10v8H5z", "fill"],
    ["M7 9V6.5a3 3 0 0 1 6 0V9", "line"],
  ],
  warning: [["M10 3 1.8 17h16.4zM10 8v4.5M10 14.8v.1", "line"]],
  person: [
    ["M10 3.5a3 3 0 1 1 0 6 3 3 0 0 1 0-6z", "line"],
    ["M4 17c.4-3.2 2.9-5 6-5s5.6 1.8 6 5", "line"],
  ],
};

/**
 * @param {string} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "cu-icon");
  svg.setAttribute("aria-hidden", "true");
  for (const [outline, kind, extra] of SHAPES[name]) {
    const path = document.createElementNS(space, "path");
    path.setAttribute("d", outline);
    path.setAttribute("class", kind === "fill" ? "cu-fill" : "cu-line");
    for (const [key, value] of Object.entries(extra ?? {})) path.setAttribute(key, value);
    svg.append(path);
  }
  return svg;
}
