// What waits for a person, above the board, the oldest first: tickets that nobody in the kitchen has seen in time, calls, food
// to be carried. It is made of what the cards say, and its buttons are theirs. It comes over the board's head, and leaves its
// room empty: the cards move for it once no hand is over them.
import { words } from "../kit/words.js";
import { calmIn, showAll } from "./filter.js";
import { stepBy } from "./steps.js";

const SECOND = 1000;
const READY_RINGS_MS = 30_000; // something often stands there: it rings softly, and seldom
const strip = document.getElementById("strip");
const shownNumber = ({ dataset }) => `#${dataset.number}`;

/** ``lines`` of the cards; ``since`` when one waits, its ``number`` and what it ``says`` here and is ``told`` as once; ``deeds``: its buttons, the first
    that is there; ``limits``: the board's, after which it stands out. */
const GROUPS = {
  "not-seen": {
    lines: ".busy > li[data-unseen]",
    since: ({ dataset }) => dataset.unseen,
    number: shownNumber,
    says: ({ dataset }) => dataset.unseenAt,
    told: ({ dataset }) => dataset.unseenSaid,
    deeds: ["told"],
  },
  calls: {
    lines: ".table .calls > li",
    since: (line) => line.querySelector("time").dateTime,
    says: (line) => line.querySelector(".gist > span").textContent.trim(),
    told: (line) => `${tableOf(line)} ${GROUPS.calls.says(line)}`,
    deeds: ["take-call", "end-call"],
    limits: "call",
  },
  ready: {
    lines: ".busy > li[data-ready]",
    since: ({ dataset }) => dataset.ready,
    number: shownNumber,
    says: () => "",
    told: ({ dataset }) => dataset.readySaid,
    deeds: ["serve"],
    limits: "pending",
  },
};

const tableOf = (line) => words.tableNumber.replace("{x}", line.closest(".table").dataset.number);

export class Strip {
  /** ``due()``: a ticket's time is up. */
  constructor(live, clock, due) {
    this.live = live;
    this.clock = clock;
    this.due = due;
    this.known = null;
    this.entries = new Map();
    this.readyRungAt = -Infinity;
    strip.addEventListener("click", (event) => this.tapped(event));
  }

  /** For what it rings. */
  sounds() {
    const { "not-seen": unseen, calls, ready } = this.waiting;
    const sounds = [];
    if (unseen.length) sounds.push("unseen");
    if (calls.some(({ dataset }) => dataset.status === "open")) sounds.push("call");
    const now = performance.now();
    if (ready.length && now - this.readyRungAt >= READY_RINGS_MS) {
      this.readyRungAt = now;
      sounds.push("ready");
    }
    return sounds;
  }

  /** After whatever was drawn, and as time goes by. Answers what is to be said of what has come. */
  mark() {
    this.look();
    const news = [];
    const known = new Set();
    for (const [name, lines] of Object.entries(this.waiting)) {
      for (const line of lines) {
        if (line.dataset.status === "taken") continue;
        const key = `${name} ${line.id}`;
        known.add(key);
        if (!this.known || this.known.has(key)) continue;
        news.push(GROUPS[name].told(line));
        if (name === "ready") this.readyRungAt = -Infinity;
      }
    }
    this.known = known;
    this.show();
    return news;
  }

  look() {
    const now = this.clock.now();
    const seconds = Number(document.getElementById("board").dataset.unseenSeconds);
    this.waiting = {};
    let next = Infinity;
    for (const [name, { lines, since }] of Object.entries(GROUPS)) {
      const found = [...this.live.querySelectorAll(lines)].sort((one, other) => Date.parse(since(one)) - Date.parse(since(other)));
      this.waiting[name] = found;
      if (name !== "not-seen") continue;
      const left = (line) => (seconds ? Date.parse(since(line)) + seconds * SECOND - now : Infinity);
      for (const line of found) line.toggleAttribute("data-overdue", left(line) <= 0);
      this.waiting[name] = found.filter((line) => left(line) <= 0);
      next = Math.min(...found.map(left).filter((ms) => ms > 0), next);
    }
    clearTimeout(this.timer);
    if (next < Infinity) this.timer = setTimeout(this.due, next);
  }

