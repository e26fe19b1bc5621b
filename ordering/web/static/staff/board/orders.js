// Which orders are new: they stand out, are told, and ring until they were opened or taken on, here or elsewhere.
import { headers } from "../kit/headers.js";

const KEPT = 500;
const FLASH = [
  ["bright", 1000],
  ["faint", 600],
];

export class Orders {
  constructor(live) {
    this.live = live;
    this.key = `ordering.board.seen.${live.dataset.store}`;
    this.seen = new Set(JSON.parse(localStorage.getItem(this.key) ?? "[]"));
    this.known = null;
    this.flashing = new WeakMap(); // by card, the timer of its next step
    this.untold = new Set(); // opened here, and the server does not know yet
    addEventListener("storage", ({ key, newValue }) => {
      if (key !== this.key) return;
      this.seen = new Set(JSON.parse(newValue ?? "[]"));
      this.mark();
    });
  }

  get waiting() {
    return this.live.querySelector("li.unopened") !== null;
  }

  opened(id) {
    if (this.seen.has(id)) return;
    this.seen.add(id);
    localStorage.setItem(this.key, JSON.stringify([...this.seen].slice(-KEPT)));
    if (document.getElementById(`order-${id}`)?.dataset.status === "pending") this.tell(id);
    this.mark();
  }

  /** The other devices are to be silent too. What does not arrive is told with what the board hears next. */
  async tell(id) {
    this.untold.delete(id);
    const answer = await fetch(`/admin/orders/${id}/opening`, { method: "POST", headers, keepalive: true }).catch(() => null);
    if (!answer || answer.status >= 500) this.untold.add(id);
  }

  /** After whatever was drawn: what came stands out. Answers what is to be said of it. */
  mark() {
    const lines = [...this.live.querySelectorAll("li[data-order]")];
    for (const id of this.untold) this.tell(id);
    const fresh = this.known ? lines.filter(({ dataset }) => !this.known.has(dataset.order)) : [];
    const came = fresh.filter(({ dataset }) => dataset.status === "pending");
    this.known ??= new Set();
    for (const { dataset } of lines) this.known.add(dataset.order);
    for (const line of lines) {
      const { status, order, opened } = line.dataset;
      line.classList.toggle("unopened", status === "pending" && opened === undefined && !this.seen.has(order));
    }
    for (const card of this.live.querySelectorAll(".table")) {
      card.classList.toggle("new", card.querySelector("li.unopened") !== null);
    }
    for (const line of came) this.flash(line.closest(".table"));
    return came.map(({ dataset }) => dataset.said);
  }

  /** In steps: while anything is animated, what comes next is painted up to a frame later, which is most of what it takes. */
  flash(card, [step, ...later] = FLASH) {
    clearTimeout(this.flashing.get(card));
    if (!step) {
      delete card.dataset.flash;
      return;
    }
    const [state, ms] = step;
    card.dataset.flash = state;
    this.flashing.set(card, setTimeout(() => this.flash(card, later), ms));
  }
}
