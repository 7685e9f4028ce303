/** The parameters of the method that the matte is made with: a line in the panel, unfolded a form. */

import { button, el, mark, say } from "./dom.js";
import { labelOf, read, shown } from "./parameters.js";

/** @typedef {import("./parameters.js").Parameter} Parameter */

/** @param {import("../editor.js").Editor} editor @returns {HTMLElement} */
export function parameterForm(editor) {
  const { live } = editor;
  const { parameters } = live;
  const unfold = button({ icon: "next", text: "Parameters", label: "Parameters of the method", does: "parameters", class: "cu-unfold", action: () => parameters.toggle() });
  const count = el("span", { class: "cu-count", role: "status" });
  const reset = button({ text: "Reset", label: "The method's own parameters", does: "parameters.reset", class: "cu-small", action: () => parameters.reset(live.method) });
  const form = el("div", { id: "cu-parameters", class: "cu-parameters", role: "group" });
  unfold.setAttribute("aria-controls", form.id);
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    parameters.toggle();
    unfold.focus();
  });
  /** @type {{node: HTMLElement, refresh: () => void}[]} */
  let fields = [];
  let drawn = "";
  const refresh = () => {
    const { method } = live;
    const all = parameters.of(method);
    const open = parameters.open && all.length > 0;
    const changed = parameters.count(method);
    unfold.setAttribute("aria-expanded", String(open));
    mark(unfold, { disabled: !all.length });
    say(count, changed ? `${changed} changed` : "");
    mark(reset, { hidden: !changed });
    mark(form, { hidden: !open });
    if (drawn !== (open ? method : "")) {
      drawn = open ? method : "";
      form.setAttribute("aria-label", `Parameters of ${live.methods.find(({ name }) => name === method)?.title}`);
      fields = open ? all.map((each) => field(editor, method, each)) : [];
      form.replaceChildren(...fields.map(({ node }) => node));
      form.scrollTop = 0;
    }
    for (const each of fields) each.refresh();
  };
  for (const name of ["parameters", "following", "settings"]) editor.on(name, refresh);
  refresh();
  return el("div", { class: "cu-parameter-part" }, el("div", { class: "cu-parameter-head" }, unfold, count, reset), form);
}

/**
 * One parameter: its name, what it is set to, what it does; why a text cannot be it.
 * @param {import("../editor.js").Editor} editor @param {string} method @param {Parameter} parameter
 */
function field(editor, method, parameter) {
  const id = `cu-parameter-${parameter.name}`;
  const about = el("p", { id: `${id}-about`, class: "cu-about" }, aboutOf(parameter));
  const problem = el("p", { id: `${id}-problem`, class: "cu-problem", role: "alert" });
  const { control, refresh } = parameter.type === "bool"
    ? toggle(editor, method, parameter)
    : number(editor, method, parameter, problem);
  control.id = id;
  control.setAttribute("aria-describedby", `${about.id} ${problem.id}`);
  const node = el("div", { class: "cu-parameter" }, el("label", { for: id }, labelOf(parameter)), control, problem, about);
  const { parameters } = editor.live;
  return {
    node,
    refresh() {
      node.classList.toggle("cu-set", parameters.value(method, parameter) !== parameter.default);
      refresh();
    },
  };
}

/** On or off. */
function toggle(editor, method, parameter) {
  const { parameters } = editor.live;
  const on = () => Boolean(parameters.value(method, parameter));
  const control = button({ text: "On", label: labelOf(parameter), action: () => parameters.set(method, parameter, !on()) });
  const refresh = () => {
    mark(control, { pressed: on() });
    say(control.querySelector("span"), on() ? "On" : "Off");
  };
  return { control, refresh };
}

/** A number, as people write it. */
function number(editor, method, parameter, problem) {
  const { parameters } = editor.live;
  const control = el("input", { type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false" });
  const tell = (text) => {
    say(problem, text);
    control.setAttribute("aria-invalid", String(Boolean(text)));
  };
  control.addEventListener("change", () => {
    const found = read(parameter, control.value);
    tell(found.problem);
    if (!found.problem) parameters.set(method, parameter, found.value);
  });
  const refresh = () => {
    // What cannot be stays to be mended, until all is reset.
    if (problem.textContent && parameters.count(method)) return;
    tell("");
    control.value = shown(parameters.value(method, parameter));
  };
  return { control, refresh };
}

/** @param {Parameter} parameter */
function aboutOf({ type, help, default: value, minimum, maximum }) {
  if (type === "bool") return `${help} It is ${value ? "on" : "off"} by default.`;
  const range = minimum === null || maximum === null ? "" : `From ${shown(minimum)} to ${shown(maximum)}, `;
  return `${help} ${range}${range ? "default" : "Default"} ${shown(value)}.`;
}
