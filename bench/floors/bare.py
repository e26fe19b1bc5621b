"""F1: a bare Litestar handler that answers the menu's bytes.

``python -m bench.floors.bare FILE``; its port is in ORDERING_PORT, as the product's.
"""

import os
import sys
from pathlib import Path

import uvicorn
from litestar import Litestar, get
from litestar.response.base import ASGIResponse


def create_app(body: bytes) -> Litestar:
    answer = ASGIResponse(body=body, media_type="application/json")

    @get("/menu")
    async def menu() -> ASGIResponse:
        return answer

    return Litestar([menu], openapi_config=None, logging_config=None)


def main() -> None:
    # As ordering.cli serves: its loop and parser, no access log of uvicorn's, no Server header.
    uvicorn.run(
        create_app(Path(sys.argv[1]).read_bytes()),
        port=int(os.environ["ORDERING_PORT"]),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="on",
    )


if __name__ == "__main__":
    main()
