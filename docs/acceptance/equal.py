#!/usr/bin/env python3
"""Compares two files of detections, frame by frame.

    equal.py EXPECTED ACTUAL [THRESHOLD]

A file has detection events (JSON Lines), or torchvision's detections from golden.py (.json).

The files are equal if they have the same frames, models and labels, boxes within 0.05 px, and scores within 1e-4
(docs/architecture.md). Detections with a score within 1e-4 of THRESHOLD (default: 0.05) may be missing.
"""

import json
import sys

BOX = 0.05
SCORE = 1e-4


def events(path):
    with open(path) as file:
        found = golden(json.load(file)) if path.endswith(".json") else [json.loads(line) for line in file]
    # The last part of an id is the file name, and golden.py has only that.
    by_id = {event["frame"]["id"].split("/")[-1]: event for event in found}
    assert len(by_id) == len(found), f"{path}: a frame has more than one event"
    return by_id


def golden(document):
    return [
        {
            "frame": {"id": frame["file"].removesuffix(".jpg")},
            "detections": [
                one | {"box": dict(x=x1, y=y1, width=x2 - x1, height=y2 - y1)}
                for one in frame["detections"]
                for x1, y1, x2, y2 in [one["box"]]
            ],
        }
        for frame in document["frames"]
    ]


def differences(expected, actual, threshold):
    """Returns the largest box and score differences. Fails if a detection has no match."""
    box = score = 0.0
    left = list(actual)
    for one in expected:
        partner = min(
            (other for other in left if other["classId"] == one["classId"]), key=lambda other: distance(one, other), default=None
        )
        if partner is None or distance(one, partner) > BOX or abs(one["score"] - partner["score"]) > SCORE:
            assert one["score"] - threshold <= SCORE, f"no match for {one}; the nearest detection is {partner}"
            continue
        left.remove(partner)
        box = max(box, distance(one, partner))
        score = max(score, abs(one["score"] - partner["score"]))
    assert all(other["score"] - threshold <= SCORE for other in left), f"unexpected detections: {left}"
    return box, score


def distance(a, b):
    def corners(box):
        return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]

    return max(abs(p - q) for p, q in zip(corners(a["box"]), corners(b["box"])))


def main(expected_path, actual_path, threshold="0.05"):
    expected = events(expected_path)
    actual = events(actual_path)
    assert expected.keys() == actual.keys(), f"frames differ: {expected.keys() ^ actual.keys()}"
    box = score = 0.0
    for frame, event in expected.items():
        assert event.get("model") in (None, actual[frame]["model"]), f"{frame}: models differ"
        most = differences(event["detections"], actual[frame]["detections"], float(threshold))
        box, score = max(box, most[0]), max(score, most[1])
    detections = sum(len(event["detections"]) for event in expected.values())
    print(f"{len(expected)} frames, {detections} detections: equal; boxes within {box:.4f} px, scores within {score:.1e}")


try:
    main(*sys.argv[1:])
except AssertionError as e:
    sys.exit(f"not equal: {e}")
