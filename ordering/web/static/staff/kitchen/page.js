// A station's screen: what the stream brings is drawn, and what is tapped is done here at once and told until it is answered.
import { Chime } from "../kit/chime.js";
import { ask } from "../kit/confirm.js";
import { Connection } from "../kit/connection.js";
import "../kit/dropdowns.js";
import { headers } from "../kit/headers.js";
import "../kit/looks.js";
import { share } from "../kit/stream.js";
import { toast } from "../kit/toasts.js";
import { words } from "../kit/words.js";
import { Ages } from "./ages.js";
import { Dockets } from "./dockets.js";
import { bumpBar } from "./keys.js";
import { Outbox } from "./outbox.js";
import { Paging } from "./paging.js";
import { Renewal } from "./renewal.js";
import { Seen } from "./seen.js";
import { held } from "./holding.js";

const AGAIN_MS = 400; // a greasy finger's second tap
const UNTOLD_MS = 1000;
const LINGERS_MS = 2000; // what is done is drawn by then
const kitchen = document.getElementById("kitchen");
const { base, station, store, language, worker } = kitchen.dataset;
const which = `station=${station}`;
const title = document.title;
const untold = document.getElementById("untold");
let rings = [];
let lingering = []; // done, and not drawn yet
let lastTap = { on: null, at: -Infinity };

const connection = new Connection(document.getElementById("connection"), kitchen, { moved: () => ages.tick(), ended });
const ages = new Ages(document, () => connection.now());
const chime = new Chime(document.getElementById("sound"), () => rings);
const dockets = new Dockets(document.getElementById("dockets"), { fate, drawn, come });
const paging = new Paging(dockets, document.getElementById("further"));
const seen = new Seen(dockets, (ids) => fetch(`${base}/tickets/seen`, sending("POST", { ids })));
const outbox = new Outbox(`${store}.${station}`, headers, {
  changed: () => overlay(),
  told(deed) {
    if (deed.says) toast(deed.says);
    lingering = [...lingering, deed];
    setTimeout(() => {
      lingering = lingering.filter((one) => one !== deed);
      overlay();
    }, LINGERS_MS);
  },
  refused,
  ended,
});
const renewal = new Renewal(document.getElementById("kitchen-figures").dataset.build, () => outbox.deeds.length > 0);

