/**
 * Orders that were confirmed and not answered yet. Pure: what an entry is, and what an answer makes of it.
 *
 * An entry is `pending` (sent with the same key until it is answered) or `refused` (the guest decides). It belongs to
 * one party at one table, and says so in what it sends: the server takes it for nobody else.
 */

/** A tab that sends holds an entry this long unless it says so again: two tabs needn't both send. (Web Locks need https.) */
export const LEASE_MS = 4000;

/** What a confirmed cart becomes. `shown` is the cart as `priced` showed it to the guest. */
export function entryOf(cart, shown) {
  return {
    key: cart.key,
    seat: cart.seat,
    party: cart.party,
    lines: shown.lines.map(({ problem, ...line }) => line),
    note: cart.note,
    total: shown.total,
    state: "pending",
    attempts: 0,
    lease: null,
    refusal: null,
  };
}

/** The request's body; the same however often it is sent. */
export function draft(entry) {
  const lines = entry.lines.map((line) => ({
    item_id: line.item_id,
    quantity: line.quantity,
    options: line.options.map((one) => one.id),
    ...(line.note ? { note: line.note } : {}),
  }));
  const note = entry.note ? { note: entry.note } : {};
  return { lines, ...note, expected_total: entry.total, party: entry.party };
}

/**
 * What an answer means: `received`, `refused`, `party_changed`, or `later` with the seconds to wait (null: as patience
 * has it). Only a problem of our own server refuses: what a proxy or a Wi-Fi's login page says, says nothing of the order.
 */
export function fateOf(answer) {
  const { status, code, data, retryAfter } = answer;
  if ((status === 200 || status === 201) && Number.isInteger(data?.id)) return { fate: "received", order: data };
  // A proxy's page may ask for an hour while our server is long back.
  if (!code || status < 400 || status >= 500) return { fate: "later", after: code ? retryAfter : null };
  if (code === "party_changed") return { fate: "party_changed", party: data.party };
  if (status === 429) return { fate: "later", after: retryAfter ?? 5, refusal: { code } };
  if (status === 401 || status === 408) return { fate: "later", after: null };
  return { fate: "refused", refusal: { code, detail: data.detail, total: data.total, lines: data.lines } };
}

/** The next entry that `tab` should send: this table's, and either this party's or one whose fate must be known. */
export function nextToSend(entries, { seat, party, tab, now }) {
  return entries.find(
    (entry) =>
      entry.state === "pending" && entry.seat === seat && (entry.party === party || isUnknown(entry)) &&
      !isHeld(entry, tab, now),
  );
}

/** Sent and not answered: it may have become an order, and only the server knows. */
export const isUnknown = (entry) => entry.state === "pending" && entry.attempts > 0 && entry.refusal === null;

/** What is known of each when nothing can be sent any more. */
export const endOf = (entries) => ({ unknown: entries.filter(isUnknown), unsent: entries.filter((one) => !isUnknown(one)) });

/** Only what was answered with a no: anything else could be ordered twice. */
export const mayBeTakenBack = (entry) => entry.state === "refused" || entry.refusal !== null;

/** A clock that was set back must not hold an entry for an hour; a moment's difference is none. */
export function isHeld(entry, tab, now) {
  const left = entry.lease ? entry.lease.until - now : 0;
  return left > 0 && left < 2 * LEASE_MS && entry.lease.tab !== tab;
}

/** What stays for a party that now sits at its seat: its own, and of others only what may have arrived already. */
export function keptFor(entries, { seat, party }) {
  return entries.filter((entry) => entry.seat === seat && (entry.party === party || isUnknown(entry)));
}

/** Each of them, by its key, though it was heard of twice. */
export const once = (entries) => [...new Map(entries.map((entry) => [entry.key, entry])).values()];

export function changed(entries, key, change) {
  return entries.map((entry) => (entry.key === key ? { ...entry, ...change } : entry));
}

export const dropped = (entries, key) => entries.filter((entry) => entry.key !== key);

/** "Order the rest": without the lines that can't be had, under the same key. */
export function theRest(entry) {
  const gone = entry.refusal.lines.map((line) => line.index);
  const lines = entry.lines.filter((_, i) => !gone.includes(i));
  return again({ ...entry, lines, total: lines.reduce((sum, line) => sum + line.subtotal, 0) });
}

/** "Order at these prices": what the server said it would cost. */
export function atNewPrices(entry) {
  const prices = new Map(entry.refusal.lines.map((line) => [line.index, line]));
  const lines = entry.lines.map((line, i) => ({ ...line, ...newPrice(prices.get(i)) }));
  return again({ ...entry, lines, total: entry.refusal.total });
}

const again = (entry) => ({ ...entry, state: "pending", refusal: null, lease: null });

const newPrice = (line) => line && { unit_price: line.unit_price, options: line.options, subtotal: line.subtotal };
