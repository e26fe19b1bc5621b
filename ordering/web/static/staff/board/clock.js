// Minutes go by in the browser: the cards are the same for everybody, and are sent only when something happens.
const MINUTE = 60_000;

export class Clock {
  constructor(live, now) {
    this.live = live;
    this.words = live.dataset;
    this.now = now;
    this.at = 0;
  }

  /** What is drawn comes with its minutes: in a rush it needn't be looked at each time. */
  keepUp() {
    if (this.now() - this.at > 1000) this.tick();
  }

  tick() {
    const now = this.at = this.now();
    const { warn, late } = document.getElementById("board").dataset;
    for (const time of this.live.querySelectorAll("time[data-says]")) {
      const words = this.said(time.dataset.says, this.minutes(time, now));
      if (time.textContent !== words) time.textContent = words;
    }
    for (const line of this.live.querySelectorAll("li[data-order]")) {
      const time = line.querySelector("time.age");
      const minutes = time ? this.minutes(time, now) : -1;
      line.dataset.age = minutes >= Number(late) ? "late" : minutes >= Number(warn) ? "warn" : "";
    }
  }

  minutes(time, now) {
    return Math.max(0, Math.floor((now - Date.parse(time.dateTime)) / MINUTE));
  }

  said(says, minutes) {
    if (says === "age") return this.long(minutes);
    if (says === "stay" || says === "waiting") return this.words[says].replace("{x}", this.long(minutes));
    if (says === "short") return minutes < 1 ? this.words.justNow : this.long(minutes);
    const ago = minutes < 1 ? this.words.justNow : this.words.ago.replace("{x}", this.long(minutes));
    return this.words[says].replace("{x}", ago);
  }

  long(minutes) {
    if (minutes < 60) return this.words.minutes.replace("{m}", minutes);
    return this.words.hours.replace("{h}", Math.floor(minutes / 60)).replace("{m}", minutes % 60);
  }
}
