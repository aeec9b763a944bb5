"""Writes a small data set of random boxes, random results, and the metrics of pycocotools, for the test of the evaluator.
Requires pycocotools.

    python3 coco_golden.py --out ../../streams-app/evaluation/src/test/resources/dev/skipstream/evaluate
"""

import argparse
import json
import pathlib
import random

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

NAMES = "AP AP50 AP75 APsmall APmedium APlarge AR1 AR10 AR100 ARsmall ARmedium ARlarge".split()


def box(chance: random.Random) -> list:
    width, height = (round(2 ** chance.uniform(3, 7.5), 2) for _ in range(2))
    return [round(chance.uniform(0, 400), 2), round(chance.uniform(0, 300), 2), width, height]


def near(box: list, chance: random.Random) -> list:
    spread = chance.choice([0.02, 0.08, 0.25])
    x, y, width, height = box
    moved = [x + width * chance.gauss(0, spread), y + height * chance.gauss(0, spread)]
    return [round(side, 2) for side in moved + [width * 2 ** chance.gauss(0, spread), height * 2 ** chance.gauss(0, spread)]]


def main():
    parser = argparse.ArgumentParser(description="Write a small data set, results, and the metrics of pycocotools.")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="output folder for the three files")
    out = parser.parse_args().out
    chance = random.Random(7)
    categories = [{"id": 1, "name": "cat"}, {"id": 3, "name": "dog"}, {"id": 8, "name": "never there"}]
    images = [{"id": 100 + i, "width": 640, "height": 480} for i in range(30)]
    annotations = []
    results = []
    for image in images:
        for _ in range(chance.randrange(9)):
            bbox = box(chance)
            crowd = int(chance.random() < 0.1)
            category = chance.choice([1, 1, 3])
            area = round(bbox[2] * bbox[3] * chance.uniform(0.5, 1), 2)
            annotations.append(
                {
                    "id": len(annotations) + 1, "image_id": image["id"], "category_id": category, "bbox": bbox, "area": area,
                    "iscrowd": crowd,
                }
            )
            # Scores with one digit, so that many are equal.
            for _ in range(chance.choice([0, 1, 1, 1, 2])):
                found = {"image_id": image["id"], "category_id": category, "bbox": near(bbox, chance)}
                results.append(found | {"score": round(chance.uniform(0.3, 1), 1)})
        for _ in range(chance.randrange(3)):
            found = {"image_id": image["id"], "category_id": chance.choice([1, 3, 8]), "bbox": box(chance)}
            results.append(found | {"score": round(chance.uniform(0.05, 0.8), 1)})
    # More detections of a category in one frame than the evaluation counts (100).
    results += [
        {"image_id": 100, "category_id": 1, "bbox": box(chance), "score": round(chance.random(), 3)} for _ in range(120)
    ]
    out.mkdir(parents=True, exist_ok=True)
    truth = out / "instances.json"
    found = out / "results.json"
    truth.write_text(json.dumps({"images": images, "annotations": annotations, "categories": categories}))
    found.write_text(json.dumps(results))
    coco = COCO(truth)
    evaluation = COCOeval(coco, coco.loadRes(str(found)), "bbox")
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    (out / "pycocotools.json").write_text(json.dumps(dict(zip(NAMES, evaluation.stats.tolist())), indent=1) + "\n")


if __name__ == "__main__":
    main()
