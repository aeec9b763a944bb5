"""Cuts the objects of a data set in COCO's format out of its images: a folder for each category, for train_classifier.py.

    python3 crops.py street/instances.json --out crops

A crop is the square around an object, with a margin of a tenth of its longer side. Crowds, and objects with a longer side below
`--least` pixels, are left out.
"""

import argparse
import json
import pathlib

from PIL import Image

MARGIN = 0.1


def main():
    parser = argparse.ArgumentParser(description="Cut the objects of a data set in COCO's format out of its images.")
    parser.add_argument("instances", type=pathlib.Path, help="COCO instances file, beside a folder images/")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="output folder, with a folder for each category")
    parser.add_argument("--least", type=int, default=24, help="least longer side of an object in pixels (default: %(default)s)")
    parser.add_argument("--most", type=int, default=0, help="largest number of crops of a category (default: all)")
    asked = parser.parse_args()
    content = json.loads(asked.instances.read_text())
    names = {category["id"]: category["name"] for category in content["categories"]}
    files = {image["id"]: image["file_name"] for image in content["images"]}
    counts = dict.fromkeys(names.values(), 0)
    opened = (None, None)
    for annotation in sorted(content["annotations"], key=lambda one: (one["image_id"], one["id"])):
        left, top, width, height = annotation["bbox"]
        name = names[annotation["category_id"]]
        if annotation.get("iscrowd") or max(width, height) < asked.least or (asked.most and counts[name] >= asked.most):
            continue
        file = files[annotation["image_id"]]
        if opened[0] != file:
            opened = file, Image.open(asked.instances.parent / "images" / file).convert("RGB")
        half = (0.5 + MARGIN) * max(width, height)
        x, y = left + width / 2, top + height / 2
        # Parts outside of the image are black.
        crop = opened[1].crop((round(x - half), round(y - half), round(x + half), round(y + half)))
        folder = asked.out / name
        folder.mkdir(parents=True, exist_ok=True)
        crop.save(folder / f"{annotation['id']:07d}.png")
        counts[name] += 1
    print(f"{asked.out}: " + ", ".join(f"{count} {name}" for name, count in counts.items()))


if __name__ == "__main__":
    main()
