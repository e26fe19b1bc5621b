/** Words, money and times in the guest's language. */

import { en } from "./strings/en.js";
import { ko } from "./strings/ko.js";

export const LANGUAGES = { ko, en };
const ALL = { ko: "ko-KR", en: "en-GB" };

let language = "ko";
let store = { currency: "KRW", timezone: "UTC" };

/** From now on; `known` is the store, whose currency and zone count. */
export function speak(chosen, known = store) {
  language = chosen in LANGUAGES ? chosen : "en";
  store = known;
  document.documentElement.lang = language;
}

export const spoken = () => language;

/** `t("cart.open", { count: 2 })`. A sentence that depends on a number is a function of them. */
export function t(key, values = {}) {
  const sentence = LANGUAGES[language][key];
  if (typeof sentence === "function") return sentence(values);
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** Of minor units: 12000 won are ₩12,000, 1250 cents $12.50. */
export function money(amount) {
  const format = new Intl.NumberFormat(ALL[language], { style: "currency", currency: store.currency, currencyDisplay: "narrowSymbol" });
  return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
}

/** `+₩500`, `−₩1,000`; nothing for nothing. */
export function surcharge(delta) {
  if (delta === 0) return "";
  return delta > 0 ? `+${money(delta)}` : `−${money(-delta)}`;
}

/** On the restaurant's wall clock. */
export function timeOf(instant) {
  const options = { hour: "numeric", minute: "2-digit", timeZone: store.timezone };
  return new Intl.DateTimeFormat(ALL[language], options).format(new Date(instant));
}

/** `#0042` of `20261123-0042`. */
export const shortNumber = (number) => `#${number.split("-").pop()}`;
