"""A whole service with nothing but these pages, and tablets that use the API: from the login to the next day's look."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Locator, Page, expect
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.orders.model import Order
from ordering.tables.model import TableSession
from ordering.web.kit.languages import Language
from tests.browser.conftest import Windows
from tests.faults.service import Service
from tests.images.studio import drawn
from tests.world import PASSWORD, Restaurant

ADDED = range(11, 21)
ROUNDS = 5
DAY = timedelta(days=1)
APART_MS = 600  # sooner it would be one finger's bounce


@dataclass
class Evening:
    """The owner's page, in a language, and the tablets that were paired on the way."""

    page: Page
    url: str
    say: Callable[[str], str]
    tablets: dict[int, httpx.AsyncClient] = field(default_factory=dict)

    async def at(self, path: str) -> Page:
        await self.page.goto(f"{self.url}{path}")
        return self.page

    async def board(self) -> Page:
        """As one goes there by hand, with which the sound stays on."""
        await self.page.locator(".navigation a[href='/admin']").click()
        await expect(self.page.locator("#connection")).to_have_attribute("data-state", "live")
        return self.page

    def card(self, number: int) -> Locator:
        return self.page.locator(f".table[data-number='{number}']")

    def button(self, words: str) -> Locator:
        return self.page.get_by_role("button", name=self.say(words))


@pytest.mark.timeout(300)  # a whole evening, and other browsers beside it
@pytest.mark.parametrize("language", Language)
async def test_a_service_from_start_to_finish(
    windows: Windows, bistro: Restaurant, service: Service, tmp_path: Path, language: Language
) -> None:
    context = await windows.open()
    await context.add_cookies([{"name": "language", "value": language, "url": service.url}])
    evening = Evening(await context.new_page(), service.url, language.gettext)
    yesterday = await a_party_of_yesterday(bistro)

    await open_the_shift(evening, bistro)
    await add_tables_and_pair(evening, bistro)
    try:
        orders = await take_fifty_orders(evening, bistro)
        await eighty_six(evening, bistro)
        await cancel_one(evening, orders[0])
        await serve_and_close(evening)
    finally:
        for tablet in evening.tablets.values():
            await tablet.aclose()
    await look_up_yesterday(evening, yesterday)
    await add_a_colleague(evening, windows, bistro)
    await change_a_price_with_a_photo(evening, bistro, tmp_path)


async def a_party_of_yesterday(bistro: Restaurant) -> dict[str, Any]:
    """Its order; what is stored of it is a day older than it was."""
    order = await bistro.ordered(1, ("냉면", 3))
    await bistro.close(1, force=True)
    await bistro.services.work.run(_a_day_older, order["id"])
    return order


async def _a_day_older(session: AsyncSession, order_id: int) -> None:
    order = (await session.scalars(select(Order).where(Order.id == order_id))).one()
    stay = (await session.scalars(select(TableSession).where(TableSession.id == order.table_session_id))).one()
    order.business_date, order.placed_at = order.business_date - DAY, order.placed_at - DAY
    stay.business_date, stay.opened_at = stay.business_date - DAY, stay.opened_at - DAY
    assert stay.closed_at is not None
    stay.closed_at -= DAY


async def open_the_shift(evening: Evening, bistro: Restaurant) -> None:
    page = await evening.at("/admin")
    for name, typed in {"store": bistro.slug, "username": "owner", "password": PASSWORD}.items():
        await page.locator(f"[name={name}]").fill(typed)
    await page.keyboard.press("Enter")
    await expect(page.locator("#connection")).to_have_attribute("data-state", "live")
    await evening.button("Turn sound on").click()
    await expect(page.locator("#sound")).to_have_attribute("data-state", "on")


