/**
 * Who sits where: a party at a table of a store. Whatever a guest does names the party whose screen was touched, which is
 * compared inside the transaction: else a tap while staff close the table would choose for those who come next.
 */

import { keptFor } from "./outbox.js";

/** Kept for one party, and gone with it. */
const OF_A_PARTY = ["cart", "orders", "look", "receipts"];

/**
 * The party of a pairing, as `{seat, party}`; a seat is a table of a store, as a word. A phone's is its visit, of which
 * there is one party, wherever it moves to.
 */
export const sitting = (pairing) => {
  if (!pairing) return { seat: null, party: null };
  return pairing.visit ? { seat: `visit/${pairing.visit}`, party: 0 } : { seat: `${pairing.store.slug}/${pairing.table.id}`, party: pairing.party };
};

export const isSame = (one, other) => one?.seat === other?.seat && one?.party === other?.party;

/** What `kept` has of a party, if it is this one's; whatever is kept bears its `seat` and `party`. */
export const ownOf = (kept, party) => (kept && isSame(kept, party) ? kept : undefined);

/** `storage.change` for a party: answers null, and writes nothing, once another sits here. */
export async function changeFor(storage, party, names, decide, durability) {
  let here = false;
  const kept = await storage.change(["pairing", ...names], (values) => {
    here = isSame(sitting(values.pairing), party);
    return here ? decide(values) : {};
  }, durability);
  return here ? kept : null;
}

/** Whatever is kept of others than who sits here now is forgotten. */
export async function forgetOthers(storage) {
  await storage.change(["pairing", ...OF_A_PARTY], ({ pairing, ...kept }) => {
    const others = OF_A_PARTY.filter((name) => kept[name] && !isSame(kept[name], sitting(pairing)));
    return Object.fromEntries(others.map((name) => [name, undefined]));
  });
}

/** The change that forgets all that is kept for a party. */
const forgotten = Object.fromEntries(OF_A_PARTY.map((name) => [name, undefined]));

/** The change after which `party` sits there, where `last` did; another tab may have heard of a later one. `left(entries)` gets what goes. */
export const followed = (last, party, left) => ({ pairing, outbox = [] }) => {
  if (sitting(pairing).seat !== last.seat) return {};
  const now = { ...pairing, party: pairing.party === last.party ? party : Math.max(party, pairing.party) };
  const staying = keptFor(outbox, sitting(now));
  left(outbox.filter((one) => one.seat === last.seat && !staying.includes(one)));
  return now.party === pairing.party ? {} : { ...forgotten, pairing: now, outbox: staying };
};
