/** The table's event stream, read with `fetch` since EventSource can't say who asks; and what is known about it. */

import { Unpaired } from "./api.js";
import { Pause, patience } from "./patience.js";
import { parser } from "../shared/sse.js";

/** The server says something every three seconds: what is silent is dead, though nobody has closed it. */
const SILENCE_MS = 5000;
/** From asking to the first byte: with a pause and a new attempt less than five seconds. */
const HUNG_MS = 4000;
/** Between the beginnings of attempts. */
const LONGEST_MS = 4000;
/** Silent for so long, open or not yet, it is no better than a new one when somebody looks. */
const DOUBTFUL_MS = { true: 3500, false: 1000 };
/** An attempt that was heard for so long was a good one. */
const GOOD_MS = 5000;
/** A newer server says `reset` to a page that may not know what it tells. */
const BUILD = globalThis.document?.documentElement?.dataset?.build ?? "";

/**
 * Follows the stream until stopped. `on` has `open()`, `event(type, data)`, `lost()`, `replaced()` and `unpaired()`;
 * `cursor` says where to go on from and is moved only after an event was dealt with.
 */
class Stream {
  #stopped = false;
  #hurry = null;
  #pause = new Pause();
  #failures = 0;
  /** When it was last heard: by a clock that nobody sets, and by one that goes on while a tablet sleeps. */
  #heard = now();
  #open = false;

  constructor(api, cursor, on) {
    this.api = api;
    this.cursor = cursor;
    this.on = on;
    this.ended = this.#follow();
  }

  stop() {
    this.#stopped = true;
    this.renew();
  }

  /** Somebody looks, or something else has failed: nothing silent is waited for. */
  nudge() {
    if (ago(this.#heard) > DOUBTFUL_MS[this.#open]) this.#hurry?.abort();
    this.#failures = 0;
    this.#pause.wake();
  }

  /** The network is another one: what is open came over the last. */
  renew() {
    this.#hurry?.abort();
    this.#failures = 0;
    this.#pause.wake();
  }

  async #follow() {
    while (!this.#stopped) {
      const began = performance.now();
      try {
        await this.#listen();
      } catch (error) {
        if (error instanceof Unpaired) return this.on.unpaired();
      }
      if (this.#stopped) return undefined;
      this.on.lost();
      const wait = patience(this.#failures++, Math.random(), LONGEST_MS);
      const waited = this.#open ? 0 : performance.now() - began;
      this.#open = false;
      await this.#pause.for(Math.max(wait - waited, patience(0)));
    }
    return undefined;
  }

  async #listen() {
    const hurry = new AbortController();
    this.#hurry = hurry;
    let watch = null;
    const expect = (ms) => {
      this.#heard = now();
      clearTimeout(watch);
      watch = setTimeout(() => hurry.abort(), ms);
    };
    expect(HUNG_MS);
    try {
      const from = this.cursor === null ? {} : { "Last-Event-ID": String(this.cursor) };
      const headers = { ...from, Accept: "text/event-stream", "Page-Build": BUILD };
      const response = await this.api.open("/events", { headers, signal: hurry.signal });
      if (response.status !== 200 || !response.body) return;
      await this.#read(response.body.getReader(), () => expect(SILENCE_MS));
    } finally {
      clearTimeout(watch);
      hurry.abort();
    }
  }

  async #read(reader, heard) {
    const decoder = new TextDecoder();
    const events = [];
    const feed = parser((event) => events.push(event));
    const began = performance.now();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || this.#stopped) return;
      heard();
      if (!this.#open) this.on.open();
      this.#open = true;
      // Not at the first byte: one that ends at once must not be asked for in a rush.
      if (performance.now() - began > GOOD_MS) this.#failures = 0;
      feed(decoder.decode(value, { stream: true }));
      while (events.length) await this.#take(events.shift());
    }
  }

  async #take({ id, type, data }) {
    if (type === "replaced") {
      this.stop();
      this.on.replaced();
    } else if (data !== undefined && !this.#stopped) await this.on.event(type, JSON.parse(data));
    if (id !== undefined) this.cursor = id;
    this.#failures = 0; // nor at an event that we choke on
  }
}

/** Whether this page hears from the server as things happen: its one stream at a time. */
export class Connection {
  /** `live`, `lost`, `replaced` by other windows until somebody looks here, or null while the first is being made. */
  link = null;
  #stream = null;
  #resting = false;

  /** `on` has `cursor()`, `changed()`, `open(cursor)`, `event(type, data)` and `unpaired()`. */
  constructor(api, on) {
    this.api = api;
    this.on = on;
  }

  /** From now on, unless it rests. */
  follow() {
    if (this.#stream || this.#resting) return;
    const stream = new Stream(this.api, this.on.cursor(), {
      open: () => this.#open(stream.cursor),
      lost: () => this.is("lost"),
      replaced: () => {
        this.rest();
        this.is("replaced");
      },
      event: (type, data) => this.on.event(type, data),
      unpaired: () => this.on.unpaired(),
    });
    this.#stream = stream;
  }

  /** Somebody looks. */
  nudge() {
    this.#resting = false;
    this.#stream?.nudge();
  }

  /** The network is another one, or none. */
  renew() {
    this.#stream?.renew();
  }

  /** Something else had no answer: it shows whether the stream has one. */
  lost() {
    this.is("lost");
    this.#stream?.nudge();
  }

  /** Not looked at: a browser has few connections for us, and another tab may want ours. */
  rest() {
    this.#resting = true;
    this.end();
  }

  end() {
    this.#stream?.stop();
    this.#stream = null;
    if (this.link === "live") this.link = null; // when it is again, the server may be a newer one
  }

  is(link) {
    if (this.link === link) return;
    this.link = link;
    this.on.changed();
  }

  #open(cursor) {
    if (this.link === "lost") this.api.askAnew();
    this.is("live");
    this.on.open(cursor);
  }
}

const now = () => [performance.now(), Date.now()];

const ago = ([steady, set]) => Math.max(performance.now() - steady, Date.now() - set);
