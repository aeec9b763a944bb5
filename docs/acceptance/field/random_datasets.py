#!/usr/bin/env python3
"""Scores random data sets with Skipstream and with pycocotools: random_datasets.py SKIPSTREAM [DATASETS] [SEED].

SKIPSTREAM is the command, such as ./skipstream. DATASETS is 200 by default, SEED 19. The ids are numbers with gaps, numbers of
64 bits, or strings. Areas may be absent, negative or NaN, crowds true or false, and scores above 1 by a rounding error.
pycocotools reads the same data, with the area of the box if the file has no area. The exit code is 1 if one of the twelve metrics
differs by more than 1e-9.
"""
import concurrent.futures
import contextlib
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import threading

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

LOCK = threading.Lock()  # pycocotools prints to stdout, and the redirection affects the whole process
NAMES = "AP AP50 AP75 APsmall APmedium APlarge AR1 AR10 AR100 ARsmall ARmedium ARlarge".split()


def ids(rng, count):
    kind = rng.randrange(4)
    numbers = rng.sample(range(1, 10 * count + 10), count)
    if kind == 0:
        return numbers
    if kind == 1:
        return [2**40 + number for number in numbers]
    return ["%s%d" % ("img" if kind == 2 else "", number) for number in numbers]


def box(rng):
    if rng.random() < 0.5:
        side = rng.choice([16, 32, 64, 96, 128])
        return [8 * rng.randrange(20), 8 * rng.randrange(20), side, rng.choice([side, 32])]
    return [round(rng.uniform(-20, 300), 2), round(rng.uniform(-20, 300), 2), round(rng.uniform(0, 200), 2), round(rng.uniform(0, 200), 2)]


def dataset(rng):
    images = ids(rng, rng.randrange(1, 12))
    categories = ids(rng, rng.randrange(1, 5))
    truth, given, results = [], [], []
    for image in images:
        objects = []
        for _ in range(rng.randrange(6)):
            annotation = {"id": len(truth) + 1, "image_id": image, "category_id": rng.choice(categories), "bbox": box(rng),
                          "iscrowd": int(rng.random() < 0.15)}
            annotation["area"] = annotation["bbox"][2] * annotation["bbox"][3]
            written = dict(annotation)
            kind = rng.randrange(5)
            if kind == 0:
                del written["area"]
            elif kind == 1:
                written["area"] = rng.choice([-1, float("nan")])
            else:
                annotation["area"] = written["area"] = rng.choice([0.5, 0.7, 1]) * annotation["area"]
            if rng.random() < 0.5:
                written["iscrowd"] = bool(annotation["iscrowd"])
            truth.append(annotation)
            given.append(written)
            objects.append(annotation)
        for _ in range(rng.choice([0, 3, 12, 120])):
            category, where = rng.choice(categories), box(rng)
            if objects and rng.random() < 0.7:
                near = rng.choice(objects)
                category = near["category_id"]
                where = [side + rng.choice([0, 0, 2, 4]) for side in near["bbox"]]
            score = rng.choice([round(rng.random(), 3), rng.randrange(1, 9) / 8, 1.0, 1.0000001192092896])
            results.append({"image_id": image, "category_id": category, "bbox": where, "score": score})
    head = {"images": [{"id": image, "width": 640, "height": 480} for image in images],
            "categories": [{"id": category, "name": "c" + str(category)} for category in categories]}
    rng.shuffle(head["images"])
    rng.shuffle(results)
    return {**head, "annotations": truth}, {**head, "annotations": given}, results


def reference(truth, results, folder):
    with open(folder + "/reference.json", "w") as file:
        json.dump(truth, file)
    with LOCK, contextlib.redirect_stdout(io.StringIO()):
        gt = COCO(folder + "/reference.json")
        evaluation = COCOeval(gt, gt.loadRes([dict(one) for one in results]), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return list(evaluation.stats)


def compare(skipstream, seed):
    rng = random.Random(seed)
    truth, given, results = dataset(rng)
    while not results or not truth["annotations"]:
        truth, given, results = dataset(rng)
    with tempfile.TemporaryDirectory() as folder:
        for name, value in (("instances.json", given), ("results.json", results)):
            with open(folder + "/" + name, "w") as file:
                json.dump(value, file)
        run = subprocess.run([skipstream, "evaluate", "--coco-gt", folder + "/instances.json", "--coco-dt", folder + "/results.json",
                              "--lenient", "--json"], capture_output=True, text=True)
        if run.returncode:
            return "seed %d: exit code %d: %s" % (seed, run.returncode, run.stderr.strip())
        ours = json.loads(run.stdout)["metrics"]
        theirs = reference(truth, results, folder)
    wrong = ["%s %.12f, pycocotools %.12f" % (name, ours[name], figure) for name, figure in zip(NAMES, theirs)
             if not abs(ours[name] - figure) <= 1e-9]
    return "seed %d: %s" % (seed, "; ".join(wrong)) if wrong else None


def main():
    skipstream, count, seed = sys.argv[1], *map(int, (sys.argv[2:] + ["200", "19"][len(sys.argv) - 2:]))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        wrong = [line for line in pool.map(lambda one: compare(skipstream, one), range(seed, seed + count)) if line]
    print("\n".join(wrong + ["%d of %d random data sets agree with pycocotools to 1e-9" % (count - len(wrong), count)]))
    return 1 if wrong else 0


sys.exit(main())
