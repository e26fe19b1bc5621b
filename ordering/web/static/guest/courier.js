/** Carries the outbox's entries to the server, one after the other, until each has an answer. */

import { Unpaired, Unreachable } from "./api.js";
import { LEASE_MS, changed, draft, dropped, fateOf, isHeld, nextToSend } from "./outbox.js";
import { isSame, ownOf, sitting } from "./party.js";
import { Pause, patience } from "./patience.js";

/** Kept of the last orders: another tab may show one that is being sent. */
const RECEIPTS = 5;

const tab = Math.random().toString(36).slice(2);

export class Courier {
  #running = false;
  #again = false;
  #pause = new Pause();
  #failures = 0;
  #held = null;

  /** Entries that must wait: `key` → `{until, asked}`, on this page's own clock; `asked` for by the server. */
  #waits = new Map();

  /** `on` has `here()` = `{seat, party}`, `moved()`, `received(entry, order)`, `refused()`, `party(n)`, `lost()`, `unpaired()`. */
  constructor(storage, api, on) {
    this.storage = storage;
    this.api = api;
    this.on = on;
  }

  /** Something is to be sent, or the network may be back: at once, whatever patience says. */
  wake() {
    this.#failures = 0;
    for (const [key, wait] of this.#waits) if (!wait.asked) this.#waits.delete(key);
    this.#pause.wake();
    this.look();
  }

  /** Another tab has changed the outbox: what it leaves is ours. */
  look() {
    this.#again = true;
    if (!this.#running) this.#run();
  }

  /** Seconds that the server wants an entry to wait. */
  secondsLeft(key) {
    const wait = this.#waits.get(key);
    return wait?.asked ? Math.max(0, Math.ceil((wait.until - performance.now()) / 1000)) : 0;
  }

  async #run() {
    this.#running = true;
    try {
      while (this.#again) {
        this.#again = false;
        for (let entry = await this.#take(); entry; entry = await this.#take()) await this.#send(entry);
      }
    } catch (error) {
      if (error instanceof Unpaired) this.on.unpaired();
      else throw error;
    } finally {
      this.#letGo();
      this.#running = false;
    }
  }

  /** Marks the next entry as tried before it is sent: from then on only the server knows. Null when there is none. */
  async #take() {
    const here = this.on.here();
    if (!here) return null;
    let taken = null;
    const { outbox: left } = await this.storage.change(["outbox"], ({ outbox = [] }) => {
      taken = nextToSend(outbox, { ...here, tab, now: Date.now() }) ?? null;
      if (!taken || this.#waitOf(taken) > 0) return {};
      const held = { lease: lease(), attempts: taken.attempts + 1, refusal: null };
      return { outbox: changed(outbox, taken.key, held) };
    });
    if (taken && this.#waitOf(taken) > 0) {
      await this.#pause.for(this.#waitOf(taken));
      return this.#take();
    }
    // Another tab is sending: look again, should it have been closed meanwhile.
    if (!taken && left?.some((entry) => isHeld(entry, tab, Date.now()))) {
      await this.#pause.for(LEASE_MS / 2);
      return this.#take();
    }
    if (taken) this.on.moved();
    return taken;
  }

  async #send(entry) {
    this.#hold(entry.key);
    let fate;
    try {
      const headers = { "Idempotency-Key": entry.key };
      fate = fateOf(await this.api.ask("POST", "/orders", { body: draft(entry), headers }));
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      fate = error.anew ? { fate: "later", after: 0 } : { fate: "later", after: null, lost: true };
    }
    await this.#settle(entry, fate);
  }

  async #settle(entry, { fate, order, refusal = null, after, party, lost }) {
    if (fate !== "later") this.#letGo();
    if (fate === "received") {
      this.#failures = 0;
      this.on.received(entry, order);
      await this.#forget(entry.key, (kept) => receipt(kept, entry, order));
    } else if (fate === "party_changed") {
      await this.#forget(entry.key);
      await this.on.party(party, entry);
    } else if (fate === "refused") {
      await this.#note(entry.key, { state: "refused", refusal, lease: null });
      this.on.refused();
    } else {
      await this.#note(entry.key, { refusal });
      const wait = after === null ? patience(this.#failures++) : after * 1000;
      this.#waits.set(entry.key, { until: performance.now() + wait, asked: after !== null });
      if (lost) this.on.lost();
    }
    this.on.moved();
  }

  #waitOf(entry) {
    return (this.#waits.get(entry.key)?.until ?? 0) - performance.now();
  }

  /** Ours, while it is sent and while it waits to be sent again. */
  #hold(key) {
    this.#letGo();
    this.#held = setInterval(() => this.#note(key, { lease: lease() }, "relaxed"), LEASE_MS / 3);
  }

  #letGo() {
    clearInterval(this.#held);
  }

  async #note(key, change, durability) {
    await this.storage.change(["outbox"], ({ outbox = [] }) => ({ outbox: changed(outbox, key, change) }), durability);
  }

  async #forget(key, instead = () => ({})) {
    this.#waits.delete(key);
    await this.storage.change(["outbox", "pairing", "receipts"], ({ outbox = [], ...kept }) => ({ outbox: dropped(outbox, key), ...instead(kept) }));
  }
}

/** What the other tabs are told of: which order it became. */
function receipt({ pairing, receipts }, { key, seat, party }, order) {
  if (!isSame(sitting(pairing), { seat, party })) return {};
  const orders = [...(ownOf(receipts, { seat, party })?.orders ?? []), [key, order]];
  return { receipts: { seat, party, orders: orders.slice(-RECEIPTS) } };
}

const lease = () => ({ tab, until: Date.now() + LEASE_MS });
