"""What one process holds behind its routes, and how it is built from its settings."""

from collections.abc import Awaitable, Callable, Collection
from pathlib import Path
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

import msgspec
from litestar import Litestar
from litestar.connection import ASGIConnection
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import audit, clock
from ordering.database.engine import LOOKING_BACK, create_engine, watch_over
from ordering.database.failover import Age, Watch
from ordering.database.lane import Statement
from ordering.database.neighbours import Neighbours
from ordering.database.replica import InStore, Replica
from ordering.database.work import Work
from ordering.images.decoder_pool import DecoderPool
from ordering.live import log
from ordering.live.hub import Hub
from ordering.menu.cache import MenuCache
from ordering.orders import cooking
from ordering.orders.pictures import Pictures
from ordering.orders.queue import OrderQueue
from ordering.orders.sales import best_sellers
from ordering.peers.news import News
from ordering.peers.peers import Peers
from ordering.printing.desk import Desk
from ordering.printing.jobs import PaperWaits
from ordering.printing.queries import outlets
from ordering.security.authenticator import Authenticator
from ordering.security.callers import DeviceCaller
from ordering.security.revocations import Revocations
from ordering.settings import Bucket, Settings
from ordering.settings.hosts import Hosts
from ordering.standing import standing
from ordering.storage import Storage
from ordering.storage.folder import Folder
from ordering.storage.s3 import S3
from ordering.stores.shapes import AccessRevoked
from ordering.tables.repository import Devices

P = ParamSpec("P")
T = TypeVar("T")
C = TypeVar("C", bound=InStore)
WRITTEN_LAST = audit.write, log.write
"""At the end of every transaction: the events after all else, since their counter stays locked from then on."""
ACCESS_REVOKED = msgspec.json.Decoder(AccessRevoked)
POSITION = (
    "SELECT COALESCE((SELECT last FROM event_counter WHERE store_id = %s), 0), "
    "COALESCE((SELECT MAX(id) FROM audit_entry WHERE store_id = %s), 0)"
)
"""How far a store is: not every deed makes an event."""


