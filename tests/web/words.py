"""Every message that pages may show, out of templates and code; run as a module it brings the catalogues up to date."""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from ordering import errors
from ordering.audit import Action
from ordering.codes import Code
from ordering.kitchen import refusals as kitchen
from ordering.printing import refusals as printing
from ordering.web.kit.languages import CATALOGUES, Language

ORDERING = Path(__file__).parent.parent.parent / "ordering"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"extensions": "jinja2.ext.i18n", "trimmed": "true", "silent": "false"}}
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "say": None,
    "ngettext": (1, 2),
    "N_": None,
}


def saying_why() -> dict[str, tuple[int, ...] | None]:
    """Refusals, which may say in a sentence what is wrong just here; a value's has a code."""
    return {refusal.__name__: None for refusal in subclasses(errors.Refusal) if refusal is not errors.Invalid}


def every_message() -> set[str | tuple[str, ...]]:
    """By singular and plural where there are two."""
    refusals = {one.detail for one in subclasses(errors.Refusal) if "detail" in vars(one)}
    sentences = {action.sentence for action in Action}
    return {*_extracted(), *refusals, *sentences, *(code.message for code in Code)}


def subclasses(kind: type[errors.Refusal]) -> Iterator[type[errors.Refusal]]:
    for one in kind.__subclasses__():
        if one.__module__ in (errors.__name__, kitchen.__name__, printing.__name__):  # tests have some of their own
            yield one
            yield from subclasses(one)


def _extracted() -> Iterator[str | tuple[str, ...]]:
    for _, _, message, _, _ in extract_from_dir(ORDERING, METHODS, OPTIONS, KEYWORDS | saying_why()):
        yield message if isinstance(message, str) else tuple(message)


def translated(language: str) -> dict[str | tuple[str, ...], str | tuple[str, ...]]:
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        return {_key(one.id): one.string for one in read_po(file) if one.id}  # type: ignore[misc]  # its types know no plurals


def _key(message: str | list[str] | tuple[str, ...]) -> str | tuple[str, ...]:
    return message if isinstance(message, str) else tuple(message)


def bring_up_to_date(language: str) -> None:
    """What is new stands there empty, what nobody says any more is gone."""
    known = translated(language)
    file = CATALOGUES / f"{language}.po"
    header = file.read_text(encoding="utf-8").partition("\n\n")[0]
    fresh = read_po([*header.splitlines(), ""])
    for message in sorted(every_message(), key=str):
        fresh.add(message, known.get(message, "" if isinstance(message, str) else ("",) * fresh.num_plurals))
    written = io.BytesIO()
    write_po(written, fresh, width=120, omit_header=True)
    file.write_text(f"{header}\n\n{written.getvalue().decode()}", encoding="utf-8")


if __name__ == "__main__":
    for file in CATALOGUES.glob("*.po"):
        if file.stem != Language.ENGLISH:
            bring_up_to_date(file.stem)
