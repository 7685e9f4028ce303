/**
 * What the tabs of one browser say to each other about an annotation.
 *
 * @typedef {{what: "yield" | "heard" | "yielded" | "refused" | "stored", id: number}} Said
 */

/** Milliseconds until a tab that says nothing counts as gone, and until one that has heard does. */
export const SILENT = 1500;
const PATIENCE = 15_000;

export class TabChannel {
  /** @param {(said: Said) => void} hear told of all that other tabs say */
  constructor(hear) {
    /** @type {((said: Said) => void) | null} hears the answers to what this tab asked */
    this.answered = null;
    this.channel = new BroadcastChannel("curator.tabs");
    this.channel.addEventListener("message", (event) => {
      this.answered?.(event.data);
      hear(event.data);
    });
  }

  /** Whether this tab waits for an answer. */
  get asking() {
    return this.answered !== null;
  }

  /** @param {Said["what"]} what @param {number} id */
  say(what, id) {
    this.channel.postMessage({ what, id });
  }

  /**
   * Ask the tab that draws to let another one draw.
   * @param {number} id @returns {Promise<"yielded" | "refused" | "silent">} its answer
   */
  askForSeat(id) {
    return new Promise((resolve) => {
      const end = (answer) => {
        this.answered = null;
        resolve(answer);
      };
      let timer = window.setTimeout(() => end("silent"), SILENT);
      this.answered = (said) => {
        if (said.id !== id || said.what === "stored") return;
        window.clearTimeout(timer);
        if (said.what === "heard") timer = window.setTimeout(() => end("silent"), PATIENCE);
        else end(said.what);
      };
      this.say("yield", id);
    });
  }
}
