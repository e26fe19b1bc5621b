"""What the document shows: one evening at table 3. Answers by schema name, and by operation where that says more."""

import re
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from litestar.exceptions import HTTPException
from msgspec import UNSET, structs

from ordering import errors
from ordering.errors import Refusal
from ordering.http import problems
from ordering.images.shapes import ImageOut
from ordering.menu.shapes import (
    CategoryOut,
    GuestCategory,
    GuestItem,
    GuestMenu,
    ItemOut,
    OptionGroupOut,
    OptionOut,
)
from ordering.orders.model import ChosenOption, Status
from ordering.orders.shapes import (
    Board,
    BoardTable,
    Cancelled,
    ClosedSession,
    GuestOrders,
    HourTotals,
    ItemTotals,
    OrderLineOut,
    OrderNamed,
    OrderOut,
    PricedLine,
    Refused,
    StatusTimes,
    Summary,
)
from ordering.security.callers import Role
from ordering.stores.login import StaffLogin
from ordering.stores.model import Pairing
from ordering.stores.shapes import Limits, OpenPairing, StaffOut, StaffRef, StoreOut, StoreRef
from ordering.tables.shapes import DeviceOut, TableLogin, TableOut, TableRef, TableSessionOut

TODAY = date(2026, 11, 23)
REQUEST_ID = "3f9a1c5e7b2d4860"
CURSOR = "MTAzNA"
TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2lnbmF0dXJl"  # noqa: S105 - signs nothing
DEVICE_TOKEN = "iEw0WGDCPRA0rZPNERj1UlK4FhZZIdu74q0pX6uTs0Y"  # noqa: S105 - likewise


def at(hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2026, 11, 23, hour, minute, second, tzinfo=UTC)


STORE = StoreRef("demo", "골목식당 한술더", "KRW", "ko", "Asia/Seoul", 60)
TABLE = TableRef(3, 3, "창가")
TABLE_OUT = TableOut(3, 3, "창가", "홀", 17)
OWNER = StaffRef(1, "owner", Role.OWNER)
LARGE = ChosenOption(12, "밥 곱빼기", 1000)
LINE = OrderLineOut(103400, 2, "제육볶음", 12000, 2, [LARGE], "덜 맵게", 26000)
STEW = OrderLineOut(103401, 1, "김치찌개", 9500, 1, [], None, 9500)
PLACED = OrderOut(
    id=1034,
    number="20261123-0042",
    business_date=TODAY,
    currency="KRW",
    table=TABLE,
    table_session_id=208,
    placed_by="table",
    status=Status.PENDING,
    version=1,
    total=LINE.subtotal + STEW.subtotal,
    note=None,
    placed_at=at(9, 30, 12),
    updated_at=at(9, 30, 12),
    status_times=StatusTimes(UNSET, UNSET, UNSET),
    cancelled=None,
    lines=[LINE, STEW],
)
PREPARING = structs.replace(
    PLACED,
    status=Status.PREPARING,
    version=2,
    updated_at=at(9, 32),
    status_times=StatusTimes(at(9, 32), UNSET, UNSET),
)
COMPLETED = structs.replace(
    PLACED,
    status=Status.COMPLETED,
    version=3,
    updated_at=at(9, 47),
    status_times=StatusTimes(at(9, 32), at(9, 47), UNSET),
)
TAKEN_BACK = structs.replace(
    PLACED,
    status=Status.CANCELLED,
    version=2,
    updated_at=at(9, 31),
    status_times=StatusTimes(UNSET, UNSET, at(9, 31)),
    cancelled=Cancelled("table", at(9, 31)),
)
CANCELLED = structs.replace(TAKEN_BACK, cancelled=Cancelled("staff", at(9, 31), "손님이 주문을 바꿈"))
OPEN = TableSessionOut(208, at(9, 30, 12), PLACED.total)

