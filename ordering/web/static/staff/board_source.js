// One connection to the board's stream, kept up until it is closed. Where the browser gives up (an error instead of a
// stream), or nothing has been heard for too long, we begin again: the server sends everything anew.
const AGAIN_MS = 1000;
const SILENT_MS = 40_000;
export const EVENTS = ["board", "beat"];

/** tell({type, data}): "open", "lost", "refused" (there was an answer, and no stream), or one of EVENTS. */
export function connect(url, tell) {
  let source = null;
  let again = 0;
  let silence = 0;
  let closed = false;

  function heard(message) {
    clearTimeout(silence);
    silence = setTimeout(reopen, SILENT_MS);
    tell(message);
  }

  function open() {
    source = new EventSource(url);
    source.onopen = () => heard({ type: "open" });
    source.onerror = () => {
      tell({ type: "lost" });
      if (source.readyState !== EventSource.CLOSED) return;
      tell({ type: "refused" });
      again = setTimeout(reopen, AGAIN_MS);
    };
    for (const type of EVENTS) source.addEventListener(type, ({ data }) => heard({ type, data }));
  }

  function reopen() {
    if (closed) return;
    clearTimeout(again);
    source.close();
    tell({ type: "lost" });
    open();
    silence = setTimeout(reopen, SILENT_MS);
  }

  open();
  return {
    reopen,
    close() {
      closed = true;
      clearTimeout(again);
      clearTimeout(silence);
      source.close();
    },
  };
}
