"""Writes masks and keypoints with the values of pycocotools, as reference values for tests. Requires pycocotools 2.0.11.

    python3 shapes_golden.py --out ../resources/dev/skipstream

Writes shape/masks.json (runs, text, area, box and overlaps of masks), and below evaluate/ two small data sets with results and
metrics: masks/ and keypoints/.
"""

import argparse
import json
import math
import pathlib
import random

import numpy as np
from pycocotools import mask as masks
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

BOX_NAMES = "AP AP50 AP75 APsmall APmedium APlarge AR1 AR10 AR100 ARsmall ARmedium ARlarge".split()
KEYPOINT_NAMES = "AP AP50 AP75 APmedium APlarge AR AR50 AR75 ARmedium ARlarge".split()
POINTS = 17


def star(chance: random.Random, x: float, y: float, size: float, corners: int) -> list:
    """A polygon around a point. Its corners have random distances from the point."""
    polygon = []
    for corner in range(corners):
        angle = 2 * math.pi * corner / corners
        distance = size * chance.uniform(0.4, 1)
        polygon += [round(x + distance * math.cos(angle), 2), round(y + distance * math.sin(angle), 2)]
    return polygon


def polygons(chance: random.Random, height: int, width: int) -> list:
    x, y = chance.uniform(-5, width + 5), chance.uniform(-5, height + 5)
    size = chance.uniform(0.3, 0.6 * max(height, width))
    kind = chance.randrange(6)
    if kind == 0:  # points in no order: the outline crosses itself
        return [[round(chance.uniform(-3, side + 3), 1) for _ in range(7) for side in (width, height)]]
    if kind == 1:  # whole numbers and halves, and a point that comes twice
        left, top, right, bottom = (chance.randrange(0, 2 * side) / 2 for side in (width, height, width, height))
        return [[left, top, left, bottom, left, bottom, right, bottom, right, top]]
    if kind == 2:  # two parts that may overlap
        return [star(chance, x, y, size, 5), star(chance, x + size / 2, y, size, 8)]
    if kind == 3:  # no area
        return [[round(number, 1) for number in (x, y, x + size, y, x, y)]]
    return [star(chance, x, y, size, chance.randrange(3, 14))]


def noise(chance: random.Random, height: int, width: int) -> dict:
    share = chance.choice([0, 0.02, 0.5, 0.9, 1])
    pixels = np.array([[chance.random() < share for _ in range(width)] for _ in range(height)], dtype=np.uint8, order="F")
    return masks.encode(pixels)


def runs(rle: dict) -> list:
    """The lengths of the runs, counted pixel by pixel."""
    lengths, inside = [0], 0
    for pixel in masks.decode(rle).flatten(order="F").tolist():
        if pixel != inside:
            lengths.append(0)
            inside = pixel
        lengths[-1] += 1
    return lengths


def write_masks(out: pathlib.Path) -> None:
    chance = random.Random(25)
    images = []
    for height, width in [(1, 1), (1, 9), (9, 1), (7, 5), (12, 17), (40, 31), (48, 64), (33, 80), (300, 200)]:
        entries, rles = [], []
        for number in range(10):
            given = polygons(chance, height, width) if number % 3 or height * width > 10_000 else None
            parts = [noise(chance, height, width)] if given is None else masks.frPyObjects(given, height, width)
            rle = masks.merge(parts)
            rles.append(rle)
            entry = {
                "text": rle["counts"].decode(), "runs": runs(rle), "area": int(masks.area(rle)), "box": masks.toBbox(rle).tolist(),
            }
            entries.append(entry if given is None else {"polygons": given} | entry)
        count = len(rles)
        images.append(
            {
                "height": height, "width": width, "masks": entries,
                "iou": masks.iou(rles, rles, [0] * count).tolist(), "shareInCrowd": masks.iou(rles, rles, [1] * count).tolist(),
            }
        )
    out.mkdir(parents=True, exist_ok=True)
    (out / "masks.json").write_text(json.dumps(images) + "\n")


def metrics(truth: pathlib.Path, found: pathlib.Path, kind: str, names: list) -> dict:
    coco = COCO(str(truth))
    evaluation = COCOeval(coco, coco.loadRes(str(found)), kind)
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    return dict(zip(names, evaluation.stats.tolist()))


def write(out: pathlib.Path, images: list, categories: list, annotations: list, results: dict, kind: str, names: list) -> None:
    """Writes a data set, and for each name of results its file and the metrics of pycocotools."""
    out.mkdir(parents=True, exist_ok=True)
    truth = out / "instances.json"
    truth.write_text(json.dumps({"images": images, "annotations": annotations, "categories": categories}) + "\n")
    for name, found in results.items():
        file = out / f"{name}.json"
        file.write_text(json.dumps(found) + "\n")
        (out / f"{name}-pycocotools.json").write_text(json.dumps(metrics(truth, file, kind, names), indent=1) + "\n")


def text_of(rle: dict) -> dict:
    return {"size": [int(side) for side in rle["size"]], "counts": rle["counts"].decode()}


