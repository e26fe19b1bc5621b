// Several tabs share one stream, since a browser has only six connections for a server: the tab that holds the lock
// has the stream and passes everything on; when it goes, the next one takes over. htmx sees an EventSource.
import { connect } from "./board_source.js";

class SharedSource extends EventTarget {
  constructor() {
    super();
    this.readyState = EventSource.OPEN; // as htmx sees it: it is we who reconnect
    this.onopen = this.onerror = null;
    this.again = this.bye = () => {};
  }

  tell({ type, data }) {
    this.dispatchEvent(new MessageEvent(type, { data }));
  }

  close() {
    this.bye();
  }
}

/** ``region``: where the whole board can be had by itself, for a tab that joins another's stream. "ended" tells that nobody
    is logged in any more. */
export function share(url, region, worker) {
  const source = new SharedSource();
  if (navigator.locks && window.BroadcastChannel) withLocks(source, url, region);
  else if (window.SharedWorker) withWorker(source, url, region, worker);
  else whileVisible(source, url);
  source.addEventListener("refused", () => whole(source, region).catch(() => {}));
  return source;
}

/** The whole board as it is now. */
async function whole(source, region) {
  const answer = await fetch(region, { headers: { "HX-Request": "true" } });
  if (answer.status === 401) source.tell({ type: "ended" });
  if (!answer.ok) throw new Error(answer.status);
  return answer.text();
}

async function join(source, region) {
  try {
    source.tell({ type: "board", data: await whole(source, region) });
  } catch {
    source.tell({ type: "lost" });
    setTimeout(() => join(source, region), 2000);
  }
}

function withLocks(source, url, region) {
  const channel = new BroadcastChannel(url);
  let own = null;
  let up = false;
  channel.onmessage = ({ data }) => {
    if (!own) return data.type === "hello" || data.type === "again" ? undefined : source.tell(data);
    if (data.type === "again") own.reopen();
    if (data.type === "hello") channel.postMessage({ type: up ? "here" : "lost" });
  };
  function tell(message) {
    if (message.type === "open") up = true;
    if (message.type === "lost") up = false;
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
  source.again = () => (own ? own.reopen() : channel.postMessage({ type: "again" }));
  source.bye = () => leaving.abort();
  navigator.locks.request(`stream ${url}`, { ifAvailable: true }, async (lock) => {
    if (lock) return lead();
    join(source, region).then(() => channel.postMessage({ type: "hello" }));
    navigator.locks.request(`stream ${url}`, { signal: leaving.signal }, lead).catch(() => {});
  });
}

function withWorker(source, url, region, script) {
  const { port } = new SharedWorker(script, { type: "module", name: url });
  port.onmessage = ({ data }) => (data.type === "joined" ? join(source, region) : source.tell(data));
  const hello = () => port.postMessage({ type: "hello", url });
  source.again = () => port.postMessage({ type: "again" });
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
  source.again = () => own?.reopen();
  source.bye = () => own?.close();
  document.addEventListener("visibilitychange", look);
  look();
}
