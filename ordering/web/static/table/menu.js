/** The store's menu, as it was last read; kept, so that it can be read without a network. */

import { Unreachable } from "./api.js";

export class Menu {
  /** As the server told it, or null. */
  now = null;
  #etag = null;

  constructor(store, api) {
    this.store = store;
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
    await this.store.change([], () => ({ menu }));
    return true;
  }
}
