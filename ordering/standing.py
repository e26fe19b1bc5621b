"""The standing of accounts: which of those that ask may still do so. Every process reads it every two seconds."""

from collections.abc import Collection
from typing import Any

from ordering import clock
from ordering.database.lane import Statement, marks, stored
from ordering.database.work import Work
from ordering.security.callers import Sitting
from ordering.security.revocations import Account, Facts, Kind

DEVICES = """
SELECT 'device', id, account_key, epoch, used, 0, 0 FROM device WHERE unpaired_at IS NULL AND id IN ({})
"""
PHONES = """
SELECT 'phone', phone.id, phone.account_key, phone.epoch, dining_table.id, dining_table.number, dining_table.party
FROM phone JOIN visit ON visit.id = phone.visit_id JOIN dining_table ON dining_table.id = visit.table_id
JOIN store ON store.id = visit.store_id
WHERE phone.left_at IS NULL AND visit.live = 1 AND store.phones = 1 AND visit.term = store.phones_term
AND phone.id IN ({})
"""
STAFF = """
SELECT 'staff', id, account_key, epoch, 0, 0, 0 FROM staff WHERE live = 1 AND disabled = 0 AND id IN ({})
"""
LOGGED_OUT = "SELECT 'dead', staff_id, jti, 0, 0, 0, 0 FROM dead_token WHERE expires_at > %s AND staff_id IN ({})"
"""Tokens of people who have logged out."""


async def standing(work: Work, accounts: Collection[Account]) -> Facts:
    """The facts behind each of these accounts, whatever store's they are: a key, or a token's id, is of one account.

    Raises ``Busy``.
    """
    devices, phones, staff = (
        {account_id for kind, account_id, _ in accounts if kind is of} for of in (Kind.DEVICE, Kind.PHONE, Kind.STAFF)
    )
    asked: list[tuple[str, list[Any], set[int]]] = [
        (DEVICES, [], devices),
        (PHONES, [], phones),
        (STAFF, [], staff),
        (LOGGED_OUT, [stored(clock.now())], staff),
    ]
    selects = [(sql.format(marks(len(ids))), [*before, *ids]) for sql, before, ids in asked if ids]
    epochs: dict[Account, int] = {}
    dead: set[str] = set()
    unused: set[Account] = set()
    sittings: dict[Account, Sitting] = {}
    if selects:
        sql = " UNION ALL ".join(one for one, _ in selects)
        parameters = [value for _, values in selects for value in values]
        for what, row_id, key, epoch, *more in await work.rows(Statement(sql, parameters)):
            if what == "dead":
                dead.add(key)
                continue
            account = Kind(what), row_id, key
            epochs[account] = epoch
            if account[0] is Kind.PHONE:
                sittings[account] = Sitting(*more)
            elif account[0] is Kind.DEVICE and not more[0]:
                unused.add(account)
    return Facts(epochs, frozenset(dead), frozenset(unused), sittings)