  show() {
    const focused = document.activeElement.closest?.("#strip li");
    const list = focused?.parentElement;
    const place = focused && [...list.children].indexOf(focused);
    const shown = new Set();
    for (const [name, lines] of Object.entries(this.waiting)) {
      const group = document.getElementById(name);
      const entries = lines.map((line) => this.entry(name, line));
      for (const entry of entries) shown.add(entry);
      const ul = group.querySelector("ul");
      for (const old of [...ul.children]) if (!shown.has(old)) old.remove();
      for (const [i, entry] of entries.entries()) if (ul.children[i] !== entry) ul.insertBefore(entry, ul.children[i] ?? null);
      put(group.querySelector("h2 b"), String(lines.length));
      group.hidden = !lines.length;
    }
    for (const [key, entry] of this.entries) if (!shown.has(entry)) this.entries.delete(key);
    // Whoever works by keyboard goes on with the next one, without serving it by the same key.
    if (focused && !focused.isConnected) (list.children[place] ?? list.lastElementChild)?.querySelector("button")?.focus({ preventScroll: true });
    this.room(Object.values(this.waiting).filter(({ length }) => length).length);
  }

  /** For so many groups there is room: `over` the board's head until the cards may move, its `own`, or that `empty`. */
  room(groups) {
    const held = Number(strip.dataset.held);
    const room = groups > held ? "over" : groups < held ? "empty" : "own";
    strip.hidden = !groups && !held;
    if (room === strip.dataset.room && groups === this.groups) return;
    Object.assign(strip.dataset, { room });
    this.groups = groups;
    clearTimeout(this.settling);
    if (room !== "own") this.settle(performance.now());
  }

  /** Nobody's hand is there: it has its room, or gives it back. */
  settle(since) {
    clearTimeout(this.settling);
    const left = calmIn(since);
    if (left > 0) this.settling = setTimeout(() => this.settle(since), left);
    else {
      strip.dataset.held = this.groups;
      this.room(this.groups);
    }
  }

  /** One that is there stays the same: a finger may be on it. */
  entry(name, line) {
    const { number, says, since, limits, deeds } = GROUPS[name];
    const key = `${name} ${line.id}`;
    const entry = this.entries.get(key) ?? made(name, line.id);
    this.entries.set(key, entry);
    const now = this.clock.now();
    const minutes = this.clock.minutes({ dateTime: since(line) }, now);
    const age = name === "not-seen" ? "late" : this.clock.age(document.getElementById("board").dataset[limits], minutes);
    if (entry.dataset.age !== age) entry.dataset.age = age;
    if (entry.dataset.status !== line.dataset.status) entry.dataset.status = line.dataset.status;
    const [lead, step] = entry.children;
    put(lead.children[0], tableOf(line));
    put(lead.children[1], number?.(line) ?? "");
    put(lead.children[2], says(line));
    put(lead.children[3], this.clock.said("short", minutes));
    const its = deed(line, deeds);
    step.hidden = !its;
    if (its && step.textContent !== its.textContent) {
      step.className = its.className;
      step.replaceChildren(...[...its.childNodes].map((node) => node.cloneNode(true)));
    }
    return entry;
  }

  tapped(event) {
    const button = event.target.closest("li > button");
    if (!button) return;
    const { of, group } = button.parentElement.dataset;
    const line = document.getElementById(of);
    if (!line) return;
    if (button.previousElementSibling) stepBy(event, line.dataset.order, deed(line, GROUPS[group].deeds));
    else lead(line);
  }
}

const deed = (line, names) => names.map((name) => line.querySelector(`[data-do=${name}]`)).find(Boolean);

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function made(group, of) {
  const entry = document.createElement("li");
  Object.assign(entry.dataset, { group, of });
  const [lead, step] = [document.createElement("button"), document.createElement("button")];
  lead.type = step.type = "button";
  lead.append(...["b", "i", "span", "small"].flatMap((tag) => [document.createElement(tag), " "]));
  entry.append(lead, step);
  return entry;
}

/** To its line; at a glance to its table's tile. */
function lead(line) {
  const card = line.closest(".table");
  if (card.hidden) showAll();
  const place = line.getClientRects().length ? line : card;
  place.scrollIntoView({ block: "center" });
  [...place.querySelectorAll("button, a")].find((one) => one.getClientRects().length)?.focus({ preventScroll: true });
}
