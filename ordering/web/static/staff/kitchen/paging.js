// What does not fit on the screen is to the right of it, and a button says how many tickets that are.
import { words } from "../kit/words.js";

const BACK_MS = 30_000; // nobody reads there any more: the oldest again

export class Paging {
  constructor(dockets, button) {
    this.dockets = dockets;
    this.button = button;
    const { section } = dockets;
    button.addEventListener("click", () => {
      const { scrollLeft, clientWidth, scrollWidth } = section;
      const last = scrollLeft + clientWidth > scrollWidth - 8;
      section.scrollTo({ left: last ? 0 : scrollLeft + clientWidth * 0.9, behavior: "smooth" });
    });
    section.addEventListener("scroll", () => this.look(), { passive: true });
    new ResizeObserver(() => this.look()).observe(section);
    setInterval(() => {
      if (section.scrollLeft && performance.now() - dockets.touchedAt > BACK_MS && performance.now() - this.scrolledAt > BACK_MS) section.scrollTo({ left: 0 });
    }, 5000);
    this.scrolledAt = 0;
  }

  look() {
    const { section, shown } = this.dockets;
    const { left, right } = section.getBoundingClientRect();
    if (section.scrollLeft !== this.was) this.scrolledAt = performance.now();
    this.was = section.scrollLeft;
    const boxes = shown.map((one) => one.getClientRects()[0]).filter(Boolean);
    const [before, after] = [boxes.filter((box) => box.right < left + 8).length, boxes.filter((box) => box.left > right - 8).length];
    const said = before || after ? words.further.replace("{n}", after || before) : "";
    const to = after ? "right" : "left";
    if (said === this.said && to === this.button.dataset.to) return;
    this.said = said;
    this.button.hidden = !said;
    this.button.dataset.to = to;
    this.button.querySelector("b").textContent = said;
  }
}
