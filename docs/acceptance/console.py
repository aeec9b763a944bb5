#!/usr/bin/env python3
"""Uses the console in a browser, with the program itself. Prints what it sees, and ends at the first difference.

demo   `skipstream demo` with two streets and a folder that has a damaged image. The boxes of both streets move, a promotion by a
       click reaches the next detections, and the damaged image is a dead letter with its reason.
run    `skipstream run`, where one image event refers to an image that is not in its store. The event is a dead letter. The image comes
       back, and a redrive by a click adds one outcome.

    docs/acceptance/console.py

Needs the program, built by ./mvnw -DskipTests package, Playwright (pip install playwright) and chromium. SKIPSTREAM names the
launcher, CHROMIUM the browser, and PORT the broker's port in the second part.
"""
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from playwright.sync_api import expect, sync_playwright

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SKIPSTREAM = os.environ.get("SKIPSTREAM", str(ROOT / "skipstream"))
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PORT = os.environ.get("PORT", "19592")
IMAGES = ["street-day-clear.jpg", "street-day-fog.jpg", "street-dusk-clear.jpg"]
CONSOLE = 18592
TOKEN = "a-token-of-the-acceptance"
PATIENCE_MILLIS = 300_000
MOVES = 5
# A loop of redrives would add outcomes within this time.
QUIET_SECONDS = 30


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def require(holds, text):
    if not holds:
        sys.exit(f"not so: {text}")
    say(text)


def tile(page, camera):
    return page.locator("camera-tile").filter(has=page.get_by_title(camera, exact=True))


def letter(page, *texts):
    page.evaluate("location.hash = '#/losses'")
    found = page.locator("li.loss")
    for text in texts:
        found = found.filter(has_text=text)
    expect(found.first).to_be_visible()
    return found.first


def redrive(page, row):
    row.get_by_role("button", name="Redrive").click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("goes back on")
    dialog.get_by_role("button", name="Redrive").click()
    expect(dialog).to_contain_text("again, as")
    say(dialog.locator("[role=status]").inner_text())
    dialog.get_by_role("button", name="Close").click()


def boxes_move(page, camera):
    """Counts different pictures with different boxes: a tile describes its boxes to a screen reader."""
    one = tile(page, camera)
    expect(one).to_have_attribute("data-offset", re.compile(r"\d+"))
    seen = set()
    for _ in range(600):
        pixels = one.locator("canvas").evaluate("canvas => canvas.toDataURL()")
        label = one.locator("a").get_attribute("aria-label")
        if re.search(r": \d", label):
            seen.add((hash(pixels), label))
        if len({label for _, label in seen}) > 1 and len(seen) >= MOVES:
            say(f"{camera}: {len(seen)} different pictures with boxes, the last {label!r}")
            return
        page.wait_for_timeout(100)
    sys.exit(f"{camera}: {len(seen)} different pictures with boxes within 60 s: expected {MOVES}")


