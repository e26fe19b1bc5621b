// What somebody could see here is told to be seen: a ticket that stays unseen rings on the board.
const SOON_MS = 250;
const AGAIN_MS = 5000;

export class Seen {
  /** ``tell(ids)`` of the tickets. */
  constructor(dockets, tell) {
    this.dockets = dockets;
    this.tell = tell;
    this.toldAt = new Map();
    this.visible = new Set();
    this.watch = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) this.visible[isIntersecting ? "add" : "delete"](target);
      this.soon();
    }, { threshold: 0.3 });
    this.watched = new WeakSet();
    document.addEventListener("visibilitychange", () => this.soon());
    setInterval(() => this.soon(), AGAIN_MS);
  }

  look() {
    for (const article of this.dockets.shown) {
      if (this.watched.has(article)) continue;
      this.watched.add(article);
      this.watch.observe(article);
    }
    this.soon();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), SOON_MS);
  }

  now() {
    if (document.hidden) return;
    const now = performance.now();
    const here = [...this.visible].filter((one) => one.isConnected);
    this.visible = new Set(here);
    const ids = here.flatMap(({ dataset }) => dataset.unseen?.split(" ") ?? []).filter((id) => !(now - this.toldAt.get(id) < AGAIN_MS));
    if (!ids.length) return;
    for (const id of ids) this.toldAt.set(id, now);
    this.tell(ids.map(Number)).catch(() => {}); // it is asked for again as long as it stands there unseen
  }
}
