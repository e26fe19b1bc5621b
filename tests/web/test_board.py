"""The board's pages without a browser: what is shown, what is done from it, and who is told what."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.orders.model import Order
from ordering.tables.repository import Devices
from tests.web.browsers import HTMX, browser
from tests.world import Restaurant

SCRIPT = '<img src=x onerror=alert(1)>" hx-get="/x'


def plain(html: str) -> str:
    """What is read of it."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html)).strip()


def lines_of(html: str) -> list[str]:
    """How many of what, in orders and their cards."""
    return [plain(line) for line in re.findall(r'<li>\s*<b class="times">.*?</li>', html, re.DOTALL)]


def card(html: str, table_id: int) -> str:
    found = re.search(rf'<article id="table-{table_id}".*?</article>', html, re.DOTALL)
    assert found is not None, html[:500]
    return found[0]


async def move(client: httpx.AsyncClient, order: dict[str, Any], status: str, target: str = "card") -> httpx.Response:
    form = {"status": status, "version": order["version"], "target": target}
    return await client.post(f"/admin/orders/{order['id']}/status", data=form, headers=HTMX)


async def test_every_table_has_a_card_and_no_other_id_begins_so(bistro: Restaurant) -> None:
    order = await bistro.ordered(2, ("김치찌개", 2), "냉면", note="덜 맵게")
    page = (await browser(bistro, "staff", "ko").get("/admin")).text
    assert set(re.findall(r'id="(table-[^"]*)"', page)) == {f"table-{one}" for one in bistro.tables.values()}
    busy, empty = card(page, bistro.tables[2]), card(page, bistro.tables[1])
    assert 'data-state="ordering"' in busy
    assert lines_of(busy) == ["2 김치찌개", "1 냉면"]
    for words in (f"#{order['number'][-4:]}", "덜 맵게", "₩30,000", "준비 시작", "이용 완료"):
        assert words in busy
    assert 'data-state="empty"' in empty
    assert "빈 테이블" in empty


async def test_a_card_tells_the_kitchen_every_dish_its_choices_and_wishes_until_it_is_served(
    bistro: Restaurant,
) -> None:
    lines = [
        {"item_id": bistro.items["떡볶이"], "quantity": 1, "note": "파 빼고",
         "options": [bistro.options["순한맛"], bistro.options["치즈"]]},
        *({"item_id": bistro.items[name], "quantity": 2} for name in ("김치찌개", "냉면", "김치찌개", "냉면")),
    ]  # fmt: skip
    placed = await bistro.ask(1, "POST", "/orders", {"lines": lines}, {"Idempotency-Key": bistro.new_key()})
    assert placed.status_code == 201, placed.text
    staff, order = browser(bistro, "staff", "ko"), placed.json()
    waiting = card((await staff.get("/admin")).text, bistro.tables[1])
    wanted = ["1 떡볶이 순한맛 치즈 파 빼고", "2 김치찌개", "2 냉면", "2 김치찌개", "2 냉면"]
    assert lines_of(waiting) == wanted, "and none is left out"
    assert '<b class="note written">파 빼고</b>' in waiting
    served = card((await move(staff, order, "completed")).text, bistro.tables[1])
    assert lines_of(served) == wanted[:3]
    assert "외 2건" in served


async def test_of_a_long_order_a_card_shows_eight_lines_and_how_many_more_there_are(bistro: Restaurant) -> None:
    order = await bistro.ordered(1, *["김치찌개", "냉면"] * 6)
    staff = browser(bistro, "staff", "ko")
    page = card((await staff.get("/admin")).text, bistro.tables[1])
    assert len(lines_of(page)) == 8
    assert "4줄 더" in page
    drawer = (await staff.get(f"/admin/orders/{order['id']}", headers=HTMX)).text
    assert len(lines_of(drawer)) == 12


async def test_what_is_finished_is_one_row_with_what_was_served(bistro: Restaurant) -> None:
    """The orders stay in it; what was cancelled is counted, and not in the sum."""
    first, second = await bistro.ordered(1), await bistro.ordered(1, "냉면")
    gone, waits = await bistro.ordered(1), await bistro.ordered(1)
    staff = browser(bistro, "manager", "ko")
    for order in (first, second):
        await move(staff, order, "completed")
    await bistro.ask("manager", "POST", f"/admin/orders/{gone['id']}/cancellation", {"reason": "x", "version": 1})
    page = card((await staff.get("/admin")).text, bistro.tables[1])
    folded = page[page.index("<details") : page.index("</details>")]
    assert "완료 2 · 취소 1 · ₩20,500" in folded
    found = re.findall(r'<li id="order-(\d+)".*?data-status="(\w+)"', folded, re.DOTALL)
    assert dict(found) == {str(first["id"]): "completed", str(second["id"]): "completed", str(gone["id"]): "cancelled"}
    assert f'id="order-{waits["id"]}"' in page.replace(folded, "")


async def test_a_card_says_what_programs_ask_of_it(bistro: Restaurant) -> None:
    """The handles that end-to-end tests hold on to."""
    order, other = await bistro.ordered(1), await bistro.ordered(1)
    staff = browser(bistro, "staff")
    await move(staff, order, "preparing")
    page = (await staff.get("/admin")).text
    assert '<body data-screen="board"' in page
    busy = card(page, bistro.tables[1])
    for handle in ('data-number="1"', 'data-party="0"', 'data-total="19000"'):
        assert handle in busy.partition(">")[0], handle
    own = busy[busy.index(f'<li id="order-{order["id"]}"') :]
    for handle in (f'data-number="{order["number"][-4:]}"', 'data-status="preparing"', 'data-version="2"'):
        assert handle in own.partition(">")[0], handle
    assert 'data-do="serve"' in own
    assert 'data-do="start"' in busy[busy.index(f'<li id="order-{other["id"]}"') :]
    for does in ("place", "close"):
        assert f'data-do="{does}"' in busy
    for figure in ("waiting", "preparing"):
        assert f'data-figure="{figure}" data-value="1"' in page
    assert "<title>(1) " in page, "what nobody has begun"


