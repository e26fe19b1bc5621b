/** The server's time, by the Date of its answers: a tablet's own clock may be wrong by an hour. */

export class Clock {
  #ahead = null;

  /** Takes an answer's `Date` header, which has whole seconds. */
  hear(date) {
    const at = Date.parse(date);
    // Monotonic, so that somebody who sets the tablet's clock doesn't move ours.
    if (Number.isFinite(at)) this.#ahead = at + 500 - performance.now();
  }

  /** Milliseconds since 1970; null before the first answer. */
  now() {
    return this.#ahead === null ? null : performance.now() + this.#ahead;
  }

  /** Seconds until `seconds` after a server's time have passed; 0 when they have, or nobody knows. */
  left(since, seconds) {
    const now = this.now();
    const left = now === null ? 0 : Math.floor((Date.parse(since) + seconds * 1000 - now) / 1000);
    return Math.max(0, Math.min(seconds, left));
  }
}
