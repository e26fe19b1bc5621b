// What the page knows about itself: live, reconnecting since when, or out of date. It goes by the clock that only goes on
// (performance.now): a tablet's own time may be a day off, or be set right in the middle of a shift.
import { words } from "./words.js";

const SILENT_MS = 40_000;
const MISSING_MS = 5000;
const BEHIND_MS = 2000;
const MOVED_MS = 1000;

export class Connection {
  /** ``moved()`` hears that the time of the server is not what we took it for, ``ended()`` that nobody is logged in any more. */
  constructor(pill, live, { moved, ended }) {
    this.pill = pill;
    this.on = { moved, ended };
    this.source = null;
    this.seq = 0;
    this.since = null;
    this.behind = this.ended = this.replaced = false;
    this.heardAt = performance.now();
    // Until the first beat the page says what time it was when it came.
    this.offset = Number(live.dataset.now) - (performance.getEntriesByType("navigation")[0]?.responseStart ?? 0);
    this.clock = new Intl.DateTimeFormat(live.dataset.language, { timeStyle: "short", timeZone: live.dataset.timezone });
    setInterval(() => this.look(), 1000);
    for (const type of ["online", "offline"]) addEventListener(type, () => this.wish("again"));
    addEventListener("focus", () => this.wish("looked"));
    for (const type of ["pointerdown", "keydown"]) addEventListener(type, () => this.replaced && this.wish("looked"));
    document.addEventListener("visibilitychange", () => document.hidden || this.wish("looked"));
    new BroadcastChannel("ordering.staff").onmessage = () => this.wish("looked"); // somebody has logged in, perhaps
  }

  /** ``source``: a shared stream. */
  follow(source) {
    this.source = source;
    for (const type of ["open", "here"]) source.addEventListener(type, () => this.open());
    for (const type of ["alive", "lost"]) source.addEventListener(type, () => this[type]());
    source.addEventListener("ended", this.on.ended);
    source.addEventListener("replaced", () => this.rests());
    source.addEventListener("beat", ({ data }) => this.beat(JSON.parse(data)));
  }

  /** Asks for something of the stream, if there is one yet. */
  wish(what) {
    this.source?.wish(what);
  }

  /** The server's time, in milliseconds. */
  now() {
    return performance.now() + this.offset;
  }

  open() {
    this.heardAt = performance.now();
    this.ended = this.replaced = false;
  }

  /** The stream goes on: whatever was between, it has lost nothing. */
  alive() {
    this.heardAt = performance.now();
    if (!this.behind) this.caughtUp();
  }

  drawn(seq) {
    this.seq = Math.max(this.seq, seq);
    this.heardAt = performance.now();
    this.behind = false;
    this.caughtUp();
  }

  caughtUp() {
    this.since = null;
    this.show("live");
  }

  lost() {
    this.since ??= performance.now();
    this.look();
  }

  over() {
    this.ended = true;
    this.lost();
  }

  /** Nothing comes until somebody looks, and nothing that is shown can be relied on. */
  rests() {
    this.replaced = true;
    this.over();
  }

  beat({ seq, now }) {
    const offset = now - performance.now();
    const moved = Math.abs(offset - this.offset) > MOVED_MS;
    this.offset = offset;
    if (moved) this.on.moved();
    if (seq <= this.seq) return this.alive();
    this.heardAt = performance.now();
    // What it names is on its way here, if it is not here yet.
    setTimeout(() => seq > this.seq && this.misses(), BEHIND_MS);
  }

  misses() {
    this.behind = true;
    this.lost();
    this.wish("anew");
  }

  look() {
    const now = performance.now();
    const silence = now - this.heardAt;
    if (silence > SILENT_MS) this.since ??= this.heardAt;
    if (this.since !== null) this.show(this.replaced || silence > SILENT_MS || now - this.since > SILENT_MS ? "stale" : "lost");
    // The tab that has the stream may be in the background, where a browser lets its timers sleep.
    if (silence > MISSING_MS && !this.ended && !document.hidden) this.wish("overdue");
  }

  show(state) {
    const { pill } = this;
    if (this.shown === state) return;
    this.shown = pill.dataset.state = state;
    const since = words.since[state];
    if (since) pill.querySelector(`.pill[data-when=${state}], [data-when=${state}] b`).textContent = since.replace("{x}", this.clock.format(this.since + this.offset));
  }
}
