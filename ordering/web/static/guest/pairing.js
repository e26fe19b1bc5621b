/**
 * The pairing: which table of which store this tablet is, its tokens, and the party that it knows of there. It is kept, and
 * changed inside a transaction: another tab may have been paired anew, and late news take nothing from it.
 */

import { keptFor } from "./outbox.js";
import { sitting } from "./party.js";

export class Pairing {
  /** As this page knows it; one that has ended still says which table it was. */
  now = null;

  constructor(storage, api) {
    this.storage = storage;
    this.api = api;
  }

  get paired() {
    return Boolean(this.now?.device_token);
  }

  /** Who sits here, as far as is known: `{seat, party}`. */
  get sitting() {
    return sitting(this.now);
  }

  is(pairing) {
    this.now = pairing;
    this.api.pairing = this.paired ? pairing : null;
  }

  /** A guest's phone, and no tablet: it was let in by the code of a visit, which is its `device_token`. */
  get isPhone() {
    return Boolean(this.now?.visit);
  }

  /** What another tab has made of it, but for the party: one is met and not just noted. */
  follow(pairing) {
    this.is({ ...pairing, party: this.now.party });
  }

  /** Staff have paired the tablet: nothing of another table stays. */
  begin(login) {
    const pairing = pairingOf(login);
    return this.storage.change(["outbox"], ({ outbox = [] }) => ({ pairing, outbox: keptFor(outbox, sitting(pairing)) }));
  }

  /** A new access token. Answers whether the login is still ours. */
  async renew(login) {
    const { party, ...renewal } = pairingOf(login);
    const kept = await this.#change((pairing) => pairing?.device_token === login.device_token && { ...pairing, ...renewal });
    if (!this.paired || sitting(kept).seat !== this.sitting.seat) return false;
    this.follow(kept);
    return kept.device_token === login.device_token;
  }

  /** What the table is called now. Answers whether that is news of ours. */
  async rename({ id, number, label }) {
    const table = { id, number, label };
    if (this.now.table.id === id && isNamed(this.now.table, table)) return false;
    const kept = await this.#change((pairing) => (pairing?.visit || pairing?.table.id === id) && { ...pairing, table });
    if (kept?.visit && kept.visit === this.now.visit) { // its party may have moved
      this.is({ ...this.now, table });
      return true;
    }
    if (kept?.table.id !== this.now.table.id) return false;
    this.is({ ...this.now, table: kept.table });
    return true;
  }

  /** The store as it is now. Answers whether it is ours. */
  async learn(store) {
    if (JSON.stringify(this.now.store) === JSON.stringify(store)) return true;
    const kept = await this.#change((pairing) => pairing?.store.slug === store.slug && { ...pairing, store });
    if (kept?.store.slug !== this.now.store.slug) return false;
    this.is({ ...this.now, store: kept.store });
    return true;
  }

  /** Its device token counts no more. Answers what is kept then, maybe another tab's new pairing. */
  end(token) {
    return this.#change((pairing) => pairing?.device_token === token && ended(pairing));
  }

  ended() {
    this.is(ended(this.now));
  }

  async #change(decide) {
    const kept = await this.storage.change(["pairing"], ({ pairing }) => {
      const changed = decide(pairing);
      return changed ? { pairing: changed } : {};
    });
    return kept.pairing;
  }
}

/** Whether a table is called as in `other`. */
export const isNamed = (table, other) => table.number === other.number && table.label === other.label;

const pairingOf = ({ access_token, device_token, visit, table, party, store }) => ({
  access_token, device_token, table, store, party, ...(visit ? { visit } : {}),
});

const ended = ({ access_token, device_token, ...rest }) => rest;
