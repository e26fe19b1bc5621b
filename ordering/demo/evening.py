"""The demo's evening: who sits there when its board is first seen, and what they want of the staff."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.database.work import Work
from ordering.images.shapes import UrlOf
from ordering.kitchen.shapes import TicketMove
from ordering.menu.cache import MenuCache
from ordering.menu.model import MenuItem
from ordering.orders import actions as orders
from ordering.orders import cooking, moving
from ordering.orders.actions import has_orders
from ordering.orders.moved import PartyJoin
from ordering.orders.placing import Submission
from ordering.orders.queue import OrderQueue
from ordering.orders.repository import Orders
from ordering.orders.sales import best_sellers
from ordering.orders.shapes import Draft, DraftLine, LineCancellation, OrderOut
from ordering.printing.queries import outlets
from ordering.security.callers import CommandLine, StaffCaller, TableCaller
from ordering.storage import Storage
from ordering.stores import actions as stores
from ordering.stores.repository import StaffMembers
from ordering.stores.shapes import StorePatch
from ordering.tables import calls
from ordering.tables.calls import NewCall
from ordering.tables.model import DiningTable
from ordering.tables.repository import Tables

Seats = Mapping[int, DiningTable]
"""Tables by their numbers."""


async def begin(work: Work, storage: Storage, items: Sequence[MenuItem], plan: dict[str, Any], waiter: str) -> None:
    """Let its parties order, each once however often this is begun anew; then all the rest at once."""
    store_id, dishes = items[0].store_id, {item.name: item.id for item in items}
    seats = await work.read(_seats, store_id)
    queue = OrderQueue(work, MenuCache(work, storage.url, best_sellers, outlets))
    placed = {}
    for party in plan["parties"]:
        table = seats[party["table"]]
        lines = [DraftLine(dishes[name], quantity) for name, quantity in party["dishes"].items()]
        order = Submission(_tablet(table), table.id, f"an-evening-at-{table.number}", Draft(lines))
        placed[table.number] = (await queue.place(order)).order
    await queue.close()
    if placed[plan["taken_back"]["table"]].version == 1:
        await work.run(_go_on, store_id, plan, placed, waiter, storage.url)


async def _go_on(
    session: AsyncSession,
    store_id: int,
    plan: dict[str, Any],
    placed: Mapping[int, OrderOut],
    waiter: str,
    url_of: UrlOf,
) -> None:
    seats = await _seats(session, store_id)
    somebody = await _staff(session, store_id, waiter)
    # Most who try it have no screen in the kitchen: nothing is to ring because nobody has seen a ticket there.
    settings = StorePatch(phones=True, unseen_seconds=0)
    await stores.change(session, CommandLine(store_id), settings, has_orders, url_of)
    calling, back, joined = plan["calling"], plan["taken_back"], plan["joined"]
    await calls.call(session, _tablet(seats[calling["table"]]), NewCall(kind=calling["kind"]))
    order = placed[back["table"]]
    line = next(line for line in order.lines if line.name == back["dish"])
    part = LineCancellation(quantity=back["quantity"], reason=back["reason"], version=order.version)
    await orders.void(session, somebody, order.id, line.id, part)
    for step in plan["cooking"]:
        await _cook(session, somebody, placed[step["table"]].id, step["station"], step["status"])
    here, there = joined["table"], joined["into"]
    party = PartyJoin(seats[there].id, placed[here].table_session_id, placed[there].table_session_id)
    await moving.join(session, somebody, seats[here].id, party)


async def _cook(session: AsyncSession, somebody: StaffCaller, order_id: int, station: str, status: Any) -> None:
    order = (await Orders(session).by_id(somebody.store_id, [order_id]))[order_id]
    ticket = next(ticket for ticket in order.tickets if ticket.station.name == station)
    await cooking.bump(session, somebody, ticket.id, TicketMove(status, ticket.version))


async def _seats(session: AsyncSession, store_id: int) -> Seats:
    return {table.number: table for table in await Tables(session).all_of(store_id)}


def _tablet(table: DiningTable) -> TableCaller:
    return TableCaller(
        store_id=table.store_id,
        account_key="",
        epoch=0,
        jti="",
        expires_at=clock.now(),
        device_id=0,
        table_id=table.id,
        table_number=table.number,
    )


async def _staff(session: AsyncSession, store_id: int, username: str) -> StaffCaller:
    person = await StaffMembers(session).named(store_id, username)
    assert person is not None  # noqa: S101 - made with the store
    return StaffCaller(
        store_id=store_id,
        account_key=person.account_key,
        epoch=person.epoch,
        jti="",
        expires_at=clock.now(),
        staff_id=person.id,
        username=person.username,
        role=person.role,
    )
