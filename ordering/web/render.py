"""Pages out of templates, with the headers that every page bears."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Response

from ordering.web.assets import Assets

TEMPLATES = Path(__file__).parent.parent / "templates"


class Pages:
    """Renders templates. ``pictures`` is the origin that pictures come from when it is not ours."""

    def __init__(self, assets: Assets, pictures: str | None = None) -> None:
        self.assets = assets
        self.environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.globals |= {"asset": assets.url, "build": assets.build}
        sources = {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "img-src": f"'self' data: blob: {pictures or ''}".strip(),
            "connect-src": f"'self' {pictures or ''}".strip(),  # a service worker fetches the pictures it keeps
            "media-src": "'self'",
            "manifest-src": "'self'",
            "worker-src": "'self'",
            "form-action": "'self'",
            "frame-ancestors": "'none'",
            "base-uri": "'none'",
        }
        self._policy = "; ".join(f"{name} {value}" for name, value in sources.items())

    def text(self, template: str, **wants: Any) -> str:
        return self.environment.get_template(template).render(**wants)

    def answer(self, template: str, *, status: int = 200, **wants: Any) -> Response[str]:
        """A page, or a fragment of one: never kept by a cache, since it is somebody's."""
        headers = {"content-security-policy": self._policy, "cache-control": "no-store"}
        return Response(self.text(template, **wants), status_code=status, media_type=MediaType.HTML, headers=headers)