async def add_tables_and_pair(evening: Evening, bistro: Restaurant) -> None:
    page = await evening.at("/admin/tables")
    await page.get_by_role("link", name=evening.say("Add many")).click()
    drawer = page.locator("#drawer")
    await drawer.locator("[name=first]").fill(str(ADDED[0]))
    await drawer.locator("[name=last]").fill(str(ADDED[-1]))
    await page.keyboard.press("Enter")
    await expect(drawer.locator("td code")).to_have_count(len(ADDED))
    pins = await drawer.locator("td code").all_text_contents()
    await drawer.locator(".actions [data-close]").click()
    for number, pin in zip(ADDED, pins, strict=True):
        tablet = httpx.AsyncClient(base_url=f"{evening.url}/api/v1", timeout=30)
        asked = {"store": bistro.slug, "table_number": number, "password": pin}
        paired = (await tablet.post("/auth/table", json=asked)).raise_for_status().json()
        tablet.headers["Authorization"] = f"Bearer {paired['access_token']}"
        evening.tablets[number] = tablet
    await page.reload()
    unpaired = page.locator("a.seat", has_text=evening.say("No tablet yet"))
    await expect(page.locator("a.seat")).to_have_count(3 + len(ADDED))
    await expect(unpaired).to_have_count(0)


async def take_fifty_orders(evening: Evening, bistro: Restaurant) -> list[dict[str, Any]]:
    """All of them are on the board, none is twice, and nobody has touched it."""
    page = await evening.board()
    placed = []
    for _ in range(ROUNDS):
        answers = await asyncio.gather(
            *(
                tablet.post(
                    "/orders",
                    json={"lines": bistro.lines("김치찌개", ("냉면", 2)), "note": f"{number}"},
                    headers={"Idempotency-Key": bistro.new_key()},
                )
                for number, tablet in evening.tablets.items()
            )
        )
        placed += [answer.raise_for_status().json() for answer in answers]
    await expect(page.locator("[data-figure=waiting]")).to_have_attribute("data-value", str(len(placed)))
    await expect(page).to_have_title(re.compile(rf"^\({len(placed)}\) "))
    await expect(page.locator("li[data-order]")).to_have_count(len(placed))
    shown = await page.locator("li[data-order]").evaluate_all("(lines) => lines.map((line) => line.dataset.order)")
    assert sorted(shown) == sorted(str(order["id"]) for order in placed)
    await expect(page.locator("#sound")).to_have_attribute("data-rung", re.compile(r"^[1-9]"))  # the bell rang
    return placed


async def eighty_six(evening: Evening, bistro: Restaurant) -> None:
    page = await evening.at("/admin/menu")
    stock = page.locator(f"#stock-{bistro.items['냉면']}")
    await stock.click()
    await page.wait_for_timeout(APART_MS)
    await stock.click()
    await expect(stock.locator(".now")).to_have_text(evening.say("Sold out"))
    refused = await evening.tablets[11].post(
        "/orders",
        json={"lines": bistro.lines("김치찌개", "냉면")},
        headers={"Idempotency-Key": bistro.new_key()},
    )
    assert refused.status_code == 409
    assert [(line["index"], line["reason"]) for line in refused.json()["lines"]] == [(1, "sold_out")]


async def cancel_one(evening: Evening, order: dict[str, Any]) -> None:
    page = await evening.board()
    await page.locator(f"li[data-order='{order['id']}'] .gist").click()
    drawer = page.locator("#drawer")
    await drawer.get_by_text(evening.say("Cancel the order …")).click()
    whole = drawer.locator("details:has(> summary[data-do=cancel]) > details")
    await whole.get_by_text(evening.say("Another reason")).click()
    await whole.locator("input[name=reason]").fill("엎질렀어요")
    await page.keyboard.press("Enter")
    await expect(drawer.locator(".facts")).to_contain_text("엎질렀어요")
    await page.keyboard.press("Escape")
    await expect(page.locator("[data-figure=waiting]")).to_have_attribute("data-value", "49")
    told = (await evening.tablets[order["table"]["number"]].get("/orders")).json()
    theirs = next(one for one in told["items"] if one["id"] == order["id"])
    assert (theirs["status"], theirs["cancelled"]["by"]) == ("cancelled", "staff")
    assert "reason" not in theirs["cancelled"], "that is for the staff"
    assert told["table_session"]["total"] == (ROUNDS - 1) * order["total"]


