"""A tablet as a guest's fingers know it, and what the kitchen has in the end."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Locator, Page, Request, expect

from tests.world import TABLE_PASSWORD, Restaurant


@dataclass
class Tablet:
    page: Page
    bistro: Restaurant
    url: str
    number: int = 1

    async def pair(self, number: int = 1) -> "Tablet":
        """By the QR code's link; the password is typed."""
        self.number = number
        await self.page.goto(f"{self.url}/table?store={self.bistro.slug}&table={number}")
        await self.page.fill("#pair-password", TABLE_PASSWORD)
        await self.press("연결하기")
        await self.sees("김치찌개")
        return self

    async def press(self, name: str, **more: Any) -> None:
        await self.button(name, **more).click()

    def button(self, name: str, **more: Any) -> Locator:
        """In the open sheet if there is one: what is behind it can't be pressed."""
        return self.page.locator("dialog[open], body:not(:has(dialog[open]))").get_by_role("button", name=name, **more)

    def dish(self, name: str) -> Locator:
        return self.page.locator(".dish", has_text=name)

    async def choose(self, name: str, *options: str, quantity: int = 1, note: str = "") -> None:
        """A dish into the cart."""
        await self.dish(name).click()
        for option in options:
            await self.page.locator("dialog label", has_text=option).click()
        for _ in range(quantity - 1):
            await self.page.locator("dialog [data-key=item-plus]").click()
        if note:
            await self.page.fill("#item-note", note)
        await self.page.locator("dialog [data-key=add]").click()
        await expect(self.page.locator("dialog[open]")).to_have_count(0)

    async def confirm(self) -> None:
        """What is in the cart is ordered; what becomes of it is not waited for."""
        await self.press("주문하기")
        await self.press("주문 보내기")

    async def sees(self, words: str) -> None:
        await expect(self.page.get_by_text(words).first).to_be_visible()

    async def is_told(self, words: str) -> None:
        """In the open sheet."""
        await expect(self.page.locator("dialog[open]")).to_contain_text(words)

    async def is_told_of_a_loss(self, line: str) -> None:
        """By those who leave: an order has never reached the kitchen."""
        await self.sees("이 주문은 접수되지 않았어요")
        await self.sees(line)

    async def has_sent_everything(self) -> None:
        """Nothing waits for an answer any more."""
        await expect(self.page.locator(".dish").first).to_be_attached()
        await expect(self.page.locator("[data-key=strip]")).to_have_count(0)

    async def forgets_its_sheet(self) -> None:
        await expect(self.page.locator(".dish").first).to_be_attached()
        if await self.page.locator("dialog[open]").count():
            await self.page.keyboard.press("Escape")
        await expect(self.page.locator("dialog[open]")).to_have_count(0)


async def in_the_kitchen(bistro: Restaurant) -> list[list[tuple[str, int]]]:
    """Every order of the store, oldest first, as names and quantities; cancelled ones are not cooked."""
    answer = await bistro.ask("staff", "GET", "/admin/orders")
    assert answer.status_code == 200, answer.text
    orders = [one for one in answer.json()["items"] if one["status"] != "cancelled"]
    return [[(line["name"], line["quantity"]) for line in one["lines"]] for one in reversed(orders)]


def counting(page: Page, what: str = "/orders") -> Callable[[], int]:
    """How many orders (or others that end so) the page has posted, answered or not."""
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith(what):
            sent.append(request.url)

    page.on("request", note)
    return lambda: len(sent)
