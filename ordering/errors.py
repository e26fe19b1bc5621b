"""What the restaurant can refuse, in its own words. Nothing here knows HTTP: ``http/problems.py`` does."""

from collections.abc import Sequence
from typing import Any, ClassVar

from ordering.codes import Code


class Refusal(Exception):
    """A clear no. ``facts`` are extra members for whoever asked (JSON-encodable Structs and values)."""

    code: ClassVar[str]
    detail: ClassVar[str]
    fields: Sequence[str] = ()
    """What it is about, as the caller named it; nothing, if it is about the whole."""

    def __init__(self, detail: str | None = None, *, retry_after: int | None = None, **facts: Any) -> None:
        super().__init__(detail or self.detail)
        self.retry_after = retry_after
        self.facts = facts


class Invalid(Refusal):
    """A value that makes no sense, and what is ``wrong`` with it."""

    code = "invalid"

    def __init__(self, field: str, wrong: Code, **params: Any) -> None:
        self.fields, self.wrong, self.params = [field] if field else [], wrong, params
        message = wrong.message % params
        super().__init__(f"{field}: {message}" if field else message, errors=[{"field": field, "message": message}])


class NotFound(Refusal):
    code = "not_found"
    detail = "There is no such thing here."


class NotLoggedIn(Refusal):
    code = "unauthorized"
    detail = "Log in first: the access token is missing, wrong or ended."


class Forbidden(Refusal):
    code = "forbidden"
    detail = "This login may not do that."


class BadCredentials(Refusal):
    code = "bad_credentials"
    detail = "Store, name or password is wrong."


class DeviceRevoked(Refusal):
    code = "device_revoked"
    detail = "This device is not paired any more: pair it again."


class VisitOver(Refusal):
    code = "visit_over"
    detail = "This code is not good any more: ask the staff for a new one."


class VisitMoved(Refusal):
    """A phone's visit was not where this process thought it was."""

    code = "busy"
    detail = "The party has just moved to another table. Try again in a moment."


class PhonesOff(Refusal):
    code = "phones_off"
    detail = "Guests don't order by their own phones here."


class TooManyPhones(Refusal):
    code = "too_many_phones"
    detail = "As many phones as can be are with this party already."


class NotYours(Refusal):
    code = "not_yours"
    detail = "Another phone or the table has ordered this: it can be taken back only there."


class PairingClosed(Refusal):
    code = "pairing_closed"
    detail = "Tablets can be paired here only while the staff let them: ask the staff to open pairing."


class TooManyDevices(Refusal):
    code = "too_many_devices"
    detail = "This table has as many tablets as it may: unpair one of them first."


class TooManyAttempts(Refusal):
    code = "too_many_attempts"
    detail = "Too many failed logins. Try again later."


class PartyChanged(Refusal):
    code = "party_changed"
    detail = "The table has been closed since: another party sits here now."


class NotOrderable(Refusal):
    """``lines``: one entry for every line that can't be had, with its index and the reason."""

    code = "not_orderable"
    detail = "Some lines can't be ordered. Nothing was ordered."


class PriceChanged(Refusal):
    """``total`` and ``lines`` as they would be charged now."""

    code = "price_changed"
    detail = "Prices have changed since. Nothing was ordered."


class KeyReused(Refusal):
    code = "idempotency_key_reused"
    detail = "This Idempotency-Key was used for a different order."


class TooManyOrders(Refusal):
    code = "too_many_orders"
    detail = "Too many orders from this table. Nothing was ordered."


class TooLate(Refusal):
    code = "too_late"
    detail = "It is too late to take this order back: ask the staff."


class StaleVersion(Refusal):
    code = "stale_version"
    detail = "Somebody changed this order in the meantime."


class IllegalTransition(Refusal):
    code = "illegal_transition"
    detail = "An order can't go from its status to that one."


class SessionClosed(Refusal):
    code = "session_closed"
    detail = "The table has been closed: its orders can't change any more."