function sending(method, body) {
  return { method, headers: { ...headers, Accept: "application/json", "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

/** Of a ticket that is not in the list any more: done, or was its table closed? */
async function fate(id) {
  if (document.querySelector(`#recalls [data-recall="${id}"]`)) return null;
  try {
    const answer = await fetch(`${base}/dockets/${id}?${which}&language=${language}`, { headers });
    return answer.ok && answer.status !== 204 ? parse(await answer.text()).querySelector("article") : null;
  } catch {
    return null;
  }
}

function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

function put(html) {
  lingering = [];
  const fresh = parse(html);
  Idiomorph.morph(document.getElementById("kitchen-figures"), fresh.getElementById("kitchen-figures"));
  for (const id of ["all-day", "recalls"]) {
    const part = fresh.getElementById(id); // where it has changed
    if (part) Idiomorph.morph(document.getElementById(id), part.innerHTML, { morphStyle: "innerHTML" });
  }
  dockets.put(fresh.getElementById("dockets"));
  renewal.hear(fresh.getElementById("kitchen-figures").dataset.build);
}

/** ``articles`` were not there before. */
function come(articles) {
  rings = articles.some(({ dataset }) => dataset.status === "new") ? ["order"] : [];
  document.getElementById("announced").textContent = articles.map(({ dataset }) => words.newTicket.replace("{x}", dataset.table)).join(" ");
  chime.ring();
  rings = [];
}

const taken = new Map();
/** What was taken back has its own sound, once. */
function hearTaken() {
  let more = false;
  for (const article of dockets.shown) {
    const now = article.querySelectorAll(".kitchen-taken-back").length + (article.dataset.status === "void" ? 1 : 0);
    if (taken.has(article.id) && now > taken.get(article.id)) more = true;
    taken.set(article.id, now);
  }
  if (!more) return;
  rings = ["taken"];
  chime.ring();
  rings = [];
}

function drawn() {
  dockets.section.toggleAttribute("data-empty", !dockets.shown.length);
  const count = dockets.standing.length;
  document.title = count ? `(${count}) ${title}` : title;
  overlay();
  ages.tick();
  hearTaken();
  paging.look();
  seen.look();
}

/** What was tapped, and is not in what the server has drawn yet. */
function overlay() {
  for (const one of document.querySelectorAll("[data-pending], [data-untold]")) {
    delete one.dataset.pending;
    delete one.dataset.untold;
  }
  let late = 0;
  for (const deed of [...lingering, ...outbox.deeds]) {
    const slow = !lingering.includes(deed) && (outbox.failures > 0 || Date.now() - deed.at > UNTOLD_MS);
    late += slow ? 1 : 0;
    const element = document.getElementById(deed.shows);
    const line = deed.line && document.querySelector(`[data-line="${deed.line}"]`);
    if (line) {
      line.dataset.done = deed.done;
      line.setAttribute("aria-pressed", deed.done);
    } else if (element) element.dataset.pending = deed.wants;
    if (slow) for (const one of [line, element]) if (one) one.dataset.untold = "";
  }
  untold.hidden = !late;
  if (late) untold.textContent = words.untold.replace("{n}", late);
}
setInterval(() => outbox.deeds.length && overlay(), UNTOLD_MS);

/** One that has come true meanwhile, by a tap of before or of somebody else, is no refusal. */
function refused(deed, problem) {
  const now = problem.ticket ?? problem.order;
  if (now?.status === deed.wants) return;
  toast(words.refused, "late");
  connection.wish("anew");
}

/** A screen that was unpaired, or a login that has ended: the page says what to do. */
function ended() {
  connection.over();
  location.reload();
}

function change(article, status) {
  const { ticket, version } = article.dataset;
  outbox.put({
    key: `ticket ${ticket}`, of: `ticket ${ticket}`, from: Number(version), shows: article.id, wants: status,
    path: `${base}/tickets/${ticket}`, method: "PATCH", body: { status, version: Number(version) },
  });
}

const FOOT = {
  start: (article) => change(article, "started"),
  bump: (article) => change(article, "done"),
  serve: ({ id, dataset }) => outbox.put({
    key: `order ${dataset.order}`, of: `order ${dataset.order}`, shows: id, wants: "completed",
    path: `${base}/orders/${dataset.order}`, method: "PATCH", body: { status: "completed", version: Number(dataset.version) },
  }),
  acknowledge(article, { dataset }) {
    for (const ticket of dataset.of.split(" ")) {
      outbox.put({
        key: `noticed ${ticket}`, of: `ticket ${ticket}`, shows: article.id, wants: "noticed",
        path: `${base}/tickets/${ticket}/acknowledgement`, method: "POST",
      });
    }
  },
  "let-go": (article) => dockets.letGo(article),
};

/** Of the ticket that a line is on. */
const versionOf = (line) => Number(line.closest("[data-ticket]").dataset.version);

function tapped(target) {
  const again = target === lastTap.on && performance.now() - lastTap.at < AGAIN_MS;
  lastTap = { on: target, at: performance.now() };
  return again;
}

kitchen.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button || tapped(button)) return;
  const article = button.closest("article");
  if (article && ("gone" in article.dataset || ["done", "completed"].includes(article.dataset.pending))) return;
  const { line, of, version } = button.dataset;
  if (line && article.dataset.status === "void") return; // nobody is to make it
  if (line) {
    const done = String(button.dataset.done !== "true");
    outbox.put({
      key: `line ${line}`, of: `ticket ${of}`, from: versionOf(button), shows: article.id, wants: done, line, done,
      path: `${base}/tickets/${of}/lines/${line}/done`, method: done === "true" ? "PUT" : "DELETE",
    });
  } else if (button.dataset.do === "recall") {
    button.disabled = true;
    outbox.put({
      key: `ticket ${of}`, of: `ticket ${of}`, shows: `docket-${of}`, wants: "started",
      path: `${base}/tickets/${of}`, method: "PATCH", body: { status: "started", version: Number(version) },
    });
  } else FOOT[button.dataset.do]?.(article, button);
});

held(kitchen, async (line) => {
  const dish = line.querySelector(".dish-name").textContent;
  const { confirm, ...more } = words.soldOut;
  if (!(await ask({ confirm: confirm.replace("{x}", dish), ...more }))) return;
  outbox.put({
    key: `item ${line.dataset.item}`, of: `item ${line.dataset.item}`, wants: "sold out",
    path: `${base}/items/${line.dataset.item}/sold-out`, method: "PUT", says: words.nowSoldOut.replace("{x}", dish),
  });
});

// What stands beside the tickets, one at a time; the counts as they were left, or open where there is room.
const ALL_DAY = "ordering.kitchen.all-day";
const openers = [...document.querySelectorAll("[data-opens]")];

function beside(id) {
  for (const opener of openers) {
    const open = opener.dataset.opens === id;
    document.getElementById(opener.dataset.opens).hidden = !open;
    opener.setAttribute("aria-pressed", String(open));
  }
  paging.look();
}

const kept = () => ((localStorage.getItem(ALL_DAY) ?? (innerWidth > 1500 ? "open" : "")) ? "all-day" : "");
for (const opener of openers) {
  opener.addEventListener("click", () => {
    const { opens } = opener.dataset;
    const open = document.getElementById(opens).hidden;
    if (opens === "all-day") localStorage.setItem(ALL_DAY, open ? "open" : "");
    beside(open ? opens : kept() === opens ? "" : kept());
  });
}
beside(kept());

const source = share(`${base}/stream?${which}&of=${store}&language=${language}`, `${base}/region?${which}&of=${store}&language=${language}`, worker, "kitchen");
connection.follow(source);
source.addEventListener("kitchen", ({ data }) => {
  put(data);
  connection.drawn(Number(document.getElementById("kitchen-figures").dataset.seq));
});
source.addEventListener("open", () => outbox.flush());
addEventListener("online", () => outbox.flush());

/** Where the browser can (https only); elsewhere the settings of the screen must. */
const stayAwake = () => document.visibilityState === "visible" && navigator.wakeLock?.request("screen").catch(() => {});
document.addEventListener("visibilitychange", stayAwake);
stayAwake();
setInterval(() => ages.tick(), 5000);
bumpBar(dockets);
drawn();
