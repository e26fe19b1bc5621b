"""Two people at one dish: nobody's words are lost, and nobody's are overwritten unseen."""

from tests.web.browsers import HTMX, browser
from tests.web.dishes import fields_of, opened
from tests.world import Restaurant


async def test_two_people_at_different_fields_both_keep_what_they_wrote(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    item = bistro.items["냉면"]
    fields = await opened(owner, item)
    await bistro.ask("manager", "PATCH", f"/admin/items/{item}", {"price": 9_900})
    answer = await owner.post(f"/admin/menu/items/{item}", data={**fields, "name": "물냉면"}, headers=HTMX)
    assert answer.status_code == 200
    stored = (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()
    assert (stored["name"], stored["price"]) == ("물냉면", 9_900)


async def test_two_people_at_the_same_field_are_shown_both(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    item = bistro.items["냉면"]
    fields = await opened(owner, item)
    await bistro.ask("manager", "PATCH", f"/admin/items/{item}", {"price": 9_900, "description": "살얼음"})
    data = {**fields, "price": "13,000", "name": "물냉면"}
    answer = await owner.post(f"/admin/menu/items/{item}", data=data, headers=HTMX)
    assert answer.status_code == 422
    assert "Somebody else has changed this meanwhile" in answer.text
    assert "<td>₩9,900</td><td><strong>₩13,000</strong></td>" in answer.text
    assert answer.text.count('<th scope="row">') == 1
    assert (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()["price"] == 9_900
    together = fields_of(answer.text)
    assert (together["price"], together["name"], together["description"]) == ("13,000", "물냉면", "살얼음")
    assert (await owner.post(f"/admin/menu/items/{item}", data=together, headers=HTMX)).status_code == 200
    stored = (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()
    assert (stored["price"], stored["name"], stored["description"]) == (13_000, "물냉면", "살얼음")


async def test_options_that_somebody_else_rewrote_can_be_saved_anyway(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    item = bistro.items["떡볶이"]
    fields = await opened(owner, item)
    await bistro.ask("manager", "PATCH", f"/admin/items/{item}", {"option_groups": []})
    fields["option_groups[1].options[0].name"] = "모차렐라"
    answer = await owner.post(f"/admin/menu/items/{item}", data=fields, headers=HTMX)
    assert answer.status_code == 422
    assert "모차렐라 +₩2,000" in answer.text
    assert (await owner.post(f"/admin/menu/items/{item}", data=fields_of(answer.text), headers=HTMX)).status_code == 200
    stored = (await bistro.ask("owner", "GET", f"/admin/items/{item}")).json()
    assert [group["name"] for group in stored["option_groups"]] == ["맵기", "토핑"]


async def test_a_dish_deleted_meanwhile_comes_back_as_a_new_one(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    item = bistro.items["떡볶이"]
    fields = await opened(owner, item)
    await bistro.ask("manager", "DELETE", f"/admin/items/{item}")
    answer = await owner.post(f"/admin/menu/items/{item}", data={**fields, "name": "라볶이"}, headers=HTMX)
    assert answer.status_code == 422
    assert "comes back as a new one" in answer.text
    assert 'hx-post="/admin/menu/items/new"' in answer.text
    again = await owner.post("/admin/menu/items/new", data=fields_of(answer.text), headers=HTMX)
    assert "HX-Redirect" in again.headers, again.text
