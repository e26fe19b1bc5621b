// What was tapped and not answered yet. A kitchen's Wi-Fi has gaps: a tap stays, and is sent until it is answered, also after
// a reload. One after the other, since what comes later was tapped on what came before.

const AGAIN_MS = [500, 1000, 2000, 4000];
const PATIENCE_MS = 8000;
const KEPT_MS = 3_600_000; // what was tapped longer ago is nobody's wish any more
const NOT_NOW = [429, 502, 503, 504];

/** A deed: {key, path, method, body, of: what it is about, from: its version as it was tapped, wants: what is true then}. Of
    two with one key the later one holds, unless the earlier was `tried`: it may have been done. */
export class Outbox {
  /** ``changed()``: what is waiting has changed. ``told(deed)``: it is done; ``refused(deed, problem)``: the server says no. */
  constructor(name, headers, { changed, refused, told, ended }) {
    this.name = `ordering.kitchen.${name}`;
    this.headers = headers;
    this.on = { changed, refused, told, ended };
    this.failures = 0;
    this.sending = null;
    this.timer = 0;
    this.deeds = this.kept();
    if (this.deeds.length) this.flush();
  }

  /** This tab's own: another's are of another login, perhaps. */
  kept() {
    try {
      const found = JSON.parse(sessionStorage.getItem(this.name)) ?? [];
      return found.filter(({ at }) => Date.now() - at < KEPT_MS).map((deed) => ({ ...deed, tried: true }));
    } catch {
      return [];
    }
  }

  put(deed) {
    this.deeds = this.deeds.filter((one) => one.tried || one.key !== deed.key);
    this.deeds.push({ ...deed, at: Date.now() });
    this.keep();
    this.flush();
  }

  /** Now rather than later: the network is back, or somebody is here. */
  flush() {
    if (this.sending) return;
    clearTimeout(this.timer);
    const [next] = this.deeds;
    if (next) this.send(next);
  }

  async send(deed) {
    this.sending = deed;
    deed.tried = true;
    let settled = false;
    try {
      const answer = await fetch(deed.path, {
        method: deed.method,
        headers: { ...this.headers, Accept: "application/json", ...(deed.body && { "Content-Type": "application/json" }) },
        body: deed.body && JSON.stringify(deed.body),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      settled = await this.settle(deed, answer);
    } catch {
      // Not answered: whether it was done, only the server knows, and says when it is asked again.
    }
    this.sending = null;
    if (settled) {
      this.deeds = this.deeds.filter((one) => one !== deed);
      this.failures = 0;
      this.keep();
      this.flush();
    } else {
      const wait = AGAIN_MS[Math.min(this.failures, AGAIN_MS.length - 1)];
      this.failures += 1;
      this.on.changed();
      this.timer = setTimeout(() => this.flush(), wait * (0.75 + Math.random() / 2));
    }
  }

  /** Whether that was an answer. What a proxy or a Wi-Fi's login page says, says nothing of the deed; that our server has failed
      at it is one: it would again, and hold up all that was tapped later. */
  async settle(deed, answer) {
    if (answer.status === 401) {
      this.on.ended();
      return false;
    }
    const body = answer.status === 204 ? {} : await answer.json();
    if (answer.ok) {
      this.follow(deed, body.version);
      this.on.told(deed);
      return true;
    }
    if (NOT_NOW.includes(answer.status) || !body.code) return false;
    const now = body.ticket ?? body.order;
    if (now?.status === deed.wants) this.follow(deed, now.version); // done at an earlier try, whose answer was lost
    this.on.refused(deed, body);
    return true;
  }

  /** What was tapped later on the same thing was tapped on what the answer tells, unless somebody else has changed it too. */
  follow({ of, from }, version) {
    if (!(version <= from + 1)) return;
    for (const deed of this.deeds) {
      if (deed.of !== of || deed === this.sending) continue;
      deed.from = version;
      if (deed.body?.version !== undefined) deed.body.version = version;
    }
  }

  keep() {
    try {
      sessionStorage.setItem(this.name, JSON.stringify(this.deeds));
    } catch {
      // It holds for this page.
    }
    this.on.changed();
  }
}