class NoOpenSession(Refusal):
    code = "no_open_session"
    detail = "The table has no such open session."


class UnfinishedOrders(Refusal):
    """``orders``: id, number and status of those still pending or preparing."""

    code = "unfinished_orders"
    detail = "Some orders are not served yet: confirm with force."


class TableOccupied(Refusal):
    code = "table_occupied"
    detail = "The table has an open session: close it first."


class NumberTaken(Refusal):
    """``numbers``: those of the wanted ones that other tables have."""

    code = "number_taken"
    fields = ("number",)
    detail = "Another table has this number."


class UsernameTaken(Refusal):
    code = "username_taken"
    fields = ("username",)
    detail = "Somebody else has this username."


class SlugTaken(Refusal):
    code = "slug_taken"
    fields = ("slug",)
    detail = "Another store has this slug."


class LastOwner(Refusal):
    code = "last_owner"
    detail = "A store needs at least one owner who can log in."


class CategoryNotEmpty(Refusal):
    """``items``: id and name of those that are in it."""

    code = "category_not_empty"
    detail = "The category still has items: move or delete them first."


class PricesOutOfRange(Refusal):
    """``items``: id and name of those whose price would be below 0, with their options too, or too high."""

    code = "prices_out_of_range"
    detail = "Some prices would be below 0, or above the highest there is. Nothing was changed."


class PricesChanged(Refusal):
    """``items``: id and name of those whose price is not the one that was looked at."""

    code = "prices_changed"
    detail = "Somebody has changed some of these prices meanwhile. Nothing was changed: look at them again."


class ChangedMeanwhile(Refusal):
    """Two have changed the same ``fields`` of a row. ``now`` is how it stands."""

    code = "changed_meanwhile"
    detail = "Somebody else has changed this meanwhile. Save again to have it your way."

    def __init__(self, fields: Sequence[str], *, now: Any) -> None:
        super().__init__(errors=[{"field": field, "message": self.detail} for field in fields], now=now)
        self.fields = fields


class CurrencyFixed(Refusal):
    code = "currency_fixed"
    fields = ("currency",)
    detail = "The currency is fixed once the first order is placed."


class Busy(Refusal):
    """The database can't be reached, or not in time. Nothing is known to be written: ask again."""

    code = "busy"
    detail = "The service can't do this right now. Try again in a moment."


class ShuttingDown(Refusal):
    """A restart cut the request short. What it did is not known: its key will tell, or its row."""

    code = "shutting_down"
    detail = "The service is being restarted. Send this again in a moment."


class TooSlow(Refusal):
    code = "too_slow"
    detail = "What was sent took too long to arrive. Send it again over a better connection."


class UnknownHost(Refusal):
    code = "unknown_host"
    detail = "This service does not go by the name that it was asked for."

    def __init__(self) -> None:
        super().__init__(errors=[{"field": "Host", "message": self.detail}])


class PackedBody(Refusal):
    code = "unsupported_media_type"
    detail = "What was sent is compressed (Content-Encoding). Send it as it is."


class TooLarge(Refusal):
    code = "too_large"
    detail = "The file is too large."


class UnsupportedImage(Refusal):
    code = "unsupported_image"
    detail = "Only JPEG, PNG and WebP pictures are taken."


class BadImage(Refusal):
    code = "bad_image"
    detail = "The picture is broken: it can't be read to its end."


class TooManyPixels(BadImage):
    detail = "The picture has more than 64 megapixels. Make it smaller first."


class TooManyPixelsForWebP(BadImage):
    detail = "A WebP picture may have up to 40 megapixels. Make it smaller first, or send it as JPEG or PNG."


class TooTall(BadImage):
    detail = "The picture is far too tall for its width. Cut it first."


class StorageDown(Refusal):
    code = "storage_down"
    detail = "The storage of pictures can't be reached right now. Try again."
