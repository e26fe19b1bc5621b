// Several tabs share one stream, since a browser has only six connections for a server: the tab that holds the lock
// has the stream and passes everything on; when it goes, the next one takes over. htmx sees an EventSource.
import { connect } from "./source.js";
import { headers } from "./headers.js";

const PATIENCE_MS = 5000;
const AGAIN_MS = 2000;
const WISHES = ["again", "anew", "looked", "overdue"]; // what any tab may ask of the connection

class SharedSource extends EventTarget {
  constructor() {
    super();
    this.readyState = EventSource.OPEN; // as htmx sees it: it is we who reconnect
    this.onopen = this.onerror = null;
    this.wish = this.bye = () => {};
  }

  tell({ type, data }) {
    this.dispatchEvent(new MessageEvent(type, { data }));
  }

  close() {
    this.bye();
  }
}

/** ``region``: where the whole of the ``event`` can be had by itself, for a tab that joins the stream of another. Besides the events of
    the stream it tells "open", "here" (that of another is open), "alive", "lost", and "ended": nobody is logged in any
    more, and nothing is asked for before somebody looks. ``wish`` takes one of WISHES. */
export function share(url, region, worker, event) {
  const source = new SharedSource();
  if (navigator.locks && window.BroadcastChannel) withLocks(source, url, region, event);
  else if (window.SharedWorker) withWorker(source, url, region, event, worker);
  else whileVisible(source, url);
  return source;
}

/** The whole page as it is now. */
async function join(source, region, event) {
  try {
    const answer = await fetch(region, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.status === 401) return source.tell({ type: "ended" });
    if (!answer.ok) throw new Error(answer.status);
    source.tell({ type: event, data: await answer.text() });
  } catch {
    source.tell({ type: "lost" });
    setTimeout(() => join(source, region, event), AGAIN_MS);
  }
}

function withLocks(source, url, region, event) {
  const channel = new BroadcastChannel(url);
  let own = null;
  channel.onmessage = ({ data }) => {
    const { type } = data;
    if (!own) {
      if (type !== "hello" && !WISHES.includes(type)) source.tell(data);
      return;
    }
    if (WISHES.includes(type)) own[type]();
    if (type !== "hello") return;
    own.looked(); // a tab that has just been opened is logged in
    channel.postMessage({ type: own.state });
  };
  function tell(message) {
    channel.postMessage(message);
    source.tell(message);
  }
  const leaving = new AbortController();
  const lead = () => new Promise((over) => {
    own = connect(url, tell);
    source.bye = () => {
      own.close();
      over();
    };
  });
  source.wish = (type) => (own ? own[type]() : channel.postMessage({ type }));
  source.bye = () => leaving.abort();
  navigator.locks.request(`stream ${url}`, { ifAvailable: true }, async (lock) => {
    if (lock) return lead();
    join(source, region, event).then(() => channel.postMessage({ type: "hello" }));
    navigator.locks.request(`stream ${url}`, { signal: leaving.signal }, lead).catch(() => {});
  });
}

function withWorker(source, url, region, event, script) {
  const { port } = new SharedWorker(script, { type: "module", name: url });
  port.onmessage = ({ data }) => (data.type === "joined" ? join(source, region, event) : source.tell(data));
  const hello = () => port.postMessage({ type: "hello", url });
  source.wish = (type) => port.postMessage({ type });
  source.bye = () => port.postMessage({ type: "bye" });
  addEventListener("pagehide", source.bye);
  addEventListener("pageshow", ({ persisted }) => persisted && hello());
  hello();
}

function whileVisible(source, url) {
  let own = null;
  function look() {
    if (document.hidden) {
      own?.close();
      own = null;
    } else own ??= connect(url, (message) => source.tell(message));
  }
  source.wish = (type) => own?.[type]();
  source.bye = () => own?.close();
  document.addEventListener("visibilitychange", look);
  look();
}
