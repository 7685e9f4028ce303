// Photo, alpha and cut-out zoom and move together. `element` outlives its contents.
const place = { scale: 1, x: 0, y: 0 };
let ground = "checker";
let overlay = false;
let drag = null;

let solo = "";

function press(name, chosen) {
  for (const button of element.querySelectorAll(`button[data-${name}]`)) {
    button.setAttribute("aria-pressed", String(button.dataset[name] === chosen));
  }
}

function apply() {
  for (const film of element.querySelectorAll(".c-film")) {
    film.style.transform = `translate(${place.x}px, ${place.y}px) scale(${place.scale})`;
    film.style.setProperty("--zoom", place.scale);
    film.classList.toggle("is-near", place.scale >= 3);
  }
  const cutout = element.querySelector('[data-pane="cut-out"]');
  if (cutout) cutout.dataset.ground = ground;
  const panes = element.querySelector(".c-panes");
  if (panes) panes.classList.toggle("is-solo", solo !== "");
  for (const figure of element.querySelectorAll("figure")) {
    figure.hidden = solo !== "" && figure.dataset.figure !== solo;
  }
  press("ground", ground);
  press("solo", solo);
  const over = element.querySelector(".c-over");
  if (over) over.hidden = !overlay;
  const toggle = element.querySelector("[data-overlay]");
  if (toggle) toggle.setAttribute("aria-pressed", String(overlay));
}

function fit() {
  Object.assign(place, { scale: 1, x: 0, y: 0 });
  apply();
}

const MOST = 40;
// Of whom is small in the photo: the room on each side, as a part of the person's, and how large a pixel may get.
const ROOM = 0.35;
const NEAREST = 8;

// Begin where the person is, if one would have to look for them, until somebody moves the pictures.
let moved = false;
function begin() {
  moved = false;
  fit();
  const panes = element.querySelector(".c-panes[data-box]");
  const pane = element.querySelector("figure:not([hidden]) .c-pane");
  if (!panes || !pane) return;
  const { clientWidth: across, clientHeight: down } = pane;
  const [width, height] = panes.dataset.photo.split(" ").map(Number);
  const [x, y, wide, high] = panes.dataset.box.split(" ").map(Number);
  const most = Math.min(across / width, down / height);
  const shown = solo ? most : Math.min(1, most);
  const near = Math.min(across / wide, down / high) / (1 + 2 * ROOM);
  const scale = Math.min(MOST, Math.min(near, NEAREST) / shown);
  if (scale < 1.5) return;
  const centre = [(across - width * shown) / 2 + (x + wide / 2) * shown, (down - height * shown) / 2 + (y + high / 2) * shown];
  Object.assign(place, { scale, x: across / 2 - centre[0] * scale, y: down / 2 - centre[1] * scale });
  apply();
}

element.addEventListener("wheel", (event) => {
  const pane = event.target.closest(".c-pane");
  if (!pane) return;
  moved = true;
  event.preventDefault();
  const box = pane.getBoundingClientRect();
  const x = event.clientX - box.left;
  const y = event.clientY - box.top;
  const scale = Math.min(MOST, Math.max(1, place.scale * Math.exp(-event.deltaY / 400)));
  const ratio = scale / place.scale;
  Object.assign(place, { scale, x: x - (x - place.x) * ratio, y: y - (y - place.y) * ratio });
  if (scale === 1) fit();
  else apply();
}, { passive: false });

element.addEventListener("pointerdown", (event) => {
  const pane = event.target.closest(".c-pane");
  if (!pane || event.button !== 0) return;
  moved = true;
  pane.setPointerCapture(event.pointerId);
  drag = { x: event.clientX - place.x, y: event.clientY - place.y };
});

element.addEventListener("pointermove", (event) => {
  if (!drag) return;
  place.x = event.clientX - drag.x;
  place.y = event.clientY - drag.y;
  apply();
});

for (const name of ["pointerup", "pointercancel"]) {
  element.addEventListener(name, () => { drag = null; });
}

element.addEventListener("dblclick", (event) => {
  if (event.target.closest(".c-pane")) fit();
});

element.addEventListener("click", (event) => {
  const swatch = event.target.closest("button[data-ground]");
  if (swatch) ground = swatch.dataset.ground;
  if (event.target.closest("[data-overlay]")) overlay = !overlay;
  const large = event.target.closest("[data-solo]");
  if (large) {
    solo = solo === large.dataset.solo ? "" : large.dataset.solo;
    apply();
    begin();
  }
  apply();
});

const KEYS = { a: "review-accept", r: "review-reject", s: "review-skip" };
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const button = document.getElementById(KEYS[event.key.toLowerCase()]);
  if (!button || button.disabled || !button.offsetParent) return;
  event.preventDefault();
  button.click();
});

// A rejection without a note asks for one: what is typed then is the note, not keys.
const noteField = () => document.querySelector("#review-note textarea");
document.addEventListener("click", (event) => {
  const note = noteField();
  if (note && event.target.closest("#review-reject") && !note.value.trim()) note.focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target === noteField()) event.target.blur();
});

watch("value", begin);
// The columns beside come and go.
new ResizeObserver(() => moved || begin()).observe(element);
apply();
