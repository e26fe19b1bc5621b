// Which orders are new to this device: they stand out, are told, and ring until they were opened or taken on.
const KEPT = 500;

export class Orders {
  constructor(live, announce) {
    this.live = live;
    this.announce = announce;
    this.key = `ordering.board.seen.${live.dataset.store}`;
    this.seen = new Set(JSON.parse(localStorage.getItem(this.key) ?? "[]"));
    this.known = null;
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
    this.mark();
  }

  /** After whatever was drawn: what came stands out. Answers whether anything did. */
  mark() {
    const lines = [...this.live.querySelectorAll("li[data-order]")];
    const fresh = this.known ? lines.filter(({ dataset }) => !this.known.has(dataset.order)) : [];
    const came = fresh.filter(({ dataset }) => dataset.status === "pending");
    this.known ??= new Set();
    for (const { dataset } of lines) this.known.add(dataset.order);
    for (const line of lines) {
      line.classList.toggle("unopened", line.dataset.status === "pending" && !this.seen.has(line.dataset.order));
    }
    for (const card of this.live.querySelectorAll(".table")) {
      card.classList.toggle("new", card.querySelector("li.unopened") !== null);
    }
    for (const line of came) this.flash(line.closest(".table"));
    if (came.length) this.announce(came.map(({ dataset }) => dataset.said).join(". "));
    return came.length > 0;
  }

  /** In turns: the same again would not begin anew. */
  flash(card) {
    card.dataset.flash = card.dataset.flash === "once" ? "again" : "once";
  }
}
