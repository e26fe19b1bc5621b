// A SharedWorker: one stream for all tabs, where there are no Web Locks (plain http on a restaurant's network).
import { connect } from "./source.js";

const ports = new Set();
let source = null;

function tell(message) {
  for (const port of ports) port.postMessage(message);
}

function join(port, url) {
  ports.add(port);
  if (source === null) {
    source = connect(url, tell);
    return;
  }
  source.looked(); // a tab that has just been opened is logged in
  port.postMessage({ type: source.state === "here" ? "joined" : source.state });
}

self.onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data: { type, url } }) => {
    if (type === "hello") join(port, url);
    else if (type === "bye") ports.delete(port);
    else source?.[type]();
    if (ports.size) return;
    source?.close();
    source = null;
  };
};
