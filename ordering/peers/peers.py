"""The peers: every other process of this deployment, told what is news to them and heard by us."""

import logging
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any

from ordering.peers.news import MOST, News, Sealed

LIFE_SECONDS = 2.0
"""So often a process says something, if only that it lives: of one that has died, streams count no longer."""


class Peers:
    """``hear(news)`` is what another process has told. Whatever is told while Redis is out of reach is forgotten."""

    def __init__(
        self, url: str, secret: bytes, hear: Callable[[News], None], turned: Callable[[bool], None] = lambda _: None
    ) -> None:
        from ordering.peers.link import Link  # here: redis-py takes a third of a second, and few want it

        self._sealed = Sealed(secret)
        self._process = secrets.token_hex(8)
        self._news = News(self._process)
        self._told_at = float("-inf")
        self._heard = hear
        self._strange = False
        self.turned = turned
        self.link = Link(
            url,
            self._sealed.name,
            publication=self._publication,
            hear=self._hear,
            turned=lambda up: self.turned(up),
        )

    @property
    def up(self) -> bool:
        return self.link.up

    def start(self) -> None:
        self.link.start()

    async def close(self) -> None:
        await self.link.close()

    def events(self, store_id: int) -> None:
        self._add(self._news.events, store_id)

    def hint(self, store_id: int) -> None:
        self._add(self._news.hints, store_id)

    def menu(self, store_id: int) -> None:
        self._add(self._news.menus, store_id)

    def ended(self, kind: str, account_id: int) -> None:
        self._add(self._news.ended, (kind, account_id))

    def access_ended(self, store_id: int) -> None:
        self._add(self._news.access, store_id)

    def opened(self, stream: tuple[tuple[str, str], int]) -> None:
        self._append(self._news.opened, stream)

    def closed(self, stream: tuple[tuple[str, str], int]) -> None:
        self._append(self._news.closed, stream)

    def failed(self, limits: Mapping[bytes, int]) -> None:
        """A login has failed: what it counts under, and how often each may."""
        for name, most in limits.items():
            self._append(self._news.failures, (name.hex(), most))

    def _append(self, news: list[Any], what: Any) -> None:
        if self.link.connected and len(news) < MOST:
            news.append(what)
            self.link.nudge()

    def _add(self, news: set[Any], what: Any) -> None:
        if self.link.connected and len(news) < MOST:
            news.add(what)
            self.link.nudge()

    def _publication(self) -> bytes | None:
        now = time.monotonic()
        if self._news.is_empty and now - self._told_at < LIFE_SECONDS:
            return None
        self._told_at = now
        news, self._news = self._news, News(self._process)
        return self._sealed.seal(news)

    def _hear(self, message: bytes) -> None:
        news = self._sealed.open(message)
        if news is None:
            if not self._strange:
                logging.getLogger(__name__).warning("Redis brings messages that are not of this deployment")
            self._strange = True
        elif news.sender != self._process:
            try:
                self._heard(news)
            except Exception:  # whatever it was, the next look comes
                logging.getLogger(__name__).exception("hearing of other processes")
