/** Once, by staff: which table this tablet belongs to. */

import { Unreachable } from "../api.js";
import { h, refill } from "../dom.js";
import { LANGUAGES, spoken, t } from "../wording.js";
import { helpButton } from "./calls.js";
import { connection, dishesOf } from "./parts.js";

/** `link` is what the QR code said: `{store, table}`, and the demo's `password`, which pairs at once; `keep` goes back to the table it has, if it has one. */
export function pairingView(tablet, { look, signal }, link, keep) {
  const last = tablet.pairing;
  const store = field("store", { value: link.store ?? last?.store.slug ?? "", autocomplete: "organization", autocapitalize: "none", spellcheck: "false" });
  const table = field("table", { value: link.table ?? last?.table.number ?? "", inputmode: "numeric", autocomplete: "off" });
  const password = field("password", { type: "password", autocomplete: "off", value: link.password ?? "" });
  const alarm = h("p", { class: "alarm", role: "alert" });
  const button = h("button", { type: "submit", class: "btn brand big" }, t("pairing.connect"));

  const submit = async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    const number = Number(table.input.value.normalize("NFKC"));
    if (!store.input.value.trim() || !password.input.value || !Number.isInteger(number) || number < 1 || number > 999) {
      refill(alarm, t("pairing.incomplete"));
      return;
    }
    button.disabled = true;
    refill(button, t("pairing.connecting"));
    refill(alarm, await tryIt(tablet, { store: store.input.value.trim(), table_number: number, password: password.input.value }));
    button.disabled = false;
    refill(button, t("pairing.connect"));
    if (alarm.textContent) password.input.select();
  };
  if (link.password) setTimeout(() => button.click());
  const others = Object.entries(LANGUAGES).filter(([language]) => language !== spoken());
  return h("main", { class: "alone" },
    connection(tablet, signal),
    h("form", { class: "panel", onsubmit: submit, novalidate: true },
      h("h1", {}, t("pairing.title")),
      h("p", { class: "lead" }, t("pairing.lead")),
      truth(tablet.ended),
      store.row, table.row, password.row, alarm, button,
      keep && h("button", { type: "button", class: "btn big", onclick: keep }, t("pairing.keep", { number: last.table.number })),
      last && helpButton("calls.unpaired"),
      others.map(([language, { name }]) => h("button", { type: "button", class: "btn quiet", lang: language, onclick: () => look.choose({ language }) }, name)),
    ),
  );
}

function field(name, attributes) {
  const input = h("input", { id: `pair-${name}`, name, required: true, ...attributes });
  return { input, row: h("div", { class: "field" }, h("label", { for: `pair-${name}` }, t(`pairing.${name}`)), input) };
}

const WHY = { bad_credentials: "pairing.wrong", pairing_closed: "pairing.closed", too_many_devices: "pairing.full" };

/** Why it did not work; null when it did. */
async function tryIt(tablet, credentials) {
  try {
    const refusal = await tablet.pair(credentials);
    if (!refusal) return null;
    if (refusal.code in WHY) return t(WHY[refusal.code]);
    if (refusal.code === "too_many_attempts") return t("pairing.wait", { seconds: refusal.retryAfter ?? 60 });
    return t(refusal.code ? "pairing.failed" : "pairing.unreachable");
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    return t("pairing.unreachable");
  }
}

/** What became of the last orders, when the pairing ended by itself. */
function truth(ended) {
  if (!ended) return null;
  return h("div", { class: "note", role: "status" },
    h("p", {}, t("pairing.ended")),
    ended.unknown.length > 0 && [h("p", {}, t("pairing.unknown")), dishesOf(ended.unknown)],
    ended.unsent.length > 0 && [h("p", {}, t("pairing.unsent")), dishesOf(ended.unsent)],
  );
}
