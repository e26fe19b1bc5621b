"""Coming in, and being shown the door."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.stateful.books import LIFETIME, Book, Json, instant
from tests.stateful.expected import MANAGERS, NOT_FOUND, Answer, Ask, Expected, guard, no_access, refused
from tests.stateful.people import Device, Login

FAILURES = 10


@dataclass(frozen=True)
class LogIn:
    """``name`` is what the new login will be called."""

    name: str
    username: str
    password: str

    def ask(self, book: Book) -> Ask:
        body = {"store": book.store["slug"], "username": self.username, "password": self.password}
        return Ask(None, "POST", "/auth/staff", body)

    def expect(self, book: Book, answer: Answer) -> Expected:
        person = book.people.get(self.username)
        right = person is not None and not person.disabled and person.password == self.password
        if no := _failed(book, f"staff {self.username}", right=right):
            return no
        assert person is not None
        token = answer.learn("access_token", status=200)
        book.logins[self.name] = Login(self.name, token, _end(book), username=person.username, epoch=person.epoch)
        who = {"id": person.id, "username": person.username, "role": person.role}
        return Expected(200, {**token_answer(token, _end(book)), "staff": who, "store": store_ref(book)})


@dataclass(frozen=True)
class Pair:
    name: str
    table: int
    password: str

    def ask(self, book: Book) -> Ask:
        body = {"store": book.store["slug"], "table_number": self.table, "password": self.password}
        return Ask(None, "POST", "/auth/table", body)

    def expect(self, book: Book, answer: Answer) -> Expected:
        right = self.table in book.tables and book.tables[self.table].password == self.password
        if no := _failed(book, f"table {self.table}", right=right):
            return no
        device_token = answer.learn("device_token", status=200)
        book.devices[device_token] = Device(device_token, self.table)
        return _tablet_login(book, self.name, device_token, answer)


@dataclass(frozen=True)
class Refresh:
    name: str
    device: str

    def ask(self, book: Book) -> Ask:
        return Ask(None, "POST", "/auth/table/refresh", {"device_token": self.device})

    def expect(self, book: Book, answer: Answer) -> Expected:
        if not book.devices[self.device].paired:
            return refused(401, "device_revoked")
        return _tablet_login(book, self.name, self.device, answer)


@dataclass(frozen=True)
class LogOut:
    who: str

    def ask(self, book: Book) -> Ask:
        return Ask(self.who, "POST", "/auth/logout")

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := no_access(book, self.who):
            return no
        login = book.logins[self.who]
        if login.device is not None:
            unpair(book, book.devices[login.device])
        elif login.visit is not None:
            login.ended = True
        else:
            login.ended = True
            book.tell("access.revoked", {"kind": "staff", "id": book.people[login.username or ""].id})
        return Expected(204)


@dataclass(frozen=True)
class Me:
    who: str

    def ask(self, book: Book) -> Ask:
        return Ask(self.who, "GET", "/me")

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := no_access(book, self.who):
            return no
        login = book.logins[self.who]
        if login.visit is not None:
            return self._phone(book, login, answer)
        if login.device is None:
            person = book.people[login.username or ""]
            who = {"id": person.id, "username": person.username, "role": person.role}
            return Expected(200, {"kind": "staff", "store": store_ref(book), "staff": who})
        device, table = book.devices[login.device], book.table_of(self.who)
        device.id = device.id or answer.learn("device_id", status=200)
        me = {"kind": "table", "store": store_ref(book), "table": table.ref, "device_id": device.id}
        return Expected(200, {**me, "party": table.party})

    def _phone(self, book: Book, login: Login, answer: Answer) -> Expected:
        table = book.table_of(self.who)
        login.phone_id = login.phone_id or answer.learn("phone_id", status=200)
        if any(one.phone_id == login.phone_id for one in book.logins.values() if one is not login):
            return Expected(200, "a phone's id that is nobody else's")
        me = {"kind": "phone", "store": store_ref(book), "table": table.ref, "phone_id": login.phone_id}
        return Expected(200, {**me, "party": table.party})


@dataclass(frozen=True)
class Unpair:
    who: str
    device: int

    def ask(self, book: Book) -> Ask:
        return Ask(self.who, "DELETE", f"/admin/devices/{self.device}")

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, *MANAGERS):
            return no
        for device in book.devices.values():
            if device.id == self.device and device.paired:
                unpair(book, device)
                return Expected(204)
        return NOT_FOUND


@dataclass(frozen=True)
class ChangePerson:
    """A role, a password, disabling and enabling."""

    who: str
    username: str
    change: tuple[str, Any]

    def ask(self, book: Book) -> Ask:
        return Ask(self.who, "PATCH", f"/admin/staff/{book.people[self.username].id}", dict([self.change]))

    def expect(self, book: Book, answer: Answer) -> Expected:
        if no := guard(book, self.who, "owner"):
            return no
        person = book.people[self.username]
        name, value = self.change
        changes = name == "password" or getattr(person, name) != value
        after = {"role": person.role, "disabled": person.disabled, name: value}
        keeps = after["role"] == "owner" and not after["disabled"]
        others = [one for one in book.people.values() if one is not person and one.role == "owner" and not one.disabled]
        if person.role == "owner" and not person.disabled and not keeps and not others:
            return refused(409, "last_owner")
        setattr(person, name, value)
        if changes:
            person.epoch += 1
            book.tell("access.revoked", {"kind": "staff", "id": person.id})
        facts = {"id": person.id, "username": person.username, "role": person.role, "disabled": person.disabled}
        return Expected(200, facts=facts)


def store_ref(book: Book) -> Json:
    plain = {name: book.store[name] for name in ("slug", "name", "currency", "locale", "timezone")}
    looks = dict.fromkeys(("logo", "cover", "accent"))  # nobody gives it any here
    guests = {name: book.store[name] for name in ("phones", "call_kinds")}
    return {**plain, "undo_seconds": book.store["limits"]["undo_seconds"], **looks, **guests}


def token_answer(token: str, until: datetime) -> Json:
    """What every login is answered."""
    return {"access_token": token, "token_type": "Bearer", "expires_at": instant(until)}


def unpair(book: Book, device: Device) -> None:
    device.paired = False
    book.tell("access.revoked", {"kind": "device", "id": device.id})


def _failed(book: Book, account: str, *, right: bool) -> Expected | None:
    if book.failures[account] >= FAILURES:
        return refused(429, "too_many_attempts")
    if right:
        return None
    book.failures[account] += 1
    return refused(401, "bad_credentials")


def _tablet_login(book: Book, name: str, device_token: str, answer: Answer) -> Expected:
    token = answer.learn("access_token", status=200)
    book.logins[name] = Login(name, token, _end(book), device=device_token)
    table = book.tables[book.devices[device_token].table]
    told = {"device_token": device_token, "table": table.ref, "party": table.party, "store": store_ref(book)}
    return Expected(200, {**token_answer(token, _end(book)), **told})


def _end(book: Book) -> datetime:
    return book.now.replace(microsecond=0) + LIFETIME
