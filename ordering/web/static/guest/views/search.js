/** The button that looks for dishes. */

import { h, icon } from "../dom.js";
import { t } from "../wording.js";
import { later } from "./later.js";

function searchButton(_tablet, { sheet }) {
  return h("button", { type: "button", "data-key": "search", onclick: () => sheet.open("search") }, icon("search"), h("span", {}, t("search.title")));
}

export const sheets = { search: later("search.title", () => import("../later/search.js")) };
export const buttons = [searchButton];
