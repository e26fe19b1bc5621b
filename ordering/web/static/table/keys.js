/** 128 random bits as an Idempotency-Key. Not `crypto.randomUUID`: a tablet on http://192.168… has none. */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
