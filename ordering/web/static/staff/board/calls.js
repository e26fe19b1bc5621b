// Who calls: a strip on top names them, the oldest first, until a person has seen to it; what nobody takes turns red. It is
// made of what the cards say, and its buttons are theirs. It comes over the board's head, and leaves its room empty: the cards
// move for it once no hand is over them.
import { words } from "../kit/words.js";
import { calmIn, showAll } from "./filter.js";

const strip = document.getElementById("calls");
const list = strip.querySelector("ul");

export class Calls {
  constructor(live) {
    this.live = live;
    this.known = null;
  }

  get lines() {
    const placed = (line) => line.querySelector("time").dateTime;
    return [...this.live.querySelectorAll(".table .calls > li")].sort((one, other) => placed(one).localeCompare(placed(other)));
  }

  /** Somebody has called, and nobody is on the way. */
  get waiting() {
    return this.live.querySelector('.calls > li[data-status="open"]') !== null;
  }

  /** After whatever was drawn. Answers whether anybody has called since. */
  mark() {
    const { lines } = this;
    const came = this.known && lines.some(({ id, dataset }) => dataset.status === "open" && !this.known.has(id));
    this.known = new Set(lines.filter(({ dataset }) => dataset.status === "open").map(({ id }) => id));
    this.tell(lines);
    return Boolean(came);
  }

  tell(lines = this.lines) {
    const focused = strip.contains(document.activeElement) ? document.activeElement.dataset.of : null;
    list.replaceChildren(...lines.map((line) => this.entry(line)));
    this.room(lines.length > 0);
    if (focused) list.querySelector(`[data-of="${focused}"]`)?.focus();
  }

  /** `over` the board's head, with room of its `own`, or with that `empty`; what is there when the page is drawn has its own. */
  room(wanted) {
    const was = strip.hidden ? null : strip.dataset.room;
    const room = wanted ? { over: "over", own: "own", empty: "own" }[was] ?? (this.drawn ? "over" : "own") : { own: "empty", empty: "empty" }[was] ?? null;
    this.drawn = true;
    strip.hidden = room === null;
    if (room === was || room === null) return;
    strip.dataset.room = room;
    if (room !== "own") this.settle(performance.now());
  }

  /** Nobody's hand is there: it has its room, or gives it back. */
  settle(since) {
    clearTimeout(this.settling);
    const left = calmIn(since);
    if (left > 0) this.settling = setTimeout(() => this.settle(since), left);
    else if (strip.dataset.room === "over") strip.dataset.room = "own";
    else if (strip.dataset.room === "empty") strip.hidden = true;
  }

  entry(line) {
    const { number } = line.closest(".table").dataset;
    const entry = document.createElement("li");
    Object.assign(entry.dataset, { call: line.id, status: line.dataset.status, age: line.dataset.age ?? "" });
    const lead = document.createElement("button");
    lead.type = "button";
    lead.dataset.of = `lead-${line.id}`;
    const table = document.createElement("b");
    table.textContent = words.tableNumber.replace("{x}", number);
    const said = document.createElement("span");
    said.textContent = line.querySelector(".gist > span").textContent.trim();
    const age = document.createElement("small");
    age.textContent = line.querySelector("time").textContent;
    lead.append(table, " ", said, " ", age);
    lead.addEventListener("click", () => {
      if (line.closest(".table").hidden) showAll();
      line.scrollIntoView({ block: "center" });
      line.querySelector("button")?.focus({ preventScroll: true });
    });
    const its = line.querySelector("[data-do=take-call]") ?? line.querySelector("[data-do=end-call]");
    const step = document.createElement("button");
    step.type = "button";
    step.className = its.className;
    step.dataset.of = `step-${line.id}`;
    step.append(...[...its.childNodes].map((node) => node.cloneNode(true)));
    step.addEventListener("click", () => its.click());
    entry.append(lead, step);
    return entry;
  }
}
