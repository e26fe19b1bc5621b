"""Commands about printers: a fake one to develop with."""

import asyncio
from pathlib import Path

import click


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
