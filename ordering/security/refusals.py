"""Which refused logins are written to a store's audit: all that a person would read, and not all of a flood."""

from ordering.security.failures import Failures, name_of
from ordering.security.throttle import site_of

WRITTEN = 100
"""For each store, in a quarter of an hour."""
LOOKED_UP = 10
"""For each account and each address that is told to wait: for that alone the database isn't asked."""


class Refusals:
    """Counts, in this process, what is written and what is not."""

    def __init__(self) -> None:
        self._seen = Failures()
        self._unwritten: dict[int, int] = {}

    def worth_writing(self, store_id: int) -> dict[str, int] | None:
        """What to write besides: how many before it were not. None for a refusal that isn't written either."""
        if not self._first((("store", str(store_id)),), WRITTEN):
            self._unwritten[store_id] = self._unwritten.get(store_id, 0) + 1
            return None
        missing = self._unwritten.pop(store_id, 0)
        return {"unwritten": missing} if missing else {}

    def worth_looking(self, account: tuple[str, str], address: str) -> bool:
        return self._first((("account", *account), ("address", site_of(address))), LOOKED_UP)

    def _first(self, seen: tuple[tuple[str, ...], ...], most: int) -> bool:
        """Whether all of these have been seen less than ``most`` times lately; then it is once more."""
        names = [name_of(*parts) for parts in seen]
        if any(len(self._seen.of(name)) >= most for name in names):
            return False
        for name in names:
            self._seen.add(name, most)
        return True
