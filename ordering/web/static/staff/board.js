// The board: what the stream brings is drawn by htmx; here is what it means for this one screen.
import { Chime } from "./board_chime.js";
import { Clock } from "./board_clock.js";
import { Connection } from "./board_connection.js";
import * as drawer from "./board_drawer.js";
import { arrange } from "./board_look.js";
import { Orders } from "./board_orders.js";
import "./board_placing.js";
import { share } from "./board_stream.js";
import "./morph.js";

const live = document.getElementById("live");
const announced = document.getElementById("announced");
let source = null;

const connection = new Connection(document.getElementById("connection"), live, () => source?.again());
const clock = new Clock(live, () => connection.now());
const orders = new Orders(live, (words) => { announced.textContent = words; });
const chime = new Chime(document.getElementById("sound"), () => orders.waiting);
const stamps = new Map();

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

function drawn() {
  due = false;
  const { waiting } = document.getElementById("figures").dataset;
  document.title = (waiting === "0" ? "" : `(${waiting}) `) + live.dataset.title;
  clock.keepUp();
  if (orders.mark()) chime.ring();
  arrange();
  stamped();
}

window.htmx.createEventSource = (url) => {
  source = share(`${url}&person=${live.dataset.person}`, "/admin/board", live.dataset.worker);
  source.addEventListener("open", () => connection.open());
  source.addEventListener("here", () => connection.open());
  source.addEventListener("lost", () => connection.lost());
  source.addEventListener("beat", ({ data }) => connection.beat(JSON.parse(data)));
  return source;
};
live.addEventListener("htmx:sseMessage", () => {
  drawn();
  connection.drawn(Number(document.getElementById("figures").dataset.seq));
});
// What a deed of our own brought.
document.body.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
  if (detail.target.matches?.(".table")) soon();
});
addEventListener("online", () => source?.again());
setInterval(() => clock.tick(), 5000);
drawer.begin((order) => orders.opened(order));
drawn();
