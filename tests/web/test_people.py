"""The staff's page, for owners: adding, changing, removing; nobody locks the store out."""

import json
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.security.callers import Role
from ordering.stores.model import Staff
from tests.web.browsers import HTMX, browser, fields_of
from tests.web.makers import a_person
from tests.world import PASSWORD, Restaurant


async def can_log_in(here: Restaurant, username: str, password: str) -> bool:
    given = {"store": here.slug, "username": username, "password": password}
    return (await here.http.post("/api/v1/auth/staff", json=given)).status_code == 200


async def stored(here: Restaurant, username: str) -> dict[str, Any]:
    listed = (await here.ask("owner", "GET", "/admin/staff")).json()["items"]
    return next(one for one in listed if one["username"] == username)


async def test_the_list_shows_everybody_with_their_role(bistro: Restaurant) -> None:
    page = (await browser(bistro, "owner", "ko").get("/admin/staff")).text
    assert page.count('id="person-') == 3
    assert ">점주<" in page
    assert "(나)" in page


async def test_a_new_colleague_may_log_in(bistro: Restaurant) -> None:
    new = {"username": "Minji", "password": PASSWORD, "role": "manager"}
    answer = await browser(bistro, "owner", "ko").post("/admin/staff", data=new, headers=HTMX)
    assert answer.status_code == 200
    assert json.loads(answer.headers["HX-Trigger"])["toast"]["message"] == "minji 님이 이제 로그인할 수 있습니다."
    assert await can_log_in(bistro, "minji", PASSWORD)


async def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost_but_the_password(bistro: Restaurant) -> None:
    new = {"username": "staff", "password": "long enough", "role": "staff"}
    answer = await browser(bistro, "owner").post("/admin/staff", data=new, headers=HTMX)
    assert answer.status_code == 422
    assert 'id="f-username-error"' in answer.text
    assert 'value="staff"' in answer.text
    assert "long enough" not in answer.text
    short = await browser(bistro, "owner").post("/admin/staff", data={**new, "password": "short"}, headers=HTMX)
    assert "At least 8 characters, please." in short.text
    staff_id = await a_person(bistro)
    taken = {**new, "password": "secret horse"}
    assert "secret horse" not in (await browser(bistro, "owner").post(f"/admin/staff/{staff_id}", data=taken)).text


async def test_a_blank_password_stays_as_it_is(bistro: Restaurant) -> None:
    staff_id = await a_person(bistro, username="minji")
    path = f"/admin/staff/{staff_id}"
    form = {"username": "minji", "role": "manager", "password": "", "disabled": "false"}
    assert (await browser(bistro, "owner").post(path, data=form, headers=HTMX)).status_code == 200
    assert await can_log_in(bistro, "minji", PASSWORD)
    changed = await browser(bistro, "owner").post(path, data={**form, "password": "another-one-1"}, headers=HTMX)
    assert changed.status_code == 200
    assert not await can_log_in(bistro, "minji", PASSWORD)
    assert await can_log_in(bistro, "minji", "another-one-1")


async def test_who_is_disabled_may_not_log_in(bistro: Restaurant) -> None:
    path = f"/admin/staff/{await a_person(bistro, username='minji')}"
    form = {"username": "minji", "role": "staff", "password": "", "disabled": "true"}
    answer = await browser(bistro, "owner").post(path, data=form, headers=HTMX)
    assert "May not log in" in answer.text
    assert not await can_log_in(bistro, "minji", PASSWORD)


