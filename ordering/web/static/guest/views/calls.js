/** Calling for what is no dish: what this party has called for, a tile for each kind, and the button that opens them. */

import { h, icon, refill } from "../dom.js";
import { Unreachable } from "../api.js";
import { spoken, t } from "../wording.js";
import { stepper, watch } from "./parts.js";
import { frame } from "./sheet.js";

const WAITING = ["open", "taken"];

class Calls {
  /** Newest first. */
  items = [];

  events = {
    "call.placed": ({ call }) => this.#hear(call),
    "call.changed": ({ call }) => this.#hear(call),
    "session.moved": () => this.tablet.want("calls"),
    "session.joined": () => this.tablet.want("calls"),
  };

  constructor(tablet) {
    this.tablet = tablet;
  }

  /** What can be called for; nothing, if the pairing is from before there were calls. */
  get kinds() {
    return this.tablet.pairing?.store.call_kinds ?? [];
  }

  /** The one of this kind that somebody waits for, if there is one. */
  waiting(kind) {
    return this.items.find((call) => call.kind === kind && WAITING.includes(call.status));
  }

  get count() {
    return this.items.filter((call) => WAITING.includes(call.status)).length;
  }

  forget() {
    this.items = [];
  }

  async read() {
    const { seat, party } = this.tablet.sitting;
    const { status, data } = await this.tablet.api.ask("GET", "/calls");
    const now = this.tablet.sitting;
    if (!this.tablet.paired || now.seat !== seat || now.party !== party) return;
    if (status !== 200 || !data?.items) throw new Unreachable(`calls: ${status}`);
    for (const call of data.items) this.#hear(call);
  }

  /** Answers null, or why nobody was called. Sending it again calls nobody twice. */
  place(kind, count) {
    return this.#ask("POST", "/calls", { kind, party: this.tablet.sitting.party, ...(count ? { count } : {}) });
  }

  /** Answers null, or why it could not be withdrawn. */
  withdraw(call) {
    return this.#ask("DELETE", `/calls/${call.id}`);
  }

  async #ask(method, path, body) {
    const { status, code, data } = await this.tablet.ask(method, path, body);
    if (data?.kind) this.#hear(data);
    else this.tablet.want("calls");
    return status < 300 ? null : (code ?? "unreachable");
  }

  /** A call as it is now, unless what is known is newer, or it is another party's. */
  #hear(call) {
    if (!this.tablet.isOurs(call.party)) return;
    const before = this.items.find((one) => one.id === call.id);
    if (before && before.version >= call.version) return;
    this.items = [call, ...this.items.filter((one) => one !== before)].sort((a, b) => b.id - a.id);
    this.tablet.tell("calls");
  }
}

function callsView(tablet, _, { signal, sheet }) {
  const { calls } = tablet.parts;
  const alarm = h("p", { class: "alarm", role: "alert" });
  const list = h("ul", { class: "orders" });
  const counts = new Map();
  const render = () => refill(list, calls.kinds.map((kind) => tile(tablet, kind, counts, { alarm, render })));
  watch(tablet, ["calls", "pairing"], render, signal);
  return frame(sheet, t("calls.title"), [alarm, list]);
}

function tile(tablet, kind, counts, { alarm, render }) {
  const { calls } = tablet.parts;
  const label = kind.label[spoken()] ?? kind.label[tablet.pairing.store.locale];
  const call = calls.waiting(kind.key);
  if (call) {
    return h("li", { class: "order" },
      h("div", { class: "order-head" },
        h("h3", {}, [label, call.count].filter(Boolean).join(" ")),
        h("span", { class: `pill ${call.status === "taken" ? "cook" : "wait"}` }, t(`calls.${call.status}`))),
      h("div", { class: "order-foot" },
        asking(`withdraw-${kind.key}`, "quiet", t("calls.withdraw", { label }), alarm, () => calls.withdraw(call))));
  }
  const quantity = counts.get(kind.key) ?? 1;
  const onchange = (count) => {
    counts.set(kind.key, count);
    render();
  };
  return h("li", { class: "two" },
    kind.counted && stepper({ quantity, most: kind.max, name: label, key: `call-${kind.key}`, onchange }),
    asking(`call-${kind.key}`, "", label, alarm, () => calls.place(kind.key, kind.counted ? quantity : null)));
}

function asking(key, look, words, alarm, ask) {
  const button = h("button", { type: "button", class: `btn big ${look}`, "data-key": key, onclick: async () => {
    button.disabled = true;
    const why = await ask();
    button.disabled = false;
    refill(alarm, why && t(why === "too_late" ? "calls.too_late" : "calls.failed"));
  } }, words);
  return button;
}

function callsButton(tablet, { signal, sheet }) {
  const { calls } = tablet.parts;
  const button = h("button", { type: "button", "data-key": "calls", onclick: () => sheet.open("calls") });
  watch(tablet, ["calls", "pairing"], () => {
    button.hidden = !calls.kinds.length;
    refill(button, icon("bell"), h("span", {}, t("calls.title")), calls.count > 0 && h("b", { class: "count" }, String(calls.count)));
  }, signal);
  return button;
}

export const parts = { calls: Calls };
export const sheets = { calls: callsView };
export const buttons = [callsButton];
