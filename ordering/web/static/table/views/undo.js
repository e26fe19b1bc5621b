/** A short change of mind: while the window is open by the server's clock, and the kitchen has not begun. */

import { h, refill } from "../dom.js";
import { t } from "../wording.js";
import { ticks } from "./parts.js";

const WHY = { too_late: "orders.too_late", unreachable: "orders.undo_unreachable" };

/** The button, or null when it is too late; `alarm` is told why it did not work. */
export function undoButton(tablet, order, alarm) {
  const left = () => tablet.clock.left(order.placed_at, tablet.pairing.store.undo_seconds ?? 0);
  if (order.status !== "pending" || order.placed_by !== "table" || left() <= 0) return null;
  const undo = async () => {
    button.disabled = true;
    const why = await tablet.undo(order);
    button.disabled = false;
    refill(alarm, why && t(WHY[why] ?? "orders.undo_failed"));
  };
  const button = h("button", { type: "button", class: "btn big", "data-key": `undo-${order.id}`, onclick: undo });
  return ticks(button, () => left() > 0 && t("orders.undo", { seconds: left() }));
}
