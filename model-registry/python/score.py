"""Scores detection events against a data set in COCO's format.

    skipstream detect --json held-out/images/*.jpg > found.jsonl
    python3 score.py held-out/instances.json found.jsonl

An event is told by the name of its frame, which is that of the image file. Images without an event are left out and
counted; a data set that says under what conditions its images were taken is scored by condition too.
"""

import argparse
import json
import pathlib
from typing import Callable, Dict, List

import numpy as np

from average_precision import average_precision


class Scored:
    """The images that have an event: truth, detections and conditions."""

    def __init__(self, annotations: pathlib.Path, events: pathlib.Path):
        content = json.loads(annotations.read_text())
        self.names = {category["id"]: category["name"] for category in content["categories"]}
        found = {}
        for line in events.read_text().splitlines():
            event = json.loads(line)
            if "detections" in event:
                found[event["frame"]["id"].rpartition("/")[2]] = event["detections"]
        self.images = [image for image in content["images"] if pathlib.Path(image["file_name"]).stem in found]
        self.missing = len(content["images"]) - len(self.images)
        of = {image["id"]: [] for image in content["images"]}
        for annotation in content["annotations"]:
            of[annotation["image_id"]].append(annotation)
        self.truths = [self.truth(of[image["id"]]) for image in self.images]
        self.found = [self.detections(found[pathlib.Path(image["file_name"]).stem]) for image in self.images]

    @staticmethod
    def truth(annotations: List[dict]):
        boxes = corners([one["bbox"] for one in annotations])
        labels = np.array([one["category_id"] for one in annotations], int)
        return boxes, labels, np.array([one.get("iscrowd", 0) for one in annotations], bool)

    @staticmethod
    def detections(found: List[dict]):
        boxes = corners([[one["box"][side] for side in ("x", "y", "width", "height")] for one in found])
        labels = np.array([one["classId"] for one in found], int)
        return boxes, labels, np.array([one["score"] for one in found], float)

    def precision(self, chosen: Callable[[dict], bool] = lambda image: True) -> Dict[str, np.ndarray]:
        rows = [row for row, image in enumerate(self.images) if chosen(image)]
        by_label = average_precision([self.truths[row] for row in rows], [self.found[row] for row in rows])
        return {self.names[label]: values for label, values in by_label.items() if not np.isnan(values[0])}

    def objects(self, name: str) -> int:
        return sum(int(((labels == self.id_of(name)) & ~crowd).sum()) for _, labels, crowd in self.truths)

    def id_of(self, name: str) -> int:
        return next(label for label, other in self.names.items() if other == name)


def corners(boxes: list) -> np.ndarray:
    boxes = np.array(boxes, float).reshape(-1, 4)
    boxes[:, 2:] += boxes[:, :2]
    return boxes


def mean(precision: Dict[str, np.ndarray]) -> np.ndarray:
    """[10]"""
    return np.mean(list(precision.values()), 0)


def main():
    parser = argparse.ArgumentParser(description="Score detection events against a data set in COCO's format.")
    parser.add_argument("annotations", type=pathlib.Path, help="COCO instances")
    parser.add_argument("events", type=pathlib.Path, help="detection events, one a line")
    asked = parser.parse_args()
    scored = Scored(asked.annotations, asked.events)
    print(f"{len(scored.images)} images scored, {scored.missing} without an event\n")
    print("| | images or objects | AP | AP50 | AP75 |\n|---|---|---|---|---|")
    precision = scored.precision()
    print(row("all", f"{len(scored.images)} images", mean(precision)))
    for name, values in precision.items():
        print(row(name, f"{scored.objects(name)} objects", values))
    for condition in ("daytime", "weather"):
        for value in sorted({image[condition] for image in scored.images if condition in image}):
            count = sum(image[condition] == value for image in scored.images)
            print(row(value, f"{count} images", mean(scored.precision(lambda image: image[condition] == value))))


def row(name: str, count: str, values: np.ndarray) -> str:
    return f"| {name} | {count} | {values.mean():.3f} | {values[0]:.3f} | {values[5]:.3f} |"


if __name__ == "__main__":
    main()
