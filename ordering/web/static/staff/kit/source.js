// One connection to a live page's stream, kept up until it is closed or the login has ended. It is read with fetch: of an
// EventSource one learns neither that it still lives, nor why it does not. A network may swallow bytes and close nothing,
// so what is quiet for long gets another connection beside it, and whichever speaks first is the one from then on.
import { parser } from "../../shared/sse.js";

const QUIET_MS = 4000; // the server says something every two or three seconds
const FIRST_BYTE_MS = 5000; // an attempt without an answer is given up after this,
const BESIDE_MS = 1500; // and has company before: it may hang in a connection that is dead, and the next one not
const AT_ONCE = 3; // a browser has six connections for a server
const AGAIN_MS = [500, 1000, 2000]; // after a failure; from the first again once the stream has lived
const RUSH_MS = 1000; // who is asked to try again does no more often than this

/** tell({type, data}): "open", "alive", "lost", "ended" (nobody is logged in), or an event of the stream; after "replaced"
    (this login has opened too many since) nothing is asked until somebody looks, either. */
export function connect(url, tell) {
  let current = null; // the connection that speaks, by what aborts it
  const trying = new Map(); // those that don't yet, and when they were begun
  let next = 0;
  let dueAt = Infinity;
  let failures = 0;
  let begunAt = -Infinity;
  let state = "trying"; // "ended" or "replaced": nothing is asked until somebody looks; or "closed"

  function plan(ms) {
    clearTimeout(next);
    next = setTimeout(attempt, ms);
    dueAt = performance.now() + ms;
  }

  async function attempt() {
    plan(BESIDE_MS);
    if (trying.size || failures) tell({ type: "lost" }); // the first one was on suspicion
    const now = performance.now();
    drop([...trying.keys()].filter((connection) => now - trying.get(connection) >= FIRST_BYTE_MS));
    if (trying.size === AT_ONCE) return plan(FIRST_BYTE_MS - now + Math.min(...trying.values()));
    const connection = new AbortController();
    trying.set(connection, now);
    begunAt = now;
    try {
      const answer = await fetch(url, { headers: { Accept: "text/event-stream" }, cache: "no-store", signal: connection.signal });
      if (answer.status === 401) return rest("ended");
      if (answer.ok && answer.headers.get("content-type")?.startsWith("text/event-stream")) {
        await listen(connection, answer.body.getReader());
      }
    } catch {
      // Refused, cut off, or given up.
    } finally {
      over(connection);
    }
  }

  async function listen(connection, reader) {
    const decoder = new TextDecoder();
    const events = [];
    const feed = parser((event) => events.push(event));
    let spoken = false;
    for (;;) {
      const { done, value } = await reader.read();
      if (done || connection.signal.aborted) return;
      feed(decoder.decode(value, { stream: true }));
      speaks(connection);
      if (spoken && !events.length) tell({ type: "alive" });
      for (const { type, data } of events.splice(0)) {
        if (type === "replaced") return rest(type);
        tell({ type, data });
        spoken = true;
      }
    }
  }

  /** The others have nothing to add. */
  function speaks(connection) {
    if (current !== connection) {
      current?.abort();
      current = connection;
      trying.delete(connection);
      tell({ type: "open" });
    }
    drop(trying.keys());
    failures = 0;
    plan(QUIET_MS);
  }

  function over(connection) {
    connection.abort();
    const lost = current === connection;
    if (lost) current = null;
    if (!trying.delete(connection) && !lost) return; // another one has taken its place
    if (state !== "trying") return;
    tell({ type: "lost" });
    const wait = AGAIN_MS[Math.min(failures, AGAIN_MS.length - 1)];
    failures += 1;
    if (!trying.size) plan(wait * (0.75 + Math.random() / 2)); // not all the boards of a house at once
  }

  function drop(connections) {
    for (const connection of [...connections]) {
      trying.delete(connection);
      connection.abort();
    }
  }

  function stop(as) {
    state = as;
    clearTimeout(next);
    drop(trying.keys());
    current?.abort();
    current = null;
  }

  function rest(why) {
    if (state !== "trying") return;
    stop(why);
    tell({ type: why });
  }

  attempt();
  return {
    /** What whoever joins has to know: "here", "lost", "ended" or "replaced". */
    get state() {
      return state !== "trying" ? state : current ? "here" : "lost";
    },
    /** The network has changed. */
    again() {
      if (state === "trying" && performance.now() - begunAt > RUSH_MS) attempt();
    },
    /** What was shown is not what there is: everything anew. */
    anew() {
      if (state !== "trying") return;
      current?.abort();
      current = null;
      attempt();
    },
    /** Somebody looks. */
    looked() {
      if (state === "ended" || state === "replaced") {
        state = "trying";
        attempt();
      } else if (current) this.overdue();
      else this.again();
    },
    /** Somebody misses something. In the background a browser lets timers sleep, but hears what other tabs have to say. */
    overdue() {
      if (state === "trying" && performance.now() > dueAt + RUSH_MS) attempt();
    },
    close: () => stop("closed"),
  };
}
