/** How it looks and which language it speaks: for whoever sits here now. */

import { h } from "../dom.js";
import { LANGUAGES, t } from "../wording.js";
import { frame } from "./sheet.js";

export function settingsView(look, { sheet }) {
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
  return frame(sheet, t("settings.title"), [
    row(t("settings.language"), "language", Object.entries(LANGUAGES).map(([value, { name }]) => [value, name])),
    row(t("settings.text"), "text", [["normal", t("settings.text.normal")], ["large", t("settings.text.large")]]),
    row(t("settings.contrast"), "contrast", [["normal", t("settings.contrast.normal")], ["more", t("settings.contrast.more")]]),
  ]);
}
