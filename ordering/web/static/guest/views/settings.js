/** How it looks and which language it speaks: for whoever sits here now. */

import { h, icon } from "../dom.js";
import { LANGUAGES, namesIn, spoken, t } from "../wording.js";
import { later } from "./later.js";

function languageButton(_tablet, { look }) {
  const [other, { name }] = Object.entries(LANGUAGES).find(([language]) => language !== spoken());
  return h("button", { type: "button", lang: other, "data-key": "language", "data-do": "language", onclick: () => look.choose({ language: other }) },
    icon("language"), h("span", {}, name, namesIn(other) && h("small", {}, namesIn(other))));
}

const settingsButton = (_tablet, { sheet }) =>
  h("button", { type: "button", "data-key": "settings", onclick: () => sheet.open("settings") }, icon("text"), h("span", {}, t("settings.title")));

export const sheets = { settings: later("settings.title", () => import("../later/settings.js")) };
export const buttons = [languageButton, settingsButton];