async def test_the_last_owner_stays_one_and_is_told_why(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner", "ko")
    me = bistro.people[Role.OWNER].staff_id
    why = "로그인할 수 있는 점주가 한 명은 있어야 합니다."
    demoted = {"username": "owner", "role": "staff", "password": "", "disabled": "false"}
    for path, form in ((f"/admin/staff/{me}", demoted), (f"/admin/staff/{me}/dismissal", {})):
        answer = await owner.post(path, data=form, headers=HTMX)
        assert answer.status_code == 422
        assert why in answer.text


async def test_ones_own_change_leads_to_the_door(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    me = bistro.people[Role.OWNER].staff_id
    form = {"username": "owner", "role": "owner", "password": "a-new-secret-1", "disabled": "false"}
    answer = await owner.post(f"/admin/staff/{me}", data=form, headers=HTMX)
    assert answer.headers["HX-Redirect"] == "/admin"
    assert (await owner.get("/admin")).headers["Location"] == "/admin/login"


async def test_who_makes_themself_a_manager_ends_where_managers_may_be(bistro: Restaurant) -> None:
    await a_person(bistro, "owner")
    me = bistro.people[Role.OWNER].staff_id
    form = {"username": "owner", "role": "manager", "password": "", "disabled": "false"}
    answer = await browser(bistro, "owner").post(f"/admin/staff/{me}", data=form)
    assert answer.headers["Location"] == "/admin"


async def test_an_older_form_undoes_nothing_that_somebody_else_has_changed(bistro: Restaurant) -> None:
    path = f"/admin/staff/{await a_person(bistro, 'manager', 'minji')}"
    one, other = browser(bistro, "owner"), browser(bistro, "owner")
    older = fields_of((await other.get(path)).text)
    dismissed = {**fields_of((await one.get(path)).text), "role": "staff", "disabled": "true"}
    assert (await one.post(path, data=dismissed, headers=HTMX)).status_code == 200
    answer = await other.post(path, data={**older, "password": "another-one-1"}, headers=HTMX)
    assert answer.status_code == 200
    assert "May not log in" in answer.text
    assert (await stored(bistro, "minji"))["role"] == "staff"
    assert not await can_log_in(bistro, "minji", "another-one-1")


async def test_where_two_change_the_same_the_second_is_told_and_may_insist(bistro: Restaurant) -> None:
    path = f"/admin/staff/{await a_person(bistro, 'staff', 'minji')}"
    owner = browser(bistro, "owner")
    older = fields_of((await owner.get(path)).text)
    await owner.post(path, data={**older, "username": "minjee", "role": "manager"}, headers=HTMX)
    answer = await owner.post(path, data={**older, "username": "min-ji"}, headers=HTMX)
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#drawer-body"
    assert 'id="f-username-error"' in answer.text
    assert "Somebody else has changed this meanwhile." in answer.text
    again = fields_of(answer.text)
    assert (again["username"], again["role"]) == ("min-ji", "manager"), "what was typed, and what the other one did"
    assert (await owner.post(path, data=again, headers=HTMX)).status_code == 200
    assert (await stored(bistro, "min-ji"))["role"] == "manager"


async def test_who_is_removed_is_gone(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    staff_id = await a_person(bistro, username="minji")
    answer = await owner.post(f"/admin/staff/{staff_id}/dismissal", headers=HTMX)
    assert "minji" not in answer.text
    assert (await owner.get(f"/admin/staff/{staff_id}")).status_code == 404


async def test_a_username_is_text_whatever_it_holds(bistro: Restaurant) -> None:
    """One from before names had to be of letters, too."""
    owner = browser(bistro, "owner")
    staff_id = await a_person(bistro, username="ada")

    async def long_ago(session: AsyncSession) -> None:
        odd = update(Staff).where(Staff.id == staff_id).values(username="<img src=x onerror=alert(1)>")
        await session.execute(odd)

    await bistro.services.work.run(long_ago)
    for path in ("/admin/staff", f"/admin/staff/{staff_id}", "/admin/activity"):
        assert "<img src=x" not in (await owner.get(path)).text


async def test_a_refused_change_asks_for_the_new_password_again(bistro: Restaurant) -> None:
    """It is not sent back, and left blank it would stay the old one without anybody noticing."""
    owner = browser(bistro, "owner")
    people = (await bistro.ask("owner", "GET", "/admin/staff")).json()["items"]
    someone = next(one for one in people if one["username"] == "staff")
    form = {"username": "manager", "role": "staff", "disabled": "false", "password": "another-one-1"}
    answer = await owner.post(f"/admin/staff/{someone['id']}", data=form, headers=HTMX)
    assert answer.status_code == 422
    assert "Type the new password again, please." in answer.text
    assert "another-one-1" not in answer.text


async def test_what_a_form_says_it_was_made_from_may_be_anything(bistro: Restaurant) -> None:
    owner = browser(bistro, "owner")
    people = (await bistro.ask("owner", "GET", "/admin/staff")).json()["items"]
    someone = next(one for one in people if one["username"] == "staff")
    for seen in ('{"password": "x-old-password"}', '{"role": "owner", "password": "x-old-password"}', "[]", "{", "7"):
        form = {"username": "staff", "role": "staff", "disabled": "false", "password": "another-one-1", "seen": seen}
        answer = await owner.post(f"/admin/staff/{someone['id']}", data=form, headers=HTMX)
        assert answer.status_code in (200, 422), seen