async def serve_and_close(evening: Evening) -> None:
    """One table is served, order by order; the others leave as they are."""
    page, served = evening.page, evening.card(ADDED[1])
    for _ in range(ROUNDS):
        waiting = await served.locator("li[data-status=pending]").count()
        await served.locator("li[data-status=pending] .btn").first.click()
        await expect(served.locator("li[data-status=pending]")).to_have_count(waiting - 1)
        await page.wait_for_timeout(APART_MS)
        await served.locator("li[data-status=preparing] .btn").click()
        await expect(served.locator("li[data-status=preparing]")).to_have_count(0)
        await page.wait_for_timeout(APART_MS)
    await expect(served).to_have_attribute("data-state", "served")
    for number in ADDED:
        await evening.card(number).get_by_role("button", name=evening.say("Close table")).click()
        kind = "confirm" if number == ADDED[1] else "unfinished"
        await page.locator(f"dialog[open][data-dialog={kind}] [data-do=confirm]").click()
        await expect(evening.card(number)).to_have_attribute("data-state", "empty")
    await expect(page.locator("[data-figure=waiting]")).to_have_attribute("data-value", "0")
    for tablet in evening.tablets.values():
        left = (await tablet.get("/orders")).json()
        assert (left["table_session"], left["items"], left["party"]) == (None, [], 1)


async def look_up_yesterday(evening: Evening, order: dict[str, Any]) -> None:
    page = await evening.at("/admin/history")
    await expect(page.locator(".summary .figures dd").nth(1)).to_have_text("49")
    await page.get_by_role("link", name=evening.say("The day before")).click()
    await expect(page.locator(".summary")).to_contain_text("₩33,000")
    await expect(page.locator(".visit")).to_have_count(1)
    await page.locator(".visit summary").click()
    await expect(page.locator(".visit")).to_contain_text("3 냉면")
    await page.locator(".round a").click()
    await expect(page.locator("#drawer")).to_contain_text(f"#{order['number'][-4:]}")


async def add_a_colleague(evening: Evening, windows: Windows, bistro: Restaurant) -> None:
    page = await evening.at("/admin/staff")
    await page.get_by_role("link", name=evening.say("Add a person")).click()
    drawer = page.locator("#drawer")
    await drawer.locator("[name=username]").fill("minji")
    await drawer.locator("[name=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.locator("#people")).to_contain_text("minji")
    theirs = Evening(await windows.page(), evening.url, evening.say)
    await theirs.at("/admin/login")
    for name, typed in {"store": bistro.slug, "username": "minji", "password": PASSWORD}.items():
        await theirs.page.locator(f"[name={name}]").fill(typed)
    await theirs.page.keyboard.press("Enter")
    await expect(theirs.page.locator("#connection")).to_have_attribute("data-state", "live")
    await expect(theirs.page.locator("a[href='/admin/staff']")).to_have_count(0)
    assert (await theirs.page.goto(f"{evening.url}/admin/staff")).status == 403  # type: ignore[union-attr]  # it is no anchor


async def change_a_price_with_a_photo(evening: Evening, bistro: Restaurant, folder: Path) -> None:
    photo = folder / "photo.jpg"
    photo.write_bytes(drawn(1600, 1200))
    page = await evening.at(f"/admin/menu/items/{bistro.items['김치찌개']}")
    await page.fill("#f-price", "10,500")
    await page.set_input_files("#file", photo)
    await expect(page.locator("#picture img[src^='/media/']")).to_be_visible()
    await evening.button("Save").last.click()
    row = page.locator(f"#item-{bistro.items['김치찌개']}")
    await expect(row).to_contain_text("₩10,500")
    await expect(row.locator("img")).to_be_visible()
    menu = (await bistro.ask(2, "GET", "/menu")).json()
    dish = next(item for part in menu["categories"] for item in part["items"] if item["name"] == "김치찌개")
    assert dish["price"] == 10_500
    assert (await bistro.http.get(dish["image_url"])).headers["content-type"] == "image/webp"
