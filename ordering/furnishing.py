"""What one process holds: everything behind its routes, built from its settings."""

from collections.abc import Collection
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.database import Work
from ordering.engine import create_engine
from ordering.http.hosts import Hosts
from ordering.http.proxies import UntrustedProxy
from ordering.http.services import Services
from ordering.live import log
from ordering.live.hub import Hub
from ordering.media.studio import Media
from ordering.menu.cache import MenuCache
from ordering.orders.board import Boards
from ordering.orders.intake import Intake
from ordering.security.keys import Keys
from ordering.security.standing import Account, Facts, Kind, Standing
from ordering.settings import Settings
from ordering.stores.repository import StaffMembers
from ordering.tables.repository import Devices
from ordering.web.board.stream import Rooms
from ordering.web.kit.render import Pages


def furnish(settings: Settings, pages: Pages) -> dict[str, Any]:
    """The app's state. Nothing is opened before it is needed."""
    work = Work(create_engine(settings.database_url), finish=log.write, announce=lambda told: announce(told))
    standing = Standing(lambda accounts: work.read(_standing, accounts), lambda account: work.run(_used, account))
    media = Media(settings.media)
    services = Services(
        work=work,
        keys=Keys(settings.secret_key),
        standing=standing,
        media=media,
        menus=MenuCache(work, media.storage.url),
        boards=Boards(work),
        intake=Intake(work),
        hub=Hub(work, ended=standing.ended),
        proxy=UntrustedProxy(),
        hosts=Hosts(settings.allowed_hosts),
        host=settings.host,
        public_url=settings.public_url,
    )
    rooms = Rooms(work, services.boards, pages)

    def announce(told: list[log.Announcement | log.Hint]) -> None:
        for event in told:
            if isinstance(event, log.Hint):
                rooms.look_again(event.store_id)
                continue
            if event.type is log.EventType.MENU_CHANGED:
                services.menus.clear(event.store_id)
            elif event.type is log.EventType.ACCESS_REVOKED:
                standing.forget()
                services.hub.recheck()
            services.hub.wake(event.store_id)

    return {"services": services, "pages": pages, "rooms": rooms}


async def _standing(session: AsyncSession, accounts: Collection[Account]) -> Facts:
    """The facts behind every active account."""
    devices = {account_id for kind, account_id, _ in accounts if kind is Kind.DEVICE}
    staff = {account_id for kind, account_id, _ in accounts if kind is Kind.STAFF}
    epochs: dict[Account, int] = {}
    dead: frozenset[str] = frozenset()
    unused: set[Account] = set()
    if devices:
        for device_id, key, epoch, used in await Devices(session).standing(devices):
            epochs[Kind.DEVICE, device_id, key] = epoch
            if not used:
                unused.add((Kind.DEVICE, device_id, key))
    if staff:
        people = StaffMembers(session)
        epochs |= {(Kind.STAFF, *one): epoch for one, epoch in (await people.epochs(staff)).items()}
        dead = await people.dead_jtis(staff)
    return Facts(epochs, dead, frozenset(unused))


async def _used(session: AsyncSession, account: Account) -> None:
    await Devices(session).seen([account[1]], clock.now())
