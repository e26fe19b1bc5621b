"""Chance that can be repeated."""

import os
import random


def dice() -> random.Random:
    """Seeded by ORDERING_TEST_SEED, or anew; pytest shows the seed when the test fails."""
    seed = int(os.environ.get("ORDERING_TEST_SEED") or random.SystemRandom().randrange(10**9))
    print(f"ORDERING_TEST_SEED={seed}")  # noqa: T201 - said, to be run again
    return random.Random(seed)
