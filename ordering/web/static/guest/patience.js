/** Milliseconds to wait after so many failures in a row; spread, so that a restaurant's tablets don't knock at once. */
export function patience(failures, chance = Math.random(), longest = 15000) {
  return Math.min(longest, 500 * 2 ** Math.min(failures, 6)) * (0.5 + chance / 2);
}

/** A pause that can be cut short. */
export class Pause {
  wake = () => {};

  /** Waits so many milliseconds, or until woken. */
  for(ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
