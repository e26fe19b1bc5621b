// The chime: made here, no file. It repeats for as long as somebody is to act (an order is new, a call untaken, a ticket
// unseen, food to be carried); of several tabs one rings, and only one that can be heard. A system may take the sound away
// (a call, a sleep): that is said, and undone by any touch.
import { toast } from "./toasts.js";
import { words } from "./words.js";

const KEY = "ordering.board.sound";
const EVERY_MS = 6000;
const NOTES = {
  order: [[659.25, 0], [880, 0.16]],
  call: [[1174.66, 0], [1174.66, 0.2], [1567.98, 0.4]], // higher, and three: nobody takes it for an order
  taken: [[523.25, 0], [392, 0.22], [392, 0.44]], // downwards: something is not to be made any more
  ready: [[783.99, 0], [1046.5, 0.3]],
  unseen: [[440, 0], [587.33, 0.16], [440, 0.32], [587.33, 0.48]], // to and fro: something is wrong
};
const LOUD = 0.35;
const SOFT = { ready: 0.12 }; // it comes often, and is no alarm
const BUZZ_MS = [200, 120, 200];
const BUZZING = ["call", "ready", "unseen"]; // for people on their feet

export class Chime {
  /** ``waiting()``: for what it rings, some of NOTES. */
  constructor(button, waiting) {
    this.button = button;
    this.waiting = waiting;
    this.context = null;
    this.muted = localStorage.getItem(KEY) === "muted";
    this.alone = !navigator.locks;
    this.sounded = false;
    this.leave = null; // gives the turn to another tab
    button.addEventListener("click", () => this.press());
    addEventListener("storage", ({ key, newValue }) => {
      if (key !== KEY) return;
      this.muted = newValue === "muted"; // in another tab
      this.show();
    });
    // On the way back from another of our pages a browser lets it sound again; after a reload only once it is touched.
    if (localStorage.getItem(KEY) === "on") {
      this.unlockAtATouch();
      this.unlock();
    }
    this.show();
    setInterval(() => this.ring(), EVERY_MS);
  }

  get on() {
    return this.context?.state === "running" && !this.muted;
  }

  async press() {
    const was = this.button.dataset.state;
    this.muted = was === "on";
    localStorage.setItem(KEY, this.muted ? "muted" : "on");
    await this.unlock();
    if (was !== "on") this.play();
  }

  async unlock() {
    if (!this.context) {
      this.context = new AudioContext();
      this.context.onstatechange = () => this.changed();
    }
    await this.context.resume(); // does not come back before the browser allows it
    this.changed();
  }

  changed() {
    const before = this.button.dataset.state;
    if (this.on) this.sounded = true;
    this.show();
    if (this.context.state === "running") this.claim();
    else this.leave?.();
    if (this.button.dataset.state !== "stopped" || before === "stopped") return;
    toast(words.soundStopped, "late");
    this.unlockAtATouch();
  }

  /** The button's own press does it anyway, and would find it done. */
  unlockAtATouch() {
    addEventListener("pointerdown", ({ target }) => this.button.contains(target) || this.unlock(), { once: true });
  }

  claim() {
    if (this.leave || !navigator.locks) return;
    const waiting = new AbortController();
    const over = new Promise((done) => {
      this.leave = () => {
        this.leave = null;
        this.alone = false;
        waiting.abort();
        done();
      };
    });
    const turn = () => {
      this.alone = true;
      return over;
    };
    navigator.locks.request("ordering chime", { signal: waiting.signal }, turn).catch(() => {}); // no longer wanted
  }

  show() {
    const silent = this.sounded ? "stopped" : "locked";
    this.button.dataset.state = this.muted ? "muted" : this.on ? "on" : silent;
  }

  ring() {
    const kinds = this.waiting();
    if (this.alone && kinds.length) this.play(kinds);
    if (BUZZING.some((kind) => kinds.includes(kind))) navigator.vibrate?.(BUZZ_MS); // a phone in a pocket, muted or not
  }

  play(kinds = ["order"]) {
    if (!this.on) return;
    const { context } = this;
    for (const [frequency, after, loud] of kinds.flatMap((kind, i) => NOTES[kind].map(([note, at]) => [note, at + i, SOFT[kind] ?? LOUD]))) {
      const at = context.currentTime + after;
      const tone = context.createOscillator();
      const gain = context.createGain();
      tone.type = "triangle";
      tone.frequency.value = frequency;
      gain.gain.setValueAtTime(0.0001, at);
      gain.gain.exponentialRampToValueAtTime(loud, at + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.9);
      tone.connect(gain).connect(context.destination);
      tone.start(at);
      tone.stop(at + 1);
    }
    this.button.dataset.rings = kinds.join(" ");
    this.button.dataset.rung = Number(this.button.dataset.rung ?? 0) + 1;
  }
}
