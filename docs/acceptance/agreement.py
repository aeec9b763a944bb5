#!/usr/bin/env python3
"""Prints the share of the boxes of one run that another run finds too, such as those of fp32 in int8.

    docs/acceptance/agreement.py FP32.jsonl INT8.jsonl

Both files are the output of `detect --json` on the same images. A box of the first file with a score of 0.5 or more is found if
the second one has a box of its class in the same image, with an IoU of 0.5 or more and a score that differs by less than 0.1.
"""
import json
import sys


def boxes(file):
    with open(file) as lines:
        return {event["frame"]["id"]: event["detections"] for event in map(json.loads, lines)}


def iou(a, b):
    wide = min(a["x"] + a["width"], b["x"] + b["width"]) - max(a["x"], b["x"])
    high = min(a["y"] + a["height"], b["y"] + b["height"]) - max(a["y"], b["y"])
    shared = max(0, wide) * max(0, high)
    union = a["width"] * a["height"] + b["width"] * b["height"] - shared
    return shared / union if union else 0


def is_found(one, others):
    return any(
        other["label"] == one["label"] and abs(other["score"] - one["score"]) < 0.1 and iou(one["box"], other["box"]) >= 0.5
        for other in others
    )


def main():
    first, second = (boxes(file) for file in sys.argv[1:])
    if first.keys() != second.keys():
        sys.exit("the files are of other images: expected the same frames in both")
    counted = [(frame, one) for frame, found in first.items() for one in found if one["score"] >= 0.5]
    matched = sum(is_found(one, second[frame]) for frame, one in counted)
    print(f"{matched} of {len(counted)} boxes, {100 * matched / max(1, len(counted)):.2f} %")


if __name__ == "__main__":
    main()
