"""A route's body, changed and sent, and the problem that has to name the field."""

from typing import Any

import httpx

from tests.api.routes import KEY, ROUTES
from tests.world import Restaurant


def path_of(here: Restaurant, name: str) -> str:
    return ROUTES[name][2].format(
        table=here.tables[2],
        order=here.options["order"],
        line=here.options["order"] * 100,
        call=here.options["call"],
        station=here.options["station"],
        printer=here.options["printer"],
        far=here.options["far"],
        paper=here.options["paper"],
        category=here.categories["식사"],
        item=here.items["냉면"],
        person=here.people["staff"].staff_id,  # type: ignore[index]  # it is in this world
    )


async def send(
    here: Restaurant, name: str, content: bytes, content_type: str | None = "application/json"
) -> httpx.Response:
    who, method, *_ = ROUTES[name]
    headers = dict(KEY)
    if content_type is not None:
        headers["Content-Type"] = content_type
    if who is not None:
        headers["Authorization"] = f"Bearer {here.token(who)}"
    return await here.http.request(method, f"/api/v1{path_of(here, name)}", content=content, headers=headers)


async def send_json(here: Restaurant, name: str, body: Any) -> httpx.Response:
    return await send(here, name, httpx.Request("POST", "http://x", json=body).content)


def changed(body: Any, path: str, value: Any, *, remove: bool = False) -> Any:
    """A copy of ``body`` with the value at ``lines[0].note`` replaced, added or removed."""
    import copy

    whole = copy.deepcopy(body)
    steps: list[str | int] = []
    for part in path.split("."):
        name, *indexes = part.replace("]", "").split("[")
        steps += [name, *map(int, indexes)]
    at = whole
    for step in steps[:-1]:
        at = at[step]
    if remove:
        del at[steps[-1]]
    else:
        at[steps[-1]] = value
    return whole


def assert_names(answer: httpx.Response, field: str, why: Any) -> None:
    assert answer.status_code == 400, (why, answer.text)
    assert answer.headers["Content-Type"] == "application/problem+json", why
    problem = answer.json()
    assert problem["code"] == "invalid", why
    assert [one["field"] for one in problem["errors"]] == [field], (why, problem)
    assert all(one["message"] for one in problem["errors"]), why


def assert_names_something(answer: httpx.Response, why: Any) -> None:
    assert answer.status_code == 400, (why, answer.text)
    assert_names(answer, answer.json()["errors"][0]["field"], why)
