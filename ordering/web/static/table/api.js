/** The JSON API, asked as the tablet that was paired; its access token is renewed when it has ended. */

const BASE = "/api/v1";
const PATIENCE_MS = 15000;
/** The server itself may let a password wait for a minute. */
const PAIRING_MS = 75000;

/** Nobody answered, or nobody who knows: nothing is known about what became of the request. */
export class Unreachable extends Error {}

/** The pairing has ended: only staff can go on from here. */
export class Unpaired extends Error {}

export class Api {
  #renewing = null;

  /** `renewed(login)` keeps a new access token. */
  constructor(clock, renewed) {
    this.clock = clock;
    this.renewed = renewed;
    this.pairing = null;
  }

  /** Answers whatever the server says: `{status, code, data, retryAfter, etag}`. Raises `Unreachable`, `Unpaired`. */
  async ask(method, path, { body, headers = {}, within = PATIENCE_MS } = {}) {
    const sent = body === undefined ? { method, headers } : json(body, { method, headers });
    return this.#within(within, async (signal) => this.#read(await this.open(path, { ...sent, signal })));
  }

  /** Log in with a table's password; not kept. */
  async pair(credentials) {
    return this.#within(PAIRING_MS, async (signal) => this.#read(await this.#fetch("/auth/table", { ...json(credentials), signal })));
  }

  /** The bare response, its token renewed if need be: for streams. */
  async open(path, options) {
    const used = this.pairing?.access_token;
    const response = await this.#fetch(path, options, used);
    if (response.status !== 401 || !used) return response;
    await this.#renew(used);
    return this.#fetch(path, options, this.pairing?.access_token);
  }

  async #within(ms, asking) {
    const hurry = new AbortController();
    const timer = setTimeout(() => hurry.abort(), ms);
    try {
      return await asking(hurry.signal);
    } finally {
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
      throw new Unreachable(String(error));
    }
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
    this.#renewing ??= this.#askAnew().finally(() => (this.#renewing = null));
    await this.#renewing;
  }

  async #askAnew() {
    const known = json({ device_token: this.pairing.device_token });
    // With an end of its own: everything that is asked waits for it.
    const answer = await this.#within(PATIENCE_MS, async (signal) => this.#read(await this.#fetch("/auth/table/refresh", { ...known, signal })));
    if (answer.status === 200 && answer.data?.access_token) await this.renewed(answer.data);
    else if (answer.code === "device_revoked") throw new Unpaired();
    else throw new Unreachable(`renewing: ${answer.status}`);
  }
}

const json = (body, { method = "POST", headers = {} } = {}) => ({
  method,
  body: JSON.stringify(body),
  headers: { "Content-Type": "application/json", ...headers },
});
