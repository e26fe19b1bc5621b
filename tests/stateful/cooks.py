"""Those who work in the kitchen, in a store that has one."""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from tests.stateful import cooking_choices
from tests.stateful.access_deeds import LogIn
from tests.stateful.choices import Choices, some
from tests.stateful.cooking_deeds import AddStation, MarkLine
from tests.stateful.expected import Deed
from tests.stateful.running_deeds import AddPrinter, ChangeItem
from tests.stateful.serving_deeds import Void
from tests.world import PASSWORD


class Cooks(Choices):
    """The kitchen's part of the machine."""

    def do(self, *deeds: Deed) -> None:
        raise NotImplementedError

    def a_day_begins(self) -> None:
        raise NotImplementedError

    @property
    def tickets(self) -> list[int]:
        return list(self.book.kitchen.all)[-6:] * 3 + [self.service.rival_order * 100 + 1]

    @property
    def ticket_versions(self) -> list[tuple[int, int]]:
        """Tickets, mostly with the version that they have."""
        of_now = [(one, self.book.kitchen.all[one].version) for one in list(self.book.kitchen.all)[-6:]]
        return of_now * 6 + [(one, version + 1) for one, version in of_now] + [(self.service.rival_order * 100 + 1, 1)]

    @initialize(kitchen=st.sampled_from([(), ("주방", "바"), ("주방", "바"), ("주방", "바", "서빙대")]))
    def a_store_opens(self, kitchen: tuple[str, ...]) -> None:
        """Without stations, or with some that make dishes, a printer for both, and one that carries."""
        self.do(LogIn("who opens", "owner", PASSWORD))
        for name in kitchen:
            self.do(AddStation("who opens", name, "expo" if name == "서빙대" else "prep"))
        if kitchen:
            self.do(AddPrinter("who opens"))
            bar = self.book.kitchen.stations[1]["id"]
            self.do(ChangeItem("who opens", self.here.items["냉면"], ("station_id", bar)))
        self.a_day_begins()

    @rule(deed=cooking_choices.COOKED)
    def work_in_the_kitchen(self, deed: Deed) -> None:
        self.do(deed)

    @rule(deed=cooking_choices.KITCHEN_SEEN)
    def look_into_the_kitchen(self, deed: Deed) -> None:
        self.do(deed)

    @rule(who=some("staff"), ticket=some("tickets"), at_once=st.booleans())
    def tick_off_a_line_and_take_back_another(self, who: str, ticket: int, at_once: bool) -> None:
        """Of one ticket: chance alone seldom comes to that."""
        known = self.book.kitchen.all.get(ticket)
        if known is not None:
            order, lines = self.book.orders[known.order], [line["id"] % 100 for line in known.shown["lines"]]
            ticked = MarkLine(who, ticket, lines[0], True)
            taken_back = Void(who, order.id, lines[-1], None, order.version)
            if at_once:
                self.do(ticked, taken_back)
            else:
                self.do(ticked)
                self.do(replace(taken_back, version=self.book.orders[order.id].version))

    @rule(deed=cooking_choices.STATIONED)
    def add_or_remove_a_station(self, deed: Deed) -> None:
        self.do(deed)
