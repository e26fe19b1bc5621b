/** The table's event stream, read with `fetch` since EventSource can't say who asks. */

import { Unpaired } from "./api.js";
import { patience } from "./outbox.js";
import { parser } from "./sse.js";

/** The server says something every 15 s. */
const SILENCE_MS = 40000;

/**
 * Follows the stream until stopped. `on` has `open()`, `event(type, data)`, `lost()` and `unpaired()`; `cursor` says
 * where to go on from and is moved only after an event was dealt with.
 */
export class Stream {
  #stopped = false;
  #hurry = null;
  #awake = () => {};
  #failures = 0;

  constructor(api, cursor, on) {
    this.api = api;
    this.cursor = cursor;
    this.on = on;
    this.ended = this.#follow();
  }

  stop() {
    this.#stopped = true;
    this.#hurry?.abort();
    this.#awake();
  }

  /** The network may be back: try now. */
  nudge() {
    this.#failures = 0;
    this.#awake();
  }

  async #follow() {
    while (!this.#stopped) {
      try {
        await this.#listen();
      } catch (error) {
        if (error instanceof Unpaired) return this.on.unpaired();
      }
      if (this.#stopped) return undefined;
      this.on.lost();
      await new Promise((resolve) => {
        this.#awake = resolve;
        setTimeout(resolve, patience(this.#failures++));
      });
    }
    return undefined;
  }

  async #listen() {
    this.#hurry = new AbortController();
    let watch = this.#watch();
    try {
      const from = this.cursor === null ? {} : { "Last-Event-ID": String(this.cursor) };
      const headers = { ...from, Accept: "text/event-stream" };
      const response = await this.api.open("/events", { headers, signal: this.#hurry.signal });
      if (response.status !== 200 || !response.body) return;
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      const heard = [];
      const feed = parser((event) => heard.push(event));
      this.on.open();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(watch);
        watch = this.#watch();
        feed(decoder.decode(value, { stream: true }));
        while (heard.length) await this.#take(heard.shift());
      }
    } finally {
      clearTimeout(watch);
      this.#hurry.abort();
    }
  }

  async #take({ id, type, data }) {
    if (data !== undefined && !this.#stopped) await this.on.event(type, JSON.parse(data));
    if (id !== undefined) this.cursor = id;
    this.#failures = 0; // not before: a stream that ends at once, or an event we choke on, must not be asked for in a rush
  }

  #watch() {
    return setTimeout(() => this.#hurry.abort(), SILENCE_MS);
  }
}
