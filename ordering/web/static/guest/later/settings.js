/** How the page looks and which language it speaks, for whoever sits here now; and the key that calls, for the tablet. */

import { h, refill } from "../dom.js";
import { LANGUAGES, t } from "../wording.js";
import { codeOf, ownKey } from "./call_key.js";

export function view(tablet, _arg, { look, signal }) {
  const { party } = look;
  const row = (title, name, values) =>
    h("div", { class: "setting" },
      h("h3", { id: `setting-${name}` }, title),
      h("div", { class: "seg", role: "group", "aria-labelledby": `setting-${name}` },
        values.map(([value, label]) =>
          h("button", {
            type: "button", lang: name === "language" ? value : null, "data-key": `${name}-${value}`,
            "aria-pressed": String(look[name] === value), onclick: () => look.choose({ [name]: value }, party),
          }, label))),
    );
  return [
    row(t("settings.language"), "language", Object.entries(LANGUAGES).map(([value, { name }]) => [value, name])),
    row(t("settings.text"), "text", [["normal", t("settings.text.normal")], ["large", t("settings.text.large")]]),
    row(t("settings.contrast"), "contrast", [["normal", t("settings.contrast.normal")], ["more", t("settings.contrast.more")]]),
    !tablet.isPhone && tablet.parts.calls.kinds.length > 0 && callKey(signal),
  ];
}

/** Any key of a button that is plugged in or paired with the tablet: the next one that is pressed. */
function callKey(signal) {
  const box = h("div", { class: "setting" });
  const show = (choosing = false) => {
    box.toggleAttribute("data-choosing", choosing);
    const code = ownKey.get();
    refill(box,
      h("h3", {}, t("settings.key")),
      h("p", { class: "choices", role: "status" }, choosing ? t("settings.key.press") : code ? t("settings.key.is", { code }) : t("settings.key.none")),
      h("div", { class: "two" },
        h("button", { type: "button", class: "btn", "data-key": "call-key", onclick: () => show(!choosing) }, t(choosing ? "close" : "settings.key.choose")),
        code && !choosing && h("button", { type: "button", class: "btn quiet", "data-key": "no-call-key", onclick: () => [ownKey.set(null), show()] }, t("settings.key.forget"))));
  };
  addEventListener("keydown", (event) => {
    if (!("choosing" in box.dataset)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.key !== "Escape") ownKey.set(codeOf(event));
    show();
  }, { capture: true, signal });
  show();
  return box;
}
