// Minutes go by in the browser: the cards are the same for everybody, and are sent only when something happens.
import { words } from "../kit/words.js";

const MINUTE = 60_000;

export class Clock {
  constructor(live, now) {
    this.live = live;
    this.now = now;
    this.at = 0;
  }

  /** What is drawn comes with its minutes: in a rush it needn't be looked at each time. */
  keepUp() {
    if (this.now() - this.at > 1000) this.tick();
  }

  tick() {
    const now = this.now();
    this.at = now;
    const { dataset: limits } = document.getElementById("board");
    for (const time of this.live.querySelectorAll("time[data-says]")) {
      const text = this.said(time.dataset.says, this.minutes(time, now));
      if (time.textContent !== text) time.textContent = text;
    }
    for (const line of this.live.querySelectorAll("li[data-order]")) {
      const call = line.id.startsWith("call-");
      const time = line.querySelector(call ? "time" : "time.age");
      line.dataset.age = time ? this.age(limits[call ? "call" : line.dataset.status], this.minutes(time, now)) : "";
    }
  }

  /** How so many minutes stand out, by its two ``limits``. */
  age(limits, minutes) {
    const [warn, late] = (limits ?? "").split(" ").map(Number);
    return minutes >= late ? "late" : minutes >= warn ? "warn" : "";
  }

  minutes({ dateTime }, now) {
    return Math.max(0, Math.floor((now - Date.parse(dateTime)) / MINUTE));
  }

  said(says, minutes) {
    const long = this.long(minutes);
    if (says === "age") return long;
    if (says === "short") return minutes < 1 ? words.justNow : long;
    return minutes < 1 ? words.satDown : words.stay.replace("{x}", long);
  }

  long(minutes) {
    if (minutes < 60) return words.minutes.replace("{m}", minutes);
    const said = minutes % 60 ? words.hoursMinutes : words.hours;
    return said.replace("{h}", Math.floor(minutes / 60)).replace("{m}", minutes % 60);
  }
}
