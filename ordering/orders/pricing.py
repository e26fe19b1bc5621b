"""What an order costs today, and why it can't be had."""

from collections.abc import Mapping

from ordering.codes import Code
from ordering.errors import Invalid, NotOrderable, PriceChanged
from ordering.menu.orderable import OrderableItem
from ordering.orders.model import ChosenOption
from ordering.orders.shapes import Draft, PricedLine, Refused


def check(draft: Draft) -> None:
    """What the types of a draft can't say. Raises ``Invalid``."""
    for i, line in enumerate(draft.lines):
        if len(set(line.options)) < len(line.options):
            raise Invalid(f"lines[{i}].options", Code.OPTION_TWICE)


def price(draft: Draft, items: Mapping[int, OrderableItem]) -> list[PricedLine]:
    """The draft's lines at the prices of ``items`` (this store's, as they are now).

    Raises ``NotOrderable`` naming every line that can't be had, ``PriceChanged`` if the guest saw another total.
    """
    refused: list[Refused] = []
    priced: list[PricedLine] = []
    for index, line in enumerate(draft.lines):
        item = items.get(line.item_id)
        reason = "unknown" if item is None else item.why_not(line.options)
        if item is None or reason is not None:
            refused.append(Refused(index, line.item_id, reason))  # type: ignore[arg-type]  # one of its literals: mypy sees a str
            continue
        options = [ChosenOption(one.id, one.name, one.price_delta) for one in item.chosen(line.options)]
        subtotal = line.quantity * (item.price + sum(one.price_delta for one in options))
        priced.append(PricedLine(index, item.price, options, subtotal))
    if refused:
        raise NotOrderable(lines=refused)
    total = sum(line.subtotal for line in priced)
    if draft.expected_total not in (None, total):
        raise PriceChanged(total=total, lines=priced)
    return priced
