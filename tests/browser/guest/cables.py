"""Cables between a tablet and the service that fail at the worst moments."""

from tests.faults.proxy import Cable


class Cut:
    """Shared by all of a page's connections. ``at`` names the moment; `mended` lets everything through again."""

    def __init__(self, at: str) -> None:
        self.at = at
        self.orders = 0
        self.mended = False

    def cable(self) -> Cable:
        return OrderCut(self)


class OrderCut(Cable):
    """Loses an order on its way there (``before``), or only its answer (``after``), and is dead until mended."""

    def __init__(self, cut: Cut) -> None:
        self._cut = cut
        self._dead = False

    def to_server(self, chunk: bytes) -> bool:
        if self._cut.mended:
            return not self._dead
        if self._cut.orders and not chunk.startswith(b"POST /api/v1/orders"):
            return False
        if chunk.startswith(b"POST /api/v1/orders"):
            self._cut.orders += 1
            self._dead = True
            return self._cut.at == "after"
        return True

    def to_client(self, chunk: bytes) -> bool:
        return not self._dead
