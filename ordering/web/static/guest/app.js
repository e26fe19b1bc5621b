/** The guest's page: which screen is shown, and what happens around it. */

import { refill } from "./dom.js";
import { keepAwake, renewCalmly, whenUntouched } from "./kiosk.js";
import { Look } from "./look.js";
import { once } from "./outbox.js";
import { openStorage } from "./storage.js";
import { Tablet } from "./tablet.js";
import * as bill from "./views/bill.js";
import * as calls from "./views/calls.js";
import * as cart from "./views/cart.js";
import * as confirm from "./views/confirm.js";
import * as fate from "./views/fate.js";
import * as item from "./views/item.js";
import * as orders from "./views/orders.js";
import { loadLater } from "./views/later.js";
import { guestPage } from "./views/page.js";
import * as search from "./views/search.js";
import * as settings from "./views/settings.js";
import { Sheet } from "./views/sheet.js";
import { loadAll } from "./wording.js";

const PAGE = "/table";
const PHONES = /^\/+t\/+([^/]+)\/*$/;
const UNSEEN_MS = 60000;
const RENAMED_MS = 60000; // a table's new number is on its tablet by then
const SPREAD_MS = 5000; // not all tablets in the same moment

/** On a guest's own phone, the code that lets it in; null on a tablet. Each has what the other has no use for. */
const visit = PHONES.exec(location.pathname)?.[1] ?? null;
const ours = (name) => import(`./views/${name}.js`);
const [pairing, between, codes] = visit ? [] : await Promise.all(["pairing", "between", "codes"].map(ours));
const phone = visit ? await ours("visit") : null;

/**
 * What the page is for: modules that may have `sheets` (by name, `(tablet, arg, tools) =>` what is in it), `buttons` of the
 * bar (`(tablet, tools) =>` an element; in this order), and `parts` of the tablet. Tools are `{signal, sheet, look}`.
 */
const FEATURES = [item, cart, confirm, fate, search, orders, bill, calls, ...(codes ? [codes] : []), settings];
const all = (kind) => Object.assign({}, ...FEATURES.map((one) => one[kind]));
const buttons = FEATURES.flatMap((one) => one.buttons ?? []);

const root = document.querySelector("#app");
const storage = await openStorage(visit);
const tablet = new Tablet(storage, all("parts"));
const look = new Look(storage);
const sheet = new Sheet(all("sheets"), tablet, look);
let link = doorOf(root.dataset) ?? linkOf(location);
let screen = null;
let watching = new AbortController();
let top = () => {};
let noAnswer = () => {};
let shownStore = null; // what the screen was made with: another tab may have heard of the next one first

/** `screens[name]` answers an element; what it listens to ends with it. */
const screens = {
  pairing: (signal) => pairing.pairingView(tablet, { look, signal }, link, tablet.paired && (() => show("menu"))),
  menu: (signal) => {
    const page = guestPage(tablet, buttons, { signal, sheet, look });
    top = page.top;
    return page.element;
  },
  entering: (signal) => {
    const view = phone.enteringView(tablet, { signal });
    noAnswer = view.unreachable;
    return view.element;
  },
  over: (signal, { why, had }) => phone.overView(tablet, { look, signal }, why, had),
  thanks: (signal, left) => between.thanksView(tablet, { signal }, left, async () => {
    await look.forNextParty();
    show("welcome");
  }),
  welcome: (signal) => between.welcomeView(tablet, { signal }, async (language, opens) => {
    await look.choose({ language });
    show("menu");
    if (opens) sheet.open(opens);
  }),
};

function show(name, arg) {
  if (name === "menu" && !visit) forgetLink();
  if (name !== "menu" && sheet.isOpen) sheet.close();
  watching.abort();
  watching = new AbortController();
  screen = { name, arg };
  document.body.dataset.screen = `guest-${name}`;
  shownStore = JSON.stringify(tablet.pairing?.store);
  refill(root, screens[name](watching.signal, arg));
  document.title = tablet.paired ? tablet.pairing.store.name : "Ordering";
}

