"""The bill's page, what it says when the bill has changed, and how many guests there are."""

import html
import json
import re

from tests.web.browsers import HTMX, browser
from tests.world import Restaurant


async def test_the_page_has_what_is_owed_and_divides_it(bistro: Restaurant) -> None:
    order = await bistro.ordered(1, ("냉면", 2), "김치찌개")
    path = f"/admin/orders/{order['id']}/lines/{order['lines'][0]['id']}/cancellation"
    await bistro.ask("owner", "POST", path, {"quantity": 1, "reason": "x", "version": 1})
    page = (await browser(bistro, "staff").get(f"/admin/tables/{bistro.tables[1]}/bill")).text
    assert "₩20,500" in page
    assert "₩22,000" not in page, "what was taken back is no part of it"
    told = re.search(r'data-bill="([^"]+)"', page)
    assert told
    bill = (await bistro.ask("staff", "GET", f"/admin/tables/{bistro.tables[1]}/bill")).json()
    assert json.loads(html.unescape(told[1])) == bill


async def test_it_is_told_when_the_bill_has_changed(bistro: Restaurant) -> None:
    await bistro.ordered(1, "냉면")
    staff = browser(bistro, "staff")
    page = (await staff.get(f"/admin/tables/{bistro.tables[1]}/bill")).text
    asked = re.search(r'hx-get="([^"]+/bill/news[^"]+)"', page)
    assert asked
    news = html.unescape(asked[1])
    assert (await staff.get(news, headers=HTMX)).status_code == 204
    await bistro.ordered(2, "냉면")
    assert (await staff.get(news, headers=HTMX)).status_code == 204, "that is another table's"
    await bistro.ordered(1, "김치찌개")
    changed = await staff.get(news, headers=HTMX)
    assert (changed.status_code, "has changed since" in changed.text) == (200, True)
    assert f"/admin/tables/{bistro.tables[1]}/bill" in changed.text
    await bistro.close(1, force=True)
    assert "This party has left." in (await staff.get(news, headers=HTMX)).text


async def test_guests_are_counted_with_one_tap_and_shown(bistro: Restaurant) -> None:
    order = await bistro.ordered(1)
    staff, table = browser(bistro, "staff"), bistro.tables[1]
    form = {"guests": "3", "table_session_id": str(order["table_session_id"])}
    counted = await staff.post(f"/admin/tables/{table}/session", data=form, headers=HTMX)
    assert counted.status_code == 200
    pressed = [one for one in re.findall(r"<button[^>]*>", counted.text) if 'aria-pressed="true"' in one]
    assert len(pressed) == 1
    assert "3 guests" in counted.text, "on the card"
    assert "3 guests" in (await staff.get("/admin")).text
    await bistro.close(1, force=True)
    page = (await browser(bistro, "owner").get("/admin/history")).text
    assert page.count("3 guests") == 2, "of the party, and of the day"
    late = await staff.post(f"/admin/tables/{table}/session", data=form, headers=HTMX)
    assert late.status_code == 409
