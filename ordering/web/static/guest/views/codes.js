/** The code that lets guests' own phones in: the tablet shows it, for the party that sits here or will sit here next. */

import { Unreachable } from "../api.js";
import { h, icon, refill } from "../dom.js";
import { t } from "../wording.js";
import { watch } from "./parts.js";
import { frame } from "./sheet.js";

const SVG = "http://www.w3.org/2000/svg";
/** Modules left empty around a code, as readers want it. */
const QUIET = 4;

class Code {
  /** As the server told it, or null. */
  now = null;

  events = { "visit.changed": () => this.tablet.want("code") };

  constructor(tablet) {
    this.tablet = tablet;
    tablet.addEventListener("store", () => tablet.pairing.store.phones !== Boolean(this.now) && tablet.want("code"));
  }

  /** Another party's lets nobody in. */
  forget() {
    this.now = null;
  }

  async read() {
    const { tablet } = this;
    if (tablet.isPhone) return;
    const { seat, party } = tablet.sitting;
    const asked = tablet.pairing.store.phones ? tablet.api.ask("GET", "/code") : { code: "phones_off" };
    const { status, code, data } = await asked;
    if (!tablet.paired || tablet.sitting.seat !== seat || tablet.sitting.party !== party) return;
    if (status !== 200 && code !== "phones_off") throw new Unreachable(`code: ${status}`);
    this.now = status === 200 ? data : null;
    tablet.tell("code");
  }
}

/** The drawing of the code, dark on light whatever the page's colours are. */
export function drawingOf({ url, qr }) {
  const svg = document.createElementNS(SVG, "svg");
  const [path, size] = [document.createElementNS(SVG, "path"), qr.size + 2 * QUIET];
  svg.setAttribute("class", "qr");
  svg.setAttribute("viewBox", `${-QUIET} ${-QUIET} ${size} ${size}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", t("code.drawing"));
  svg.dataset.url = url;
  path.setAttribute("d", qr.path);
  svg.append(path);
  return svg;
}

function codeView(tablet, _, { signal, sheet }) {
  const body = h("div", { class: "coded" });
  watch(tablet, ["code"], () => {
    const { now } = tablet.parts.code;
    refill(body, now ? [drawingOf(now), h("p", {}, t("code.hint"))] : h("p", { class: "nothing" }, t("code.none")));
  }, signal);
  return frame(sheet, t("code.title"), [body]);
}

function codeButton(tablet, { signal, sheet }) {
  const button = h("button", { type: "button", "data-key": "code", "data-do": "code", onclick: () => sheet.open("code") }, icon("phone"), h("span", {}, t("code.title")));
  watch(tablet, ["code"], () => (button.hidden = !tablet.parts.code.now), signal);
  return button;
}

export const parts = { code: Code };
export const sheets = { code: codeView };
export const buttons = [codeButton];
