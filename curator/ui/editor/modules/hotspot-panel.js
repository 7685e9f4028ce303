/** The hotspots in the panel: how many are left, one row each, the worst first. */

import { button, el, mark, say } from "./dom.js";

/** @param {import("../editor.js").Editor} editor @returns {HTMLElement} */
export function hotspotSection(editor) {
  const list = el("ol", { class: "cu-spots" });
  const count = el("span", { class: "cu-count", role: "status" });
  const next = button({ icon: "target", text: "Next", label: "Next hotspot", does: "hotspot.next", action: () => editor.matting.visit() });
  const heat = button({
    icon: "heat",
    text: "Map",
    label: "Disagreement over the photo",
    does: "heat",
    action: () => editor.set({ heat: !editor.settings.heat }),
  });
  const section = el(
    "section",
    { class: "cu-section cu-grow", hidden: true },
    el("h2", { class: "cu-counted" }, "Hotspots", count),
    el("div", { class: "cu-pair" }, next, heat),
    list,
  );
  let shown = null;
  let reached = -1;
  const refresh = () => {
    const { found, hotspot } = editor.matting;
    mark(section, { hidden: !found?.disagreement });
    mark(heat, { pressed: editor.settings.heat });
    if (found?.hotspots !== shown) {
      shown = found?.hotspots ?? null;
      list.replaceChildren(...(shown ?? []).map((spot, index) => spotRow(editor, spot, index, shown[0].weight)));
      if (shown && !shown.length) list.append(el("li", { class: "cu-note" }, "The methods agree everywhere."));
    }
    const { left } = editor.matting.hotspots;
    say(count, shown?.length ? (left ? `${left} of ${shown.length} left` : "All looked at") : "");
    Array.from(list.children).forEach((item, index) => {
      const button_ = item.querySelector("button");
      if (button_) {
        mark(button_, { pressed: index === hotspot });
        button_.classList.toggle("cu-looked", Boolean(shown[index].looked));
        button_.setAttribute("aria-label", nameOf(shown[index], index));
        button_.title = nameOf(shown[index], index);
      }
      if (index === hotspot && index !== reached) item.scrollIntoView({ block: "nearest" });
    });
    reached = hotspot;
  };
  for (const name of ["matting", "settings", "open"]) editor.on(name, refresh);
  return section;
}

/**
 * @param {import("../editor.js").Editor} editor @param {import("./matting.js").Hotspot} spot
 * @param {number} index @param {number} heaviest
 */
function spotRow(editor, spot, index, heaviest) {
  const bar = el("i", { style: { width: `${Math.max(3, 100 * Math.sqrt(spot.weight / heaviest))}%` } });
  return el(
    "li",
    {},
    el(
      "button",
      { type: "button", class: "cu-spot", on: { click: () => editor.matting.visit(index) } },
      el("b", {}, String(index + 1)),
      el("span", { class: "cu-bar" }, bar),
      el("small", {}, spot.weight.toFixed(spot.weight < 10 ? 1 : 0)),
    ),
  );
}

/** @param {import("./matting.js").Hotspot} spot @param {number} index */
function nameOf(spot, index) {
  const about = `Hotspot ${index + 1}, ${spot.width} by ${spot.height} pixels, weight ${spot.weight.toFixed(0)}`;
  return spot.looked ? `${about}, looked at` : about;
}
