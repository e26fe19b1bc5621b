/** Calling for what is no dish: what this party has called for, the button that is always there, and a key of one's own. */

import { Unreachable } from "../api.js";
import { announce, h, icon, refill } from "../dom.js";
import { changeFor, ownOf } from "../party.js";
import { spoken, t } from "../wording.js";
import { later } from "./later.js";
import { watch } from "./parts.js";

const WAITING = ["open", "taken"];
const KEPT_MS = 180000; // who has waited that long has waved at somebody
const RETRY_MS = 5000;
const SETTLED_MS = 1500; // not at once when the network is back: a finger may be on the same

class Calls {
  /** Newest first. */
  items = [];
  /** Not answered yet: `{kind, count, note, at}`. */
  sending = [];
  /** A kind that somebody called for without a connection, too long ago. */
  dropped = null;

  events = {
    "call.placed": ({ call }) => this.#hear(call),
    "call.changed": ({ call }) => this.#hear(call),
    "session.moved": () => this.tablet.want("calls"),
    "session.joined": () => this.tablet.want("calls"),
  };

  constructor(tablet) {
    this.tablet = tablet;
    tablet.addEventListener("link", () => tablet.link === "live" && setTimeout(() => this.resend(), SETTLED_MS));
    globalThis.setInterval?.(() => this.resend(), RETRY_MS)?.unref?.();
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
    return this.items.filter((call) => WAITING.includes(call.status)).length + this.sending.length;
  }

  /** What calls a person, rather than a thing. */
  get person() {
    return this.kinds.find(({ key }) => key === "staff") ?? this.kinds.find(({ counted }) => !counted) ?? this.kinds[0];
  }

  begin(kept) {
    this.sending = ownOf(kept, this.tablet.sitting)?.sending ?? [];
  }

  forget() {
    this.items = [];
    this.sending = [];
    this.dropped = null;
  }

  async read() {
    const { seat, party } = this.tablet.sitting;
    const { status, data } = await this.tablet.api.ask("GET", "/calls");
    const now = this.tablet.sitting;
    if (!this.tablet.paired || now.seat !== seat || now.party !== party) return;
    if (status !== 200 || !data?.items) throw new Unreachable(`calls: ${status}`);
    for (const call of data.items) this.#hear(call);
  }

  /** Answers null, or why nobody was called. Sending it again calls nobody twice; without a connection it waits for one. */
  async place(kind, count = null, note = null) {
    this.dropped = null;
    const wish = this.sending.find((one) => one.kind === kind) ?? { kind, count, note, at: Date.now() };
    const why = await this.#send(wish);
    if (why === "unreachable" && !this.sending.includes(wish)) this.#keep([...this.sending, wish]);
    return why;
  }

  /** What waits for a connection; too old ones are dropped, and that is said. */
  async resend() {
    for (const wish of this.sending) {
      if (Date.now() - wish.at < KEPT_MS) await this.#send(wish);
      else {
        this.dropped = wish.kind;
        this.#keep(this.sending.filter((one) => one !== wish));
        announce(t("calls.dropped", { label: this.label(wish.kind) }));
      }
    }
  }

  label(key) {
    const { label } = this.kinds.find((kind) => kind.key === key) ?? {};
    return label?.[spoken()] ?? label?.[this.tablet.pairing.store.locale] ?? key;
  }

  /** Answers null, or why it could not be withdrawn. */
  withdraw(call) {
    return this.#ask("DELETE", `/calls/${call.id}`);
  }

  async #send(wish) {
    const { kind, count, note } = wish;
    const why = await this.#ask("POST", "/calls", { kind, party: this.tablet.sitting.party, ...(count ? { count } : {}), ...(note ? { note } : {}) });
    if (why !== "unreachable" && this.sending.includes(wish)) this.#keep(this.sending.filter((one) => one !== wish));
    return why;
  }

  #keep(sending) {
    const party = this.tablet.sitting;
    this.sending = sending;
    this.tablet.tell("calls");
    return changeFor(this.tablet.storage, party, [], () => ({ calls: { ...party, sending } }));
  }

  async #ask(method, path, body) {
    const { status, code, data } = await this.tablet.ask(method, path, body);
    if (data?.kind) this.#hear(data);
    else if (code !== "unreachable") this.tablet.want("calls");
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

function callsButton(tablet, { signal, sheet }) {
  const { calls } = tablet.parts;
  const button = h("button", { type: "button", "data-key": "calls", "data-do": "call", onclick: () => sheet.open("calls") });
  watch(tablet, ["calls", "pairing"], () => {
    button.hidden = !calls.kinds.length;
    const mark = calls.dropped ? "!" : calls.count > 0 && String(calls.count);
    refill(button, icon("bell"), h("span", {}, t("calls.title")), mark && h("b", { class: "count" }, mark));
  }, signal);
  return button;
}

/** Where nobody can be called by a tap: the button says what to do instead. */
export function helpButton(words) {
  const said = h("p", { class: "note", role: "status", hidden: true }, t(words));
  return [h("button", { type: "button", class: "btn", "data-do": "call", onclick: () => (said.hidden = false) }, icon("bell"), t("calls.title")), said];
}

export const parts = { calls: Calls };
export const sheets = { calls: later("calls.title", () => import("../later/calls.js")) };
export const buttons = [callsButton];
