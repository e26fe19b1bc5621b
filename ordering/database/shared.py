"""A read that many ask for at once, and that each may be answered by if it was begun after he asked."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class SharedRead(Generic[T]):
    """Whoever comes while a read is under way shares the next one: the first may have looked before he came."""

    def __init__(self, read: Callable[[], Awaitable[T]]) -> None:
        self._read = read
        self._turn = asyncio.Lock()
        self._next: asyncio.Task[T] | None = None

    async def __call__(self) -> T:
        """What a read says that begins no earlier than this. Raises whatever it does."""
        if self._next is None and not self._turn.locked():
            async with self._turn:
                return await self._read()
        if self._next is None:
            self._next = asyncio.create_task(self._for_all())
            self._next.add_done_callback(_look_at)
        return await asyncio.shield(self._next)

    async def _for_all(self) -> T:
        async with self._turn:
            self._next = None
            return await self._read()


def _look_at(task: asyncio.Task[T]) -> None:
    """Those who asked may have gone: then nobody else looks at what it raised."""
    if not task.cancelled():
        task.exception()
