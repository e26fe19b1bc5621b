"""What is done from the board's pages, and who is told what."""

import json
import re

import httpx

from tests.web.browsers import HTMX, browser
from tests.web.test_board import card, move
from tests.world import Restaurant

SCRIPT = '<img src=x onerror=alert(1)>" hx-get="/x'


async def test_one_tap_moves_an_order_on_and_back(bistro: Restaurant) -> None:
    order, staff = await bistro.ordered(1), browser(bistro, "staff", "ko")
    answer = await move(staff, order, "preparing")
    assert answer.status_code == 200
    assert "준비중" in card(answer.text, bistro.tables[1])
    assert "HX-Trigger" not in answer.headers, "the card shows it"
    recalled = await move(staff, {**order, "version": 2}, "pending", "drawer")
    assert 'id="order-cancel"' in recalled.text
    served = await move(staff, {**order, "version": 3}, "completed")
    note = json.loads(served.headers["HX-Trigger"])["toast"]
    assert note["message"] == f"#{order['number'][-4:]} 나감"
    back = {"status": "preparing", "version": 4}
    assert note["undo"] == {"deed": "recall", "path": f"/admin/orders/{order['id']}/status", "values": back}
    assert "준비중" in card((await move(staff, {**order, "version": 4}, "preparing")).text, bistro.tables[1])


async def test_the_second_of_two_hears_what_the_first_did(bistro: Restaurant) -> None:
    order = await bistro.ordered(1)
    await move(browser(bistro, "manager"), order, "preparing")
    late = await move(browser(bistro, "staff"), order, "completed")
    assert late.status_code == 409
    said = late.headers["HX-Trigger"].encode().decode("unicode_escape")
    assert "manager moved order" in said
    assert "Preparing" in said
    assert "just now" in said
    assert "Preparing" in card(late.text, bistro.tables[1]), "and sees it"


async def test_staff_cancel_only_what_waits_and_the_reason_stays(bistro: Restaurant) -> None:
    order, staff = await bistro.ordered(1), browser(bistro, "staff")
    path = f"/admin/orders/{order['id']}"
    blank = await staff.post(f"{path}/cancellation", data={"reason": " ", "version": 1}, headers=HTMX)
    assert (blank.status_code, 'id="cancel-reason-error"' in blank.text) == (422, True)
    await move(browser(bistro, "manager"), order, "preparing")
    assert "Cancel the order" not in (await staff.get(path, headers=HTMX)).text
    stale = await staff.post(f"{path}/cancellation", data={"reason": "dropped", "version": 1}, headers=HTMX)
    assert stale.status_code == 422
    assert 'value="dropped"' in stale.text
    assert 'name="version" value="2"' in stale.text
    refused = await staff.post(f"{path}/cancellation", data={"reason": "dropped", "version": 2}, headers=HTMX)
    assert "Only a manager" in refused.text
    done = await browser(bistro, "owner").post(f"{path}/cancellation", data={"reason": "dropped", "version": 2},
                                               headers=HTMX)  # fmt: skip
    assert (done.status_code, "dropped" in done.text) == (200, True)


async def test_closing_asks_again_while_something_is_not_served(bistro: Restaurant) -> None:
    order, staff = await bistro.ordered(1), browser(bistro, "staff", "ko")
    path = f"/admin/tables/{bistro.tables[1]}/closing"
    party = {"table_session_id": order["table_session_id"]}
    asked = await staff.post(path, data=party, headers=HTMX)
    assert asked.status_code == 409
    for words in (f"#{order['number'][-4:]}", "1번 테이블, ₩9,500", "아직 나가지 않은 주문"):
        assert words in asked.text
    closed = await staff.post(path, data={**party, "force": "true"}, headers=HTMX)
    assert 'data-state="empty"' in card(closed.text, bistro.tables[1])
    again = await staff.post(path, data={**party, "force": "true"}, headers=HTMX)
    assert again.status_code == 409, "the next party's table is not closed by a repeated press"


async def test_the_drawer_tells_who_did_what_and_is_a_page_too(bistro: Restaurant) -> None:
    order = await bistro.ordered(1, "냉면", note="x\ny")
    await move(browser(bistro, "manager"), order, "preparing")
    staff = browser(bistro, "staff")
    drawer = (await staff.get(f"/admin/orders/{order['id']}", headers=HTMX)).text
    assert "<b>manager</b> moved order" in drawer
    page = (await staff.get(f"/admin/orders/{order['id']}")).text
    assert 'id="board"' in page
    assert 'id="order-facts"' in page
    await bistro.close(1, force=True)
    after = (await staff.get(f"/admin/orders/{order['id']}/facts", headers=HTMX)).text
    assert "This table has been closed" in after
    assert "/status" not in after, "nothing can be done with it any more"


async def placing(client: httpx.AsyncClient, table_id: int) -> tuple[str, str]:
    form = (await client.get(f"/admin/tables/{table_id}/orders/new", headers=HTMX)).text
    key = re.search(r'name="key" value="([^"]+)"', form)
    assert key is not None
    return form, key[1]


