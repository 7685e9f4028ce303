/**
 * The parameters of matting methods that somebody has set in this tab; all others are as the method has
 * them. They last as long as the tab, so that tomorrow's mattes are not made with yesterday's trials.
 *
 * Says on the editor: `parameters` when one has changed.
 *
 * @typedef {number | boolean} Value
 * @typedef {{name: string, type: "int" | "float" | "bool", default: Value, minimum: number | null,
 *   maximum: number | null, help: string}} Parameter
 */

const KEPT = "curator.parameters";

export class Parameters {
  /** @param {import("./live.js").Live} live */
  constructor(live) {
    this.live = live;
    /** @type {Record<string, Record<string, Value>>} what was set, by method and name */
    this.changes = load();
    /** Whether the form is unfolded. */
    this.open = false;
  }

  /** Those of a method. @param {string} method @returns {Parameter[]} */
  of(method) {
    return this.live.methods.find((each) => each.name === method)?.parameters ?? [];
  }

  /** @param {string} method @param {Parameter} parameter @returns {Value} what it is set to */
  value(method, parameter) {
    return this.changes[method]?.[parameter.name] ?? parameter.default;
  }

  /** How many of a method's are not as the method has them. @param {string} method */
  count(method) {
    return Object.keys(this.changes[method] ?? {}).length;
  }

  /** What was set of one method, or of all, as requests carry it. @param {string} [method] @returns {string[]} */
  settings(method) {
    const methods = Object.entries(this.changes).filter(([name]) => !method || name === method);
    return methods.flatMap(([name, values]) => Object.entries(values).map(([key, value]) => `${name}.${key}=${value}`));
  }

  /**
   * Whether a matte was made with what is set now.
   * @param {string} method @param {Record<string, Value> | null} recorded null where that is not known
   */
  are(method, recorded) {
    return !recorded || this.of(method).every((each) => recorded[each.name] === this.value(method, each));
  }

  /**
   * Set one, unless it cannot be that.
   * @param {string} method @param {Parameter} parameter @param {Value} value
   */
  set(method, parameter, value) {
    const changes = { ...this.changes[method], [parameter.name]: value };
    if (value === parameter.default) delete changes[parameter.name];
    this.put(method, changes);
  }

  /** All of a method as it has them. @param {string} method */
  reset(method) {
    this.put(method, {});
  }

  /** Unfold the form, or fold it. */
  toggle() {
    this.open = !this.open;
    this.live.editor.emit("parameters");
  }

  /** @param {string} method @param {Record<string, Value>} changes */
  put(method, changes) {
    if (Object.keys(changes).length) this.changes[method] = changes;
    else delete this.changes[method];
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(this.changes));
    } catch {
      // A browser that keeps nothing forgets them with the page.
    }
    this.live.editor.emit("parameters");
    this.live.editor.emit("matting");
    this.live.follow();
  }
}

/** @returns {Record<string, Record<string, Value>>} */
function load() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  } catch {
    sessionStorage.removeItem(KEPT);
    return {};
  }
}

/** A parameter as people call it. @param {Parameter} parameter */
export function labelOf({ name }) {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`.replaceAll("_", " ");
}

/** A number as a field shows it: not longer than anybody would write. @param {Value} value */
export function shown(value) {
  if (typeof value !== "number") return String(value);
  const short = Number(value.toPrecision(6));
  return short !== 0 && Math.abs(short) < 1e-3 ? short.toExponential() : String(short);
}

/**
 * What a field's text says of a parameter.
 * @param {Parameter} parameter @param {string} text nothing means its default
 * @returns {{value: Value, problem: string}} a problem is a sentence, and the value then none
 */
export function read(parameter, text) {
  const { minimum, maximum } = parameter;
  const whole = parameter.type === "int";
  const written = text.trim();
  if (!written || written === shown(parameter.default)) return { value: parameter.default, problem: "" };
  const value = Number(written);
  const refuse = (what) => ({ value: parameter.default, problem: `${labelOf(parameter)} must be ${what}, not ${written}.` });
  if (!Number.isFinite(value)) return refuse(whole ? "a whole number" : "a number");
  if (value < (minimum ?? -Infinity) || value > (maximum ?? Infinity)) return refuse(`from ${shown(minimum)} to ${shown(maximum)}`);
  if (whole && !Number.isInteger(value)) return refuse("a whole number");
  return { value, problem: "" };
}
