/**
 * Who draws on an annotation among several browsers, as the server hears it from each of them.
 *
 * @typedef {{head: string, state: string, removed: boolean}} Stored what is stored of an annotation now
 * @typedef {Stored & {annotation: number}} Other somebody else in the same photo
 * @typedef {Stored & {drawer: "nobody" | "you" | "another", author: string, people: Other[]}} Known
 */

import { annotationPath, ApiError, author, post, token } from "./api.js";
import { Seat } from "./seat.js";

const BROWSER = "curator.browser";

/** Seconds to wait for an answer; without one everything stays as it is. */
const PATIENCE = 10;

/** Milliseconds between two words to the server. */
export const SPEAK_EVERY = 5000;

/** The name of this browser; of this page alone where tabs do not know of each other. @returns {string} */
function name() {
  const known = (Seat.known && localStorage.getItem(BROWSER)) || token();
  try {
    if (Seat.known) localStorage.setItem(BROWSER, known);
  } catch {
    // In a browser that keeps nothing every page has a name of its own.
  }
  return known;
}

export class Presence {
  constructor() {
    this.browser = name();
  }

  /**
   * @param {number} id the annotation @param {"know" | "draw" | "take" | "leave"} wish
   * @returns {Promise<Known | null>} null when the server did not say
   */
  async say(id, wish) {
    try {
      return await post(`${annotationPath(id)}/presence`, { browser: this.browser, wish }, PATIENCE);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return null;
    }
  }

  /** The page is being left. @param {number} id */
  leave(id) {
    /** @type {Record<string, string>} */
    const headers = { "Content-Type": "application/json" };
    if (author()) headers["X-Curator-Author"] = encodeURIComponent(author());
    const body = JSON.stringify({ browser: this.browser, wish: "leave" });
    // What is kept alive arrives although the page is being left.
    fetch(`${annotationPath(id)}/presence`, { method: "POST", headers, body, keepalive: true }).catch(() => {});
  }
}
