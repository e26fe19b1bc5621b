/** This party's orders: asked for, and told by the stream; kept, so that they can be read without a network. */

import { Unreachable } from "./api.js";
import { changeFor, ownOf } from "./party.js";

/** `items` newest first; `session` is null until the party has ordered; `cursor` is where the stream goes on from. */
export const NOTHING_YET = { items: [], session: null, cursor: null };

export const ordersOf = ({ items, table_session, cursor }) => ({ items, session: table_session, cursor });

/** Once the party has ordered, it has a session. */
export const inSession = (orders, opened) => ({ ...orders, session: orders.session ?? opened });

/** With an order as it is now, unless what is known is newer; null if it is of another table session. */
export function withOrder(orders, order, total) {
  const { session, items: known } = orders;
  if (!session || order.table_session_id !== session.id) return null;
  const before = known.find((one) => one.id === order.id);
  if (before && before.version >= order.version) return orders;
  const items = [order, ...known.filter((one) => one !== before)].sort((a, b) => b.id - a.id);
  return { ...orders, items, session: { ...session, total: total ?? sumOf(items) } };
}

/** The same party's list as it was when it was asked for: what the stream has told since then stays, its session too. */
export const withNewer = (orders, known) => known.items.reduce((all, one) => withOrder(all, one) ?? all, inSession(orders, known.session));

const sumOf = (orders) => orders.filter((one) => one.status !== "cancelled").reduce((sum, one) => sum + one.total, 0);

/** The part of the tablet that knows them. */
export class Orders {
  #now = NOTHING_YET;

  events = {
    "order.placed": ({ order, session_total }) => this.#hear(order, session_total),
    "order.changed": ({ order, session_total }) => this.#hear(order, session_total),
    "session.opened": ({ party, table_session }) => {
      if (this.tablet.isOurs(party)) this.#now = inSession(this.#now, table_session);
    },
    "session.moved": ({ to, table_session, orders }) => this.#arrive({ ...to, table_session }, orders),
    "session.joined": ({ to, table_session, orders }) => this.#arrive({ ...to, table_session }, orders),
    "session.reopened": ({ orders, ...at }) => this.#arrive(at, orders),
    "session.unjoined": ({ from, to, orders }) => this.#leave(from, orders) ?? this.#arrive(to, orders),
    "order.moved": ({ from, to, order }) => this.#leave(from, [order]) ?? this.#arrive(to, [order]),
  };

  constructor(tablet) {
    this.tablet = tablet;
  }

  get items() {
    return this.#now.items;
  }

  get session() {
    return this.#now.session;
  }

  get cursor() {
    return this.#now.cursor;
  }

  /** What the party had, as its thanks say it; nothing where some of it may not have been heard of. */
  bill(heardAll) {
    const rounds = this.items.filter((one) => one.status !== "cancelled").length;
    return heardAll && this.session ? { total: this.session.total, rounds } : { rounds: 0 };
  }

  begin(kept) {
    this.#now = (this.tablet.paired && ownOf(kept, this.tablet.sitting)) || NOTHING_YET;
  }

  forget() {
    this.#now = { ...NOTHING_YET, cursor: this.cursor };
  }

  async read() {
    const { tablet } = this;
    const { seat } = tablet.sitting;
    const { status, data } = await tablet.api.ask("GET", "/orders");
    if (!tablet.paired || tablet.sitting.seat !== seat) return;
    if (status !== 200 || !data?.items) throw new Unreachable(`orders: ${status}`);
    if (data.party > tablet.pairing.party) await tablet.meetParty(data.party);
    // One that was asked before a closing that we know of is nobody's.
    if (tablet.isOurs(data.party)) await this.#keep(withNewer(ordersOf(data), this.#now));
  }

  /** An order of this tablet's as it is now; maybe of a session that we have not heard of. */
  receive(order) {
    if (!this.#hear(order)) this.tablet.want("orders");
  }

  /** Answers null, or why the order could not be cancelled. */
  async undo({ id }) {
    const { status, code, data } = await this.tablet.ask("POST", `/orders/${id}/cancellation`);
    if (status === 200) this.#hear(data);
    else this.tablet.want("orders");
    return status === 200 ? null : (code ?? "unreachable");
  }

  /** Orders have come from another table; or this party is here again. A phone is at the table where its party is. */
  #arrive(at, orders) {
    const { session, items } = this.#now;
    if (!this.tablet.isHere(at)) return null;
    if (this.tablet.isPhone && session && session.id !== at.table_session.id) return this.tablet.want("orders");
    const known = { ...this.#now, session: at.table_session, items: session?.id === at.table_session.id ? items : [] };
    const now = orders.reduce((all, one) => withOrder(all, one) ?? all, known);
    return this.#keep({ ...now, session: at.table_session });
  }

  /** Orders have gone to another table; null if not from here. */
  #leave(at, orders) {
    const { session, items } = this.#now;
    if (!session || session.id !== at.table_session.id) return null;
    const gone = orders.map(({ id }) => id);
    return this.#keep({ ...this.#now, session: at.table_session, items: items.filter(({ id }) => !gone.includes(id)) });
  }

  /** Answers whether it is this party's. */
  #hear(order, total) {
    const orders = withOrder(this.#now, order, total);
    if (orders && orders !== this.#now) this.#keep(orders);
    return orders !== null;
  }

  #keep(orders) {
    const party = this.tablet.sitting;
    this.#now = orders;
    this.tablet.tell("orders");
    return changeFor(this.tablet.storage, party, [], () => ({ orders: { ...orders, ...party } }));
  }
}
