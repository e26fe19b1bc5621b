"""The commands: serve | demo | migrate | store | staff | media | purge | restored | print-agent | fake-printer."""

import asyncio
import os
import secrets
import socket
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import aclosing
from typing import Any, NoReturn, TypeVar

import click
import msgspec
from sqlalchemy.exc import DBAPIError

from ordering import demo as demo_store
from ordering import logs, migrate, printer_tools, settings, workers
from ordering.database.engine import PREPARING, create_engine
from ordering.database.work import Work
from ordering.demo.banner import banner
from ordering.errors import Invalid, Refusal
from ordering.http import listening
from ordering.images import copying
from ordering.images.copying import Copied
from ordering.names import normal
from ordering.restoring import restored as begin_anew
from ordering.retention import purge as purge_everything
from ordering.security.authenticator import Authenticator
from ordering.services import WRITTEN_LAST, storage_at
from ordering.settings import Settings
from ordering.settings.databases import shown
from ordering.settings.private import keep_private, make_files_privately, unlisted
from ordering.stores import actions as stores
from ordering.stores.shapes import NewStore
from ordering.text import StaffPassword, composed
from ordering.web.kit.forms import Form
from ordering.web.kit.languages import Language
from ordering.web.kit.messages import say_refusal

T = TypeVar("T")


@click.group()
@click.version_option(package_name="ordering")
def main() -> None:
    """Ordering: table ordering for restaurants. Settings are in the environment (ORDERING_*)."""


@main.command()
def serve() -> None:
    """Serve the API. An embedded SQLite is migrated first; a server database must be at the newest migration."""
    chosen = _settings()
    with _bound(chosen) as at:
        _run(migrate.upgrade(chosen.database_url) if chosen.embedded else migrate.check(chosen.database_url))
        sys.exit(workers.serve(chosen, at))


@main.command()
@click.option("--database-url", help="Use this database; the only way to put the demo on a server.")
def demo(database_url: str | None) -> None:
    """Serve a demo store, made if it is not there: a Korean bistro with public logins."""
    chosen = _settings(database_url and unlisted(database_url), log="text")
    if not chosen.embedded and database_url is None:
        _stop("demo: this would put public logins into a server database: name it with --database-url to do so")

    async def prepared(work: Work) -> int:
        async with aclosing(storage_at(chosen.media)) as storage:
            return await demo_store.prepare(work, Authenticator(chosen.secret_key), storage)

    with _bound(chosen) as at:
        _run(migrate.upgrade(chosen.database_url))
        click.echo("Preparing the demo store: the first time its pictures take some seconds.")
        item_id = _run(_with_work(chosen, prepared))
        click.echo(banner(listening.reach(chosen, at.getsockname()[1]), item_id))
        sys.exit(workers.serve(chosen, at, demo_store.LOGINS))


@main.command("migrate")
def migrate_database() -> None:
    """Bring the database to the newest migration."""
    chosen = _settings()
    _run(migrate.upgrade(chosen.database_url))
    click.echo(f"The database is at the newest migration: {shown(chosen.database_url)}")


main.add_command(printer_tools.print_agent)
main.add_command(printer_tools.fake_printer)


@main.group()
def store() -> None:
    """Stores."""


@store.command("create")
@click.argument("slug")
@click.option("--name", required=True, help="As guests know it.")
@click.option("--owner", required=True, help="The first owner's username.")
@click.option("--timezone", default="Asia/Seoul", show_default=True)
@click.option("--currency", default="KRW", show_default=True)
@click.option("--locale", default="ko", show_default=True, type=click.Choice(["ko", "en"]))
def create_store(slug: str, name: str, owner: str, **options: str) -> None:
    """Create a store with its first owner, and no tables yet."""
    chosen = _ready_settings()
    password, generated = _new_password()
    sent = {"slug": normal(slug), "name": name, "owner": owner, "password": password, **options}
    form = Form({field: [value] for field, value in composed(sent).items()})
    try:
        new = form.read(NewStore)
        _run(_with_work(chosen, lambda work: _hashed(password, lambda hash_: work.run(stores.create, new, hash_))))
    except Invalid as wrong:
        form.refuse(wrong)
        _stop("store create: " + "; ".join(_in_words(name, why) for name, why in form.errors.items()))
    click.echo(f"Created {normal(slug)}; owner {normal(owner)}. In {shown(chosen.database_url)}")
    click.echo(
        "Who knows a table's password can pair a tablet with it at any time, "
        f"up to {new.devices_per_table} at a table. The store's settings can change that: "
        "for example, that tablets are paired only for 15 minutes after staff have opened pairing."
    )
    _tell(password, generated)


@main.group()
def staff() -> None:
    """People."""


@staff.command("reset-password")
@click.argument("slug")
@click.argument("username")
def reset_password(slug: str, username: str) -> None:
    """Give a person a new password; every login they have ends."""
    chosen = _ready_settings()
    password, generated = _new_password()

    def reset(work: Work) -> Awaitable[bool]:
        return _hashed(password, lambda hash_: work.run(stores.reset_password, slug, username, hash_))

    if not _run(_with_work(chosen, reset)):
        _stop(f"staff reset-password: there is no {username} at {slug}")
    click.echo(f"{normal(username)} at {normal(slug)} has a new password. In {shown(chosen.database_url)}")
    _tell(password, generated)


