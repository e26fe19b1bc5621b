/**
 * What this tablet remembers, shared by its tabs: named values in IndexedDB, changed in transactions.
 *
 * Where the browser denies the disk, or it is full, values are kept in memory and in the tab's `history.state`, which
 * survives a reload.
 */

import { keptFor, once } from "./outbox.js";
import { sitting } from "./party.js";

/** A tablet's; a phone has one for each visit, so that none finds what another has left. */
const DATABASE = "ordering-table";
const SHELF = "kept";
const OPEN_MS = 3000;
/** Can be had again from the server: given up first when the disk is full. */
const REPLACEABLE = ["menu", "orders"];

export async function openStorage(visit = null) {
  const name = visit ? `ordering-visit-${visit}` : DATABASE;
  const database = await open(name).catch(() => null);
  return new TabletStorage(database, name).restored();
}

function open(name) {
  return new Promise((resolve, reject) => {
    setTimeout(reject, OPEN_MS, new Error("IndexedDB does not answer"));
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(SHELF);
    request.onsuccess = () => {
      // Else a later build's page, in another tab, could not open its newer one.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
}

export class TabletStorage {
  #database;
  #memory = null;
  /** As last seen on the disk, for when it can't even be read any more. */
  #known = {};
  #name;
  #channel;

  /** `others(names)` is called when another tab has changed something. */
  others = () => {};

  /** Called as soon as what is kept does not outlive this tab any more. */
  failed = () => {};

  constructor(database, name = DATABASE) {
    this.#database = database;
    this.#name = name;
    this.#channel = channel(name);
    if (!database) this.#memory = {};
    if (this.#channel) this.#channel.onmessage = (message) => this.others(message.data);
    // An entry of the history that is returned to has an older copy.
    globalThis.addEventListener?.("popstate", () => this.#mirror());
  }

  /** Whether what is kept outlives this tab. */
  get durable() {
    return this.#memory === null;
  }

  /** Takes over what a tab without a disk had in mind before it was reloaded; on the disk again, if that works now. */
  async restored() {
    const kept = globalThis.history?.state?.kept;
    if (!kept) return this;
    if (this.#memory) this.#memory = kept;
    else await this.change(["pairing", "outbox"], (disk) => takenOver(kept, disk));
    this.#mirror();
    return this;
  }

  async read(...names) {
    return this.change(names, () => ({}));
  }

  /**
   * Reads `names`, lets `decide(values)` say what to write (`undefined` deletes), and writes it, all or nothing and one
   * tab after the other. Answers the values as they are then. What `decide` throws comes through, and nothing is written.
   * `durability` may be "relaxed" for what a dead battery may take.
   */
  async change(names, decide, durability = "strict") {
    for (const remedy of [() => {}, () => this.#openAnew(), () => this.#makeRoom()]) {
      if (this.#memory) break;
      try {
        await remedy();
        return await this.#onDisk(names, decide, durability);
      } catch (error) {
        if (error instanceof Declined) throw error.cause;
      }
    }
    // Another change may have come here first, and what it did must stay.
    const all = this.#memory ?? (await this.#everything().catch(() => ({ ...this.#known })));
    if (!this.#memory) {
      this.#memory = all;
      this.failed();
    }
    return this.#inMemory(names, decide);
  }

  /** Safari closes a database behind a page's back, when a tablet has slept. */
  async #openAnew() {
    const closed = this.#database;
    const opened = await open(this.#name);
    closed.close();
    this.#database = opened;
  }

  async #makeRoom() {
    await globalThis.caches?.delete("pictures");
    await this.#onDisk([], () => Object.fromEntries(REPLACEABLE.map((name) => [name, undefined])));
  }

  #onDisk(names, decide, durability = "strict") {
    return new Promise((resolve, reject) => {
      const transaction = this.#database.transaction(SHELF, "readwrite", { durability });
      const shelf = transaction.objectStore(SHELF);
      const values = {};
      let changed = {};
      let declined = null;
      const written = () => {
        Object.assign(this.#known, values, changed);
        if (Object.keys(changed).length) this.#channel?.postMessage(Object.keys(changed));
        resolve({ ...values, ...changed });
      };
      const write = () => {
        try {
          changed = decide(values);
        } catch (error) {
          declined = new Declined(error);
          transaction.abort();
          return;
        }
        for (const [name, value] of Object.entries(changed)) {
          if (value === undefined) shelf.delete(name);
          else shelf.put(value, name);
        }
      };
      transaction.oncomplete = written;
      transaction.onabort = () => reject(declined ?? transaction.error);
      if (!names.length) write();
      names.forEach((name, i) => {
        shelf.get(name).onsuccess = (event) => {
          values[name] = event.target.result;
          if (i === names.length - 1) write();
        };
      });
    });
  }

  #everything() {
    return new Promise((resolve, reject) => {
      const all = {};
      const request = this.#database.transaction(SHELF).objectStore(SHELF).openCursor();
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        const cursor = request.result;
        if (!cursor) return resolve(all);
        all[cursor.key] = cursor.value;
        return cursor.continue();
      };
    });
  }

  #inMemory(names, decide) {
    const values = Object.fromEntries(names.map((name) => [name, this.#memory[name]]));
    const changed = decide(structuredClone(values));
    Object.assign(this.#memory, structuredClone(changed));
    this.#mirror();
    return { ...values, ...changed };
  }

  #mirror() {
    const kept = this.#memory ? { ...this.#memory } : undefined;
    for (const name of REPLACEABLE) if (kept) delete kept[name];
    if (!kept && !globalThis.history?.state?.kept) return;
    try {
      history.replaceState({ ...history.state, kept }, "");
    } catch {
      // As much as this tab can do: it still has it all while it is open.
    }
  }
}

/** What a tab had in mind, unless another tab has met a later party meanwhile: then only what may have arrived already. */
function takenOver(kept, { pairing, outbox = [] }) {
  const [then, now] = [sitting(kept.pairing), sitting(pairing)];
  if (then.seat !== now.seat || then.party >= now.party) return kept;
  return { outbox: once([...keptFor(kept.outbox ?? [], now), ...outbox]) };
}

class Declined extends Error {
  constructor(cause) {
    super("declined");
    this.cause = cause;
  }
}

function channel(name) {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}
