/**
 * The right to draw on one annotation, which one tab of a browser has at a time.
 *
 * It is a lock of the browser: free again as soon as the tab that has it is closed or has crashed.
 * Browsers give locks only to pages from this machine or over HTTPS; elsewhere every tab has the right,
 * and the server's refusal of the older of two changes is what is left.
 */

const NAME = "curator.annotation";

export class Seat {
  /**
   * @param {number} id the annotation
   * @param {(seat: Seat) => void} lost called when another tab has taken it
   */
  constructor(id, lost) {
    this.id = id;
    this.lost = lost;
    this.held = false;
    /** Counts the requests: what becomes of one that was followed by another does not matter. */
    this.turn = 0;
    this.waiting = new AbortController();
    this.release = () => {};
    /** @type {import("./queue.js").SaveQueue | null} what is saved while it is held */
    this.queue = null;
  }

  /** Whether this browser knows who has it. */
  static get known() {
    return Boolean(navigator.locks);
  }

  /** Have it if nobody has. @returns {Promise<boolean>} */
  tryToTake() {
    return this.ask({ ifAvailable: true });
  }

  /** Have it, whoever has it now. @returns {Promise<boolean>} */
  take() {
    this.waiting.abort();
    return this.ask({ steal: true });
  }

  /** Have it once it is free. @returns {Promise<boolean>} false when the wait was given up */
  wait() {
    this.waiting = new AbortController();
    return this.ask({ signal: this.waiting.signal });
  }

  /** Let others have it. */
  letGo() {
    this.turn += 1;
    this.held = false;
    this.waiting.abort();
    this.release();
  }

  /** @param {LockOptions} how @returns {Promise<boolean>} whether it is held now */
  ask(how) {
    if (!Seat.known) return Promise.resolve((this.held = true));
    const turn = (this.turn += 1);
    return new Promise((done) => {
      const ended = navigator.locks.request(`${NAME}.${this.id}`, how, (lock) => {
        if (turn !== this.turn) return done(false);
        this.held = lock !== null;
        done(this.held);
        return lock ? new Promise((release) => (this.release = () => release(undefined))) : undefined;
      });
      ended.catch(() => {
        done(false);
        if (turn !== this.turn || !this.held) return;
        this.held = false;
        this.lost(this);
      });
    });
  }
}
