"""Moves on the board: a party or an order goes to another table, parties join, a closing is taken back."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from msgspec import Struct

from ordering.errors import (
    IllegalTransition,
    NoOpenSession,
    NotFound,
    Refusal,
    SessionClosed,
    StaleVersion,
    TableOccupied,
    TooLate,
)
from ordering.http.paging import PathId
from ordering.http.problems import STATUS
from ordering.orders import moving, moving_orders, queries
from ordering.orders.moved import OrderMove, PartyJoin, PartyMove, PartyNamed
from ordering.orders.shapes import OrderOut
from ordering.tables.shapes import TableOut
from ordering.web.board.cards import Card
from ordering.web.board.closing import UNDO_SECONDS
from ordering.web.board.page import board_view, show_board, show_changes
from ordering.web.kit import htmx
from ordering.web.kit.formats import order_number, price
from ordering.web.kit.forms import read_form
from ordering.web.kit.languages import N_
from ordering.web.kit.messages import say_refusal
from ordering.web.kit.render import redirect
from ordering.web.kit.screen import Screen
from ordering.web.kit.view import HOME

REFUSED = (NoOpenSession, TableOccupied, TooLate, StaleVersion, IllegalTransition, SessionClosed)


class Tiles(Struct, frozen=True):
    """The tables where a party, or one ``order`` of it, may go."""

    table: TableOut
    party: Card
    others: list[Card]
    order: OrderOut | None = None


@get("/tables/{table_id:int}/move")
async def party_tiles(table_id: PathId, screen: NamedDependency[Screen]) -> Response[str]:
    """The other tables, in the drawer; or the whole board with it opened. Raises ``NotFound``, ``NoOpenSession``."""
    return await _tiles(screen, table_id)


@get("/orders/{order_id:int}/move")
async def order_tiles(order_id: PathId, screen: NamedDependency[Screen]) -> Response[str]:
    """As ``party_tiles``, for one order."""
    order = await screen.read(queries.one, order_id)
    return await _tiles(screen, order.table.id, order)


@post("/tables/{table_id:int}/move", status_code=200)
async def move_party(table_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
    """The note takes it back: the party moves to where it was."""
    wanted = (await read_form(screen.request)).read(PartyMove)
    try:
        here, there = await screen.run(moving.move, table_id, wanted)
    except REFUSED as refusal:
        return await _refused(screen, refusal, table_id, wanted.to_table_id)
    back = {"to_table_id": here, "table_session_id": wanted.table_session_id}
    undo = htmx.Undo("undo-move", f"/admin/tables/{there}/move", back, UNDO_SECONDS)
    return await _moved(screen, (here, there), N_("%(number)s → %(to)s: moved"), undo)


@post("/tables/{table_id:int}/join", status_code=200)
async def join_party(table_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
    """The note takes it back."""
    wanted = (await read_form(screen.request)).read(PartyJoin)
    try:
        here, there = await screen.run(moving.join, table_id, wanted)
    except REFUSED as refusal:
        return await _refused(screen, refusal, table_id, wanted.into_table_id)
    back = {"table_session_id": wanted.table_session_id}
    undo = htmx.Undo("undo-join", f"/admin/tables/{here}/unjoin", back, UNDO_SECONDS)
    return await _moved(screen, (here, there), N_("%(number)s → %(to)s: joined"), undo)


@post("/tables/{table_id:int}/unjoin", status_code=200)
async def part_party(table_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
    """Back from a join."""
    wanted = (await read_form(screen.request)).read(PartyNamed)
    try:
        tables = await screen.run(moving.unjoin, table_id, wanted)
    except REFUSED as refusal:
        return await _refused(screen, refusal, table_id)
    return await _moved(screen, tables, N_("%(number)s → %(to)s: parted again"))


@post("/tables/{table_id:int}/reopening", status_code=200)
async def reopen_table(table_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
    """Back from a closing."""
    wanted = (await read_form(screen.request)).read(PartyNamed)
    try:
        table = await screen.run(moving.reopen, table_id, wanted)
    except REFUSED as refusal:
        return await _refused(screen, refusal, table_id)
    if not screen.view.fragment:
        return redirect(HOME)
    said = screen.say("Table %(number)s is open again.", number=table.number)
    return await show_changes(screen, table_id, headers=htmx.toast(said, moved={}))


@post("/orders/{order_id:int}/move", status_code=200)
async def move_order(order_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
    """The note takes it back: it moves to where it was."""
    wanted = (await read_form(screen.request)).read(OrderMove)
    before = await screen.read(queries.one, order_id)
    try:
        order = await screen.run(moving_orders.move_order, order_id, wanted)
    except REFUSED as refusal:
        return await _refused(screen, refusal, before.table.id, wanted.to_table_id)
    if not screen.view.fragment:
        return redirect(HOME)
    back = {"to_table_id": before.table.id, "version": order.version}
    undo = htmx.Undo("undo-move", f"/admin/orders/{order_id}/move", back, UNDO_SECONDS)
    said = screen.say(
        "%(order)s %(total)s: table %(number)s → %(to)s",
        order=order_number(order.number),
        total=price(screen.view, order.total),
        number=before.table.number,
        to=order.table.number,
    )
    toast = htmx.toast(said, undo=undo, moved={})
    return await show_changes(screen, before.table.id, also=[order.table.id], headers=toast)


async def _tiles(screen: Screen, table_id: int, order: OrderOut | None = None) -> Response[str]:
    cards = {card.table.id: card for card in (await board_view(screen)).cards}
    party = cards.pop(table_id, None)
    if party is None:
        raise NotFound
    if party.table_session is None:
        raise NoOpenSession
    tiles = Tiles(party.table, party, [*cards.values()], order)
    if screen.view.fragment:
        return screen.show("board/_move.html", tiles=tiles)
    return await show_board(screen, drawer="board/_move.html", tiles=tiles)


async def _moved(screen: Screen, tables: moving.Both, said: str, undo: htmx.Undo | None = None) -> Response[Any]:
    if not screen.view.fragment:
        return redirect(HOME)
    here, there = tables
    numbers = {card.table.id: card.table.number for card in (await board_view(screen)).cards}
    words = screen.say(said, number=numbers.get(here), to=numbers.get(there))
    return await show_changes(screen, here, also=[there], headers=htmx.toast(words, undo=undo, moved={}))


async def _refused(screen: Screen, refusal: Refusal, table_id: int, *others: int) -> Response[Any]:
    """Who comes too late is told why, and sees the tables as they are now."""
    if not screen.view.fragment:
        raise refusal
    toast = htmx.toast(say_refusal(screen.view.language, refusal), "late")
    return await show_changes(screen, table_id, also=others, status=STATUS[type(refusal)], headers=toast)


ROUTES: list[Any] = [
    *(party_tiles, order_tiles, move_party, join_party, part_party, reopen_table, move_order),
]
