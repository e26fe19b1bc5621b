/** This party's orders, as the server told them. Pure: every function answers new ones. */

/** `items` newest first; `session` is null until the party has ordered; `cursor` is where the stream goes on from. */
export const NOTHING_YET = { items: [], session: null, cursor: null, loaded: false };

export const ordersOf = ({ items, table_session, cursor }) => ({ items, session: table_session, cursor, loaded: true });

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
