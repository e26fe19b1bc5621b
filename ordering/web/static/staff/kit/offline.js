// Goes on to the page that was wanted, which the address still names, as soon as the server answers.
const LOOK_EVERY_MS = 2000;
const PATIENCE_MS = 5000; // a network may swallow a question, and the browser asks only so many at once

async function look() {
  const answer = await fetch("/health", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => null);
  if (!answer?.ok) return;
  if (location.pathname === "/admin/offline") location.replace("/admin");
  else location.reload();
}

setInterval(look, LOOK_EVERY_MS);
addEventListener("online", look);
