// Behaviour belongs to the element that declares it: <form data-behaviour="arrange"> is connected by whoever has said
// behaviour("arrange", …), whatever has brought it: the page, an answer, the stream, or a template. An observer sees all of
// it before anybody can press a key; htmx tells of what it swaps in only once that has settled.
const known = new Map();
const connections = new WeakMap(); // by element: what ends each of its behaviours, by name
const DECLARED = "[data-behaviour]";

/** ``connect(element, on, gone)``, once for each element: ``on(target, type, listener)`` listens for as long as the element
    is there, and the signal ``gone`` says when it no longer is. */
export function behaviour(name, connect) {
  known.set(name, connect);
  for (const element of document.querySelectorAll(DECLARED)) update(element);
}

/** What it declares is connected, and nothing else: one that was only moved, or morphed, goes on as it is. */
function update(element) {
  const names = element.isConnected ? (element.dataset.behaviour ?? "").split(" ") : [];
  const connected = connections.get(element) ?? new Map();
  connections.set(element, connected);
  for (const [name, end] of connected) {
    if (!names.includes(name) && connected.delete(name)) end.abort();
  }
  for (const name of names) {
    if (!known.has(name) || connected.has(name)) continue;
    const end = new AbortController();
    connected.set(name, end);
    const on = (target, type, listener, options) => target.addEventListener(type, listener, { signal: end.signal, ...options });
    try {
      known.get(name)(element, on, end.signal);
    } catch (error) {
      reportError(error); // the others are none the worse for it
    }
  }
}

const declared = (node) => (node.matches ? [node, ...node.querySelectorAll(DECLARED)] : []);

new MutationObserver((changes) => {
  for (const { target, type, addedNodes, removedNodes } of changes) {
    const touched = type === "attributes" ? [target] : [...removedNodes, ...addedNodes].flatMap(declared);
    for (const element of touched) if (element.matches(DECLARED) || connections.has(element)) update(element);
  }
}).observe(document, { subtree: true, childList: true, attributeFilter: ["data-behaviour"] });
