"""From an order to a card that is redrawn in a real browser, while 49 other boards are open; and a burst of orders."""

import asyncio
import math
import secrets
import shutil
import time
from contextlib import AsyncExitStack
from itertools import cycle
from typing import Any

import httpx

from bench.measures.tables import clear
from bench.stage import Product, Stage

BOARDS, RATE = 50, 5
WARM = 10
"""So many orders don't count: for minutes the service and the page have done nothing."""
BURST, BURST_SECONDS = 100, 2.0
# When a note was painted, by its text, and every task that kept the page from answering.
WATCH = """(() => {
  window.painted = {};
  window.longest = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
  }).observe({ type: "longtask" });
  document.addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
    for (const { textContent: note } of document.querySelectorAll(".table .note")) {
      if (note in window.painted) continue;
      window.painted[note] = 0;
      requestAnimationFrame(() => setTimeout(() => {
        window.painted[note] = performance.timeOrigin + performance.now();
      }));
    }
  }).observe(document.documentElement, { childList: true, subtree: true, characterData: true }));
})()"""


class Browser:
    """Left out, with a note, where there is no Chromium."""

    def __init__(self, stage: Stage) -> None:
        self._product: Product | None = None
        self._steady, self._open = stage.plan.redrawn, stage.plan.open
        self._chromium = shutil.which("chromium") or shutil.which("google-chrome")
        if self._chromium is None:
            stage.notes.append("No Chromium here: nothing was measured in a browser.")
            return
        self._product = stage.product(stage.main, "browser")

    def round(self) -> dict[str, float]:
        if self._product is None:
            return {}
        clear(self._product, self._product.bistro)  # as a board is before a rush
        return asyncio.run(self._measured(self._product))

    async def _measured(self, product: Product) -> dict[str, float]:
        from playwright.async_api import async_playwright

        async with AsyncExitStack() as ends, async_playwright() as playwright:
            tablets = await ends.enter_async_context(httpx.AsyncClient(base_url=product.origin, timeout=30))
            others = cycle(product.bistro.owners[1:])
            for _ in range(BOARDS - 1):
                await _look(ends, product, next(others))
            chromium = await playwright.chromium.launch(
                executable_path=self._chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            context = await chromium.new_context(viewport={"width": 1280, "height": 800})
            await context.add_cookies([{"name": "staff", "value": product.bistro.owner, "url": product.origin}])
            await context.add_init_script(WATCH)
            page = await context.new_page()
            await page.goto(f"{product.origin}/admin")
            await page.wait_for_selector("#connection[data-state=live]")
            await asyncio.sleep(self._open)
            (first,) = await _placed(tablets, product, page, 1, 1 / RATE)
            await _placed(tablets, product, page, WARM, 1 / RATE)
            steady = await _placed(tablets, product, page, self._steady, 1 / RATE)
            await page.evaluate("window.longest = 0")
            burst = await _placed(tablets, product, page, BURST, BURST_SECONDS / BURST)
            longest = float(await page.evaluate("window.longest"))
            await chromium.close()
        return {
            "browser-p50": _percentile(steady, 50),
            "browser-p99": _percentile(steady, 99),
            "browser-first": first,
            "browser-burst-p99": _percentile(burst, 99),
            "browser-longest-task": longest,
        }


async def _look(ends: AsyncExitStack, product: Product, token: str) -> None:
    """One more board, which takes what it is sent and shows nothing."""
    reader, writer = await asyncio.open_connection("127.0.0.1", product.port)
    cookie = f"staff={token}; language=ko"
    writer.write(f"GET /admin/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode())

    async def take() -> None:
        while await reader.read(65536):
            pass

    taking = asyncio.create_task(take())
    ends.callback(writer.close)
    ends.callback(taking.cancel)


async def _placed(tablets: httpx.AsyncClient, product: Product, page: Any, count: int, pace: float) -> list[float]:
    """Milliseconds from sending each of so many orders to its being painted."""
    run, sent = secrets.token_hex(4), {}
    seats = product.bistro.seats

    async def place(turn: int) -> None:
        mark, seat = f"{run}-{turn:04}", seats[turn % len(seats)]
        headers = {"Authorization": f"Bearer {seat.token}", "Idempotency-Key": f"bench-browser-{mark}"}
        sent[mark] = time.time() * 1000
        answer = await tablets.post("/api/v1/orders", headers=headers, json={**product.bistro.draft, "note": mark})
        answer.raise_for_status()

    began, placing = time.perf_counter(), []
    for turn in range(count):
        await asyncio.sleep(max(0, began + turn * pace - time.perf_counter()))
        placing.append(asyncio.create_task(place(turn)))
    await asyncio.gather(*placing)
    await page.wait_for_function(
        "(marks) => marks.every((mark) => window.painted[mark])", arg=list(sent), timeout=15_000
    )
    painted = await page.evaluate("window.painted")
    return sorted(painted[mark] - at for mark, at in sent.items())


def _percentile(ordered: list[float], percent: float) -> float:
    return ordered[max(1, math.ceil(len(ordered) * percent / 100)) - 1]
