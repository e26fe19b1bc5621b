// The page of a newer server, since a screen is open for months. While servers are replaced one by one an older one may still
// answer with the old page: then it is asked for again, once a minute.
const KEY = "ordering.kitchen.build";
const AGAIN_MS = 60_000;
const BUSY_MS = 1000;

export class Renewal {
  /** ``build``: the page's own; ``busy()``: whether something would be lost by a reload. */
  constructor(build, busy, reload = () => location.reload()) {
    this.build = build;
    this.busy = busy;
    this.reload = reload;
    this.timer = 0;
  }

  /** ``newest``: of the server that has drawn what came last. */
  hear(newest) {
    clearTimeout(this.timer);
    if (newest === this.build) return;
    const [tried, at] = JSON.parse(sessionStorage.getItem(KEY)) ?? [];
    const wait = tried === newest ? Math.min(at + AGAIN_MS - Date.now(), AGAIN_MS) : 0; // a clock may be set back
    if (wait > 0 || this.busy()) {
      this.timer = setTimeout(() => this.hear(newest), Math.max(wait, BUSY_MS));
      return;
    }
    sessionStorage.setItem(KEY, JSON.stringify([newest, Date.now()]));
    this.reload();
  }
}
