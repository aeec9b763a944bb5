#!/usr/bin/env python3
"""Photographs the console of a demonstration, with Playwright (pip install playwright) and chromium.

With no argument it starts `skipstream demo`, and stops it afterwards. It plays two streets and a folder with a damaged image, so
that there is a dead letter. With one argument, it uses the console at that address, which has the token in its fragment:
console.py 'http://127.0.0.1:8088/#token=...'

SKIPSTREAM names the launcher, and CHROMIUM the browser.
"""
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

from playwright.sync_api import expect, sync_playwright

FOLDER = pathlib.Path(__file__).resolve().parent
SKIPSTREAM = os.environ.get("SKIPSTREAM", str(FOLDER.parent.parent / "skipstream"))
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SIZES = {"dark": (1280, 720), "light": (1280, 720), "phone": (390, 844)}
PATIENCE_MILLIS = 300_000
SETTLE_MILLIS = 15_000
MOST_BYTES = 200_000
QUALITY = 82
# The view, its fragment, a sign that it is complete, and the themes of its pictures.
VIEWS = [
    ("wall", "live", "camera-tile[data-offset] >> nth=1", ("dark", "light", "phone")),
    ("camera", "camera/street-1", "camera-view .position", ("dark", "phone")),
    ("flow", "flow", "flow-chart canvas >> nth=4", ("dark",)),
    ("losses", "losses", ".loss img >> nth=0", ("dark", "phone")),
    ("models", "models", "models-view .scroll >> nth=1", ("dark", "light")),
]
SHOWN_WHEN_LOADED = """() => document.fonts.ready.then(() =>
    [...document.querySelectorAll('main img')].filter((one) => one.getBoundingClientRect().top < innerHeight).every((one) => one.naturalWidth > 0))"""


def promote(page):
    """Promotes the challenger, and waits until it serves: the history has a move of a user then."""
    page.evaluate("location.hash = '#/models'")
    button = page.get_by_role("button", name="Promote").first
    expect(button).to_be_visible(timeout=PATIENCE_MILLIS)
    button.click()
    page.get_by_label("Reason").fill("faster: it looks at fewer pixels and regions")
    page.locator("dialog[open]").get_by_role("button", name="Promote").click()
    expect(page.get_by_text("is version")).to_be_visible(timeout=PATIENCE_MILLIS)
    page.evaluate("location.hash = '#/live'")
    expect(page.locator("camera-tile").first.get_by_text("street/2")).to_be_visible(timeout=PATIENCE_MILLIS)
    # Rates are those of some seconds.
    page.wait_for_timeout(SETTLE_MILLIS)


def photograph(url):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for theme, (width, height) in SIZES.items():
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme="light" if theme == "light" else "dark", reduced_motion="reduce"
            )
            page = context.new_page()
            page.goto(url)
            expect(page.locator(".status.green")).to_be_visible(timeout=PATIENCE_MILLIS)
            if theme == "dark":
                promote(page)
            for name, view, sign, themes in VIEWS:
                if theme not in themes:
                    continue
                page.evaluate("view => { location.hash = '#/' + view; }", view)
                expect(page.locator(sign)).to_be_visible(timeout=PATIENCE_MILLIS)
                page.wait_for_function(SHOWN_WHEN_LOADED)
                path = FOLDER / f"console-{name}-{theme}.jpg"
                page.screenshot(path=path, type="jpeg", quality=QUALITY)
                print(f"{path.name}: {path.stat().st_size} bytes")
                if path.stat().st_size > MOST_BYTES:
                    sys.exit(f"{path.name} has more than {MOST_BYTES} bytes")
            context.close()
        browser.close()


def yard(folder):
    """A camera whose second image is damaged."""
    subprocess.run([SKIPSTREAM, "simulate", "--out", str(folder), "--frames", "3", "--streets", "3", "--seed", "40"], check=True)
    images = sorted((folder / "images").glob("*.jpg"))
    images[1].write_bytes(images[1].read_bytes()[: images[1].stat().st_size // 2])
    return folder / "images"


def main():
    if len(sys.argv) > 1:
        photograph(sys.argv[1])
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary) / "yard"
        registry = pathlib.Path(temporary) / "registry"
        command = [SKIPSTREAM, "demo", "--registry", str(registry), "--source", "street:1", "--source", "street:2", "--source", str(yard(folder))]
        demo = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        try:
            for line in demo.stderr:
                found = re.search(r"console at (\S+)", line)
                if found:
                    break
            else:
                sys.exit("the demonstration ended before it printed an address")
            # The pipe must be read, or the demonstration would wait for it.
            reader = subprocess.Popen(["cat"], stdin=demo.stderr, stdout=subprocess.DEVNULL)
            photograph(found.group(1))
            reader.terminate()
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(120)


main()
