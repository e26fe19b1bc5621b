"""A dish's form as a browser has it."""

import html
import re

import httpx

BLANK = {"name": "비빔밥", "price": "9,500", "description": "둘째\r\n줄", "hidden": "false", "image_id": ""}


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the form as it stands."""
    form = page[page.index('<form id="item-form"') :]
    form = form[: form.index("</form>")]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        own = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if own.get("type") not in ("file", "checkbox", "radio") or " checked" in tag:
            found[html.unescape(own["name"])] = html.unescape(own.get("value", ""))
    for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL):
        found[name] = html.unescape(text)
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


async def opened(client: httpx.AsyncClient, item_id: int) -> dict[str, str]:
    return fields_of((await client.get(f"/admin/menu/items/{item_id}")).text)
