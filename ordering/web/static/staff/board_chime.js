// The chime: made here, no file. It repeats until each new order was opened or taken on; of several tabs one rings.
const KEY = "ordering.board.sound";
const EVERY_MS = 6000;
const NOTES = [[659.25, 0], [880, 0.16]];

export class Chime {
  constructor(button, waiting) {
    this.button = button;
    this.waiting = waiting;
    this.context = null;
    this.muted = localStorage.getItem(KEY) === "muted";
    this.alone = !navigator.locks;
    this.claimed = false;
    button.addEventListener("click", () => this.press());
    addEventListener("storage", ({ key, newValue }) => {
      if (key !== KEY) return;
      this.muted = newValue === "muted"; // in another tab
      this.show();
    });
    // On the way back from another of our pages a browser lets it sound again; after a reload only once it is touched.
    if (localStorage.getItem(KEY) === "on") {
      addEventListener("pointerdown", () => this.unlock(), { once: true });
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
      this.context.onstatechange = () => this.show();
    }
    await this.context.resume(); // does not come back before the browser allows it
    this.show();
    this.claim();
  }

  /** Only who can be heard may be the one that rings. */
  claim() {
    if (this.claimed) return;
    this.claimed = true;
    navigator.locks?.request("ordering chime", () => {
      this.alone = true;
      return new Promise(() => {});
    });
  }

  show() {
    this.button.dataset.state = this.muted ? "muted" : this.on ? "on" : "locked";
  }

  ring() {
    if (this.alone && this.waiting()) this.play();
  }

  play() {
    if (!this.on) return;
    const { context } = this;
    for (const [frequency, after] of NOTES) {
      const at = context.currentTime + after;
      const tone = context.createOscillator();
      const gain = context.createGain();
      tone.type = "triangle";
      tone.frequency.value = frequency;
      gain.gain.setValueAtTime(0.0001, at);
      gain.gain.exponentialRampToValueAtTime(0.35, at + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.9);
      tone.connect(gain).connect(context.destination);
      tone.start(at);
      tone.stop(at + 1);
    }
    this.button.dataset.rung = Number(this.button.dataset.rung ?? 0) + 1;
  }
}
