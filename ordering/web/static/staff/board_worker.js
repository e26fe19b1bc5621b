// A SharedWorker: one stream for all tabs, where there are no Web Locks (plain http on a restaurant's network).
import { connect } from "./board_source.js";

const ports = new Set();
let source = null;
let up = false;

function tell(message) {
  if (message.type === "open") up = true;
  if (message.type === "lost") up = false;
  for (const port of ports) port.postMessage(message);
}

self.onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => {
    if (data.type === "bye") ports.delete(port);
    if (data.type === "again") source?.reopen();
    if (data.type === "hello") {
      ports.add(port);
      if (source === null) source = connect(data.url, tell);
      else port.postMessage({ type: up ? "joined" : "lost" });
    }
    if (ports.size === 0) {
      source?.close();
      source = null;
    }
  };
};
