"""Arguments and settings that are wrong: one line, in words, says which."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.commands import run, sqlite


def test_whoever_is_not_there_gets_no_new_password(
    tmp_path: Path, here: Callable[..., Result], migrated_file: Path
) -> None:
    url = sqlite(tmp_path, migrated_file)
    nobody = here("staff", "reset-password", "nowhere", "nobody", database_url=url)
    assert (nobody.exit_code, nobody.stdout) == (2, "")
    assert nobody.stderr == "staff reset-password: there is no nobody at nowhere\n"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["bistro", "--owner", "x" * 41, "--name", "n"], "--owner: At most 40 characters, please."),
        (["bistro", "--owner", "o", "--name", ""], "--name: Fill this in."),
        (["bistro", "--owner", "o", "--name", "n", "--currency", "won"], "--currency: "),
        (
            ["bistro", "--owner", "o", "--name", "n", "--timezone", "Mars/Base"],
            "--timezone: Enter the name of a time zone",
        ),
        (["골목 식당", "--owner", "o", "--name", "n"], "SLUG: "),
    ],
)
def test_a_wrong_argument_is_one_line_that_says_in_words_what_is_wrong(
    tmp_path: Path, here: Callable[..., Result], migrated_file: Path, arguments: list[str], named: str
) -> None:
    wrong = here("store", "create", *arguments, database_url=sqlite(tmp_path, migrated_file))
    assert wrong.exit_code == 2
    assert len(wrong.stderr.splitlines()) == 1, wrong.stderr
    assert wrong.stderr.startswith(f"store create: {named}")
    assert not re.search(r"`|regex|Expected|\$", wrong.stderr), wrong.stderr


def test_several_wrong_arguments_are_told_together(
    tmp_path: Path, here: Callable[..., Result], migrated_file: Path
) -> None:
    url = sqlite(tmp_path, migrated_file)
    wrong = here("store", "create", "a b", "--owner", "o" * 41, "--name", "n", database_url=url)
    assert ("SLUG" in wrong.stderr, "--owner" in wrong.stderr) == (True, True)


def test_a_wrong_setting_stops_the_real_command_with_one_line(tmp_path: Path) -> None:
    wrong = run(tmp_path, "serve", port="http")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == "ORDERING_PORT: expected a whole number from 0 to 65535\n"
