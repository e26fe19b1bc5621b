/** Language, text size and contrast: kept on this tablet for the party that chose them. */

import { lightened } from "./colour.js";
import { changeFor, isSame, ownOf, sitting } from "./party.js";
import { LANGUAGES, isLoaded, load, speak } from "./wording.js";

const USUAL = { language: null, text: "normal", contrast: "normal" };

export class Look extends EventTarget {
  #storage;
  #chosen = USUAL;
  #known = null;
  /** Who may choose now. */
  #party = sitting(null);

  constructor(storage) {
    super();
    this.#storage = storage;
  }

  async begin() {
    const { look, pairing } = await this.#storage.read("look", "pairing");
    this.#known = pairing?.store ?? null;
    this.#party = sitting(pairing);
    this.#chosen = { ...USUAL, ...ownOf(look, this.#party) };
    await load(this.language);
  }

  /** The table that the tablet belongs to: its store has a language, a currency and a clock of its own. */
  async of(pairing) {
    this.#known = pairing?.store ?? null;
    if (!isSame(this.#party, sitting(pairing))) this.#chosen = USUAL;
    this.#party = sitting(pairing);
    await this.#apply();
  }

  get party() {
    return this.#party;
  }

  get language() {
    const wanted = this.#chosen.language ?? this.#known?.locale ?? (navigator.languages.some((one) => one.startsWith("ko")) ? "ko" : "en");
    return wanted in LANGUAGES ? wanted : "en";
  }

  get text() {
    return this.#chosen.text;
  }

  get contrast() {
    return this.#chosen.contrast;
  }

  /** Chosen by `party`: on a screen of those who have left it chooses nothing. */
  async choose(change, party = this.#party) {
    if (!isSame(party, this.#party)) return;
    const chosen = { ...this.#chosen, ...change };
    this.#chosen = chosen;
    changeFor(this.#storage, party, [], () => ({ look: { ...chosen, ...party } }));
    await this.#apply();
    this.dispatchEvent(new Event("change"));
  }

  /** Another party sits here: how it looks stays until `forNextParty`, for those who leave are thanked in their own language. */
  met(pairing) {
    this.#party = sitting(pairing);
  }

  /** As the store has it: who comes next may not read what the last party did. */
  forNextParty() {
    this.#chosen = USUAL;
    return this.#apply();
  }

  /** At once where the language is loaded. */
  async #apply() {
    if (!isLoaded(this.language)) await load(this.language).catch(() => {}); // no network: it stays as it was
    speak(this.language, this.#known ?? undefined);
    const { dataset, style } = document.documentElement;
    dataset.text = this.text;
    dataset.contrast = this.contrast;
    const accent = this.#known?.accent;
    dataset.accent = accent ? "own" : "usual";
    style.setProperty("--accent", accent ?? "");
    style.setProperty("--accent-light", accent ? lightened(accent) : "");
  }
}
