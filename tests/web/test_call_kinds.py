"""What guests can call for, as the form of the store's page."""

from tests.web.browsers import HTMX, browser, fields_of
from tests.world import Restaurant

PATH = "/admin/store/calls"


def rows(*kinds: dict[str, str]) -> dict[str, str]:
    return {f"rows[{i}].{name}": value for i, kind in enumerate(kinds) for name, value in kind.items()}


async def stored(here: Restaurant) -> list[dict[str, object]]:
    return list((await here.ask("owner", "GET", "/admin/store")).json()["call_kinds"])


async def test_the_page_has_a_row_for_each_and_room_for_more(bistro: Restaurant) -> None:
    page = (await browser(bistro, "manager").get(PATH)).text
    form = fields_of(page)
    assert [form[f"rows[{i}].ko"] for i in range(8)] == ["물", "수저", "앞접시", "물티슈", "계산", "직원 호출", "", ""]
    assert (form["rows[1].key"], form["rows[1].max"], form["rows[1].counted"]) == ("cutlery", "20", "true")
    store = (await browser(bistro, "manager").get("/admin/store")).text
    assert 'name="call_minutes[1]" type="number" value="5"' in store
    assert f'href="{PATH}"' in store


async def test_rows_are_added_renamed_and_taken_away(bistro: Restaurant) -> None:
    own = {"key": "water", "label": {"ko": "물", "ja": "水"}, "counted": False, "max": 1}
    await bistro.ask("owner", "PATCH", "/admin/store", {"call_kinds": [own, {"key": "gone", "label": {"ko": "재"}}]})
    form = rows(
        {"key": "water", "ko": "얼음물", "en": "Iced water", "counted": "false", "max": ""},
        {"key": "gone", "ko": " ", "en": "", "counted": "false", "max": ""},
        {"key": "", "ko": "숯", "en": "", "counted": "true", "max": "3"},
        {"key": "", "ko": "", "en": "", "counted": "false", "max": ""},
    )
    saved = await browser(bistro, "manager").post(PATH, data=form, headers=HTMX)
    assert saved.status_code == 200, saved.text
    water, coal = await stored(bistro)
    assert water == {**own, "label": {"ko": "얼음물", "en": "Iced water", "ja": "水"}}
    assert coal == {"key": "kind1", "label": {"ko": "숯"}, "counted": True, "max": 3}
    again = fields_of(saved.text)
    assert [again[f"rows[{i}].ko"] for i in range(4)] == ["얼음물", "숯", "", ""]


async def test_what_is_wrong_stands_at_its_row_and_nothing_is_saved(bistro: Restaurant) -> None:
    before = await stored(bistro)
    for row, field in (
        ({"ko": "", "en": "Charcoal"}, "rows[1].ko"),
        ({"ko": "숯" * 51}, "rows[1].ko"),
        ({"ko": "숯", "max": "21"}, "rows[1].max"),
    ):
        form = rows({"key": "", "ko": "", "en": ""}, {"key": "", "en": "", "counted": "true", "max": "", **row})
        refused = await browser(bistro, "manager").post(PATH, data=form, headers=HTMX)
        assert refused.status_code == 422
        assert f'id="kind-{field}-error"' in refused.text
        assert await stored(bistro) == before


async def test_what_somebody_else_has_changed_meanwhile_is_not_undone(bistro: Restaurant) -> None:
    manager = browser(bistro, "manager")
    form = fields_of((await manager.get(PATH)).text)
    kinds = [{"key": "coal", "label": {"ko": "숯"}, "counted": False, "max": 1}]
    await bistro.ask("owner", "PATCH", "/admin/store", {"call_kinds": kinds})
    late = await manager.post(PATH, data={**form, "rows[0].ko": "생수"}, headers=HTMX)
    assert late.status_code == 422
    assert await stored(bistro) == kinds