RICE = OptionGroupOut(5, "밥", 0, 1, [OptionOut(11, "밥 빼기", -1000, False), OptionOut(12, "밥 곱빼기", 1000, False)])
PLACE = "/media/menus/1/5d41402abc4b2a76b9719d911017c592"
PICTURE = ImageOut(
    id=7,
    url=f"{PLACE}/640.webp",
    srcset=f"{PLACE}/320.webp 320w, {PLACE}/640.webp 640w, {PLACE}/1280.webp 1280w",
    width=640,
    height=480,
)
PORK = GuestItem(
    id=2,
    name="제육볶음",
    description="밥이 모자란 건 손님 탓이 아니라 제육 탓이에요.",
    price=12000,
    image_url=PICTURE.url,
    image_srcset=PICTURE.srcset,
    sold_out=False,
    available=True,
    option_groups=[RICE],
)
ITEM = ItemOut(**structs.asdict(PORK), category_id=1, position=1, hidden=False, image_id=PICTURE.id)
RICE_SOLD_OUT = structs.replace(RICE, options=[structs.replace(one, sold_out=one.id == 12) for one in RICE.options])

EXAMPLES: dict[str, Any] = {
    # What comes in: only what one would send.
    "TableCredentials": {"store": "demo", "table_number": 3, "password": "1234"},
    "DeviceCredentials": {"device_token": DEVICE_TOKEN},
    "StaffCredentials": {"store": "demo", "username": "owner", "password": "demo-owner-1"},
    "Draft": {
        "lines": [
            {"item_id": 2, "quantity": 2, "options": [12], "note": "덜 맵게"},
            {"item_id": 1, "quantity": 1},
        ],
        "expected_total": PLACED.total,
        "party": 17,
    },
    "Move": {"status": "preparing", "version": 1},
    "Cancellation": {"reason": "손님이 주문을 바꿈", "version": 1},
    "Closing": {"force": False, "table_session_id": 208},
    "NewTable": {"number": 3, "password": "1234", "label": "창가", "area": "홀"},
    "TablePatch": {"label": "창가", "area": None},
    "CategoryIn": {"name": "대표메뉴"},
    "CategoryPatch": {"name": "대표메뉴"},
    "Arrangement": {"ids": [2, 1]},
    "NewItem": {
        "category_id": 1,
        "name": "제육볶음",
        "price": 12000,
        "description": PORK.description,
        "option_groups": [
            {
                "name": "밥",
                "min_choices": 0,
                "max_choices": 1,
                "options": [{"name": "밥 빼기", "price_delta": -1000}, {"name": "밥 곱빼기", "price_delta": 1000}],
            }
        ],
    },
    "ItemPatch": {"price": 12000, "hidden": False},
    "StorePatch": {"name": STORE.name, "limits": {"undo_seconds": 60}, "board_minutes": [5, 10]},
    "NewStaff": {"username": "jiwoo", "password": "a long sentence is best", "role": "staff"},
    "StaffPatch": {"role": "manager"},
    # What leaves.
    "TableLogin": TableLogin(
        access_token=TOKEN, expires_at=at(23, 30), device_token=DEVICE_TOKEN, table=TABLE, party=17, store=STORE
    ),
    "StaffLogin": StaffLogin(access_token=TOKEN, expires_at=at(23, 30), staff=OWNER, store=STORE),
    "Me": {"kind": "table", "store": STORE, "table": TABLE, "device_id": 9, "party": 17},
    "GuestMenu": GuestMenu(71, [GuestCategory(1, "대표메뉴", [PORK])]),
    "OrderOut": PLACED,
    "GuestOrders": GuestOrders(5120, 17, OPEN, [PLACED]),
    "Board": Board(5120, [BoardTable(TABLE_OUT, 17, OPEN, 1, [PLACED])]),
    "ClosedSession": ClosedSession(
        id=208,
        table=TABLE,
        business_date=TODAY,
        opened_at=OPEN.opened_at,
        closed_at=at(10, 42, 5),
        total=COMPLETED.total,
        orders=[COMPLETED],
    ),
    "TableOut": TABLE_OUT,
    "DeviceOut": DeviceOut(9, TABLE, "Mozilla/5.0 (Linux; Android 15; Tablet)", at(1, 2, 3), at(9, 30)),
    "CategoryOut": CategoryOut(1, "대표메뉴", 0),
    "ImageOut": PICTURE,
    "ItemOut": ITEM,
    "StoreOut": StoreOut(
        slug=STORE.slug,
        name=STORE.name,
        timezone=STORE.timezone,
        day_cutoff_hour=4,
        currency=STORE.currency,
        locale=STORE.locale,
        limits=Limits(20, 2, 60),
        board_minutes=[5, 10],
        retention_days=183,
        devices_per_table=3,
        pairing=Pairing.ALWAYS,
    ),
    "OpenPairing": OpenPairing(at(9, 45)),
    "StaffOut": StaffOut(4, "jiwoo", Role.STAFF, False, at(0, 15)),
    "Summary": Summary(
        date=TODAY,
        orders=1,
        sessions=1,
        sales=PLACED.total,
        cancelled=0,
        by_hour=[HourTotals(18, 1, PLACED.total)],
        by_item=[ItemTotals(2, "제육볶음", 2, LINE.subtotal), ItemTotals(1, "김치찌개", 1, STEW.subtotal)],
    ),
    "AuditOut": {
        "id": 9917,
        "at": at(9, 32),
        "actor": {"kind": "staff", "id": 1, "name": "owner"},
        "action": "order.advanced",
        "subject": "order",
        "subject_id": PLACED.id,
        "before": {"status": "pending"},
        "after": {"status": "preparing"},
        "address": "192.168.0.23",
    },
}

