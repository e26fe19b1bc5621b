"""The door that orders come in by: for each store, whatever waits is placed together."""

import asyncio

from ordering.database.work import Work, in_time
from ordering.errors import Busy
from ordering.orders import pricing
from ordering.orders.placing import Placed, Submission, place

AT_ONCE = 64


class OrderQueue:
    """One for each process; a store's orders are written by one task, which ends when nothing waits."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._waiting: dict[int, list[tuple[Submission, asyncio.Future[Placed]]]] = {}
        self._writers: set[asyncio.Task[None]] = set()

    async def place(self, submission: Submission) -> Placed:
        """Place one order, or answer it as it was placed before. Raises its refusal, ``Invalid`` or ``Busy``.

        A caller who goes away leaves the order to its fate: its key will tell what became of it.
        """
        pricing.check(submission.draft)
        store_id = submission.caller.store_id
        answer: asyncio.Future[Placed] = asyncio.get_running_loop().create_future()
        if store_id in self._waiting:
            self._waiting[store_id].append((submission, answer))
        else:
            self._waiting[store_id] = [(submission, answer)]
            writer = asyncio.create_task(self._write(store_id))
            self._writers.add(writer)
            writer.add_done_callback(self._writers.discard)
        async with in_time():
            return await answer

    async def close(self) -> None:
        """Wait until everything that waits is answered."""
        await asyncio.gather(*self._writers)

    async def _write(self, store_id: int) -> None:
        while waiting := self._waiting[store_id]:
            batch, self._waiting[store_id] = waiting[:AT_ONCE], waiting[AT_ONCE:]
            outcomes = await self._place(store_id, [submission for submission, _ in batch])
            for (_, answer), outcome in zip(batch, outcomes, strict=True):
                if answer.cancelled():
                    continue
                if isinstance(outcome, Placed):
                    answer.set_result(outcome)
                else:
                    answer.set_exception(outcome)
        del self._waiting[store_id]

    async def _place(self, store_id: int, batch: list[Submission]) -> list[Placed | Exception]:
        try:
            return list(await self._work.run(place, store_id, batch))
        except Busy as busy:
            return [busy] * len(batch)
        except Exception as error:
            if len(batch) == 1:
                return [error]
            # One of them breaks the transaction: each for itself then, so that its neighbours don't suffer.
            return [(await self._place(store_id, [one]))[0] for one in batch]