@main.command()
def purge() -> None:
    """Delete what is past its retention. Meant to run daily; harmless beside a live server."""
    chosen = _ready_settings()

    async def purged(work: Work) -> Counter[str]:
        async with aclosing(storage_at(chosen.media)) as storage:
            return await purge_everything(work, storage)

    gone = _run(_with_work(chosen, purged))
    click.echo(", ".join(f"{count} {name}" for name, count in gone.items()) + " deleted.")
    click.echo(f"In {shown(chosen.database_url)}")


@main.command()
def restored() -> None:
    """After a backup was put back: tell every client that what it has seen may be gone, and end all logins."""
    chosen = _ready_settings()
    count = _run(_with_work(chosen, begin_anew))
    click.echo(f"Stores that begin anew: {count}. Whatever their clients had seen, they load everything again.")
    click.echo("Staff log in again; tablets do so by themselves.")
    click.echo(f"In {shown(chosen.database_url)}")


@main.group()
def media() -> None:
    """Pictures."""


@media.command("copy")
@click.option("--to", "location", required=True, metavar="PLACE", help="s3://BUCKET/PREFIX or local:FOLDER")
def copy_media(location: str) -> None:
    """Copy every picture to another storage, checking each. Begin again after a break: what is there stays."""
    chosen = _ready_settings()
    try:
        target_media = settings.media(os.environ, location)
    except settings.WrongSetting as error:
        _stop(str(error).replace("ORDERING_MEDIA", "--to"))
    if target_media == chosen.media:
        _stop("--to: the pictures are there already: ORDERING_MEDIA says so")

    async def copied(work: Work) -> Copied:
        async with aclosing(storage_at(chosen.media)) as source, aclosing(storage_at(target_media)) as target:
            count = await work.read(copying.how_many)
            with click.progressbar(length=count, label=f"{count} pictures") as bar:
                return await copying.copy(work, source, target, lambda: bar.update(1))

    result = _run(_with_work(chosen, copied))
    click.echo(f"{result.copied} files copied, {result.there_already} were there already.")
    for key in result.damaged:
        click.echo(f"missing or damaged, not copied: {key}", err=True)
    if result.damaged:
        sys.exit(1)
    click.echo(f"Set ORDERING_MEDIA={location} and restart to serve from there.")


def _settings(
    database_url: str | None = None, *, log: settings.LogStyle | None = None, must_exist: bool = False
) -> Settings:
    make_files_privately()
    try:
        chosen = settings.read(database_url=database_url, log=log, must_exist=must_exist)
    except settings.WrongSetting as error:
        _stop(str(error))
    logs.configure(chosen.log, chosen.log_level)
    keep_private(chosen.database_url)
    return chosen


def _bound(chosen: Settings) -> socket.socket:
    """Before anything is made: an address that can't be had is told at once."""
    try:
        return listening.bound(chosen)
    except settings.WrongSetting as error:
        _stop(str(error))


def _ready_settings() -> Settings:
    """For commands beside a server: the database must be there, and what this version expects."""
    chosen = _settings(must_exist=True)
    logs.configure("text", "WARNING")
    _run(migrate.upgrade(chosen.database_url) if chosen.embedded else migrate.check(chosen.database_url))
    return chosen


async def _with_work(chosen: Settings, do: Callable[[Work], Awaitable[T]]) -> T:
    # Nobody listens in this process: a live server finds the events by itself.
    engine = create_engine(chosen.database_url, PREPARING)
    work = Work(engine, finish=WRITTEN_LAST, announce=lambda _: None, patience=PREPARING)
    try:
        return await do(work)
    finally:
        await work.close()


async def _hashed(password: str, do: Callable[[str], Awaitable[T]]) -> T:
    return await do(await Authenticator(b"").passwords.hash(password))


def _in_words(field: str, why: Refusal) -> str:
    argument = field.upper() if field == "slug" else f"--{field}"
    return f"{argument}: {say_refusal(Language.ENGLISH, why)}"


def _run(task: Coroutine[Any, Any, T]) -> T:
    """Whatever else goes wrong is one line; ``Invalid`` is for whoever knows what the field is called here."""
    try:
        return asyncio.run(task)
    except Invalid:
        raise
    except Refusal as refusal:
        _stop(str(refusal))
    except migrate.NotAtHead as error:
        _stop(f"{error}: run `ordering migrate`")
    except migrate.TooNew as error:
        _stop(f"{error}: upgrade Ordering, nothing was changed")
    except (OSError, DBAPIError) as error:
        reason = error.orig if isinstance(error, DBAPIError) else error
        _stop(f"ORDERING_DATABASE_URL: can't use the database: {reason}")


def _new_password() -> tuple[str, bool]:
    """From whoever sits at the terminal; else a random one, to be told."""
    if not sys.stdin.isatty():
        return secrets.token_urlsafe(12), True
    password = click.prompt("Password (at least 8 characters)", hide_input=True, confirmation_prompt=True)
    try:
        return msgspec.convert(composed(password), StaffPassword), False
    except msgspec.ValidationError:
        _stop("password: expected 8 to 128 characters")


def _tell(password: str, generated: bool) -> None:
    if generated:
        click.echo(f"password: {password}")


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(2)
