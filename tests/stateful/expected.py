"""What a request is, what it was answered, and what it should have been."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.stateful.books import Book, Json


@dataclass(frozen=True)
class Ask:
    """A request under /api/v1; ``who`` is a login's name, None for nobody."""

    who: str | None
    method: str
    path: str
    body: Json | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    headers: Mapping[str, str]

    def learn(self, *path: str, status: int) -> Any:
        """A value that only the service can know (an id, a token), where the answer has the status that was due."""
        value = self.body if self.status == status else None
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        return value


@dataclass
class Expected:
    """``body`` is the whole body where it is given, ``facts`` are some of its members."""

    status: int
    body: Any = None
    code: str | None = None
    facts: Json = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def differences(self, answer: Answer) -> list[str]:
        """What is otherwise than expected, in words."""
        if answer.status != self.status:
            return [f"status {answer.status} instead of {self.status} {self.code or ''}: {answer.body}"]
        body = answer.body if isinstance(answer.body, dict) else {}
        facts = {**self.facts, **({"code": self.code} if self.code else {})}
        wrong = [f"{name}: {body.get(name)!r} instead of {value!r}" for name, value in facts.items()
                 if body.get(name) != value]  # fmt: skip
        wrong += [f"{name}: {answer.headers.get(name)!r} instead of {value!r}" for name, value in self.headers.items()
                  if answer.headers.get(name) != value]  # fmt: skip
        if self.body is not None and answer.body != self.body:
            wrong.append(f"body {answer.body!r} instead of {self.body!r}")
        return wrong


class Deed(Protocol):
    """Something that somebody does."""

    def ask(self, book: Book) -> Ask: ...

    def expect(self, book: Book, answer: Answer) -> Expected:
        """How it should be answered, done to the book. From ``answer`` it only learns what it can't know."""
        ...


def refused(status: int, code: str, **facts: Any) -> Expected:
    return Expected(status, code=code, facts=facts)


NOT_FOUND = refused(404, "not_found")


def guard(book: Book, who: str, *roles: str) -> Expected | None:
    """How a login that may not do this is refused; None for one that may."""
    return no_access(book, who) or (None if book.role(who) in roles else refused(403, "forbidden"))


def no_access(book: Book, who: str) -> Expected | None:
    """How a login is refused that has ended; None for one that stands."""
    if book.stands(who):
        return None
    over = book.role(who) == "phone" and book.now < book.logins[who].expires_at
    return refused(401, "visit_over" if over else "unauthorized")


GUESTS = ("table", "phone")
STAFF = ("staff", "manager", "owner")
MANAGERS = ("manager", "owner")