class CallerWork(Generic[C]):
    """What a caller reads and does, each in a transaction of its own."""

    caller: C
    services: "Services"

    async def read(
        self, query: Callable[Concatenate[AsyncSession, C, P], Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Raises ``Busy`` when the database can't."""
        return await self.services.work.read(query, self.caller, *args, **kwargs)

    async def look_back(
        self, query: Callable[Concatenate[AsyncSession, C, P], Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """``read`` for what nothing is decided by, the past, totals, who did what: from a replica, if there is one."""
        past = self.services.replica or self.services.work
        return await past.read(query, self.caller, *args, **kwargs)

    async def run(
        self, action: Callable[Concatenate[AsyncSession, C, P], Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Raises the action's refusals, with nothing written."""
        return await self.services.work.run(action, self.caller, *args, **kwargs)


class Services(Struct):
    work: Work
    watch: Watch | None
    """Over a server's pool."""
    replica: Replica | None
    authenticator: Authenticator
    revocations: Revocations
    storage: Storage
    decoders: DecoderPool
    menus: MenuCache
    pictures: Pictures
    order_queue: OrderQueue
    desk: Desk
    hub: Hub
    peers: Peers | None
    """None without Redis."""
    neighbours: Neighbours | None
    """None on SQLite, whose file is one machine's."""
    hosts: Hosts
    host: str
    """The address it listens at."""
    public_url: str | None
    """How the world reaches us; None for whatever name it uses."""
    untrusted_proxy: str | None = None
    """The address of a proxy that forwards requests without being trusted, once one was noticed."""

    @property
    def https(self) -> bool:
        return (self.public_url or "").startswith("https://")

    def announce(self, committed: list[log.Event | log.Hint | log.AccessEnded | PaperWaits]) -> None:
        """Tell everybody that it is news to: in this process, then in others."""
        for news in committed:
            if isinstance(news, log.Hint):
                self.hub.hint(news.store_id)
                continue
            if isinstance(news, log.AccessEnded):
                self._find_out_whose()
                continue
            if isinstance(news, PaperWaits):
                self.desk.wake()
                continue
            if news.type == log.EventType.MENU_CHANGED:
                self.menus.clear(news.store_id)
            elif news.type == log.EventType.ACCESS_REVOKED:
                self._find_out_whose()
            self.pictures.hear(news)
            self.hub.tell(news)
        if self.peers is not None:
            _tell(self.peers, committed)

    def hear(self, news: News) -> None:
        """Another process has committed something: look."""
        for store_id in news.menus:
            self.menus.clear(store_id)
        if self.revocations.hear(news.ended):
            self.hub.recheck()
        if any(self.hub.hears_of(store_id) for store_id in news.access):
            self._find_out_whose()
        for store_id in news.events:
            self.hub.wake(store_id)
        self.authenticator.throttle.hear(news.failures)
        for store_id in news.hints:
            self.hub.hint(store_id)
        self.hub.holders.hear(news.sender, news.opened, news.closed)

    def _find_out_whose(self) -> None:
        self.revocations.forget()
        self.hub.recheck()

    def forget(self, store_id: int) -> None:
        """Whatever was known of a store is of a history that is lost."""
        self.pictures.forget(store_id)
        self.menus.clear(store_id)

    def open(self) -> None:
        """What runs from the start on. Nobody waits for any of it: it may come later."""
        for one in (self.peers, self.neighbours, self.watch, self.replica, self.desk):
            if one is not None:
                one.start()

    def release(self) -> None:
        """The end is near: whoever waits for news waits no longer."""
        self.hub.stop()
        self.desk.bells.close()

    async def aclose(self) -> None:
        """Streams first, then what is under way, then every connection."""
        await self.hub.close()
        await self.order_queue.close()
        await self.desk.close()
        for one in (self.peers, self.neighbours, self.watch, self.replica):
            if one is not None:
                await one.close()
        await self.work.close()
        await self.storage.aclose()


def build(settings: Settings) -> Services:
    """Nothing is opened before it is needed."""
    age = Age()
    engine = create_engine(settings.database_url, age=age)
    work = Work(engine, finish=WRITTEN_LAST, announce=lambda committed: services.announce(committed))
    revocations = Revocations(lambda accounts: standing(work, accounts), lambda device: work.run(_used, device))
    storage = storage_at(settings.media)
    menus, pictures = MenuCache(work, storage.url, best_sellers, outlets), Pictures(work)
    peers = (
        Peers(settings.redis_url, settings.secret_key, lambda news: services.hear(news)) if settings.redis_url else None
    )
    services = Services(
        work=work,
        watch=None if settings.embedded else watch_over(settings.database_url, age),
        replica=replica_at(settings.database_replica_url, work) if settings.database_replica_url else None,
        authenticator=Authenticator(settings.secret_key, peers),
        revocations=revocations,
        storage=storage,
        decoders=DecoderPool(),
        menus=menus,
        pictures=pictures,
        order_queue=OrderQueue(work, menus),
        desk=Desk(work, cooking.printed),
        hub=Hub(
            work,
            revocations.ended,
            lambda devices: work.soon(_listening, devices),
            lambda store_id: services.forget(store_id),
            settings.max_connections,
        ),
        peers=peers,
        neighbours=None if settings.embedded else Neighbours(settings.database_url, alone=peers is None),
        hosts=Hosts(settings.allowed_hosts),
        host=settings.host,
        public_url=settings.public_url,
    )
    services.hub.holders.others = peers
    return services


def _tell(peers: Peers, committed: list[log.Event | log.Hint | log.AccessEnded | PaperWaits]) -> None:
    for news in committed:
        if isinstance(news, log.AccessEnded):
            peers.access_ended(news.store_id)
            continue
        if isinstance(news, PaperWaits):
            continue  # they look by themselves, soon enough
        if isinstance(news, log.Hint):
            peers.hint(news.store_id)
            continue
        peers.events(news.store_id)
        if news.type == log.EventType.MENU_CHANGED:
            peers.menu(news.store_id)
        elif news.type == log.EventType.ACCESS_REVOKED:
            ended = ACCESS_REVOKED.decode(news.payload)
            peers.ended(ended.kind, ended.id)


def replica_at(url: str, primary: Work) -> Replica:
    return Replica(
        primary,
        Work(create_engine(url, LOOKING_BACK), (), lambda _: None, LOOKING_BACK),
        lambda store_id: Statement(POSITION, [store_id, store_id]),
    )


def of(connection: ASGIConnection[Any, Any, Any, Any]) -> Services:
    """The services of the process that a request came to."""
    return of_app(connection.app)


def of_app(app: Litestar) -> Services:
    services: Services = app.state.services
    return services


def storage_at(location: Path | Bucket) -> Storage:
    return Folder(location) if isinstance(location, Path) else S3(location)


async def _used(session: AsyncSession, device: DeviceCaller) -> None:
    await Devices(session).seen(device.store_id, [device.device_id], clock.now())


async def _listening(session: AsyncSession, devices: Collection[DeviceCaller]) -> None:
    """In the order of their ids, as every process does it: two of them don't wait for each other in a circle."""
    ids: dict[int, set[int]] = {}
    for device in devices:
        ids.setdefault(device.store_id, set()).add(device.device_id)
    for store_id in sorted(ids):
        await Devices(session).seen(store_id, sorted(ids[store_id]), clock.now())
