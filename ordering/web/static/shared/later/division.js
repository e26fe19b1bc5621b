/** Dividing a bill exactly: in minor units, the larger parts first, nothing lost and nothing made up. */

export const MOST_HEADS = 99;

/** `total` in so many parts, which differ by one minor unit at the most. */
export function evenly(total, heads) {
  const each = Math.floor(total / heads);
  return Array.from({ length: heads }, (_, rank) => each + (rank < total - each * heads ? 1 : 0));
}

/** Every single dish of a bill, with a key that it keeps however the bill grows. */
export const dishesOf = ({ lines }) => lines.flatMap(({ name, options, quantity, unit_price: price }) =>
  Array.from({ length: quantity }, (_, i) => ({ key: JSON.stringify([name, options, price, i]), name, options, price })));

/**
 * What each of `heads` people pays for the dishes that are theirs, and the `rest`, which is nobody's yet. `picks` has by a
 * dish's key the people who share it, from 0 on.
 */
export function byDish(bill, heads, picks) {
  const parts = Array.from({ length: heads }, () => 0);
  let rest = 0;
  for (const { key, price } of dishesOf(bill)) {
    const sharing = (picks[key] ?? []).filter((person) => person < heads).sort((a, b) => a - b);
    if (!sharing.length) rest += price;
    for (const [rank, part] of sharing.length ? evenly(price, sharing.length).entries() : []) parts[sharing[rank]] += part;
  }
  return { parts, rest };
}

/** What is left of `total` once these amounts are paid; below 0 where it is too much. */
export const restOf = (total, amounts) => amounts.reduce((rest, amount) => rest - amount, total);
