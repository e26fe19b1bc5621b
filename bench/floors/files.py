"""Bare static files: Litestar's own, of a folder.

``python -m bench.floors.files FOLDER``; its port is in ORDERING_PORT, as the product's.
"""

import os
import sys
from pathlib import Path

import uvicorn
from litestar import Litestar, get
from litestar.static_files import create_static_files_router


@get("/up")
async def up() -> str:
    return "up"


def main() -> None:
    router = create_static_files_router("/media", [Path(sys.argv[1])])
    app = Litestar([router, up], openapi_config=None, logging_config=None)
    uvicorn.run(
        app,
        port=int(os.environ["ORDERING_PORT"]),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )


if __name__ == "__main__":
    main()
