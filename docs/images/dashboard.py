#!/usr/bin/env python3
"""Draws the dashboard of ops/grafana/skipstream.json with the figures of a real stream, where no Grafana is at hand.

It starts a broker, `run` with a shadow model, and two simulated streets, one of them beyond what the stream sustains. Prometheus
scrapes the stream. After some minutes the script asks Prometheus the query of each panel, as Grafana would, and draws the panel at
its place. A query that Prometheus rejects ends it with an error.

    docs/images/dashboard.py PICTURE.png [SECONDS]

PROMETHEUS names the program (default: prometheus). It needs matplotlib.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPSTREAM = os.environ.get("SKIPSTREAM", str(ROOT / "skipstream"))
PROMETHEUS = os.environ.get("PROMETHEUS", "prometheus")
BROKER, METRICS, ASKED = 29092, 28080, 29090
SCRAPE_SECONDS = 5
RATE_SECONDS = 4 * SCRAPE_SECONDS  # Grafana's own choice for $__rate_interval
UNITS = {"s": " s", "percentunit": "", "bytes": " B", "celsius": " °C"}


def ask(path, **parameters):
    url = f"http://127.0.0.1:{ASKED}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
    with urllib.request.urlopen(url) as answer:
        return json.load(answer)["data"]["result"]


def expression(target):
    variables = {"$__rate_interval": f"{RATE_SECONDS}s", "$job": ".*", "$instance": ".*"}
    text = target["expr"]
    for name, value in variables.items():
        text = text.replace(name, value)
    return text


def legend(target, labels):
    text = target.get("legendFormat") or ", ".join(f"{name} {value}" for name, value in labels.items() if name != "__name__")
    for name, value in labels.items():
        text = text.replace("{{" + name + "}}", value)
    return text


def draw(panel, axes, begun, ended):
    axes.set_title(panel["title"], fontsize=8, loc="left")
    axes.tick_params(labelsize=6)
    unit = UNITS.get(panel["fieldConfig"]["defaults"].get("unit"), "")
    found = False
    if panel["type"] == "timeseries":
        for target in panel["targets"]:
            for series in ask("query_range", query=expression(target), start=begun, end=ended, step=SCRAPE_SECONDS):
                points = [(float(at) - begun, float(value)) for at, value in series["values"] if value != "NaN"]
                if points:
                    axes.plot(*zip(*points), linewidth=1, label=legend(target, series["metric"])[:32])
                    found = True
        if found:
            axes.legend(fontsize=5, loc="upper left", frameon=False)
            axes.set_ylim(bottom=min(0, axes.get_ylim()[0]))
    else:
        axes.axis("off")
        lines = []
        for target in panel["targets"]:
            for series in ask("query", query=expression(target), time=ended):
                value = float(series["value"][1])
                labels = series["metric"]
                known = [labels[name] for name in ("model", "name", "version", "format") if name in labels]
                lines.append(" ".join(known) if panel["type"] == "table" else f"{value:.3g}{unit}")
        found = bool(lines)
        axes.text(0.02, 0.45, "\n".join(lines), fontsize=7 if panel["type"] == "table" else 14, transform=axes.transAxes, va="center")
    if not found:
        axes.text(0.5, 0.4, "no data", fontsize=7, color="grey", ha="center", transform=axes.transAxes)
    print(f"{panel['title']}: {'data' if found else 'no data'}")
    return found


def picture(file, begun, ended):
    dashboard = json.loads((ROOT / "ops" / "grafana" / "skipstream.json").read_text())
    panels = [panel for panel in dashboard["panels"] if panel["type"] != "row"]
    rows = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in panels)
    rows += 1  # for the labels of the last axes
    figure = plt.figure(figsize=(14, rows * 0.3))
    for panel in panels:
        at = panel["gridPos"]
        place = [at["x"] / 24 + 0.02, 1 - (at["y"] + at["h"]) / rows + 0.008, at["w"] / 24 - 0.035, at["h"] / rows - 0.028]
        draw(panel, figure.add_axes(place), begun, ended)
    figure.savefig(file, dpi=72)


def main():
    file = pathlib.Path(sys.argv[1]).resolve()
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 180
    servers = ["--bootstrap-server", f"127.0.0.1:{BROKER}"]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "prometheus.yml").write_text(
            f"global: {{scrape_interval: {SCRAPE_SECONDS}s}}\n"
            f"scrape_configs: [{{job_name: skipstream, static_configs: [{{targets: ['127.0.0.1:{METRICS}']}}]}}]\n"
        )
        log = open(folder / "log", "wb")
        running = []

        def start(*command):
            running.append(subprocess.Popen(command, stdout=log, stderr=log))

        try:
            start(SKIPSTREAM, "broker", "--port", str(BROKER), "--data", str(folder / "broker"))
            while subprocess.run([SKIPSTREAM, "topics", "create", *servers], capture_output=True).returncode:
                time.sleep(1)
            start(
                SKIPSTREAM, "run", "--model", "models:/street@champion", "--shadow", "models:/street@challenger", "--max-frame-age", "1s",
                "--http-port", str(METRICS), "--state", str(folder / "state"), "--registry", str(folder / "registry"), *servers,
            )
            start(PROMETHEUS, f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data", f"--web.listen-address=127.0.0.1:{ASKED}")
            start(SKIPSTREAM, "publish", "street:1", "--fps", "2", *servers)
            begun = time.time()
            time.sleep(seconds / 2)
            start(SKIPSTREAM, "publish", "street:2", "--fps", "30", *servers)
            time.sleep(seconds / 2)
            ended_early = [one.args for one in running if one.poll() is not None]
            if ended_early:
                sys.exit(f"{ended_early[0]} has ended: {(folder / 'log').read_text()[-2000:]}")
            picture(file, begun, time.time())
        finally:
            for one in reversed(running):
                one.terminate()
            for one in running:
                one.wait()


if __name__ == "__main__":
    main()
