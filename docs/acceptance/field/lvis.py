#!/usr/bin/env python3
"""Writes a data set of the size of LVIS, and results for it: lvis.py FOLDER [IMAGES] [DETECTIONS_PER_IMAGE] [CATEGORIES].

The same arguments always give the same two files, instances.json and results.json. The frequencies of the categories are as
uneven as in LVIS. Defaults: 20000 images, 150 detections in an image, 1203 categories.
"""
import random
import sys

folder, images, per_image, categories = sys.argv[1], *map(int, (sys.argv[2:] + ["20000", "150", "1203"][len(sys.argv) - 2:]))
rng = random.Random(19)
weights = [1 / (rank + 10) for rank in range(categories)]
numbers = list(range(1, categories + 1))
rng.shuffle(numbers)


def box():
    width, height = 8 + rng.random() * 160, 8 + rng.random() * 160
    return [round(rng.random() * (640 - width), 2), round(rng.random() * (480 - height), 2), round(width, 2), round(height, 2)]


def write(file, value):
    file.write(str(value).replace("'", '"'))


with open(folder + "/instances.json", "w") as truth, open(folder + "/results.json", "w") as results:
    truth.write('{"images": ')
    write(truth, [{"id": 3 * i + 1, "width": 640, "height": 480} for i in range(images)])
    truth.write(', "categories": ')
    write(truth, [{"id": i + 1, "name": "category %d" % (i + 1)} for i in range(categories)])
    truth.write(', "annotations": [')
    results.write("[")
    annotation = 0
    first = True
    for i in range(images):
        objects = [(c, box()) for c in rng.choices(numbers, weights, k=rng.randrange(25))]
        for category, b in objects:
            truth.write(", " if annotation else "")
            annotation += 1
            write(truth, {"id": annotation, "image_id": 3 * i + 1, "category_id": category, "bbox": b, "area": round(0.7 * b[2] * b[3], 2), "iscrowd": 0})
        for category in rng.choices(numbers, weights, k=per_image):
            b = box()
            score = rng.random() ** 3
            if objects and rng.random() < 0.15:
                category, near = rng.choice(objects)
                b = [round(max(0.0, side + rng.gauss(0, 4)), 2) for side in near[:2]] + [round(max(1.0, side + rng.gauss(0, 5)), 2) for side in near[2:]]
                score = 0.3 + 0.7 * rng.random()
            results.write("" if first else ", ")
            first = False
            write(results, {"image_id": 3 * i + 1, "category_id": category, "bbox": b, "score": round(score, 6)})
    truth.write("]}")
    results.write("]")
