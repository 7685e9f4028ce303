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

/**
 * Where this tab keeps the steps of an annotation: under a name that outlives a reload.
 * @param {number} annotation @returns {string}
 */
function place(annotation) {
  const own = `${PREFIX}.tab.${annotation}`;
  const name = sessionStorage.getItem(own) ?? Math.random().toString(36).slice(2);
  sessionStorage.setItem(own, name);
  return `${PREFIX}.${annotation}.${name}`;
}

/**
 * Keep the steps of this tab; none clears them.
 * @param {number} annotation @param {string} base @param {Step[]} steps
 * @returns {boolean} false when the browser refuses to keep them
 */
export function keep(annotation, base, steps) {
  const lasting = steps.filter((step) => ["stroke", "correction", "undo", "redo"].includes(step.kind));
  try {
    const key = place(annotation);
    if (lasting.length === 0) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify({ base, touched: Date.now(), steps: lasting }));
    return true;
  } catch {
    return false;
  }
}

/** Leave what this tab kept to another one. @param {number} annotation */
export function handOver(annotation) {
  // It stays where it is; what is kept from now on gets another name.
  sessionStorage.removeItem(`${PREFIX}.tab.${annotation}`);
}

/**
 * Take the steps that were left of an annotation: this tab's own, else the oldest of tabs that are gone.
 * @param {number} annotation
 * @param {boolean} alone whether no other tab can be at it
 * @returns {Kept | null}
 */
export function take(annotation, alone) {
  const own = place(annotation);
  const found = Object.keys(localStorage)
    .filter((key) => key.startsWith(`${PREFIX}.${annotation}.`))
    .map((key) => ({ key, kept: read(key) }))
    .filter(({ key, kept }) => kept && (alone || key === own || Date.now() - kept.touched >= ABANDONED))
    .sort((a, b) => Number(b.key === own) - Number(a.key === own) || a.kept.touched - b.kept.touched)[0];
  if (!found) return null;
  localStorage.removeItem(found.key);
  for (const step of found.kept.steps) step.uncertain = true;
  return found.kept;
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
