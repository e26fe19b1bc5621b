// The board: what the stream brings is drawn by htmx; here is what it means for this one screen.
import { behaviour } from "../kit/behaviours.js";
import { inTheMiddle } from "../kit/leaving.js";
import "../kit/morph.js";
import { toast } from "../kit/toasts.js";
import { words } from "../kit/words.js";
import { Chime } from "../kit/chime.js";
import { Clock } from "./clock.js";
import { Connection } from "../kit/connection.js";
import * as drawer from "./drawer.js";
import { arrange, still } from "./filter.js";
import * as focus from "./focus.js";
import "./keys.js";
import "./new_order.js";
import { tellNews } from "./news.js";
import { Orders } from "./orders.js";
import "./steps.js";
import { Strip } from "./strip.js";
import { share } from "../kit/stream.js";

const live = document.getElementById("live");
const announced = document.getElementById("announced");
const title = document.title.replace(/^\(\d+\) /, "");

const connection = new Connection(document.getElementById("connection"), live, { moved: () => clock.tick(), ended });
const clock = new Clock(live, () => connection.now());
const orders = new Orders(live);
behaviour("order-facts", ({ dataset }) => {
  orders.opened(dataset.order);
  tellNews();
});
const strip = new Strip(live, clock, () => tell(strip.mark()));
const chime = new Chime(document.getElementById("sound"), () => [...strip.sounds(), ...(orders.waiting ? ["order"] : [])]);
const stamps = new Map();
let streamed = false;
let anew = false;
let endTold = false;

// An answer may come after what the stream has told since, and may hold less than it at the same number. What a new
// connection begins with is true in any case.
live.addEventListener("htmx:sseBeforeMessage", () => { streamed = true; });
live.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  focus.remember();
  const { target, fragment } = detail;
  const fresh = fragment.querySelector?.("[data-seq]");
  if (!("seq" in target.dataset) || !fresh) return;
  const ahead = Number(fresh.dataset.seq) - Number(target.dataset.seq);
  if (streamed ? ahead < 0 && !anew : ahead <= 0) detail.shouldSwap = false;
  if (target.id !== "board") return;
  if (streamed) anew = false;
  still();
});

function stamped() {
  for (const { id, dataset } of live.querySelectorAll(".table")) {
    const before = stamps.get(id);
    stamps.set(id, dataset.stamp);
    if (before !== undefined && before !== dataset.stamp) drawer.changed(id.replace("table-", ""));
  }
}

/** Once for all that one message or answer brought. */
let due = false;
function soon() {
  if (due) return;
  due = true;
  queueMicrotask(() => due && drawn());
}

/** What has come. */
function tell(news) {
  if (!news.length) return;
  announced.textContent = news.join(". ");
  chime.ring();
}

function drawn() {
  due = false;
  const waiting = document.querySelector("[data-figure=waiting]").dataset.value;
  document.title = (waiting === "0" ? "" : `(${waiting}) `) + title;
  clock.keepUp();
  tell([...orders.mark(), ...strip.mark()]);
  arrange();
  tellNews();
  stamped();
  focus.restore();
}

/** The login page comes in place of the board, unless somebody is in the middle of something. */
function ended() {
  connection.over();
  if (!inTheMiddle()) location.reload();
  else if (!endTold) toast(words.loggedOut, "late");
  endTold = true;
}

htmx.createEventSource = (url) => {
  const { person, store, worker } = live.dataset;
  const source = share(`${url}&person=${encodeURIComponent(person)}`, `/admin/board?of=${store}`, worker, "board");
  connection.follow(source);
  source.addEventListener("open", () => {
    anew = true;
    endTold = false;
  });
  return source;
};
live.addEventListener("htmx:sseMessage", () => {
  streamed = false;
  drawn();
  connection.drawn(Number(document.getElementById("figures").dataset.seq));
});
// What a deed of our own brought.
live.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
  if (detail.target.matches?.(".table")) soon();
});
setInterval(() => {
  clock.tick();
  tell(strip.mark());
}, 5000);
drawn();
