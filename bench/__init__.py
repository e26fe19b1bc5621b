"""The benchmark: floors and product side by side in one run, as ratios. ``make bench``; never a pass/fail test."""
