/**
 * What others have stored meanwhile: of the annotation that is open, and of the people beside it.
 *
 * Somebody may add or remove a person, whereupon the server drafts anew whom nobody has worked on; a
 * reviewer may reject what is shown here as submitted. The server says so with each word about who draws.
 *
 * Says through the editor: `meanwhile` when people came, went or changed their state.
 *
 * @typedef {import("./presence.js").Known} Known
 * @typedef {import("./presence.js").Stored} Stored
 * @typedef {import("./api.js").Annotation} Annotation
 */

export class Meanwhile {
  /** @param {import("../editor.js").Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  /** What is stored as far as this tab knows; null while it is about to change that itself. @returns {Annotation | null} */
  get settled() {
    const { queue, working, painting, saving, timeline } = this.editor;
    const busy = !queue || queue.steps.length || working || painting || saving.conflict || timeline.film.on;
    return busy ? null : queue.annotation;
  }

  /** Show what is stored otherwise than it was. @param {Known} known @param {Annotation | null} asked what was settled before */
  async hear(known, asked) {
    const { editor } = this;
    if (!asked || asked !== this.settled) return;
    const here = editor.here();
    if (differs(asked, known)) {
      await editor.tabs.load();
      if (!here()) return;
      if (known.head !== asked.head) editor.say("This annotation was changed elsewhere: it is shown as it is stored now.");
    }
    await this.look(known, here);
  }

  /** Ask anew who is in the photo, if others are not as they are known here. @param {Known} known @param {() => boolean} here */
  async look({ people: told }, here) {
    const { editor } = this;
    const { people } = editor;
    const { all, current } = people;
    if (!people.known || !current) return;
    const before = all.filter((each) => each !== current).map((each) => ({ ...each, removed: each.number === 0 }));
    const gone = (current.number === 0) !== editor.annotation.removed;
    const other = gone || list(told, describe) !== list(before, describe);
    if (!other && list(told, drawn) === list(before, drawn)) return;
    await people.load();
    if (other && here()) editor.emit("meanwhile");
  }
}

/** @param {Stored} one @param {Stored} other @returns {boolean} whether the two are not the same */
export function differs(one, other) {
  return one.head !== other.head || one.state !== other.state || one.removed !== other.removed;
}

/** @template T @param {T[]} people @param {(person: T) => string} words */
function list(people, words) {
  return people.map(words).sort().join();
}

const describe = ({ annotation, state, removed }) => `${annotation} ${state} ${removed}`;
const drawn = ({ annotation, head }) => `${annotation} ${head}`;
