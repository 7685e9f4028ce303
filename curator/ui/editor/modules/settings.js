/** What an annotator sets once and finds again tomorrow. */

const KEY = "curator.editor";

/** @type {import("../editor.js").Settings} */
const DEFAULTS = {
  mode: "overlay",
  opacity: 0.45,
  pressure: true,
  radius: 10,
  tolerance: 24,
  band: 3,
  value: 0.5,
  hardness: 0.5,
  region: "knn",
  colour: "#3a7bd5",
  scale: 0.25,
  blur: 0.012,
  follow: true,
  method: "closed-form",
  heat: false,
  filmstrip: window.innerHeight >= 820,
};

/** @returns {import("../editor.js").Settings} */
export function loadSettings() {
  let stored = {};
  try {
    stored = JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    localStorage.removeItem(KEY);
  }
  /** @type {any} */
  const settings = { ...DEFAULTS };
  for (const [name, value] of Object.entries(stored ?? {})) {
    if (name in DEFAULTS && typeof value === typeof DEFAULTS[name]) settings[name] = value;
  }
  settings.mode = "overlay";
  settings.heat = false;
  return settings;
}

/** @param {import("../editor.js").Settings} settings */
export function storeSettings(settings) {
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // A browser that keeps nothing still draws; the settings then last as long as the page.
  }
}
