// The bill in parts, beside what is printed: as it was left in this tab, for as long as that party sits there.
import { divider } from "../../shared/later/divider.js";
import { behaviour } from "../kit/behaviours.js";
import { words } from "../kit/words.js";

behaviour("division", (element) => {
  const bill = JSON.parse(element.dataset.bill);
  const format = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: bill.currency, currencyDisplay: "narrowSymbol" });
  const digits = format.resolvedOptions().maximumFractionDigits;
  const key = `ordering.division.${bill.table_session.id}`;
  const heads = bill.table_session.guests ? { heads: bill.table_session.guests } : {};
  element.append(divider(bill, {
    t: (name, values = {}) => words.divide[name].replace(/\{(\w+)\}/g, (_, value) => values[value]),
    money: (amount) => format.format(amount / 10 ** digits),
    digits,
    kept: JSON.parse(sessionStorage.getItem(key)) ?? heads,
    keep: (state) => sessionStorage.setItem(key, JSON.stringify(state)),
  }));
});
