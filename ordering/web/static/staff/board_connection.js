// What the page knows about itself: live, reconnecting since when, or out of date.
const SILENT_MS = 40_000;
const BEHIND_MS = 2000;

export class Connection {
  constructor(pill, live, again) {
    this.pill = pill;
    this.again = again;
    this.seq = 0;
    this.offset = 0;
    this.since = null;
    this.heardAt = Date.now();
    this.clock = new Intl.DateTimeFormat(live.dataset.language, { timeStyle: "short", timeZone: live.dataset.timezone });
    setInterval(() => this.look(), 1000);
  }

  /** The server's time, in milliseconds. */
  now() {
    return Date.now() + this.offset;
  }

  open() {
    this.heardAt = Date.now();
  }

  drawn(seq) {
    this.seq = Math.max(this.seq, seq);
    this.heardAt = Date.now();
    this.since = null;
    this.show("live");
  }

  lost() {
    this.since ??= new Date();
    this.look();
  }

  beat({ seq, now }) {
    this.heardAt = Date.now();
    this.offset = now - Date.now();
    // What it names is on its way here, if it is not here yet.
    if (seq > this.seq) setTimeout(() => seq > this.seq && this.behind(), BEHIND_MS);
  }

  behind() {
    this.lost();
    this.again();
  }

  look() {
    const silent = Date.now() - this.heardAt > SILENT_MS;
    if (silent) this.since ??= new Date(this.heardAt);
    if (this.since) this.show(silent || Date.now() - this.since > SILENT_MS ? "stale" : "reconnecting");
  }

  show(state) {
    const { pill } = this;
    if (pill.dataset.state === state) return;
    pill.dataset.state = state;
    const words = pill.dataset[state];
    if (words) pill.querySelector(`.pill[data-when=${state}]`).textContent = words.replace("{x}", this.clock.format(this.since));
  }
}
