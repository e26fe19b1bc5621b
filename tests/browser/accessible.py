"""What everybody needs of a screen: axe finds nothing, fingers hit, nothing hangs over the side."""

import json
from pathlib import Path

from playwright.async_api import Page

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
SMALLEST = 44

# The visible things that can be pressed, and how large they are; a label is as good as its input.
SMALL_TARGETS = """(smallest) => [...document.querySelectorAll("button, a[href], input, select, textarea, summary")]
  .map((one) => one.matches("input[type=radio], input[type=checkbox]") ? one.closest("label") ?? one : one)
  .filter((one) => one.checkVisibility() && one.getClientRects().length && !one.closest(".unseen"))
  .map((one) => [one.textContent || one.getAttribute("aria-label") || one.id, one.getBoundingClientRect()])
  .filter(([, { width, height }]) => Math.min(width, height) < smallest - 0.5)
  .map(([name, { width, height }]) => `${name.trim()}: ${Math.round(width)} x ${Math.round(height)}`)"""
# A fade that is under way has colours that nobody chose. Looked at again and again, since of an animation whose element
# was taken out of the page Chromium never says that it is ``finished``.
SETTLED = """() => document.getAnimations()
  .every((one) => one.playState !== "running" || one.effect.getComputedTiming().iterations === Infinity)"""
OVERHANG = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def settled(page: Page) -> None:
    """Nothing moves or fades any more."""
    await page.wait_for_function(SETTLED)


async def complaints_of(page: Page) -> list[str]:
    """Every fault found on what is shown now."""
    await page.evaluate(AXE)  # not as a script tag: the page's own policy forbids strangers
    await settled(page)
    # It would read the style sheets by writing them into the page, which the policy forbids too.
    options = "{resultTypes: ['violations'], preload: false}"
    found = await page.evaluate(f"axe.run(document, {options}).then((result) => result.violations)")
    faults = [f"{one['id']}: {json.dumps([node['html'][:200] for node in one['nodes'][:3]])}" for one in found]
    faults += [f"too small: {one}" for one in await page.evaluate(SMALL_TARGETS, SMALLEST)]
    overhang = await page.evaluate(OVERHANG)
    return faults + ([f"{overhang} px hang over the side"] if overhang > 0 else [])
