/** The store's menu, as it was last read; kept, so that it can be read without a network. */

import { Unreachable } from "./api.js";

const SPREAD_MS = 500;

export class MenuSync {
  /** As the server told it, or null. */
  now = null;
  #etag = null;

  events = {
    // Once for a burst of changes, and not in the same moment as every other tablet.
    "menu.changed": () => this.tablet.want("menu", Math.random() * SPREAD_MS),
  };

  constructor(tablet) {
    this.tablet = tablet;
  }

  begin(kept) {
    const own = kept && kept.store === this.tablet.api.pairing?.store.slug ? kept : {};
    this.now = own.menu ?? null;
    this.#etag = own.etag ?? null;
  }

  async read() {
    const { api, storage } = this.tablet;
    const { pairing } = api;
    const headers = this.#etag ? { "If-None-Match": this.#etag } : {};
    const answer = await api.ask("GET", "/menu", { headers });
    if (answer.status === 304 || pairing?.store.slug !== api.pairing?.store.slug) return;
    if (answer.status !== 200 || !answer.data?.categories) throw new Unreachable(`menu: ${answer.status}`);
    this.now = answer.data;
    this.#etag = answer.etag;
    const menu = { store: pairing.store.slug, menu: answer.data, etag: answer.etag };
    await storage.change([], () => ({ menu }));
    for (const name of ["menu", "cart"]) this.tablet.tell(name); // the cart's prices may be others
  }
}
