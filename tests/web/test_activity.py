"""Who did what, in sentences; every action that the code records has one."""

import ast
import re
from typing import Any

import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.audit import Action, AuditEntry, Kind
from ordering.menu.shapes import ItemPatch
from ordering.security.callers import Role
from ordering.stores.shapes import LimitsPatch, StaffPatch, StorePatch
from ordering.tables.shapes import TablePatch
from ordering.web.kit import activity_text
from ordering.web.kit.languages import Language
from ordering.web.kit.view import View
from ordering.web.store import activity
from tests.sources import trees
from tests.web.browsers import HTMX, browser
from tests.web.makers import a_person
from tests.world import Restaurant


def recorded() -> set[str]:
    """The actions that are written into the audit, anywhere."""
    return {
        node.attr
        for tree in trees("web")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Action"
    }


def test_every_action_is_recorded() -> None:
    assert recorded() == set(Action.__members__)


def test_every_kind_has_actions_a_label_and_an_icon() -> None:
    assert {action.kind for action in Action} == set(Kind) == activity_text.KINDS.keys() == activity_text.ICONS.keys()


@pytest.mark.parametrize("patch", [ItemPatch, StaffPatch, TablePatch, LimitsPatch, StorePatch])
def test_every_field_that_can_change_has_a_name(patch: type[msgspec.Struct]) -> None:
    inside = {"limits", "board_minutes", "cooking_minutes", "call_minutes"}  # recorded by their own columns
    assert set(patch.__struct_fields__) - inside <= activity_text.FIELDS.keys()


def an_entry(action: str, subject: str = "order", **other: Any) -> AuditEntry:
    given = {"actor_kind": "staff", "actor_name": "민지", "subject_id": 7, "before": None, "after": None, **other}
    return AuditEntry(action=action, subject=subject, **given)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("language", Language)
def test_every_sentence_can_be_told_also_of_rows_that_are_gone(action: Action, language: Language) -> None:
    told = activity_text.tell(View(language=language), an_entry(action.code, action.subject), {})
    assert "%" not in told


@pytest.mark.parametrize(
    ("entry", "korean", "english"),
    [
        (an_entry("order.advanced", after={"status": "preparing"}),
         "민지 님이 #0042 주문을 ‘준비중’ 상태로 바꿨습니다.", "민지 moved order #0042 to “Preparing”."),
        (an_entry("order.cancelled", actor_kind="table", actor_name="table 5"),
         "5번 테이블에서 #0042 주문을 취소했습니다.", "The tablet at table 5 cancelled order #0042."),
        (an_entry("table.closed", "table"), "민지 님이 5번 테이블의 이용을 완료했습니다.", "민지 closed table 5."),
        (an_entry("device.unpaired", "device", before={"table_id": 7}),
         "민지 님이 5번 테이블 태블릿의 연결을 해제했습니다.", "민지 unpaired a tablet of table 5."),
        (an_entry("item.removed", "item", before={"name": "김치찌개", "price": 9500}),
         "민지 님이 김치찌개 메뉴를 삭제했습니다.", "민지 deleted 김치찌개 from the menu."),
        (an_entry("table.added", "table", actor_kind="command", after={"number": 9}),
         "관리 명령으로 9번 테이블을 추가했습니다.", "The command line added table 9."),
        (an_entry("login.refused", "staff", actor_kind="stranger", actor_name="owner"),
         "owner 아이디의 로그인이 거절되었습니다.", "A login as owner was refused."),
        (an_entry("login.throttled", "table", actor_kind="stranger", actor_name="table 9", subject_id=None),
         "9번 테이블의 태블릿은 비밀번호를 여러 번 틀려 잠시 기다려야 합니다.",
         "A tablet at table 9 has to wait: too many wrong passwords."),
    ],
)  # fmt: skip
def test_a_deed_reads_as_one_would_say_it(entry: AuditEntry, korean: str, english: str) -> None:
    names = {("order", 7): "20261123-0042", ("table", 7): "5"}
    for language, said in ((Language.KOREAN, korean), (Language.ENGLISH, english)):
        told = activity_text.tell(View(language=language), entry, names)
        assert re.sub(r"<[^>]+>", "", str(told)) == said


async def test_a_changed_price_is_told_from_what_to_what(bistro: Restaurant) -> None:
    item_id = bistro.items["김치찌개"]
    await bistro.ask("manager", "PATCH", f"/admin/items/{item_id}", {"price": 10000, "hidden": True})
    page = (await browser(bistro, "owner", "ko").get("/admin/activity")).text
    assert "<b>manager</b> 님이 <b>김치찌개</b> 메뉴를 바꿨습니다." in page
    assert "<s>₩9,500</s>" in page
    assert "₩10,000</dd>" in page
    assert "<dt>숨김</dt>" in page