async def test_an_order_taken_by_word_of_mouth_is_placed_once(bistro: Restaurant) -> None:
    staff, table = browser(bistro, "staff"), bistro.tables[1]
    form, key = await placing(staff, table)
    assert "티라미수" in form
    assert "붕어빵" not in form, "hidden"
    body = {"key": key, "party": "0", "expected_total": "19000", "note": "",
            "lines[0].item_id": bistro.items["김치찌개"],
            "lines[0].quantity": "2", "lines[0].note": "덜 맵게"}  # fmt: skip
    answers = [await staff.post(f"/admin/tables/{table}/orders", data=body, headers=HTMX) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200], answers[0].text
    placed = (await bistro.ask("staff", "GET", "/admin/orders")).json()["items"]
    assert [(one["placed_by"], one["total"], one["lines"][0]["note"]) for one in placed] == [
        ("staff", 19000, "덜 맵게")
    ]
    changed = await staff.post(f"/admin/tables/{table}/orders", data={**body, "lines[0].quantity": "3"}, headers=HTMX)
    assert changed.status_code == 422
    assert "placed already" in changed.text
    assert key not in changed.text, "the key was used up"


async def test_what_can_not_be_had_is_told_at_its_line(bistro: Restaurant) -> None:
    staff, table = browser(bistro, "staff"), bistro.tables[1]
    _, key = await placing(staff, table)
    names = ["김치찌개", "티라미수", "붕어빵", "떡볶이"]
    body = {"key": key, "party": "0", "expected_total": "", "note": "빨리"}
    for i, name in enumerate(names):
        body |= {f"lines[{i}].item_id": str(bistro.items[name]), f"lines[{i}].quantity": "1", f"lines[{i}].name": name}
    answer = await staff.post(f"/admin/tables/{table}/orders", data=body, headers=HTMX)
    assert answer.status_code == 422
    lines = re.findall(r'<li class="taken".*?</li>', answer.text[answer.text.index("basket") :], re.DOTALL)
    said = [bool(re.search(r'class="error"', line)) for line in lines]
    assert said == [False, True, True, True]
    assert "Sold out: take it out." in lines[1]
    assert "not on the menu" in lines[2]
    assert "Choose more here." in lines[3]
    assert 'value="빨리"' in answer.text
    cheap = {**{k: v for k, v in body.items() if not re.match(r"lines\[[123]", k)}, "expected_total": "1"}
    dearer = await staff.post(f"/admin/tables/{table}/orders", data=cheap, headers=HTMX)
    assert "₩9,500" in dearer.text
    assert 'name="expected_total" value="9500"' in dearer.text


async def test_names_and_notes_show_as_text(bistro: Restaurant) -> None:
    await bistro.ask("manager", "PATCH", f"/admin/tables/{bistro.tables[1]}", {"label": SCRIPT, "area": SCRIPT})
    item = {"category_id": bistro.categories["식사"], "name": SCRIPT, "price": 100}
    bistro.items["x"] = (await bistro.ask("manager", "POST", "/admin/items", item)).json()["id"]
    order = await bistro.ordered(1, "x", note=SCRIPT)
    owner = browser(bistro, "owner")
    await owner.post(f"/admin/orders/{order['id']}/cancellation", data={"reason": SCRIPT, "version": 1}, headers=HTMX)
    new = f"/admin/tables/{bistro.tables[1]}/orders/new"
    for path in ("/admin", f"/admin/orders/{order['id']}", new):
        page = (await owner.get(path)).text
        assert "<img" not in page
        assert '" hx-get="/x' not in page
        assert "&lt;img src=x" in page


async def test_a_store_without_tables_says_where_they_come_from(bistro: Restaurant) -> None:
    for table_id in bistro.tables.values():
        await bistro.ask("manager", "DELETE", f"/admin/tables/{table_id}")
    page = (await browser(bistro, "manager").get("/admin")).text
    assert "No tables yet" in page
    assert 'href="/admin/tables"' in page


async def test_nobody_sees_another_stores_order(bistro: Restaurant, rival: Restaurant) -> None:
    order, stranger = await rival.ordered(1), browser(bistro, "owner")
    for path in (f"/admin/orders/{order['id']}", f"/admin/tables/{rival.tables[1]}/orders/new"):
        assert (await stranger.get(path)).status_code == 404
    assert (await move(stranger, order, "preparing")).status_code == 404
    closing = await stranger.post(f"/admin/tables/{rival.tables[1]}/closing", data={"force": "true"}, headers=HTMX)
    assert closing.status_code == 404


async def test_a_tab_of_another_store_gets_neither_the_stream_nor_the_board(
    bistro: Restaurant, rival: Restaurant
) -> None:
    """One has logged in there since, in the same browser."""
    theirs = browser(rival, "staff")
    for path in ("/admin/board", "/admin/stream"):
        asked = await theirs.get(path, params={"of": bistro.slug}, headers=HTMX)
        assert asked.status_code == 401, path
    assert (await theirs.get("/admin/board", params={"of": rival.slug}, headers=HTMX)).status_code == 200


async def test_an_order_that_is_refused_names_the_dishes_above_it(bistro: Restaurant) -> None:
    form = {"key": "k" * 24, "lines[0].item_id": str(bistro.items["냉면"]), "lines[0].quantity": "1",
            "lines[1].item_id": str(bistro.items["티라미수"]), "lines[1].quantity": "1"}  # fmt: skip
    path = f"/admin/tables/{bistro.tables[1]}/orders"
    answer = await browser(bistro, "staff").post(path, data=form, headers=HTMX)
    assert answer.status_code == 422
    assert "Nothing was ordered. (티라미수)" in answer.text


async def test_what_is_in_the_drawer_is_of_the_board(bistro: Restaurant) -> None:
    order = await bistro.ordered(1)
    table = f"/admin/tables/{bistro.tables[1]}/orders"
    for path in (f"/admin/orders/{order['id']}", table, f"{table}/new"):
        page = (await browser(bistro, "staff").get(path)).text
        assert '<a href="/admin" aria-current="page">' in page, path
