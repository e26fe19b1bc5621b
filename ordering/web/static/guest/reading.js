/** Something of the server's that must be read again: asked for until it was had, whatever goes wrong meanwhile. */

import { Unpaired, Unreachable } from "./api.js";
import { Pause, patience } from "./patience.js";

export class Reading {
  #wanted = 0;
  #had = 0;
  #running = null;
  #failures = 0;
  #pause = new Pause();

  /** `read()` raises `Unreachable` when it was not had, and `Unpaired`, of which `unpaired()` is told. */
  constructor(read, unpaired) {
    this.read = read;
    this.unpaired = unpaired;
  }

  /** What is known is old. Several at once are one, within `spread` milliseconds; one that is under way may be too early. */
  want(spread = 0) {
    this.#wanted += 1;
    if (!spread || this.#failures) this.#pause.wake();
    this.#failures = 0;
    this.#running ??= this.#run(spread).finally(() => (this.#running = null));
  }

  /** Nobody wants it any more. */
  stop() {
    this.#had = this.#wanted;
    this.#pause.wake();
  }

  async #run(spread) {
    if (spread) await this.#pause.for(spread);
    while (this.#had < this.#wanted) {
      const wanted = this.#wanted;
      try {
        await this.read();
        this.#had = Math.max(this.#had, wanted);
      } catch (error) {
        if (error instanceof Unpaired) {
          this.stop();
          this.unpaired();
        } else if (!(error instanceof Unreachable)) throw error;
        else if (!error.anew) await this.#pause.for(patience(this.#failures++));
      }
    }
  }
}
