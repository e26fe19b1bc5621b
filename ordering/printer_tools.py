"""Commands about printers: an agent that prints where no server reaches, and a fake one to develop with."""

import asyncio
import logging
import sys
from importlib.metadata import version
from pathlib import Path

import click

from ordering import logs, outlet


@click.command("fake-printer")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=9100, show_default=True, help="0 for any free one.")
@click.option("--width", type=click.Choice(["58", "80"]), default="80", show_default=True, help="Of its paper, in mm.")
@click.option("--png", type=click.Path(file_okay=False, path_type=Path), help="A folder to put each slip into.")
@click.option("--refuse", "refuses", is_flag=True, help="End every connection at once.")
@click.option("--hang", "hangs", is_flag=True, help="Take connections, and do nothing with them.")
@click.option("--silent", is_flag=True, help="Print, and answer nothing.")
@click.option("--reset-after", "resets_after", type=int, metavar="BYTES", help="Break off after so many of a slip.")
@click.option("--cover-open", is_flag=True, help="Say that the cover is open.")
@click.option("--no-paper", is_flag=True, help="Say that there is no paper.")
def fake_printer(host: str, port: int, width: str, png: Path | None, resets_after: int | None, **faults: bool) -> None:
    """A receipt printer to develop with: shows each slip here, and puts it into a folder as a picture."""
    # Imported here: they bring Pillow along, which no other command needs at its start.
    from ordering.printing.fake_printer import Faults
    from ordering.printing.terminal import shown_here

    async def serve() -> None:
        printer = shown_here(Faults(resets_after=resets_after, **faults), int(width), png)
        try:
            await printer.start(host, port)
        except OSError as error:
            raise click.ClickException(f"--port: can't listen at {host}:{port}: {error.strerror}") from error
        click.echo(f"A printer at {host}:{printer.port}; Ctrl-C ends it.")
        await asyncio.Event().wait()

    try:
        asyncio.run(serve())
    except KeyboardInterrupt:
        click.echo("")


@click.command("print-agent")
@click.option("--server", required=True, envvar="PRINT_AGENT_SERVER", metavar="URL", help="Where Ordering is served.")
@click.option("--token", required=True, envvar="PRINT_AGENT_TOKEN", help="Of this agent, from /admin/printers.")
def print_agent(server: str, token: str) -> None:
    """Print in this network what a server elsewhere has for its printers. Other programs can list what it was called
    with: PRINT_AGENT_TOKEN in the environment is seen by nobody.
    """
    from ordering.printing.agent import WrongOption, checked_server, checked_token, print_for  # here: few need it

    logs.configure("json", "INFO")

    async def run() -> bool:
        at, own = await checked_server(server), checked_token(token)
        logging.getLogger("ordering").info("printing", extra={"facts": {"server": at, "version": version("ordering")}})
        return await print_for(at, own)

    try:
        known = asyncio.run(run())
    except WrongOption as wrong:
        click.echo(str(wrong), err=True)
        sys.exit(2)
    except KeyboardInterrupt:
        known = True
    outlet.STDOUT.flush()
    if not known:
        click.echo(
            "The server does not know this token: the agent was removed, or is another server's. "
            "Add one at /admin/printers, and start it with its token.",
            err=True,
        )
        sys.exit(2)
