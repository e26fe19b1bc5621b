/** The JSON API, asked as the tablet that was paired; its access token is renewed when it has ended. */

const BASE = "/api/v1";
/** Until the first byte: what takes longer hangs. */
const HUNG_MS = 5000;
const PATIENCE_MS = 15000;
/** So old, it hangs when somebody answers again. */
const MISSED_MS = 1000;
/** The server itself may let a password wait for a minute. */
const PAIRING_MS = 75000;

/** Nobody answered, or nobody who knows: nothing is known about what became of the request. `anew`: ask again, now. */
export class Unreachable extends Error {
  anew = false;
}

/** The pairing has ended: only staff can go on from here. */
export class Unpaired extends Error {}

export class Api {
  #renewing = null;
  /** What was asked and has no first byte yet: how it is given up, and since when. */
  #hanging = new Map();

  /** `renewed(login)` keeps a new access token. */
  constructor(clock, renewed) {
    this.clock = clock;
    this.renewed = renewed;
    this.pairing = null;
  }

  /** Answers whatever the server says: `{status, code, data, retryAfter, etag}`. Raises `Unreachable`, `Unpaired`. */
  async ask(method, path, { body, headers = {} } = {}) {
    const sent = body === undefined ? { method, headers } : json(body, { method, headers });
    return this.#within(HUNG_MS, (signal) => this.open(path, { ...sent, signal }));
  }

  /** Log in with a table's password; not kept. */
  async pair(credentials) {
    return this.#within(PAIRING_MS, (signal) => this.#fetch("/auth/table", { ...json(credentials), signal }));
  }

  /** Let a guest's phone in by a visit's code. */
  async enter(visit) {
    return this.#within(HUNG_MS, (signal) => this.#enter(visit, signal));
  }

  /** Somebody answers again: what hangs was asked over a connection that is dead. */
  askAnew() {
    for (const [hurry, since] of this.#hanging) if (performance.now() - since > MISSED_MS) hurry.abort(ANEW);
  }

  /** The bare response, its token renewed if need be: for streams. */
  async open(path, options) {
    const { access_token: used, device_token: device } = this.pairing ?? {};
    const response = await this.#fetch(path, options, used);
    if (response.status !== 401 || !used) return response;
    await this.#renew(used);
    // Paired anew meanwhile, which ends the old pairing: what that one asked, an order above all, is not for this one.
    if (this.pairing?.device_token !== device) throw new Unreachable("paired anew");
    return this.#fetch(path, options, this.pairing?.access_token);
  }

  /** The answer to what `asking(signal)` sends, its first byte within `ms`. */
  async #within(ms, asking) {
    const hurry = new AbortController();
    let timer = setTimeout(() => hurry.abort(), ms);
    if (ms === HUNG_MS) this.#hanging.set(hurry, performance.now());
    try {
      const response = await asking(hurry.signal);
      this.#hanging.delete(hurry);
      clearTimeout(timer);
      timer = setTimeout(() => hurry.abort(), PATIENCE_MS);
      return await this.#read(response);
    } finally {
      this.#hanging.delete(hurry);
      clearTimeout(timer);
    }
  }

  async #fetch(path, options, token) {
    const headers = token ? { ...options.headers, Authorization: `Bearer ${token}` } : options.headers;
    try {
      // A redirect is a Wi-Fi's login page, never ours.
      const own = { cache: "no-store", credentials: "omit", redirect: "error" };
      const response = await fetch(BASE + path, { ...own, ...options, headers });
      this.clock.hear(response.headers.get("Date"));
      return response;
    } catch (error) {
      throw Object.assign(new Unreachable(String(error)), { anew: options.signal?.reason === ANEW });
    }
  }

  #enter(code, signal) {
    return this.#fetch("/auth/phone", { ...json({ code }), signal });
  }

  async #read(response) {
    const { status, headers } = response;
    const kind = headers.get("Content-Type") ?? "";
    const retryAfter = Number.parseInt(headers.get("Retry-After"), 10);
    let data = null;
    try {
      data = kind.includes("json") ? await response.json() : null;
    } catch (error) {
      throw new Unreachable(String(error)); // cut in the middle
    }
    const code = kind.startsWith("application/problem+json") ? (data?.code ?? null) : null;
    return { status, code, data, retryAfter: retryAfter >= 0 ? retryAfter : null, etag: headers.get("ETag") };
  }

  /** Once, however many ask; not at all if somebody has in the meantime. */
  async #renew(used) {
    if (this.pairing?.access_token !== used) return;
    this.#renewing ??= this.#renewal().finally(() => (this.#renewing = null));
    await this.#renewing;
  }

  async #renewal() {
    const { device_token, visit } = this.pairing;
    const known = json({ device_token });
    // With an end of its own: everything that is asked waits for it.
    const answer = await this.#within(HUNG_MS, (signal) =>
      visit ? this.#enter(visit, signal) : this.#fetch("/auth/table/refresh", { ...known, signal }));
    if (this.pairing?.device_token !== device_token) return;
    if (answer.status === 200 && answer.data?.access_token) await this.renewed(visit ? letIn(visit, answer.data) : answer.data);
    else if (["device_revoked", "visit_over", "too_many_phones"].includes(answer.code)) throw new Unpaired();
    else throw new Unreachable(`renewing: ${answer.status}`);
  }
}

/** A phone's login as a tablet's: what renews it is the code. */
export const letIn = (visit, login) => ({ ...login, visit, device_token: visit });

/** The server's time, by the Date of its answers: a tablet's own clock may be wrong by an hour. */
export class Clock {
  #ahead = null;

  /** Takes an answer's `Date` header, which has whole seconds. */
  hear(date) {
    const at = Date.parse(date);
    // Monotonic, so that somebody who sets the tablet's clock doesn't move ours.
    if (Number.isFinite(at)) this.#ahead = at + 500 - performance.now();
  }

  /** Milliseconds since 1970; null before the first answer. */
  now() {
    return this.#ahead === null ? null : performance.now() + this.#ahead;
  }

  /** Seconds until `seconds` after a server's time have passed; 0 when they have, or nobody knows. */
  left(since, seconds) {
    const now = this.now();
    const left = now === null ? 0 : Math.floor((Date.parse(since) + seconds * 1000 - now) / 1000);
    return Math.max(0, Math.min(seconds, left));
  }
}

const ANEW = new Error("somebody answers again");

const json = (body, { method = "POST", headers = {} } = {}) => ({
  method,
  body: JSON.stringify(body),
  headers: { "Content-Type": "application/json", ...headers },
});
