/**
 * Active time: how long somebody works on an annotation, not how long it is open.
 *
 * A moment counts when the pointer or a key was used within the 30 seconds before it, in a window
 * that is seen.
 */

import { annotationPath, author, token } from "./api.js";

/** Milliseconds after the last use of pointer or keys that still count. */
const IDLE = 30_000;

/** Milliseconds between two reports. */
const REPORT_EVERY = 15_000;

/** Seconds that one report may hold. */
const MOST = 120;

/** Adds up active time; told of every input and every look at the sum, with the time in milliseconds. */
export class ActiveTime {
  constructor() {
    this.total = 0;
    this.last = -Infinity;
    this.counted = 0;
  }

  /** Somebody used pointer or keys. @param {number} now */
  input(now) {
    this.count(now);
    this.last = now;
    this.counted = now;
  }

  /** Nobody sees the page from now on. @param {number} now */
  leave(now) {
    this.count(now);
    this.last = -Infinity;
  }

  /** @param {number} now */
  count(now) {
    const end = Math.min(now, this.last + IDLE);
    if (end <= this.counted) return;
    this.total += end - this.counted;
    this.counted = end;
  }

  /** The active milliseconds since the last time this was asked. @param {number} now */
  take(now) {
    this.count(now);
    const { total } = this;
    this.total = 0;
    return total;
  }
}

export class Activity {
  /** @param {import("../editor.js").Editor} editor */
  constructor(editor) {
    this.time = new ActiveTime();
    /** @type {number | null} the annotation that the time belongs to */
    this.id = null;
    /** @type {{id: number, body: {token: string, seconds: number}}[]} not acknowledged yet */
    this.reports = [];
    const input = () => this.time.input(performance.now());
    for (const name of ["pointerdown", "pointermove", "wheel", "keydown"]) {
      window.addEventListener(name, input, { passive: true, capture: true });
    }
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") return;
      this.time.leave(performance.now());
      this.report();
    });
    window.addEventListener("pagehide", () => this.report());
    window.setInterval(() => this.report(), REPORT_EVERY);
    editor.on("open", () => {
      this.report();
      this.id = editor.annotation?.id ?? null;
    });
  }

  /** Send what has been counted; what does not arrive is sent with the next report. */
  report() {
    const seconds = this.time.take(performance.now()) / 1000;
    if (this.id && seconds >= 0.1) {
      this.reports.push({ id: this.id, body: { token: token(), seconds: Math.min(MOST, seconds) } });
    }
    for (const each of this.reports) this.send(each);
  }

  /** @param {{id: number, body: object}} report */
  async send(report) {
    /** @type {Record<string, string>} */
    const headers = { "Content-Type": "application/json" };
    if (author()) headers["X-Curator-Author"] = encodeURIComponent(author());
    // What is kept alive arrives although the page is being left.
    const options = { method: "POST", headers, body: JSON.stringify(report.body), keepalive: true };
    const status = await fetch(`${annotationPath(report.id)}/activity`, options).then(
      (answer) => answer.status,
      () => 0,
    );
    // An answer of 5xx, or none, may be another one next time.
    if (status >= 200 && status < 500) this.reports = this.reports.filter((each) => each !== report);
  }
}
