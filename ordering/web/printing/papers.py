"""A paper, as people see to it: looked at, printed again, cancelled, or found where it came out."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency

from ordering.errors import IllegalTransition
from ordering.http.paging import PathId
from ordering.printing import actions, drawing, queries
from ordering.web.kit.render import redirect
from ordering.web.kit.screen import Screen
from ordering.web.printing.printers import HOME, done, listed


class PaperPages(Controller):
    path = "/print-jobs"

    @get("/{job_id:int}")
    async def one(self, job_id: PathId, screen: NamedDependency[Screen]) -> Response[str]:
        return screen.drawer(
            "printing/_paper.html", screen.say("Print job"), paper=await screen.read(queries.paper, job_id)
        )

    @get("/{job_id:int}/picture", media_type="image/png")
    async def picture(self, job_id: PathId, screen: NamedDependency[Screen]) -> Response[bytes]:
        sheet = await screen.read(queries.sheet, job_id)
        picture = await drawing.preview(sheet.paper, sheet.marks, sheet.encoding, sheet.width)
        return Response(picture, media_type="image/png")

    @post("/{job_id:int}/retry")
    async def retry(self, job_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
        return await _see_to(screen, actions.retry, job_id, screen.say("It is printed now."))

    @post("/{job_id:int}/cancellation")
    async def cancel(self, job_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
        return await _see_to(screen, actions.cancel, job_id, screen.say("It won't be printed."))

    @post("/{job_id:int}/acknowledgement")
    async def see_to(self, job_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
        return await _see_to(screen, actions.see_to, job_id, screen.say("Noted."))

    @post("/retry")
    async def retry_all(self, screen: NamedDependency[Screen]) -> Response[Any]:
        many = await screen.run(actions.retry_all)
        return await done(screen, screen.say("Papers that are printed now: %(count)s.", count=many))

    @post("/acknowledgement")
    async def see_to_all(self, screen: NamedDependency[Screen]) -> Response[Any]:
        many = await screen.run(actions.see_to_all)
        return await done(screen, screen.say("Papers that are seen to: %(count)s.", count=many))


async def _see_to(screen: Screen, action: Any, job_id: int, said: str) -> Response[Any]:
    """Who comes too late sees how the papers stand."""
    try:
        await screen.run(action, job_id)
        toast = screen.toast(said)
    except IllegalTransition:
        toast = screen.toast(screen.say("Somebody else has seen to this paper."), "late")
    if not screen.view.fragment:
        return redirect(HOME)
    return screen.show("printing/_lists.html", headers=toast, **await listed(screen))


ROUTES: list[Any] = [PaperPages]