def demo(page, folder):
    yard = folder / "yard"
    yard.mkdir()
    for number, name in enumerate(IMAGES):
        shutil.copy(ROOT / "docs" / "images" / name, yard / f"{number}.jpg")
    damaged = yard / "1.jpg"
    damaged.write_bytes(damaged.read_bytes()[: damaged.stat().st_size // 2])
    command = [SKIPSTREAM, "demo", "--registry", str(folder / "registry"), "--source", "street:1", "--source", "street:2", "--source", str(yard)]
    log = folder / "demo.log"
    with open(log, "wb") as err:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=err)
    try:
        started = time.monotonic()
        while not (found := re.search(r"console at (\S+)", log.read_text())):
            if process.poll() is not None:
                sys.exit(f"the demonstration ended with exit code {process.poll()}")
            time.sleep(0.2)
        page.goto(found.group(1))
        for camera in ("street-1", "street-2"):
            boxes_move(page, camera)
        say(f"first boxes of both streets {time.monotonic() - started:.0f} s after the address")
        expect(tile(page, "street-1").get_by_text("street/1")).to_be_visible()

        page.evaluate("location.hash = '#/models'")
        page.get_by_role("button", name="Promote").first.click()
        dialog = page.locator("dialog[open]")
        dialog.get_by_label("Reason").fill("faster: it looks at fewer pixels and regions")
        dialog.get_by_role("button", name="Promote").click()
        expect(page.get_by_text("street@champion is version 2 now")).to_be_visible()
        page.evaluate("location.hash = '#/live'")
        for camera in ("street-1", "street-2"):
            expect(tile(page, camera).get_by_text("street/2")).to_be_visible()
        say("both streets are detected by street/2")

        row = letter(page, "yard", "damaged-image")
        say(row.locator(".facts p").all_inner_texts())
        redrive(page, row)
    finally:
        process.send_signal(signal.SIGINT)
        require(process.wait(120) in (0, 130), "the demonstration has ended")


def outcomes(servers):
    done = subprocess.run([SKIPSTREAM, "audit", "--json", "--application-id", "console", *servers], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"audit: {done.stdout}{done.stderr}")
    report = json.loads(done.stdout)
    return {count: report[count] for count in ("inputs", "detections", "dropped", "deadLetters", "repeated")}


def run(page, folder):
    servers = ["--bootstrap-server", f"localhost:{PORT}"]
    registry = ["--registry", str(folder / "registry")]
    store = folder / "store"
    store.mkdir()
    tokens = folder / "tokens"
    tokens.write_text(f"ann write {TOKEN}\n")
    tokens.chmod(0o600)
    frames = folder / "dock"
    frames.mkdir()
    for number, name in enumerate(IMAGES):
        shutil.copy(ROOT / "docs" / "images" / name, frames / f"{number}.jpg")
    running = [subprocess.Popen([SKIPSTREAM, "broker", "--port", PORT, "--data", str(folder / "broker")], stderr=subprocess.DEVNULL)]
    try:
        while subprocess.run([SKIPSTREAM, "topics", "create", *servers], capture_output=True).returncode:
            time.sleep(1)
        subprocess.run([SKIPSTREAM, "publish", str(frames), "--store", f"file:{store}", *servers], check=True)
        stored = sorted(path for path in store.rglob("*") if path.is_file())
        require(len(stored) == len(IMAGES), f"{len(stored)} images are in the store")
        away = folder / "away.jpg"
        stored[1].rename(away)
        command = [SKIPSTREAM, "run", "--model", "models:/street@champion", "--application-id", "console", "--allow-dataref", f"file:{store}"]
        command += ["--console", f"127.0.0.1:{CONSOLE}", "--console-tokens", str(tokens), "--state", str(folder / "state"), *registry, *servers]
        with open(folder / "run.log", "wb") as err:
            running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=err))
        while True:
            try:
                socket.create_connection(("127.0.0.1", CONSOLE), 1).close()
                break
            except OSError:
                if running[-1].poll() is not None:
                    sys.exit(f"the stream ended with exit code {running[-1].poll()}")
                time.sleep(1)
        page.goto(f"http://127.0.0.1:{CONSOLE}/#token={TOKEN}")
        row = letter(page, "dock", "dataref-not-found")
        say(row.locator(".facts p").all_inner_texts())
        while (before := outcomes(servers))["inputs"] < len(IMAGES):
            time.sleep(1)
        say(f"before: {before}")
        away.rename(stored[1])
        redrive(page, row)
        expect(row).to_contain_text("by ann")
        once_more = {**before, "inputs": before["inputs"] + 1, "detections": before["detections"] + 1}
        while outcomes(servers) == before:
            time.sleep(1)
        time.sleep(QUIET_SECONDS)
        after = outcomes(servers)
        require(after == once_more, f"the redrive added one outcome, and nothing more came within {QUIET_SECONDS} s: {after}")
    finally:
        for one in reversed(running):
            one.terminate()
            one.wait(120)


def main():
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as temporary:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        expect.set_options(timeout=PATIENCE_MILLIS)
        for part in (demo, run):
            context = browser.new_context(viewport={"width": 1280, "height": 720}, color_scheme="dark")
            context.set_default_timeout(PATIENCE_MILLIS)
            part(context.new_page(), pathlib.Path(temporary))
            context.close()
        browser.close()
    print("passed")


main()
