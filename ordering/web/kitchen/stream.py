"""A station's stream: on connect all its tickets; then, whenever something happens to one, that ticket as it is now."""

from collections.abc import Collection
from typing import Any

from ordering.live.connection import StreamConnection
from ordering.live.log import Event, EventType
from ordering.orders.on_screen import on_screen
from ordering.security.callers import KitchenCaller
from ordering.web.kit.feed import Drawn, Feed, Feeds, encode, everybody
from ordering.web.kit.languages import Language
from ordering.web.kitchen.dockets import KitchenView, drawn_from

OF_OTHERS = {EventType.CALL_PLACED, EventType.CALL_CHANGED, EventType.ORDER_OPENED, EventType.VISIT_CHANGED}
"""What changes nothing here."""


class KitchenFeed(Feed):
    """One station's screen in one language. ``_told`` are the parts of it that all were shown, as they were then."""

    templates = ("kitchen/_docket.html",)

    def __init__(self, feeds: Feeds, store_id: int, language: Language, station_id: int) -> None:
        super().__init__(feeds, store_id, language)
        self._station_id = station_id
        self._told: dict[str, Any] = {}

    def enter(self, connection: StreamConnection) -> None:
        super().enter(connection)
        assert isinstance(connection.caller, KitchenCaller)  # noqa: S101 - the guard's
        self._caller = connection.caller  # any of them: they may all see the same

    async def whole(self) -> Drawn:
        kitchen = await self._look()
        if not self.watched:
            self._told = kitchen.parts
        for name in self._changed(kitchen):  # others have not been shown it, or not as it is now
            self._told.pop(name, None)
        return kitchen.seq, self._message(kitchen, None)

    async def news(self) -> Drawn | None:
        kitchen = await self._look()
        changed = self._changed(kitchen)
        self._told = kitchen.parts
        return kitchen.seq, self._message(kitchen, changed)

    def missed(self) -> None:
        self._told = {}

    def hear(self, event: Event, frame: bytes) -> None:
        if event.type not in OF_OTHERS:
            self.draw_soon()

    def look_again(self) -> None:
        self.draw_soon()

    async def _look(self) -> KitchenView:
        self.just_read()
        return drawn_from(await self._feeds.work.read(on_screen, self._caller, self._station_id))

    def _changed(self, kitchen: KitchenView) -> Collection[str]:
        return {name for name, part in kitchen.parts.items() if self._told.get(name) != part}

    def _message(self, kitchen: KitchenView, changed: Collection[str] | None) -> bytes:
        view = everybody(kitchen.store, self.language)
        html = self._feeds.pages.text("kitchen/_changes.html", view=view, kitchen=kitchen, changed=changed)
        return encode("kitchen", html)


class KitchenFeeds(Feeds):
    kind = KitchenFeed
