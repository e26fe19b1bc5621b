"""The simulation of how many machines it takes says the same twice, and more for more."""

import random
from itertools import pairwise

from click.testing import CliRunner

from bench import capacity


def test_each_power_of_ten_has_its_line_and_takes_more() -> None:
    told = CliRunner().invoke(capacity.main)
    assert told.exit_code == 0
    lines = [line.split() for line in told.stdout.splitlines()[1 : 1 + len(capacity.STORES)]]
    assert [int(line[0].replace(",", "")) for line in lines] == list(capacity.STORES)
    assert CliRunner().invoke(capacity.main).stdout == told.stdout
    needs = [capacity.need(capacity.simulate(stores, random.Random(1))) for stores in capacity.STORES]
    for less, more in pairwise(needs):
        assert less.orders < more.orders
        assert less.app_cores < more.app_cores
        assert less.processes <= more.processes
        assert less.cells <= more.cells


def test_meals_are_when_people_eat() -> None:
    day = capacity.simulate(300, random.Random(1))
    assert day.busiest.orders > 3 * day.orders / capacity.MINUTES
    assert capacity.need(day).processes >= 2, "one may fail"
