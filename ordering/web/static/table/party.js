/**
 * Who sits where: a party at a table of a store. What guests do is for the party whose screen they touched: it is taken at
 * the tap, or as a sheet opens, and compared inside the transaction. Else a tap in the moment in which staff close the
 * table would choose for those who come next.
 */

/** Kept for one party, and gone with it. */
const OF_A_PARTY = ["cart", "orders", "look", "drafts", "receipts"];

/** The party of a pairing, as `{seat, party}`; a seat is a table of a store, as a word. */
export const sitting = (pairing) =>
  pairing ? { seat: `${pairing.store.slug}/${pairing.table.id}`, party: pairing.party } : { seat: null, party: null };

export const isSame = (one, other) => one?.seat === other?.seat && one?.party === other?.party;

/** What `kept` has of a party, if it is this one's; whatever is kept bears its `seat` and `party`. */
export const ownOf = (kept, party) => (kept && isSame(kept, party) ? kept : undefined);

/** `store.change` for a party: answers null, and writes nothing, once another sits here. */
export async function changeFor(store, party, names, decide, durability) {
  let here = false;
  const kept = await store.change(["pairing", ...names], (values) => {
    here = isSame(sitting(values.pairing), party);
    return here ? decide(values) : {};
  }, durability);
  return here ? kept : null;
}

/** Whatever is kept of others than who sits here now is forgotten. */
export async function forgetOthers(store) {
  await store.change(["pairing", ...OF_A_PARTY], ({ pairing, ...kept }) => {
    const others = OF_A_PARTY.filter((name) => kept[name] && !isSame(kept[name], sitting(pairing)));
    return Object.fromEntries(others.map((name) => [name, undefined]));
  });
}

/** The change that forgets all that is kept for a party. */
export const forgotten = () => Object.fromEntries(OF_A_PARTY.map((name) => [name, undefined]));
