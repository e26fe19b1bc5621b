/** Something of the server's that must be read again: asked for until it was had, whatever goes wrong meanwhile. */

import { Unpaired, Unreachable } from "./api.js";
import { Pause, patience } from "./patience.js";

export class Reading {
  #wanted = 0;
  #had = 0;
  #running = null;
  #failures = 0;
  #pause = new Pause();

  /** `read()` raises `Unreachable` when it was not had, and `Unpaired`, of which `unpaired()` is told. */
  constructor(read, unpaired) {
    this.read = read;
    this.unpaired = unpaired;
  }

  /** What is known is old. Several at once are one, within `spread` milliseconds; one that is under way may be too early. */
  want(spread = 0) {
    this.#wanted += 1;
    if (!spread || this.#failures) this.#pause.wake();
    this.#failures = 0;
    this.#running ??= this.#run(spread).finally(() => (this.#running = null));
  }

  /** Nobody wants it any more. */
  stop() {
    this.#had = this.#wanted;
    this.#pause.wake();
  }

  async #run(spread) {
    if (spread) await this.#pause.for(spread);
    while (this.#had < this.#wanted) {
      const wanted = this.#wanted;
      try {
        await this.read();
        this.#had = Math.max(this.#had, wanted);
      } catch (error) {
        if (error instanceof Unpaired) {
          this.stop();
          this.unpaired();
        } else if (!(error instanceof Unreachable)) throw error;
        else if (!error.anew) await this.#pause.for(patience(this.#failures++));
      }
    }
  }
}

/** The store's menu, as it was last read; kept, so that it can be read without a network. */
export class Menu {
  /** As the server told it, or null. */
  now = null;
  #etag = null;

  constructor(storage, api) {
    this.storage = storage;
    this.api = api;
  }

  /** Of the store called `slug`, as it was kept. */
  begin(slug, kept) {
    const own = kept?.store === slug ? kept : {};
    this.now = own.menu ?? null;
    this.#etag = own.etag ?? null;
  }

  /** Answers whether it has changed. Raises `Unreachable`, `Unpaired`. */
  async read() {
    const { pairing } = this.api;
    const headers = this.#etag ? { "If-None-Match": this.#etag } : {};
    const answer = await this.api.ask("GET", "/menu", { headers });
    if (answer.status === 304 || pairing?.store.slug !== this.api.pairing?.store.slug) return false;
    if (answer.status !== 200 || !answer.data?.categories) throw new Unreachable(`menu: ${answer.status}`);
    this.now = answer.data;
    this.#etag = answer.etag;
    const menu = { store: pairing.store.slug, menu: answer.data, etag: answer.etag };
    await this.storage.change([], () => ({ menu }));
    return true;
  }
}
