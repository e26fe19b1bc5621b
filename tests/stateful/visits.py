"""Visits in plain data: parties as their guests' phones know them."""

from dataclasses import dataclass, field, replace


@dataclass
class Visit:
    """A party with the code that lets its phones in. ``off``: phones were switched off since it began."""

    table: int
    code: str
    ended: bool = False
    off: bool = False

    @property
    def goes_on(self) -> bool:
        return not self.ended and not self.off


@dataclass
class Visits:
    """A store's, by when they began; and every code that was ever shown."""

    all: list[Visit] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    def at(self, table: int) -> Visit | None:
        """Who sits or waits there, whether phones were switched off or not."""
        return next((one for one in self.all if one.table == table and not one.ended), None)

    def of_code(self, code: str) -> int | None:
        """The visit that a code lets in for."""
        return next((rank for rank, one in enumerate(self.all) if one.code == code and one.goes_on), None)

    def begin(self, table: int, code: str) -> Visit:
        self.end(table)
        self.all.append(Visit(table, code))
        self.codes.append(code)
        return self.all[-1]

    def renew(self, visit: Visit, code: str) -> None:
        visit.code = code
        self.codes.append(code)

    def end(self, table: int) -> None:
        visit = self.at(table)
        if visit is not None:
            visit.ended = True

    def bring(self, here: int, there: int) -> bool:
        """Along with its party. Whether there is anything to tell."""
        visit = self.at(here)
        if visit is None and self.at(there) is None:
            return False
        self.end(there)
        if visit is not None:
            visit.table = there
        return True

    def switch_off(self) -> None:
        for visit in self.all:
            visit.off = True

    def copy(self) -> "Visits":
        return Visits([replace(one) for one in self.all], [*self.codes])
