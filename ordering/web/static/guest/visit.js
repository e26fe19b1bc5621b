/** The page as a guest's phone has it: let in by the code of its address, as long as that lets anybody in. */

import { Unreachable } from "./api.js";
import { Pause, patience } from "./patience.js";

const ADDRESS = /^\/+t\/+([^/]+)\/*$/;
/** As the server has it where a code was tried too often. */
const WAIT_S = 60;

/** The code in an address; null on a tablet. */
export const codeIn = ({ pathname }) => ADDRESS.exec(pathname)?.[1] ?? null;

/** Knocks until there is an answer: null when the phone is in, else why it is not. `unreachable()` is told of each failure. */
export async function enter(tablet, code, unreachable) {
  const pause = new Pause();
  addEventListener("online", () => pause.wake());
  for (let failures = 0; ; failures += 1) {
    try {
      const refusal = await tablet.enter(code);
      if (!refusal || ["visit_over", "too_many_phones"].includes(refusal.code)) return refusal?.code ?? null;
      await pause.for((refusal.retryAfter ?? WAIT_S) * 1000);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      unreachable();
      await pause.for(patience(failures));
    }
  }
}
