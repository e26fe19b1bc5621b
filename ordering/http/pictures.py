"""Locally stored pictures over HTTP: Starlette's static files, which answer conditional and range requests."""

from http import HTTPStatus
from pathlib import Path

from litestar import asgi
from litestar.exceptions import HTTPException, NotFoundException
from litestar.types import Message, Receive, Scope, Send
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope as StarletteScope

from ordering import services
from ordering.storage import CONTENT_TYPE, IMMUTABLE
from ordering.storage.folder import LOCAL_PATH, Folder


class PictureFiles(StaticFiles):
    """A folder's pictures: never listed, never others than pictures, kept by browsers for ever."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, check_dir=False)
        self.config_checked = True  # it need not be there: it is made with the first picture

    async def get_response(self, path: str, scope: StarletteScope) -> Response:
        if not path.endswith(".webp") or Path(path).name.startswith("."):  # a draft of one, or no picture at all
            raise StarletteHTTPException(404)
        answer = await super().get_response(path, scope)
        answer.headers["content-type"] = CONTENT_TYPE
        answer.headers["cache-control"] = IMMUTABLE
        if "origin" not in answer.headers.get("vary", "").lower():
            # An <img> sends none: what a browser keeps of that must not be handed to a script that asks from elsewhere.
            answer.headers.add_vary_header("Origin")
        return answer


@asgi(LOCAL_PATH, is_mount=True, copy_scope=True)
async def serve_pictures(scope: Scope, receive: Receive, send: Send) -> None:
    """Under a mount: its own part of the path is gone already, and a slash stands at the end."""
    storage = services.of_app(scope["litestar_app"]).storage
    if not isinstance(storage, Folder):
        raise NotFoundException
    inner = {**scope, "path": "/" + scope["path"].strip("/"), "root_path": ""}

    async def refusing_send(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] >= HTTPStatus.BAD_REQUEST:
            headers = {name.decode(): value.decode() for name, value in message["headers"] if name == b"content-range"}
            raise HTTPException(status_code=message["status"], headers=headers)
        await send(message)

    try:
        await PictureFiles(storage.path)(inner, receive, refusing_send)  # type: ignore[arg-type]  # Litestar's ASGI types are not Starlette's
    except StarletteHTTPException as error:
        # It knows of logins (401, for a file that may not be read); here is none that could help.
        status = error.status_code if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED else HTTPStatus.NOT_FOUND
        raise HTTPException(status_code=status, headers=dict(error.headers or {})) from error
