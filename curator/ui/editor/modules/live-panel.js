/** What the page says of the live matte: its method in the panel, its status in the line at the bottom. */

import { button, describe, el, mark, say } from "./dom.js";
import { keymap } from "./keymap.js";
import { parameterForm } from "./parameter-form.js";

/** @typedef {import("./live.js").Status} Status */

/** @type {Record<Status, string>} */
const WORDS = {
  "": "",
  off: "Matte does not follow",
  following: "Matte follows the stroke",
  first: "First picture of the matte",
  exact: "Matte exact",
  failed: "No matte of this trimap",
  offline: "Matte waits for the server",
};

/** @type {Record<Status, string>} */
const MEANING = {
  "": "",
  off: "Your strokes do not change the matte",
  following: "The matte is brought to the newest stroke.",
  first: "The exact matte of this large photo is on its way.",
  exact: "The matte shown is the method's exact answer to the trimap.",
  failed: "",
  offline: "It goes on as soon as the server answers.",
};

/** @param {import("../editor.js").Editor} editor @returns {HTMLElement} */
export function liveSection(editor) {
  const { live } = editor;
  const method = el("select", {
    class: "cu-select",
    "aria-label": "Matte with",
    on: { change: () => live.choose(method.value) },
  });
  describe(method, "The method of the matte that follows your strokes", "follow.method");
  const follow = button({ text: "Follow", label: "Matte follows the strokes", does: "follow", action: () => live.toggle() });
  const problem = el("p", { class: "cu-note cu-warn" });
  let offered = "";
  const refresh = () => {
    const names = live.methods.map((each) => each.name).join();
    if (names !== offered) {
      offered = names;
      method.replaceChildren(...live.methods.map(({ name, title }) => el("option", { value: name }, title)));
    }
    method.value = live.method;
    mark(follow, { pressed: live.on });
    say(problem, live.status === "failed" ? live.problem : "");
  };
  for (const name of ["following", "settings", "open"]) editor.on(name, refresh);
  refresh();
  return el(
    "section",
    { class: "cu-section" },
    el("div", { class: "cu-live" }, el("span", {}, "Matte with"), method, follow),
    parameterForm(editor),
    problem,
  );
}

/** @param {import("../editor.js").Editor} editor @returns {HTMLElement} */
export function liveStatus(editor) {
  const text = el("span", {});
  const node = el("div", { class: "cu-following" }, el("i"), text);
  const refresh = () => {
    const { status, problem } = editor.live;
    if (node.dataset.status === status) return;
    node.dataset.status = status;
    mark(node, { hidden: !status });
    say(text, WORDS[status]);
    node.title = status === "failed" ? problem : keymap.label(MEANING[status], status === "off" ? "follow" : "");
  };
  for (const name of ["following", "settings", "open", "annotation"]) editor.on(name, refresh);
  refresh();
  return node;
}
