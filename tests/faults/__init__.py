"""What nobody plans: kills, cuts, freezes, locks, clocks. Whatever happens, I1-I9 hold afterwards.

Here the service is a process of its own (`service`), reached by tablets that send again until they are answered
(`tablets`), and by screens that come back with their cursor (`screens`). Chance comes from a seed that every such test
prints; ORDERING_TEST_SEED=<seed> repeats its choices. `verdict` says what must be true in the end.

The long run: `ORDERING_TEST_ORDERS=10000 .venv/bin/pytest tests/faults/test_the_run.py -s` (400 in the suite). Its
kills and restarts grow with it: one kill of the service for every 80 orders, one of the database for every 200. On two
cores shared with others: 16 s for 400 on SQLite, 31 s on MariaDB, 11 minutes for 10,000 on SQLite. With
ORDERING_TEST_EVENTS and ORDERING_TEST_STREAMS it makes `tests/faults/test_machines.py` long, too: two processes
behind nginx.

ORDERING_TEST_FRIDAY=200 makes `tests/faults/test_a_friday.py` as long as the design asks for, and runs it on MySQL,
too; in the suite it has 80 orders, on SQLite and MariaDB.
"""
