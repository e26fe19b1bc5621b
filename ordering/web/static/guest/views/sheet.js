/** The one dialog: what is in it, by name, so that the back button closes it and a reload opens it again. */

import { h, icon, refill } from "../dom.js";
import { isSame } from "../party.js";
import { t } from "../wording.js";

export class Sheet {
  #dialog = h("dialog", { class: "sheet", "aria-labelledby": "sheet-title" });
  #watching = null;
  #now = null;
  #closing = false;
  #shownAt = 0;
  #tappedAt = 0;
  /** What was pressed to open it, by its `data-key`. */
  #opener = null;

  /**
   * `contents[name](tablet, arg, {signal, sheet, look})` answers what to show, or null if there is nothing to show any more.
   * What one party has opened is not shown to the next, whichever way they go in the history.
   */
  constructor(contents, tablet, look) {
    this.contents = contents;
    this.tablet = tablet;
    this.look = look;
    document.body.append(this.#dialog);
    this.#dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.close();
    });
    // A second Escape in a row is not asked about: the browser just closes it. Told late: the next may be open by then.
    this.#dialog.addEventListener("close", () => this.#now && !this.isOpen && this.close());
    addEventListener("click", (event) => this.#isMeant(event) || swallow(event), { capture: true });
    this.#dialog.addEventListener("click", (event) => event.target === this.#dialog && this.close());
    addEventListener("popstate", () => this.#follow());
  }

  get isOpen() {
    return this.#dialog.open;
  }

  /**
   * A tap is not for what an earlier one has brought under the finger: it might send an order. Taps in a row, which
   * `detail` counts (0 is a key), are as early as the first of them; a slow tablet hears of them long after.
   */
  #isMeant({ detail, target, timeStamp }) {
    if (detail === 1) this.#tappedAt = timeStamp;
    return detail === 0 || this.#tappedAt > this.#shownAt || !this.#dialog.contains(target);
  }

  /** Whether it shows this; its argument too, if one is given. */
  shows(name, arg) {
    return this.isOpen && this.#now.name === name && (arg === undefined || this.#now.arg === arg);
  }

  open(name, arg = null) {
    const state = { ...history.state, sheet: { name, arg, ...this.tablet.sitting } };
    if (history.state?.sheet) history.replaceState(state, "");
    else history.pushState(state, "");
    this.#show(name, arg);
  }

  close() {
    if (this.#closing) return; // going back twice would leave the page
    this.#closing = Boolean(history.state?.sheet);
    if (this.#closing) history.back();
    else this.#hide();
  }

  /** As the history has it: after a reload, or another language. */
  restore() {
    const wanted = history.state?.sheet;
    if (!wanted) return;
    if (isSame(wanted, this.tablet.sitting)) this.#show(wanted.name, wanted.arg);
    else history.replaceState({ ...history.state, sheet: undefined }, "");
  }

  #follow() {
    this.#closing = false;
    if (isSame(history.state?.sheet, this.tablet.sitting)) this.restore();
    else this.#hide();
  }

  #show(name, arg) {
    this.#watching?.abort();
    this.#watching = new AbortController();
    const content = this.contents[name]?.(this.tablet, arg, { signal: this.#watching.signal, sheet: this, look: this.look });
    if (!content) {
      this.close();
      return;
    }
    this.#now = { name, arg };
    this.#dialog.dataset.dialog = name;
    refill(this.#dialog, content);
    this.#shownAt = performance.now();
    if (!this.#dialog.open) {
      this.#opener = document.activeElement?.dataset.key;
      this.#dialog.showModal();
    }
    this.#dialog.scrollTop = 0;
    (this.#dialog.querySelector("[data-first]") ?? this.#dialog.querySelector("#sheet-title"))?.focus({ preventScroll: true });
  }

  #hide() {
    this.#watching?.abort();
    this.#now = null;
    if (!this.#dialog.open) return;
    this.#dialog.close();
    refill(this.#dialog);
    if (document.activeElement === document.body) this.#returnFocus();
  }

  /** What has opened it was drawn anew, or is gone: a cart that was ordered is with the orders now. */
  #returnFocus() {
    const keys = [this.#opener, "orders"].filter(Boolean).map((key) => `[data-key="${CSS.escape(key)}"]`);
    keys.map((key) => document.querySelector(key)).find((one) => one?.offsetParent)?.focus({ preventScroll: true });
  }
}

function swallow(event) {
  event.preventDefault();
  event.stopPropagation();
}

/** A sheet's frame: a heading, what it says, and its buttons that stay in sight. */
export function frame(sheet, title, body, foot = null) {
  return [
    h("header", { class: "sheet-head" },
      h("h2", { id: "sheet-title", tabindex: "-1" }, title),
      h("button", { type: "button", class: "round", "data-do": "dismiss", "aria-label": t("close"), onclick: () => sheet.close() }, icon("close")),
    ),
    h("div", { class: "sheet-body", tabindex: "0" }, body),
    foot && h("footer", { class: "sheet-foot" }, foot),
  ];
}