async def test_entries_are_found_by_person_kind_and_day(bistro: Restaurant) -> None:
    order = await bistro.ordered(1)
    move = {"status": "preparing", "version": order["version"]}
    await bistro.ask("staff", "PATCH", f"/admin/orders/{order['id']}", move)
    await a_person(bistro, username="minji")
    owner = browser(bistro, "owner")
    of_staff = (await owner.get(f"/admin/activity?person={bistro.people[Role.STAFF].staff_id}")).text
    assert of_staff.count('class="deed"') == 1
    assert f'href="/admin/orders/{order["id"]}"' in of_staff
    people = (await owner.get("/admin/activity?kind=people")).text
    assert "<b>minji</b> to the staff" in people
    assert "moved order" not in people
    assert "Nothing to show" in (await owner.get("/admin/activity?day=2020-01-01")).text
    for extreme in ("0001-01-01", "9999-12-31"):
        assert (await owner.get(f"/admin/activity?day={extreme}")).status_code == 200
    assert (await owner.get("/admin/activity?kind=nonsense&day=soon")).status_code == 422


async def test_who_left_can_still_be_looked_for(bistro: Restaurant) -> None:
    order = await bistro.ordered(1)
    move = {"status": "preparing", "version": order["version"]}
    await bistro.ask("staff", "PATCH", f"/admin/orders/{order['id']}", move)
    staff_id = bistro.people[Role.STAFF].staff_id
    await bistro.ask("owner", "DELETE", f"/admin/staff/{staff_id}")
    page = (await browser(bistro, "owner").get(f"/admin/activity?person={staff_id}")).text
    assert f'<option value="{staff_id}" selected>staff (gone)</option>' in page
    assert page.count('class="deed"') == 1


async def test_what_a_newer_version_did_is_told_plainly(bistro: Restaurant) -> None:
    """After a downgrade: neither its action, nor its row, nor what it noted need be known here."""
    order = await bistro.ordered(1)
    newer = [
        {"action": "order.served", "subject": "order", "subject_id": order["id"], "after": {"status": "served"}},
        {"action": "ticket.bumped", "subject": "ticket", "subject_id": 1, "after": {"role": "kitchen", "price": "?"}},
        {"action": "order.opened", "subject": "ticket", "subject_id": None, "after": None},
    ]

    async def recorded(session: AsyncSession) -> None:
        for entry in newer:
            who = {"actor_kind": "staff", "actor_id": None, "actor_name": "민지", "before": None, "address": None}
            session.add(AuditEntry(store_id=bistro.store_id, at=clock.now(), **who, **entry))

    await bistro.services.work.run(recorded)
    told = (await bistro.ask("owner", "GET", "/admin/audit")).json()["items"][:3]
    assert [{name: row[name] for name in newer[0]} for row in reversed(told)] == newer
    owner = browser(bistro, "owner")
    page = (await owner.get("/admin/activity")).text
    for entry in newer:
        assert f"<b>민지</b> did something that this version has no words for: <b>{entry['action']}</b>." in page
    drawer = (await owner.get(f"/admin/orders/{order['id']}")).text
    assert "no words for: <b>order.served</b>" in drawer
    late = {"status": "preparing", "version": 9}
    outpaced = await owner.post(f"/admin/orders/{order['id']}/status", data=late, headers=HTMX)
    assert "no words for: order.served" in outpaced.headers["HX-Trigger"]


async def test_the_list_goes_on_and_a_day_is_named_once(bistro: Restaurant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activity, "AT_ONCE", 5)
    owner = browser(bistro, "owner")
    page, days, seen = (await owner.get("/admin/activity")).text, 0, []
    while True:
        seen += re.findall(r'id="entry-(\d+)"', page)
        days += page.count('class="day"')
        more = re.search(r'hx-get="([^"]+cursor=[^"]+)"', page)
        if not more:
            break
        page = (await owner.get(more[1].replace("&amp;", "&"), headers=HTMX)).text
    assert len(seen) == len(set(seen)) > 10
    assert days == 1


async def test_another_stores_deeds_are_not_told(bistro: Restaurant, rival: Restaurant) -> None:
    await a_person(rival, username="rivals-own")
    assert "rivals-own" not in (await browser(bistro, "owner").get("/admin/activity")).text