ANSWERS: dict[str, Any] = {
    "orders.undo": TAKEN_BACK,
    "admin.orders.one": PREPARING,
    "admin.orders.advance": PREPARING,
    "admin.orders.cancel": CANCELLED,
    "admin.tables.order": structs.replace(PLACED, placed_by="staff"),
    "admin.items.sold_out": structs.replace(ITEM, sold_out=True, available=False),
    "admin.options.sold_out": structs.replace(ITEM, option_groups=[RICE_SOLD_OUT]),
    "admin.staff.change": structs.replace(EXAMPLES["StaffOut"], role=Role.MANAGER),
}

REFUSALS: dict[type[Refusal], Refusal] = {
    errors.TooManyAttempts: errors.TooManyAttempts(retry_after=540),
    errors.TooManyOrders: errors.TooManyOrders(retry_after=2),
    errors.Busy: errors.Busy(retry_after=1),
    errors.PartyChanged: errors.PartyChanged(party=18),
    errors.NotOrderable: errors.NotOrderable(lines=[Refused(0, 2, "option_sold_out"), Refused(1, 1, "sold_out")]),
    errors.PriceChanged: errors.PriceChanged(
        total=36500, lines=[PricedLine(0, 12500, [LARGE], 27000), PricedLine(1, 9500, [], 9500)]
    ),
    errors.StaleVersion: errors.StaleVersion(order=PREPARING),
    errors.IllegalTransition: errors.IllegalTransition(order=TAKEN_BACK),
    errors.SessionClosed: errors.SessionClosed(order=COMPLETED),
    errors.UnfinishedOrders: errors.UnfinishedOrders(orders=[OrderNamed(PLACED.id, PLACED.number, PLACED.status)]),
}


def of_schema(name: str) -> Any:
    """An example of the schema of this name; None if there is none. Lists are made from their items'."""
    items = re.fullmatch(r"(?:Items|(?P<page>Page))_(?P<item>\w+)_", name)
    if items is None:
        return msgspec.to_builtins(EXAMPLES.get(name))
    one = of_schema(items["item"])
    if one is None:
        return None
    return {"items": [one], "next_cursor": CURSOR} if items["page"] else {"items": [one]}


def of_answer(operation_id: str, schema_name: str) -> Any:
    return msgspec.to_builtins(ANSWERS[operation_id]) if operation_id in ANSWERS else of_schema(schema_name)


def of_refusal(refusal: Refusal | type[Refusal]) -> Any:
    """The body, just as it is sent."""
    example = refusal if isinstance(refusal, Refusal) else REFUSALS.get(refusal) or refusal()
    return _body(problems.of_refusal(NOBODY, example))


def of_framework(status: int) -> Any:
    """What Litestar refuses by itself."""
    return _body(problems.of_http(NOBODY, HTTPException(status_code=status)))


NOBODY: Any = None
"""For the request that problems are told apart from, and need not be asked for."""


def _body(response: Any) -> Any:
    return {**msgspec.json.decode(response.content), "request_id": REQUEST_ID}
