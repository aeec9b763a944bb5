#!/usr/bin/env python3
"""Compares the detections of views of a camera with those of the whole camera.

view.py EVENTS FOLDER: EVENTS as `watch --json` prints them; FOLDER has an evaluation NAME.json of each camera.
"""
import json
import sys

# Score of the detections that a view must have too.
SURE = 0.5

# AP by which a view may be below the whole camera: the pictures are other pixels of the same frames.
TOLERANCE = 0.03

# Pixels of the camera by which the centres of the boxes may be off on average. A wrong mapping moves all boxes the same way; other
# pixels move them in all directions.
OFFSET = 2.0


def overlap(a, b):
    width = min(a["x"] + a["width"], b["x"] + b["width"]) - max(a["x"], b["x"])
    height = min(a["y"] + a["height"], b["y"] + b["height"]) - max(a["y"], b["y"])
    if width <= 0 or height <= 0:
        return 0.0
    both = width * height
    return both / (a["width"] * a["height"] + b["width"] * b["height"] - both)


def inside(box, frame):
    view = frame["view"]
    right = view["x"] + view["width"] / view["scale"]
    bottom = view["y"] + view["height"] / view["scale"]
    return (box["x"] >= view["x"] and box["y"] >= view["y"]
            and box["x"] + box["width"] <= right and box["y"] + box["height"] <= bottom)


def offset(a, b):
    """Returns how far the centre of b is to the right of a's, and below it."""
    return [b[at] + b[size] / 2 - a[at] - a[size] / 2 for at, size in (("x", "width"), ("y", "height"))]


def figure(name, node):
    """Finds the first figure of a name in a JSON document."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key.lower() == name and isinstance(value, (int, float)):
                return value
            found = figure(name, value)
            if found is not None:
                return found
    return None


def main():
    events = {}
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            event = json.loads(line)
            source, number = event["frame"]["id"].split("/")
            events[source, number] = event
    failed = False
    scores = {}
    for name in ("whole", "shrunk", "region"):
        with open(f"{sys.argv[2]}/{name}.json", encoding="utf-8") as document:
            evaluation = json.load(document)
        scores[name] = figure("ap", evaluation)
        print(f"{name}: AP {scores[name]:.3f}, AP50 {figure('ap50', evaluation):.3f}")
        failed |= scores[name] < scores["whole"] - TOLERANCE
    for name in ("shrunk", "region"):
        expected = 0
        offsets = []
        overlaps = []
        for (source, number), event in events.items():
            if source != name:
                continue
            frame = event["frame"]
            assert (frame["width"], frame["height"]) == (1280, 768), frame
            for one in events["whole", number]["detections"]:
                if one["score"] < SURE or not inside(one["box"], frame):
                    continue
                expected += 1
                same = [other["box"] for other in event["detections"] if other["label"] == one["label"]]
                best = max(same, key=lambda box: overlap(one["box"], box), default=None)
                if best and overlap(one["box"], best) >= 0.5:
                    overlaps.append(overlap(one["box"], best))
                    offsets.append(offset(one["box"], best))
        share = len(overlaps) / expected
        right, down = (sum(axis) / len(offsets) for axis in zip(*offsets))
        print(f"{name}: has {len(overlaps)} of {expected} sure detections of the whole camera ({share:.3f}), mean IoU "
              f"{sum(overlaps) / len(overlaps):.3f}, centres on average {right:+.2f} pixels to the right and {down:+.2f} down")
        failed |= share < 0.9 or max(abs(right), abs(down)) > OFFSET
    sys.exit("a view does not score as the whole camera" if failed else 0)


if __name__ == "__main__":
    main()
