/**
 * The pairing: which table of which store this tablet is, its tokens, and the party that it knows of there. Pure: what
 * becomes of the kept one, inside a transaction; another tab may have been paired anew, and late news take nothing from it.
 */

import { keptFor } from "./outbox.js";
import { forgotten, sitting } from "./party.js";

export const pairingOf = ({ access_token, device_token, table, party, store }) => ({ access_token, device_token, table, store, party });

/** One that has ended still says which table it was. */
export const ended = ({ access_token, device_token, ...rest }) => rest;

/** Staff have paired the tablet: nothing of another table stays. */
export const begun = (login) => ({ outbox = [] }) => {
  const pairing = pairingOf(login);
  return { pairing, outbox: keptFor(outbox, sitting(pairing)) };
};

/** A new access token; the party stays as it is, since a party is met and not just noted. */
export const renewed = (login) => ({ pairing }) => {
  const { party, ...renewal } = pairingOf(login);
  return pairing?.device_token === renewal.device_token ? { pairing: { ...pairing, ...renewal } } : {};
};

export const endedOf = (token) => ({ pairing }) => (pairing?.device_token === token ? { pairing: ended(pairing) } : {});

export const renamed = (table) => ({ pairing }) => (pairing?.table.id === table.id ? { pairing: { ...pairing, table } } : {});

/** `party` sits there now, where `last` did; another tab may have heard of a later one. `left(entries)` gets what goes. */
export const followed = (last, party, left) => ({ pairing, outbox = [] }) => {
  if (sitting(pairing).seat !== last.seat) return {};
  const now = { ...pairing, party: pairing.party === last.party ? party : Math.max(party, pairing.party) };
  const staying = keptFor(outbox, sitting(now));
  left(outbox.filter((one) => one.seat === last.seat && !staying.includes(one)));
  return now.party === pairing.party ? {} : { ...forgotten(), pairing: now, outbox: staying };
};
