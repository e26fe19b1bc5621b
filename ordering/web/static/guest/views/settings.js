/** How it looks and which language it speaks: for whoever sits here now. */

import { h, icon } from "../dom.js";
import { LANGUAGES, namesIn, spoken, t } from "../wording.js";
import { frame } from "./sheet.js";

function settingsView(_tablet, _arg, { look, sheet }) {
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

function languageButton(_tablet, { look }) {
  const [other, { name }] = Object.entries(LANGUAGES).find(([language]) => language !== spoken());
  return h("button", { type: "button", lang: other, "data-key": "language", "data-do": "language", onclick: () => look.choose({ language: other }) },
    icon("language"), h("span", {}, name, namesIn(other) && h("small", {}, namesIn(other))));
}

const settingsButton = (_tablet, { sheet }) =>
  h("button", { type: "button", "data-key": "settings", onclick: () => sheet.open("settings") }, icon("text"), h("span", {}, t("settings.title")));

export const sheets = { settings: settingsView };
export const buttons = [languageButton, settingsButton];