tablet.addEventListener("pairing", async () => {
  await look.of(tablet.pairing);
  if (!tablet.paired) show(...(visit ? ["over", { why: "visit_over", had: tablet.orders.bill(true) }] : ["pairing"]));
  else if (["pairing", "entering"].includes(screen.name)) show("menu");
  else if (screen.name !== "menu") show(screen.name, screen.arg); // the table has another number
});
tablet.addEventListener("party", ({ detail: left }) => {
  look.met(tablet.pairing);
  if (screen.name === "thanks") show("thanks", { ...screen.arg, lost: once([...screen.arg.lost, ...left.lost]) });
  else if (screen.name === "menu" || left.lost.length || left.rounds) show("thanks", left);
});
look.addEventListener("change", () => {
  show(screen.name, screen.arg);
  sheet.restore();
});
tablet.addEventListener("store", async () => {
  const store = JSON.stringify(tablet.pairing.store);
  if (store === shownStore) return;
  await look.of(tablet.pairing);
  show(screen.name, screen.arg); // an open sheet stays: somebody is choosing
});

setInterval(() => tablet.link === "live" && tablet.want("table", Math.random() * SPREAD_MS), RENAMED_MS);
addEventListener("online", () => tablet.reconnect());
addEventListener("offline", () => tablet.reconnect({ lost: true }));
addEventListener("pageshow", (event) => event.persisted && tablet.nudge());
addEventListener("pointerdown", () => tablet.link === "replaced" && tablet.nudge(), { passive: true });
let unseen = null;
document.addEventListener("visibilitychange", () => {
  clearTimeout(unseen);
  if (document.visibilityState === "visible") tablet.nudge();
  else unseen = setTimeout(() => tablet.rest(), UNSEEN_MS);
});

/** The demo's start page was tapped: a tablet that pairs itself, unless it is one of the demo's already. */
function doorOf({ store, table, password }) {
  return store ? { store, table, password } : null;
}

/** What a QR code or a link says, in the query or behind the `#`. */
function linkOf({ search, hash }) {
  const said = new URLSearchParams(search || hash.slice(1));
  return { store: said.get("store"), table: said.get("table") };
}

/** A link to the table that we are is no wish to move, nor is the demo's door to one of its tables. */
function wantsToMove() {
  const { pairing } = tablet;
  if (link.password) return link.store !== pairing.store.slug;
  return Boolean(link.store && link.table) && (link.store !== pairing.store.slug || Number(link.table) !== pairing.table.number);
}

/** A phone that was in already goes on; its code may be another by now. */
async function comeIn() {
  show(tablet.paired ? "menu" : "entering");
  if (tablet.paired) return;
  const why = await phone.enter(tablet, visit, () => noAnswer());
  if (why) show("over", { why, had: null });
}

function forgetLink() {
  link = {};
  // Also after a form that was sent here, which a reload would send again; and the page is kept for offline at its own.
  history.replaceState(history.state, "", PAGE);
}

await look.begin();
if (document.visibilityState === "hidden") tablet.rest(); // opened behind others
await tablet.begin();
// Nothing is waited for from here on: the server's answers must find a screen.
look.of(tablet.pairing);
if (visit) comeIn();
else show(tablet.paired && !wantsToMove() ? "menu" : "pairing");
if (screen.name === "menu") sheet.restore();
if (!visit) {
  keepAwake();
  import("./later/call_key.js").then(({ hearKey }) => hearKey(tablet, sheet), () => {}); // no network: there is the button
  whenUntouched(() => {
    if (!tablet.basket.idle || screen.name !== "menu") return;
    if (sheet.isOpen) sheet.close();
    top();
  });
}
loadAll();
loadLater();
renewCalmly(() => !["pairing", "entering", "over"].includes(screen.name) && tablet.basket.idle && !sheet.isOpen, tablet, { keeps: !visit });