def later(monkeypatch: pytest.MonkeyPatch, minutes: int) -> None:
    then = datetime.now(UTC) + timedelta(minutes=minutes)
    monkeypatch.setattr(clock, "now", lambda: then)


async def test_an_orders_age_is_that_of_its_status(bistro: Restaurant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cooking counts from when it was begun, with minutes of its own; the pill goes on telling the status."""
    order, staff = await bistro.ordered(1), browser(bistro, "staff", "ko")
    later(monkeypatch, minutes=11)
    waiting = card((await staff.get("/admin")).text, bistro.tables[1])
    assert 'data-age="late"' in waiting
    assert "대기중 11분" in plain(waiting)
    cooked = card((await move(staff, order, "preparing")).text, bistro.tables[1])
    assert 'data-age=""' in cooked
    later(monkeypatch, minutes=11 + 16)
    cooked = card((await staff.get("/admin")).text, bistro.tables[1])
    assert 'data-age="warn"' in cooked
    assert "준비중 16분" in plain(cooked)
    page = (await staff.get("/admin")).text
    assert f'<a href="#order-{order["id"]}">' in page


async def test_a_card_leads_to_the_history_of_its_table(bistro: Restaurant) -> None:
    for number in (1, 2):
        await bistro.ordered(number)
        await bistro.close(number, force=True)
    order, staff = await bistro.ordered(1), browser(bistro, "staff")
    page = card((await staff.get("/admin")).text, bistro.tables[1])
    drawer = (await staff.get(f"/admin/orders/{order['id']}", headers=HTMX)).text
    ways = {re.search(r'href="(/admin/history[^"]*)"', html)[1] for html in (page, drawer)}  # type: ignore[index]  # each has one
    assert len(ways) == 1
    history = (await staff.get(ways.pop())).text
    assert history.count('<details class="card visit"') == 1


async def test_the_figures_count_what_is_open_and_taken_today(bistro: Restaurant) -> None:
    await bistro.ordered(1, "냉면")
    done = await bistro.ordered(2, "김치찌개")
    gone = await bistro.ordered(3, "냉면")
    staff = browser(bistro, "manager")
    await move(staff, done, "completed")
    await bistro.ask("manager", "POST", f"/admin/orders/{gone['id']}/cancellation", {"reason": "x", "version": 1})
    page = (await staff.get("/admin")).text
    figures = re.sub(r"<[^>]*>|\s+", " ", page[page.index('<dl id="figures"') : page.index("</dl>")])
    assert re.sub(r" +", " ", figures).split("> ")[-1].strip() == (
        "In use 3 / 3 Waiting 1 Preparing 0 Oldest 0 min Sales today ₩20,500"
    )


@pytest.mark.parametrize(("query", "shown"), [
    ("", [2, 1, 3]), ("?sort=table", [1, 2, 3]), ("?status=ordering", [2]), ("?status=empty&sort=table", [1, 3]),
    ("?area=nowhere", []),
])  # fmt: skip
async def test_the_address_sorts_and_filters(bistro: Restaurant, query: str, shown: list[int]) -> None:
    await bistro.ordered(2)
    page = (await browser(bistro, "staff").get(f"/admin{query}")).text
    cards = re.findall(r'<article id="table-\d+"[^>]*data-number="(\d+)"[^>]*>', page)
    assert [int(number) for number in cards if f'data-number="{number}"' in page and visible(page, number)] == shown


def visible(page: str, number: str) -> bool:
    opening = re.search(rf'<article [^>]*data-number="{number}"[^>]*>', page)
    return opening is not None and " hidden" not in opening[0]


async def test_a_table_whose_tablet_is_silent_says_so_on_the_board(bistro: Restaurant) -> None:
    staff = browser(bistro, "staff", "ko")
    listening, silent = bistro.tablets[1], bistro.tablets[2]
    for tablet, ago in ((listening, timedelta()), (silent, timedelta(minutes=3))):
        at = clock.now() - ago
        await bistro.services.work.run(_seen, bistro.store_id, tablet.device_id, at)
    page = (await staff.get("/admin")).text
    told = [one for one in bistro.tables if "태블릿 연결 끊김" in card(page, bistro.tables[one])]
    assert told == [2]


async def _seen(session: AsyncSession, store_id: int, device_id: int, at: datetime) -> None:
    await Devices(session).seen(store_id, [device_id], at)


async def test_a_card_says_how_long_its_oldest_order_waits(bistro: Restaurant) -> None:
    first = await bistro.ordered(1)
    await bistro.ordered(1)
    await bistro.services.work.run(_placed, first["id"], clock.now() - timedelta(minutes=61))
    page = (await browser(bistro, "staff", "ko").get("/admin")).text
    assert "가장 오래 1시간 1분 방금 앉음" in plain(card(page, bistro.tables[1]))


async def _placed(session: AsyncSession, order_id: int, at: datetime) -> None:
    await session.execute(update(Order).where(Order.id == order_id).values(placed_at=at))
