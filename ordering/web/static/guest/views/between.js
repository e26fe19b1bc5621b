/** Between two parties the whole screen thanks those who go, with what they had, then welcomes those who come. */

import { canBeHad } from "../cart.js";
import { h, icon, refill } from "../dom.js";
import { LANGUAGES, namesIn, spoken, t } from "../wording.js";
import { drawingOf } from "./codes.js";
import { helpButton } from "./calls.js";
import { connection, dishesOf, guarded, logoOf, totalRow, watch } from "./parts.js";

const THANKS_MS = 20000;
const SLIDE_MS = 8000;
const MOST_SLIDES = 8;

/**
 * `left` is what the party that goes had: `lost` orders that never reached the kitchen, the `total` and how many `rounds`;
 * and the table where it `went`, if it has only moved.
 */
export function thanksView(tablet, { signal }, { lost, total, rounds, went }, then) {
  const timer = setTimeout(then, THANKS_MS);
  signal.addEventListener("abort", () => clearTimeout(timer));
  return stage(tablet, signal, [
    h("h1", {}, went ? t("moved.title", { number: went.number }) : t("farewell.title")),
    h("p", { class: "lead" }, t(went ? "moved.lead" : "farewell.lead")),
    rounds > 0 && !went && h("div", { class: "bill" }, h("p", {}, t("farewell.rounds", { rounds })), totalRow(t("farewell.total"), total)),
    lost.length > 0 && h("div", { class: "note" }, h("p", {}, t("farewell.lost")), dishesOf(lost)),
    h("button", { type: "button", class: "btn brand big", "data-do": "confirm", onclick: then }, t("ok")),
    helpButton("calls.instead"),
  ]);
}

/** A tap anywhere begins, in the language that is spoken; `start(language, sheet)`. */
export function welcomeView(tablet, { signal }, start) {
  const { store, table } = tablet.pairing;
  const languages = Object.entries(LANGUAGES).sort(([one]) => (one === spoken() ? -1 : 1));
  const element = stage(tablet, signal, [
    logoOf(store, "12rem"),
    h("p", { class: "name" }, store.name),
    h("p", { class: "number" }, t("table", { number: table.number })),
    h("h1", {}, t("welcome.title")),
    h("p", { class: "lead" }, t("welcome.lead")),
    h("div", { class: "starts" }, languages.map(([language, { name, start: begin }], i) =>
      guarded(h("button", {
        type: "button", lang: language, class: i ? "btn big" : "btn brand big", "data-do": i ? "language" : "start", onclick: () => start(language),
      }, begin, h("small", {}, [name, namesIn(language)].filter(Boolean).join(" · ")))))),
    tablet.parts.calls.kinds.length > 0 && h("button", { type: "button", class: "btn", "data-do": "call", onclick: () => start(spoken(), "calls") }, icon("bell"), t("calls.title")),
  ]);
  const code = h("div", { class: "welcome-code" });
  watch(tablet, ["code"], () => {
    const { now } = tablet.parts.code;
    refill(code, now && [drawingOf(now), h("p", {}, t("code.title"))]);
  }, signal);
  element.append(code);
  const shownAt = performance.now();
  element.addEventListener("click", ({ target, timeStamp }) => {
    // Not the second tap of two on what was here before.
    if (!target.closest("button") && timeStamp - shownAt > 400) start(spoken());
  });
  return element;
}

function stage(tablet, signal, words) {
  const panel = h("div", { class: "welcome", role: "status" }, words);
  return h("main", { class: "stage" }, slides(tablet, signal), panel, connection(tablet, signal));
}

/** The store's cover, or its dishes one after the other; still where people want no motion. */
function slides(tablet, signal) {
  const { cover } = tablet.pairing.store;
  const dishes = (tablet.menu?.categories ?? []).flatMap((one) => one.items).filter((one) => one.image_url && canBeHad(one));
  const pictures = cover ? [{ src: cover.url, srcset: cover.srcset }] : dishes.slice(0, MOST_SLIDES).map((one) => ({ src: one.image_url, srcset: one.image_srcset }));
  const box = h("div", { class: "slides", "aria-hidden": "true" });
  let at = 0;
  const next = () => {
    const image = h("img", { ...pictures[at++ % pictures.length], sizes: "100vw", alt: "", decoding: "async" });
    image.addEventListener("load", () => {
      image.classList.add("seen");
      for (const old of [...box.children].slice(0, -2)) old.remove();
    });
    image.addEventListener("error", () => image.remove());
    box.append(image);
  };
  if (pictures.length) next();
  if (pictures.length > 1 && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
    const timer = setInterval(next, SLIDE_MS);
    signal.addEventListener("abort", () => clearInterval(timer));
  }
  return box;
}
