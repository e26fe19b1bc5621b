/**
 * The service worker's code; `sw.js` calls `keep` with a build's files. The page and its files come from the copy of one
 * build, whole, so that they always fit one another; pictures are kept as they are seen. The API is never touched.
 */

const OWN = "page-";
const PICTURES = "pictures";
const MOST_PICTURES = 250;

self.keep = (build, page, files) => {
  const own = OWN + build;
  const known = new Set(files);

  addEventListener("install", (event) => event.waitUntil(keepBuild(own, build, page, files)));
  addEventListener("activate", (event) => event.waitUntil(forgetOthers(own).then(() => clients.claim())));
  addEventListener("message", (event) => event.data === "take over" && skipWaiting());
  addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET") return;
    if (request.mode === "navigate" && url.pathname === page) event.respondWith(kept(own, page, request));
    else if (known.has(url.pathname)) event.respondWith(kept(own, url.pathname, request));
    else if (request.destination === "image") event.respondWith(pictureOf(event, request));
  });
};

async function keepBuild(own, build, page, files) {
  const cache = await caches.open(own);
  await cache.addAll([page, ...files]);
  // An older server may answer beside the new one for a while: its page with our files would stay blank for good.
  if (!(await (await cache.match(page)).text()).includes(`data-build="${build}"`)) throw new Error("a page of another build");
}

async function forgetOthers(own) {
  const others = (await caches.keys()).filter((name) => name.startsWith(OWN) && name !== own);
  await Promise.all(others.map((name) => caches.delete(name)));
}

async function kept(own, path, request) {
  const cache = await caches.open(own);
  return (await cache.match(path)) ?? fetch(request);
}

async function pictureOf(event, request) {
  const cache = await caches.open(PICTURES);
  const known = await cache.match(request.url);
  if (known) return known;
  // Not opaque: a browser counts an opaque picture as megabytes.
  const answer = await fetch(request.url, { mode: "cors", credentials: "omit" }).catch(() => fetch(request));
  if (answer.ok) event.waitUntil(keepPicture(cache, request.url, answer.clone()));
  return answer;
}

async function keepPicture(cache, url, answer) {
  try {
    await cache.put(url, answer);
    const all = await cache.keys();
    await Promise.all(all.slice(0, Math.max(0, all.length - MOST_PICTURES)).map((one) => cache.delete(one)));
  } catch {
    // No room: it is fetched again next time.
  }
}
