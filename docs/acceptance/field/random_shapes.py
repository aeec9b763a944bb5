#!/usr/bin/env python3
"""Scores random masks or keypoints with Skipstream and with pycocotools: random_shapes.py SKIPSTREAM TASK [DATASETS] [SEED].

SKIPSTREAM is the command, such as ./skipstream. TASK is masks or keypoints. DATASETS is 200 by default, SEED 19. The sets have
crowds, equal scores, shapes beyond the image, and objects without a labelled point. Masks are polygons, lists of runs, or text. The
exit code is 1 if one of the metrics differs by more than 1e-9.
"""
import concurrent.futures
import contextlib
import io
import json
import random
import subprocess
import sys
import tempfile
import threading

from pycocotools import mask as masks
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

LOCK = threading.Lock()  # pycocotools prints to stdout, and the redirection affects the whole process
NAMES = {
    "masks": "AP AP50 AP75 APsmall APmedium APlarge AR1 AR10 AR100 ARsmall ARmedium ARlarge".split(),
    "keypoints": "AP AP50 AP75 APmedium APlarge AR AR50 AR75 ARmedium ARlarge".split(),
}
POINTS = 17


def score(rng):
    return rng.choice([round(rng.random(), 3), rng.randrange(1, 9) / 8, 1.0])


def polygon(rng, width, height):
    """Points in no order, so that outlines cross themselves; some are beyond the image."""
    digits = rng.choice([0, 1, 2])
    return [round(rng.uniform(-9, side + 9), digits) for _ in range(rng.randrange(3, 9)) for side in (width, height)]


def lengths(rle):
    runs, inside = [0], 0
    for pixel in masks.decode(rle).flatten(order="F").tolist():
        if pixel != inside:
            runs.append(0)
            inside = pixel
        runs[-1] += 1
    return runs


def text(rle):
    return {"size": list(map(int, rle["size"])), "counts": rle["counts"].decode()}


def mask_set(rng):
    images = [{"id": i + 1, "width": rng.randrange(20, 170), "height": rng.randrange(20, 130)} for i in range(rng.randrange(1, 9))]
    categories = [{"id": i + 1, "name": "c%d" % i} for i in range(rng.randrange(1, 4))]
    truth, results, boxed = [], [], rng.random() < 0.3
    for image in images:
        width, height, there = image["width"], image["height"], []
        for _ in range(rng.randrange(6)):
            parts = [polygon(rng, width, height) for _ in range(rng.choice([1, 1, 2]))]
            rle = masks.merge(masks.frPyObjects(parts, height, width))
            form = rng.randrange(3)
            segmentation = parts if form == 0 else text(rle) if form == 1 else {"counts": lengths(rle), "size": [height, width]}
            annotation = {
                "id": len(truth) + 1, "image_id": image["id"], "category_id": rng.choice(categories)["id"], "segmentation": segmentation,
                "iscrowd": int(rng.random() < 0.2), "area": rng.choice([float(masks.area(rle)), 1024, 3000, 9216, 20000]),
                "bbox": masks.toBbox(rle).tolist(),
            }
            truth.append(annotation)
            there.append((annotation["category_id"], parts))
        for _ in range(rng.choice([0, 3, 12, 110])):
            category, parts = rng.choice(categories)["id"], [polygon(rng, width, height)]
            if there and rng.random() < 0.7:
                category, parts = rng.choice(there)
                spread = rng.choice([0, 0, 1, 4])
                parts = [[round(side + rng.uniform(-spread, spread), 2) for side in part] for part in parts]
            rle = masks.merge(masks.frPyObjects(parts, height, width))
            found = {"image_id": image["id"], "category_id": category, "segmentation": text(rle), "score": score(rng)}
            results.append(found | ({"bbox": masks.toBbox(rle).tolist()} if boxed else {}))
    rng.shuffle(results)
    return {"images": images, "categories": categories, "annotations": truth}, results


