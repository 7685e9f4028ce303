/**
 * Steps that the server has not acknowledged yet, kept in the browser so that a crash loses none.
 *
 * @typedef {{label: "foreground" | "background" | "unknown", radius: number,
 *   points: [number, number][]}} Stroke
 * @typedef {object} Step
 * @property {"stroke" | "correction" | "undo" | "redo" | "jump" | "rectangle" | "choose" | "submit"} kind
 * @property {string} [token] names a stroke or a correction, so that sending it twice stores it once
 * @property {Stroke} [stroke]
 * @property {Record<string, any>} [body] what the other kinds send
 * @property {boolean} [unseen] the server alone knows what comes of it
 * @property {boolean} [uncertain] it may have arrived although no answer came
 * @typedef {{base: string, touched: number, steps: Step[]}} Kept
 */

const PREFIX = "curator.pending";

/** Milliseconds after which what another tab left is taken for abandoned. */
const ABANDONED = 20_000;

/** How often a tab says that its steps are still its own, in milliseconds. */
export const TOUCH_EVERY = 5_000;

/** @returns {string} a name for this tab that outlives a reload */
function tab() {
  let name = sessionStorage.getItem(`${PREFIX}.tab`);
  if (!name) {
    name = Math.random().toString(36).slice(2);
    sessionStorage.setItem(`${PREFIX}.tab`, name);
  }
  return name;
}

/**
 * Keep the steps of this tab; none clears them.
 * @param {number} annotation @param {string} base @param {Step[]} steps
 * @returns {boolean} false when the browser refuses to keep them
 */
export function keep(annotation, base, steps) {
  const key = `${PREFIX}.${annotation}.${tab()}`;
  const lasting = steps.filter((step) => ["stroke", "correction", "undo", "redo"].includes(step.kind));
  try {
    if (lasting.length === 0) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify({ base, touched: Date.now(), steps: lasting }));
    return true;
  } catch {
    return false;
  }
}

/**
 * Take the steps that were left of an annotation: this tab's own, else those of a tab that is gone.
 * @param {number} annotation
 * @returns {Kept | null}
 */
export function take(annotation) {
  const own = `${PREFIX}.${annotation}.${tab()}`;
  const others = Object.keys(localStorage).filter(
    (key) => key.startsWith(`${PREFIX}.${annotation}.`) && key !== own,
  );
  for (const key of [own, ...others]) {
    const kept = read(key);
    if (!kept) continue;
    if (key !== own && Date.now() - kept.touched < ABANDONED) continue;
    localStorage.removeItem(key);
    for (const step of kept.steps) step.uncertain = true;
    return kept;
  }
  return null;
}

/** @param {string} key @returns {Kept | null} */
function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null");
    return kept && Array.isArray(kept.steps) && kept.steps.length ? kept : null;
  } catch {
    return null;
  }
}

/**
 * The strokes and corrections that remain when undo and redo among the steps are followed.
 * @param {Step[]} steps
 * @returns {Step[]}
 */
export function strokesOf(steps) {
  /** @type {Step[]} */
  const done = [];
  /** @type {Step[]} */
  let undone = [];
  for (const step of steps) {
    if (step.token) {
      done.push(step);
      undone = [];
    } else if (step.kind === "undo" && done.length) undone.push(done.pop());
    else if (step.kind === "redo" && undone.length) done.push(undone.pop());
  }
  return done;
}
