// The staff's service worker; sw.js calls "keep" with a page and what that wears. Where the server can't be reached, it
// shows that page in place of the one that was wanted. All else goes its way untouched.

const KEPT = "offline-";
const PROXYS_OWN = [502, 504]; // it found nobody behind it; no answer of ours has these

self.keep = (build, page, files) => {
  const own = KEPT + build + page;
  const known = new Set(files);

  addEventListener("install", (event) => event.waitUntil(keepAll(own, [page, ...files])));
  addEventListener("activate", (event) => event.waitUntil(takeOver(own)));
  addEventListener("fetch", (event) => {
    const { request } = event;
    if (request.method !== "GET") return;
    if (request.mode === "navigate") event.respondWith(fromServer(event).catch(() => kept(own, page)));
    else if (known.has(new URL(request.url).pathname)) event.respondWith(fetch(request).catch(() => kept(own, request.url)));
  });
};

async function keepAll(own, urls) {
  await (await caches.open(own)).addAll(urls);
  await skipWaiting();
}

async function takeOver(own) {
  const others = (await caches.keys()).filter((name) => name.startsWith(KEPT) && name !== own);
  await Promise.all(others.map((name) => caches.delete(name)));
  await registration.navigationPreload?.enable(); // the page is asked for while the worker still wakes up
  await clients.claim();
}

async function fromServer(event) {
  const answer = (await event.preloadResponse) ?? (await fetch(event.request));
  if (PROXYS_OWN.includes(answer.status)) throw new Error("nobody has answered");
  return answer;
}

async function kept(own, url) {
  return (await (await caches.open(own)).match(url)) ?? Response.error();
}
