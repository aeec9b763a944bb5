#!/usr/bin/env python3
"""Photographs the console of a demonstration, with Playwright (pip install playwright) and chromium.

With no argument it starts `skipstream demo`, and stops it afterwards. With one, it uses the console at that address, which has
the token in its fragment: console.py 'http://127.0.0.1:8088/#token=...'
"""
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

from playwright.sync_api import expect, sync_playwright

FOLDER = pathlib.Path(__file__).resolve().parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
DESKTOP = {"width": 1280, "height": 720}
PHONE = {"width": 390, "height": 844}
PATIENCE_MILLIS = 180_000
MOST_BYTES = 300_000
PICTURES = [
    ("wall", "live", "dark", DESKTOP, "camera-tile[data-offset] >> nth=1"),
    ("wall-light", "live", "light", DESKTOP, "camera-tile[data-offset] >> nth=1"),
    ("phone", "live", "dark", PHONE, "camera-tile[data-offset] >> nth=1"),
    ("camera", "camera/street-1", "dark", DESKTOP, "camera-view .position"),
    ("flow", "flow", "dark", DESKTOP, "flow-chart canvas >> nth=1"),
    ("losses", "losses", "dark", DESKTOP, ".loss img"),
    ("models", "models", "light", DESKTOP, ".history"),
]


def photograph(url):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, view, theme, size, sign in PICTURES:
            context = browser.new_context(viewport=size, color_scheme=theme)
            page = context.new_page()
            page.goto(url)
            expect(page.locator(".status.green")).to_be_visible(timeout=PATIENCE_MILLIS)
            page.evaluate("view => { location.hash = '#/' + view; }", view)
            try:
                expect(page.locator(sign)).to_be_visible(timeout=PATIENCE_MILLIS)
            except AssertionError:
                print(f"{name}: nothing to photograph: {sign} did not appear")
                context.close()
                continue
            time.sleep(2)  # fonts and animations
            path = FOLDER / f"console-{name}.png"
            page.screenshot(path=path)
            print(f"{path}: {path.stat().st_size} bytes")
            if path.stat().st_size > MOST_BYTES:
                sys.exit(f"{path.name} has more than {MOST_BYTES} bytes")
            context.close()
        browser.close()


def main():
    if len(sys.argv) > 1:
        photograph(sys.argv[1])
        return
    demo = subprocess.Popen([FOLDER.parent.parent / "skipstream", "demo"], stderr=subprocess.PIPE, text=True)
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
