"""A part cancel in the drawer: what is offered, and what is said of it."""

from tests.web.browsers import HTMX, browser
from tests.world import Restaurant


async def test_each_line_can_be_taken_back_in_part(bistro: Restaurant) -> None:
    order, manager = await bistro.ordered(1, ("냉면", 3), "김치찌개"), browser(bistro, "manager")
    path = f"/admin/orders/{order['id']}"
    cold, stew = (line["id"] for line in order["lines"])
    page = (await manager.get(path, headers=HTMX)).text
    assert f"{path}/lines/{cold}/cancellation" in page
    assert f"{path}/lines/{stew}/cancellation" in page
    void = {"quantity": "2", "reason": "too salty", "version": "1"}
    done = await manager.post(f"{path}/lines/{cold}/cancellation", data=void, headers=HTMX)
    assert done.status_code == 200
    assert '"voided": {}' in done.headers["HX-Trigger"]
    assert '<li class="taken-back">' in done.text
    assert "cancelled <b>2 × 냉면</b> of order" in done.text
    assert "₩20,500" in done.text
    assert "too salty" in done.text
    again = await manager.post(f"{path}/lines/{cold}/cancellation", data=void, headers=HTMX)
    assert again.status_code == 409
    assert "cancelled 2 × 냉면 of order" in again.headers["HX-Trigger"].encode().decode("unicode_escape")
    card = (await manager.get("/admin", headers=HTMX)).text
    assert card.count('<li class="taken-back">') == 1
    assert "too salty" not in card, "why is for the drawer"
    assert "too salty" in (await manager.get("/admin/activity")).text


async def test_what_is_not_taken_back_says_why(bistro: Restaurant) -> None:
    order, staff = await bistro.ordered(1, ("냉면", 2)), browser(bistro, "staff")
    path = f"/admin/orders/{order['id']}/lines/{order['lines'][0]['id']}/cancellation"
    too_many = await staff.post(path, data={"quantity": "3", "reason": "x", "version": "1"}, headers=HTMX)
    blank = await staff.post(path, data={"quantity": "1", "reason": " ", "version": "1"}, headers=HTMX)
    begun = {"status": "preparing", "version": 1}
    await bistro.ask("staff", "PATCH", f"/admin/orders/{order['id']}", begun)
    late = await staff.post(path, data={"quantity": "1", "reason": "x", "version": "2"}, headers=HTMX)
    for answer, words in ((too_many, "2"), (blank, ""), (late, "Only a manager")):
        assert answer.status_code == 422
        assert words in answer.headers["HX-Trigger"]
        assert '"late"' in answer.headers["HX-Trigger"]
    assert "Cancel a part" not in late.text
    assert (await bistro.ask(1, "GET", "/orders")).json()["items"][0]["total"] == 22000


async def test_a_single_dish_has_no_parts(bistro: Restaurant) -> None:
    order = await bistro.ordered(1, "냉면")
    page = (await browser(bistro, "owner").get(f"/admin/orders/{order['id']}", headers=HTMX)).text
    assert "Cancel the order" in page
    assert "Cancel a part" not in page


async def test_a_printed_history_strikes_through_what_was_taken_back(bistro: Restaurant) -> None:
    order = await bistro.ordered(1, ("냉면", 2))
    path = f"/admin/orders/{order['id']}/lines/{order['lines'][0]['id']}/cancellation"
    await bistro.ask("owner", "POST", path, {"quantity": 1, "reason": "x", "version": 1})
    await bistro.close(1, force=True)
    page = (await browser(bistro, "owner").get("/admin/history")).text
    assert '<li class="taken-back">' in page
    assert "₩11,000" in page
