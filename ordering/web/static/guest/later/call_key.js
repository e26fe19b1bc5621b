/** A key of a Bluetooth or USB button that calls a person: chosen once, and kept by the tablet. */

import { announce } from "../dom.js";
import { t } from "../wording.js";

const KEY = "ordering.call.key";

/** The key of a Bluetooth or USB button that calls a person, as this tablet keeps it; null for none. */
export const ownKey = {
  get: () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  },
  set: (code) => {
    try {
      if (code) localStorage.setItem(KEY, code);
      else localStorage.removeItem(KEY);
    } catch {
      // no storage: it counts until the page is loaded again
    }
  },
};

export const codeOf = ({ code, key }) => code || key;

/** Whatever has the focus, and on every screen. */
export function hearKey(tablet, sheet) {
  addEventListener("keydown", async (event) => {
    if (codeOf(event) !== ownKey.get() || document.querySelector("[data-choosing]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.repeat) return;
    const { calls } = tablet.parts;
    if (!tablet.paired || !calls.person) {
      announce(t("calls.unpaired"));
      return;
    }
    const why = await calls.place(calls.person.key);
    announce(t(why === null ? "calls.open" : why === "unreachable" ? "calls.sending" : "calls.failed"));
    if (document.body.dataset.screen === "guest-menu" && !sheet.isOpen) sheet.open("calls");
  }, { capture: true });
}
