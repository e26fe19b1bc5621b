/** Language, text size and contrast: kept on this tablet for the party that chose them. */

import { LANGUAGES, speak } from "./wording.js";

const USUAL = { language: null, text: "normal", contrast: "normal" };

export class Look extends EventTarget {
  #store;
  #chosen = USUAL;
  #known = null;

  constructor(store) {
    super();
    this.#store = store;
  }

  async begin() {
    this.#chosen = { ...USUAL, ...(await this.#store.read("look")).look };
  }

  /** The store that the tablet belongs to: it has a language, a currency and a clock of its own. */
  of(known) {
    this.#known = known;
    this.#apply();
  }

  get language() {
    return this.#chosen.language ?? this.#known?.locale ?? (navigator.languages.some((one) => one.startsWith("ko")) ? "ko" : "en");
  }

  get text() {
    return this.#chosen.text;
  }

  get contrast() {
    return this.#chosen.contrast;
  }

  choose(change) {
    this.#chosen = { ...this.#chosen, ...change };
    this.#apply();
    this.#store.change([], () => ({ look: this.#chosen }));
    this.dispatchEvent(new Event("change"));
  }

  /** Nothing of it is kept, but shown until `forNextParty`: those who leave are thanked in their own language. */
  forget() {
    this.#store.change([], () => ({ look: undefined }));
  }

  /** As the store has it: who comes next may not read what the last party did. */
  forNextParty() {
    this.#chosen = USUAL;
    this.#apply();
  }

  #apply() {
    speak(this.language in LANGUAGES ? this.language : "en", this.#known ?? undefined);
    document.documentElement.dataset.text = this.text;
    document.documentElement.dataset.contrast = this.contrast;
  }
}