def write_mask_evaluation(out: pathlib.Path) -> None:
    chance = random.Random(26)
    categories = [{"id": 1, "name": "cat"}, {"id": 3, "name": "dog"}, {"id": 8, "name": "never there"}]
    images = [{"id": 100 + i, "width": 200 + 8 * i, "height": 160} for i in range(16)]
    annotations, found = [], []
    for image in images:
        height, width = image["height"], image["width"]
        for _ in range(chance.randrange(6)):
            size = chance.choice([9, 20, 40, 70])
            x, y, corners = chance.uniform(0, width), chance.uniform(0, height), chance.randrange(3, 12)
            parts = [star(chance, x, y, size, corners)]
            if chance.random() < 0.3:
                parts.append(star(chance, x + size / 2, y, size / 2, corners))
            rle = masks.merge(masks.frPyObjects(parts, height, width))
            crowd = int(chance.random() < 0.2)
            category = chance.choice([1, 1, 3])
            annotations.append(
                {
                    "id": len(annotations) + 1, "image_id": image["id"], "category_id": category, "iscrowd": crowd,
                    "bbox": masks.toBbox(rle).tolist(), "area": int(masks.area(rle)),
                    "segmentation": {"counts": runs(rle), "size": [height, width]} if crowd else parts,
                }
            )
            # Scores with one digit, so that many are equal.
            for _ in range(chance.choice([0, 1, 1, 2, 3])):
                spread = size * chance.choice([0.02, 0.08, 0.2])
                near = [[round(side + chance.gauss(0, spread), 2) for side in part] for part in parts]
                found.append(
                    {
                        "image_id": image["id"], "category_id": category, "score": round(chance.uniform(0.3, 1), 1),
                        "segmentation": text_of(masks.merge(masks.frPyObjects(near, height, width))),
                    }
                )
        for _ in range(chance.randrange(3)):
            there = star(chance, chance.uniform(0, width), chance.uniform(0, height), chance.uniform(2, 60), 7)
            found.append(
                {
                    "image_id": image["id"], "category_id": chance.choice([1, 3, 8]), "score": round(chance.uniform(0.05, 0.8), 1),
                    "segmentation": text_of(masks.merge(masks.frPyObjects([there], height, width))),
                }
            )
    # With a box, pycocotools takes the area of the box as the detection's, and another size for some.
    boxed = [one | {"bbox": masks.toBbox(one["segmentation"]).tolist()} for one in found]
    write(out, images, categories, annotations, {"results": found, "boxed": boxed}, "segm", BOX_NAMES)


def write_keypoint_evaluation(out: pathlib.Path) -> None:
    chance = random.Random(27)
    categories = [{"id": 1, "name": "person"}, {"id": 4, "name": "puppet"}, {"id": 8, "name": "never there"}]
    images = [{"id": 100 + i, "width": 640, "height": 480} for i in range(20)]
    annotations, found = [], []

    def result(image: dict, category: int, numbers: list) -> dict:
        return {
            "image_id": image["id"], "category_id": category, "keypoints": numbers, "score": round(chance.uniform(0.1, 1), 1),
        }

    for image in images:
        for _ in range(chance.randrange(6)):
            left, top = round(chance.uniform(0, 500), 2), round(chance.uniform(0, 380), 2)
            width, height = (round(2 ** chance.uniform(4, 7.5), 2) for _ in range(2))
            labelled = chance.choice([0, 1, 0.7, 0.7, 1])
            points = []
            for _ in range(POINTS):
                visible = chance.randrange(1, 3) if chance.random() < labelled else 0
                here = [round(left + width * chance.random(), 1), round(top + height * chance.random(), 1), visible]
                points += here if visible else [0, 0, 0]
            category = chance.choice([1, 1, 4])
            annotations.append(
                {
                    "id": len(annotations) + 1, "image_id": image["id"], "category_id": category,
                    "iscrowd": int(chance.random() < 0.1), "bbox": [left, top, width, height],
                    "area": round(width * height * chance.uniform(0.4, 1), 2), "keypoints": points,
                    "num_keypoints": sum(1 for visible in points[2::3] if visible),
                }
            )
            for _ in range(chance.choice([0, 1, 1, 2, 3])):
                spread = chance.choice([0, 1, 3, 8])
                moved = [round(number + chance.gauss(0, spread), 2) for number in points]
                moved[2::3] = [1] * POINTS
                for point in range(POINTS):
                    if points[3 * point + 2] == 0:  # a model returns a place for each point
                        moved[3 * point] = round(left + width * chance.random(), 2)
                        moved[3 * point + 1] = round(top + height * chance.random(), 2)
                found.append(result(image, category, moved))
        for _ in range(chance.randrange(3)):
            anywhere = [round(chance.uniform(0, 400), 1) for _ in range(3 * POINTS)]
            found.append(result(image, chance.choice([1, 4, 8]), anywhere))
    # More detections of a category in one frame than the evaluation counts (20).
    found += [result(images[0], 1, [round(chance.uniform(0, 400), 1) for _ in range(3 * POINTS)]) for _ in range(30)]
    write(out, images, categories, annotations, {"results": found}, "keypoints", KEYPOINT_NAMES)


def main() -> None:
    parser = argparse.ArgumentParser(description="Write masks and keypoints with the values of pycocotools.")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder of the test resources of dev.skipstream")
    out = parser.parse_args().out
    write_masks(out / "shape")
    write_mask_evaluation(out / "evaluate" / "masks")
    write_keypoint_evaluation(out / "evaluate" / "keypoints")


if __name__ == "__main__":
    main()
