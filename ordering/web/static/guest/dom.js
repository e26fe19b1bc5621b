/** Elements from names, attributes and children. Text is only ever text: nothing here parses HTML. */

const SVG = "http://www.w3.org/2000/svg";
const ICONS = new URL("icons.svg", import.meta.url).pathname;

/** `h("button", { class: "btn", onclick: buy }, "Buy")`. False, null and undefined attributes and children are left out. */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "value" || key === "checked") element[key] = value;
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value === true ? "" : value);
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== false && child !== null && child !== undefined) element.append(child);
  }
}

/** New children for `element`; whoever had the focus has it again, found by its `data-key`. */
export function refill(element, ...children) {
  const focused = element.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  element.replaceChildren();
  append(element, children);
  if (focused) element.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  return element;
}

/** A sheet that closes is heard first: what is behind an open one is not read out. */
const VOICE_MS = 250;
let voice = null;

/** Says it to those who listen to the page; who looks at it sees it anyway. */
export function announce(words) {
  voice ??= document.body.appendChild(h("p", { class: "unseen", role: "status" }));
  voice.replaceChildren();
  setTimeout(() => voice.replaceChildren(words), VOICE_MS);
}

const shown = new WeakMap();

/** `refill`, if `what` it says is new: a live region that is filled again is read out again. */
export function retell(element, what, make) {
  const words = JSON.stringify(what);
  if (shown.get(element) === words) return;
  shown.set(element, words);
  refill(element, make());
}

/** One drawing of the sprite; decoration only, so its button needs a name of its own. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${ICONS}#${name}`);
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}
