/** Server-Sent Events out of text, since EventSource neither says who asks nor that a stream still lives. */

/** A parser: feed it text as it comes, `heard({id, type, data})` gets whole events; without data only the cursor moves. */
export function parser(heard) {
  let rest = "";
  let event = {};
  const line = (text) => {
    if (text === "") {
      if (event.id !== undefined || event.data !== undefined) heard({ type: "message", ...event });
      event = {};
      return;
    }
    const colon = text.indexOf(":");
    if (colon === 0) return;
    const name = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? "" : text.slice(colon + 1).replace(/^ /, "");
    if (name === "data") event.data = event.data === undefined ? value : `${event.data}\n${value}`;
    else if (name === "id") event.id = value;
    else if (name === "event") event.type = value;
  };
  return (text) => {
    rest += text;
    // A carriage return at the very end may be half of a line's end.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop();
    lines.forEach(line);
  };
}
