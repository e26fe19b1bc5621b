"""Tests of everything. Where Python is told to write no bytecode beside its sources, it writes it elsewhere: a hundred
processes are started here, and each would compile 1600 modules.
"""

import os
import sys
import tempfile
from pathlib import Path

if sys.dont_write_bytecode:
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(Path(tempfile.gettempdir(), f"ordering-bytecode-{os.geteuid()}"))
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
