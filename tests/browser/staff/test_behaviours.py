"""What an element declares is connected once, whatever brings it, and ends with it."""

from playwright.async_api import Page, expect

from tests.browser.staff.conftest import Desk

PROBE = """async () => {
  const app = document.querySelector("script[src$='kit/app.js']").src;
  const { behaviour } = await import(app.replace("app.js", "behaviours.js"));
  globalThis.log = [];
  behaviour("probe", (element, on, gone) => {
    log.push(`connected ${element.id}`);
    on(document.body, "probed", () => log.push(`heard ${element.id}`));
    gone.onabort = () => log.push(`gone ${element.id}`);
  });
  globalThis.main = document.getElementById("main");
}"""


async def after(page: Page, does: str) -> list[str]:
    """What was told since the last time, and what is still listened to."""
    told: list[str] = await page.evaluate(
        f"""async () => {{
          {does};
          await Promise.resolve(); // an observer is heard before anything else can happen
          document.body.dispatchEvent(new Event("probed"));
          return log.splice(0);
        }}"""
    )
    return told


async def test_behaviour_is_connected_once_and_ends_with_its_element(desk: Desk) -> None:
    page = await desk("/admin/store", "owner")
    await page.evaluate(PROBE)
    brought = "main.insertAdjacentHTML('beforeend', '<div><p id=one data-behaviour=\"other probe\"></p></div>')"
    assert await after(page, brought) == ["connected one", "heard one"]
    assert await after(page, "main.prepend(one); main.append(one)") == ["heard one"], "it was only moved"
    morphed = "Idiomorph.morph(one, '<p id=one data-behaviour=probe>new</p>', { morphStyle: 'outerHTML' })"
    assert await after(page, morphed) == ["heard one"], "a morph keeps it"
    assert await after(page, "one.dataset.behaviour = 'other'") == ["gone one"]
    assert await after(page, "one.dataset.behaviour = 'probe'") == ["connected one", "heard one"]
    replaced = "one.outerHTML = '<p id=two data-behaviour=probe></p>'"
    assert await after(page, replaced) == ["gone one", "connected two", "heard two"]
    assert await after(page, "main.replaceChildren()") == ["gone two"]


async def test_a_behaviour_that_fails_takes_no_other_along(desk: Desk) -> None:
    page = await desk("/admin/store", "owner")
    await page.evaluate(PROBE)
    await page.evaluate("addEventListener('error', (event) => event.preventDefault())")
    await page.evaluate("""async () => {
      const app = document.querySelector("script[src$='kit/app.js']").src;
      const { behaviour } = await import(app.replace("app.js", "behaviours.js"));
      behaviour("broken", () => { throw new Error("on purpose"); });
    }""")
    brought = "main.innerHTML = '<p id=one data-behaviour=broken></p><p id=two data-behaviour=probe></p>'"
    assert await after(page, brought) == ["connected two", "heard two"]


async def test_a_form_is_alive_as_soon_as_it_is_there(desk: Desk) -> None:
    page = await desk("/admin/tables", "owner", "en")
    await page.evaluate("""() => {
      globalThis.same = true;
      const send = () => document.querySelector("#drawer form:has([name=label])").requestSubmit();
      document.body.addEventListener("htmx:afterSwap", () => setTimeout(send), { once: true });
    }""")
    await page.locator("a.seat").first.click()
    await expect(page.locator(".toast")).to_contain_text("Table 1 is changed.")
    assert await page.evaluate("globalThis.same"), "not sent as if there were no scripts"
