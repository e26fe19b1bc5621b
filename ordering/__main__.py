"""The ``ordering`` command; ``python -m ordering`` is the same."""

import gc

gc.disable()  # of what is imported nothing is garbage: to look through it again and again took a tenth of the start
from ordering.cli import main  # noqa: E402 - after that line

gc.freeze()  # else it is looked through now
gc.enable()

if __name__ == "__main__":
    main(prog_name="ordering")
