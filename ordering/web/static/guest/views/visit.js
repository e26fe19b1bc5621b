/**
 * What the page is on a guest's own phone alone: let in by the code of its address, as long as that lets anybody in. Before
 * it is in, and once its visit is over, there is nothing to be typed.
 */

import { Unreachable } from "../api.js";
import { h, refill } from "../dom.js";
import { Pause, patience } from "../patience.js";
import { LANGUAGES, spoken, t } from "../wording.js";
import { connection, dishesOf, logoOf, totalRow } from "./parts.js";

/** As the server has it where a code was tried too often. */
const WAIT_S = 60;

/** Knocks until there is an answer: null when the phone is in, else why it is not. `unreachable()` is told of each failure. */
export async function enter(tablet, code, unreachable) {
  const pause = new Pause();
  addEventListener("online", () => pause.wake());
  for (let failures = 0; ; failures += 1) {
    try {
      const refusal = await tablet.enter(code);
      if (!refusal || ["visit_over", "too_many_phones"].includes(refusal.code)) return refusal?.code ?? null;
      await pause.for((refusal.retryAfter ?? WAIT_S) * 1000);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      unreachable();
      await pause.for(patience(failures));
    }
  }
}

/** `{element, unreachable}`: the second says that nobody answers. */
export function enteringView(tablet, { signal }) {
  const words = h("p", { class: "lead", role: "status" }, t("visit.entering"));
  const element = h("main", { class: "alone" }, connection(tablet, signal), h("div", { class: "panel" }, words));
  return { element, unreachable: () => refill(words, t("visit.unreachable")) };
}

/** `why` it ended, or never began: `visit_over`, or `too_many_phones`; `had` are the party's rounds and total, if known. */
export function overView(tablet, { look, signal }, why, had) {
  const { pairing, ended } = tablet;
  const full = why === "too_many_phones";
  const others = Object.entries(LANGUAGES).filter(([language]) => language !== spoken());
  return h("main", { class: "alone" },
    connection(tablet, signal),
    h("div", { class: "panel visit-over", role: "status" },
      pairing && logoOf(pairing.store, "12rem"),
      pairing && h("p", { class: "lead" }, pairing.store.name),
      h("h1", {}, t(full ? "visit.full" : had ? "farewell.title" : "visit.over")),
      h("p", { class: "lead" }, t(full ? "visit.full.hint" : "visit.over.hint")),
      had?.rounds > 0 && h("div", { class: "bill" }, h("p", {}, t("farewell.rounds", { rounds: had.rounds })), totalRow(t("farewell.total"), had.total)),
      ended && undecided("visit.unknown", ended.unknown),
      ended && undecided("visit.unsent", ended.unsent),
      others.map(([language, { name }]) => h("button", { type: "button", class: "btn quiet", lang: language, "data-do": "language", onclick: () => look.choose({ language }) }, name)),
    ),
  );
}

const undecided = (words, entries) => entries.length > 0 && h("div", { class: "note" }, h("p", {}, t(words)), dishesOf(entries));
