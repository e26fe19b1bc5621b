/** Words, money and times in the guest's language. */

/** What is said in a language to those who don't speak it yet; `names` by the store's language. `strings/` has the rest. */
export const LANGUAGES = {
  ko: { name: "한국어", start: "시작하기", names: { en: "메뉴 이름은 영어예요" } },
  en: { name: "English", start: "Start", names: { ko: "names in Korean" } },
};

const strings = {};
let language = "ko";
let store = { currency: "KRW", timezone: "UTC" };

/** Before it is spoken. The page names the one that its browser prefers, so that no script waits for another's import. */
export async function load(wanted) {
  strings[wanted] ??= (await import(`./strings/${wanted}.js`)).strings;
}

export const isLoaded = (wanted) => wanted in strings;

/** Once something is seen: a language may be chosen where there is no network. */
export const loadAll = () => Promise.allSettled(Object.keys(LANGUAGES).map(load));

/** From now on, if it is loaded; `known` is the store, whose currency and zone count. */
export function speak(chosen, known = store) {
  if (isLoaded(chosen)) language = chosen;
  store = known;
  document.documentElement.lang = language;
}

export const spoken = () => language;

/** The names of dishes are as the store has written them, and it speaks another language. */
export const isForeign = () => Boolean(store.locale) && store.locale !== language;

/** In a language, that the dishes' names are not in it; nothing where they are. */
export const namesIn = (other) => LANGUAGES[other].names[store.locale];

/** `t("cart.open", { count: 2 })`. A sentence that depends on a number is a function of them. */
export function t(key, values = {}) {
  const sentence = strings[language][key];
  if (typeof sentence === "function") return sentence(values);
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** Of minor units: 12000 won are ₩12,000, 1250 cents $12.50. */
export function money(amount) {
  const format = new Intl.NumberFormat(language, { style: "currency", currency: store.currency, currencyDisplay: "narrowSymbol" });
  return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
}

/** Of the minor unit: none of won, two of dollars. */
export const digits = () => new Intl.NumberFormat(language, { style: "currency", currency: store.currency }).resolvedOptions().maximumFractionDigits;

/** `+₩500`, `−₩1,000`; nothing for nothing. */
export function surcharge(delta) {
  if (delta === 0) return "";
  return delta > 0 ? `+${money(delta)}` : `−${money(-delta)}`;
}

/** On the restaurant's wall clock, as the staff's pages say it: in the language's own way. */
export function timeOf(instant) {
  const options = { hour: "numeric", minute: "2-digit", timeZone: store.timezone };
  return new Intl.DateTimeFormat(language, options).format(new Date(instant));
}

/** `#0042` of `20261123-0042`. */
export const shortNumber = (number) => `#${number.split("-").pop()}`;
