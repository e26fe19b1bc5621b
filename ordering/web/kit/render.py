"""Pages out of templates, with the headers that every page bears."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from litestar import MediaType, Response
from litestar.datastructures import Cookie
from litestar.response import Redirect

from ordering.http.assets import Assets
from ordering.web.kit.formats import FILTERS
from ordering.web.kit.languages import Language
from ordering.web.kit.navigation import Navigation, NavigationEntry

NO_STORE = {"cache-control": "no-store"}
TEMPLATES = Path(__file__).parent.parent.parent / "templates"


class Pages:
    """Renders templates. ``pictures`` is the origin that pictures come from when it is not ours."""

    def __init__(self, assets: Assets, pictures: str | None = None, navigation: Sequence[NavigationEntry] = ()) -> None:
        self.assets = assets
        self.environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
        )
        self.environment.globals |= {"asset": assets.url, "build": assets.build}
        self.environment.globals |= {"navigation": Navigation(navigation), "languages": [*Language]}
        self.environment.filters |= FILTERS
        self.environment.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
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
        text = self.text(template, **wants)
        return Response(text, status_code=status, media_type=MediaType.HTML, headers={**self.headers})

    @property
    def headers(self) -> dict[str, str]:
        return {"content-security-policy": self._policy, "cache-control": "no-store", "vary": "HX-Request, Cookie"}


def redirect(path: str, *cookies: Cookie) -> Response[Any]:
    """On to another page of ours, after a form was sent."""
    return Redirect(path, status_code=303, cookies=cookies, headers=NO_STORE)


@pass_context
def _gettext(context: Context, message: str) -> str:
    return _language(context).gettext(message)


@pass_context
def _ngettext(context: Context, singular: str, plural: str, n: int) -> str:
    return _language(context).ngettext(singular, plural, n)


def _language(context: Context) -> Language:
    language: Language = context["view"].language
    return language
