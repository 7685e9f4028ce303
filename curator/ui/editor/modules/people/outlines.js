/**
 * Where the people of a photo are: lines over what is shown, one colour each.
 *
 * @typedef {import("./people.js").Person} Person
 * @typedef {import("../raster.js").Point} Point
 */

/** Unlike the trimap's green, yellow and red, and unlike each other to who sees few colours. */
const COLOURS = ["#4f9dff", "#ff9a3c", "#c27bff", "#b6e34b", "#ff70b8", "#35d0e6", "#e6c9a8", "#97a3ff"];

/** Views in which the others are shown. */
const VIEWS = ["overlay", "photo", "trimap"];

/** Tools for which everybody is shown with a number. */
export const PICKING = ["person", "merge"];

/** @param {Person} person @returns {string} */
export function colourOf(person) {
  return COLOURS[person.subject % COLOURS.length];
}

/**
 * Lines around the others, subtle; whoever is pointed at, or everybody while one is picked, in full.
 * @param {CanvasRenderingContext2D} context its origin at the photo's left upper corner
 * @param {import("../../editor.js").Editor} editor
 * @param {number} ratio device pixels a CSS pixel
 */
export function drawPeople(context, editor, ratio) {
  const { people, viewport } = editor;
  if (!people.known || !people.several || editor.peeking || editor.apart || editor.pair.way || editor.timeline.film.on) return;
  const picking = PICKING.includes(editor.tool);
  if (!VIEWS.includes(editor.settings.mode) && !picking && people.hovered === null) return;
  for (const person of people.there) {
    const full = person.annotation === people.hovered || picking;
    if (person !== people.current || full) drawPerson(context, person, viewport.scale, ratio, full);
  }
}

/**
 * @param {CanvasRenderingContext2D} context @param {Person} person @param {number} scale
 * @param {number} ratio @param {boolean} full with its inside tinted and its number
 */
function drawPerson(context, person, scale, ratio, full) {
  const path = pathOf(person, scale);
  context.save();
  context.lineJoin = "round";
  if (full) {
    context.globalAlpha = 0.3;
    context.fillStyle = colourOf(person);
    context.fill(path);
    context.globalAlpha = 1;
  }
  context.strokeStyle = "rgba(0, 0, 0, 0.45)";
  context.lineWidth = (full ? 4.5 : 3.5) * ratio;
  context.stroke(path);
  context.strokeStyle = colourOf(person);
  context.lineWidth = (full ? 2.5 : 1.5) * ratio;
  context.stroke(path);
  if (full && person.box) drawNumber(context, person, scale, ratio);
  context.restore();
}

/** At the top of the person, in a disc of its colour. */
function drawNumber(context, person, scale, ratio) {
  const [x, y, width] = person.box;
  const radius = 11 * ratio;
  const at = { x: (x + width / 2) * scale, y: Math.max(radius * 1.2, y * scale) };
  context.beginPath();
  context.arc(at.x, at.y, radius, 0, 2 * Math.PI);
  context.fillStyle = colourOf(person);
  context.fill();
  context.lineWidth = 1.5 * ratio;
  context.strokeStyle = "rgba(0, 0, 0, 0.65)";
  context.stroke();
  context.fillStyle = "#14181b";
  context.font = `600 ${13 * ratio}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(String(person.number), at.x, at.y + 0.5 * ratio);
}

/** @param {Person} person @param {number} scale @returns {Path2D} */
function pathOf(person, scale) {
  const path = new Path2D();
  for (const line of person.lines) {
    line.forEach(([x, y], index) => (index ? path.lineTo(x * scale, y * scale) : path.moveTo(x * scale, y * scale)));
    path.closePath();
  }
  return path;
}

/**
 * Who of some people is at a point; of several the smallest.
 * @param {Person[]} people @param {Point} point @returns {Person | undefined}
 */
export function personAt(people, point) {
  const found = people.filter((person) => person.lines.some((line) => isInside(line, point)));
  const area = ({ box }) => box[2] * box[3];
  return found.sort((one, other) => area(one) - area(other))[0];
}

/** Whether a ray from the point crosses the line an odd number of times. @param {[number, number][]} line @param {Point} point */
function isInside(line, { x, y }) {
  let inside = false;
  line.forEach(([x1, y1], index) => {
    const [x2, y2] = line[(index + 1) % line.length];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  });
  return inside;
}
