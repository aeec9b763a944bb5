#!/usr/bin/env python3
"""Measures the duration of promotions and their effect on the latency, from the view of a reader of the detections.

    skipstream watch --json | swaps.py record FILE
    swaps.py report FILE VERSION.json...

`record` writes each detection event with the time at which it was read. `report` compares these times with the moves of the
alias, which `skipstream models show --json` printed for each version. It prints the time from a move to the first detection
of the new version, for each partition. It also prints the latency from capture to reading, during swaps and between swaps.
"""

import datetime
import json
import sys
import time

SETTLED = 30.0  # seconds after the first event: the delay of the start has no effect after that


def seconds(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def record(path):
    with open(path, "w") as out:
        for line in sys.stdin:
            now = time.time()
            event = json.loads(line)
            if "detections" in event:
                captured = seconds(event["frame"]["capturedAt"])
                print(now, event["input"]["partition"], event["model"]["version"], now - captured, file=out, flush=True)


def quantile(values, q):
    return sorted(values)[min(len(values) - 1, int(q * len(values)))] if values else float("nan")


def report(path, shown):
    events = [line.split() for line in open(path)]
    events = [(float(at), int(partition), int(version), float(latency)) for at, partition, version, latency in events]
    moves = {(move["at"], move["to"]) for file in shown for move in json.load(open(file))["moves"] if move["from"] != move["to"]}
    moves = sorted((seconds(at), to) for at, to in moves if to)
    partitions = sorted({event[1] for event in events})
    begin = events[0][0] + SETTLED
    windows = []
    for number, (at, to) in enumerate(moves):
        until = moves[number + 1][0] if number + 1 < len(moves) else float("inf")
        firsts = [
            next((event[0] - at for event in events if event[1] == p and event[2] == to and at < event[0] < until), None)
            for p in partitions
        ]
        if at > begin:
            print(f"to version {to}: first detection after", *["never" if f is None else f"{f:.1f} s" for f in firsts])
            if None not in firsts:
                windows.append((at, at + max(firsts)))
    swapping = [e[3] for e in events if any(a <= e[0] <= b for a, b in windows)]
    steady = [e[3] for e in events if e[0] > begin and not any(a <= e[0] <= b for a, b in windows)]
    for name, values in (("steady", steady), ("while swapping", swapping)):
        print(f"{name}: {len(values)} detections, p50 {quantile(values, 0.5):.2f} s, p99 {quantile(values, 0.99):.2f} s")
    print(f"p99 while swapping: {quantile(swapping, 0.99) / quantile(steady, 0.99):.2f} of the steady one")
    ages = {}
    for at, partition, version, latency in events:
        ages.setdefault(partition, []).append(version)
    print("partitions:", ", ".join(f"{p}: {len(v)} detections, {sum(a != b for a, b in zip(v, v[1:]))} changes" for p, v in ages.items()))


if __name__ == "__main__":
    if sys.argv[1] == "record":
        record(sys.argv[2])
    else:
        report(sys.argv[2], sys.argv[3:])
