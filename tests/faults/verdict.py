"""What must be true in the end, whatever happened."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ordering.live.log import EventType, StoreEvent
from ordering.orders.model import Order
from tests.faults.screens import Screen
from tests.faults.service import Scene
from tests.faults.tablets import Outbox
from tests.invariants import check, kept


async def nothing_is_lost(scene: Scene, outbox: Outbox, screens: Collection[Screen] = ()) -> None:
    """I1-I8: the orders are the keys, and every screen holds the log: each event once, in order."""
    bistro = scene.bistro
    work = bistro.services.work
    await check(bistro.services, bistro.store_id)
    await kept(work, outbox.acknowledged.values())
    assert outbox.acknowledged.keys() == outbox.sent, "an order was given up"
    assert sorted(await work.read(_keys, bistro.store_id)) == sorted(outbox.sent), "I2: the orders are not the keys"
    log = await work.read(_log, bistro.store_id)
    placed = [seq for seq, kind in log if kind == EventType.ORDER_PLACED]
    assert len(placed) == len(outbox.sent)
    for screen in screens:
        await screen.until(log[-1][0])
        heard = [(event.seq, event.type) for event in screen.events]
        assert heard == log, "I4: a screen holds something else than the log"


async def _keys(session: AsyncSession, store_id: int) -> Sequence[str]:
    return (await session.scalars(select(Order.idempotency_key).where(Order.store_id == store_id))).all()


async def _log(session: AsyncSession, store_id: int) -> list[tuple[int, str]]:
    mine = select(StoreEvent.seq, StoreEvent.type).where(StoreEvent.store_id == store_id).order_by(StoreEvent.seq)
    return [(seq, kind) for seq, kind in await session.execute(mine)]
