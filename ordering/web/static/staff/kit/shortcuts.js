// Single keys, for whoever works by keyboard: "/" finds, "?" lists them all; a screen adds its own. Never while one types, nor
// with Ctrl, Alt or Meta; and they can be turned off, since who speaks to a computer, or has it read, may need those keys.
const KEY = "ordering.shortcuts";
const FIELDS = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=button], [type=submit])";
const known = new Map();
const help = document.getElementById("shortcuts");
const wanted = help.querySelector("[type=checkbox]");

/** ``act(key)`` is called for each of these keys; while one is held, only if ``held`` says so. */
export function shortcut(keys, act, held = false) {
  for (const key of keys) known.set(key, { act, held });
}

/** The focus goes on, or back, from the place that it is in: to what comes first there. */
export function walk(places, by) {
  const at = places.findIndex((place) => place.contains(document.activeElement));
  const next = at < 0 ? places.at(by > 0 ? 0 : -1) : places[at + by];
  if (next) go(next);
}

export function go(place) {
  place.querySelector("a, summary, button")?.focus({ preventScroll: true });
  place.scrollIntoView({ block: "center" });
}

/** By what it says, else by where it is: with a Korean keyboard "j" says "ㅓ". */
function keyOf({ key, code, shiftKey }) {
  if (key === "?" || (code === "Slash" && shiftKey)) return "?";
  if (shiftKey) return "";
  return /^[a-z\d/]$/.test(key) ? key : ({ Slash: "/" }[code] ?? code.match(/^(?:Key|Digit|Numpad)(\w)$/)?.[1].toLowerCase() ?? "");
}

const topmost = () => [...document.querySelectorAll("dialog[open]")].at(-1);

function search() {
  const field = [...(topmost() ?? document).querySelectorAll("input:is([type=search], [inputmode=search])")].find((one) => one.offsetParent);
  if (field) field.select();
  else if (!topmost() && document.body.dataset.screen === "board") location.assign("/admin/history#f-number");
}

shortcut("/", search);
shortcut("?", () => help.showModal());

document.addEventListener("keydown", (event) => {
  const { target, ctrlKey, altKey, metaKey, repeat, isComposing, defaultPrevented } = event;
  if (!wanted.checked || ctrlKey || altKey || metaKey || isComposing || defaultPrevented || target.closest(FIELDS)) return;
  const front = topmost();
  if (front && front.id !== "drawer") return; // it wants an answer
  const key = keyOf(event);
  const shortcut = known.get(key);
  if (!shortcut) return;
  event.preventDefault();
  if (!repeat || shortcut.held) shortcut.act(key);
});

try {
  wanted.checked = localStorage.getItem(KEY) !== "off";
} catch {
  // A browser that keeps nothing: they are on.
}
wanted.addEventListener("change", () => localStorage.setItem(KEY, wanted.checked ? "on" : "off"));
document.addEventListener("click", ({ target }) => target.closest("[data-do=shortcuts]") && help.showModal());
if (location.hash === "#f-number") document.querySelector(location.hash)?.focus();