def keypoint_set(rng):
    images = [{"id": i + 1, "width": 640, "height": 480} for i in range(rng.randrange(1, 9))]
    categories = [{"id": i + 1, "name": "c%d" % i} for i in range(rng.randrange(1, 3))]
    truth, results, boxed = [], [], rng.random() < 0.3
    for image in images:
        there = []
        for _ in range(rng.randrange(6)):
            box = [rng.uniform(0, 500), rng.uniform(0, 400), 2 ** rng.uniform(3, 7.5), 2 ** rng.uniform(3, 7.5)]
            share, points = rng.choice([0, 0.5, 1]), []
            for _ in range(POINTS):
                seen = rng.choice([1, 2]) if rng.random() < share else 0
                points += [box[0] + rng.random() * box[2], box[1] + rng.random() * box[3], seen] if seen else [0, 0, 0]
            count = sum(1 for seen in points[2::3] if seen)
            annotation = {
                "id": len(truth) + 1, "image_id": image["id"], "category_id": rng.choice(categories)["id"], "keypoints": points,
                "num_keypoints": rng.choice([count, count, count, 0]), "iscrowd": int(rng.random() < 0.15), "bbox": box,
                "area": rng.choice([0.5, 0.7, 1]) * box[2] * box[3],
            }
            truth.append(annotation)
            there.append(annotation)
        for _ in range(rng.choice([0, 3, 12, 60])):
            category, points = rng.choice(categories)["id"], [rng.uniform(0, 400) for _ in range(3 * POINTS)]
            if there and rng.random() < 0.7:
                near, spread = rng.choice(there), rng.choice([0, 0, 1, 4, 10])
                category, points = near["category_id"], [number + rng.uniform(-spread, spread) for number in near["keypoints"]]
            found = {"image_id": image["id"], "category_id": category, "keypoints": points, "score": score(rng)}
            results.append(found | ({"bbox": [0, 0, rng.uniform(9, 200), rng.uniform(9, 200)]} if boxed else {}))
    rng.shuffle(results)
    return {"images": images, "categories": categories, "annotations": truth}, results


def reference(task, folder):
    with LOCK, contextlib.redirect_stdout(io.StringIO()):
        truth = COCO(folder + "/instances.json")
        evaluation = COCOeval(truth, truth.loadRes(folder + "/results.json"), "segm" if task == "masks" else "keypoints")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return list(evaluation.stats)


def compare(skipstream, task, seed):
    rng = random.Random(seed)
    random_set = mask_set if task == "masks" else keypoint_set
    truth, results = random_set(rng)
    while not results or not truth["annotations"]:
        truth, results = random_set(rng)
    with tempfile.TemporaryDirectory() as folder:
        for name, value in (("instances.json", truth), ("results.json", results)):
            with open(folder + "/" + name, "w") as file:
                json.dump(value, file)
        run = subprocess.run([skipstream, "evaluate", "--task", task, "--coco-gt", folder + "/instances.json", "--coco-dt",
                              folder + "/results.json", "--json"], capture_output=True, text=True)
        if run.returncode:
            return "seed %d: exit code %d: %s" % (seed, run.returncode, run.stderr.strip())
        ours = json.loads(run.stdout)["metrics"]
        theirs = reference(task, folder)
    wrong = ["%s %.12f, pycocotools %.12f" % (name, ours[name], figure) for name, figure in zip(NAMES[task], theirs)
             if not abs(ours[name] - figure) <= 1e-9]
    return "seed %d: %s" % (seed, "; ".join(wrong)) if wrong else None


def main():
    skipstream, task = sys.argv[1:3]
    count, seed = map(int, (sys.argv[3:] + ["200", "19"][len(sys.argv) - 3:]))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        wrong = [line for line in pool.map(lambda one: compare(skipstream, task, one), range(seed, seed + count)) if line]
    print("\n".join(wrong + ["%d of %d random sets of %s agree with pycocotools to 1e-9" % (count - len(wrong), count, task)]))
    return 1 if wrong else 0


sys.exit(main())
