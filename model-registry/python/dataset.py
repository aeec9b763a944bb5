"""A data set in COCO's format, in memory, and what training takes from it."""

import dataclasses
import json
import pathlib
import random
from typing import List, Optional, Tuple

import numpy as np
import torch
from PIL import Image
from torch import Tensor


@dataclasses.dataclass
class Picture:
    file: str
    pixels: np.ndarray  # uint8 [H, W, 3], resized
    boxes: np.ndarray  # float32 [B, 4], x1 y1 x2 y2 in its pixels
    labels: np.ndarray  # int64 [B], from 1
    crowd: np.ndarray  # bool [B]: neither to be found nor to be missed


class Dataset:
    """Pictures resized as the detector will resize them. Labels are the categories in the order of their ids."""

    def __init__(self, annotations: pathlib.Path, min_size: int, max_size: int, limit: int = 0):
        if not annotations.is_file():
            raise SystemExit(f"{annotations} is not there: expected a file of COCO's instances, beside a folder images/")
        content = json.loads(annotations.read_text())
        categories = sorted(content["categories"], key=lambda category: category["id"])
        self.names = [category["name"] for category in categories]
        label = {category["id"]: index for index, category in enumerate(categories, 1)}
        of = {image["id"]: [] for image in content["images"]}
        for annotation in content["annotations"]:
            of[annotation["image_id"]].append(annotation)
        self.pictures = []
        for image in content["images"][: limit or None]:
            with Image.open(annotations.parent / "images" / image["file_name"]) as opened:
                scale = min(min_size / min(opened.size), max_size / max(opened.size))
                size = (int(opened.width * scale), int(opened.height * scale))
                pixels = np.asarray(opened.convert("RGB").resize(size, Image.Resampling.BILINEAR))
            found = of[image["id"]]
            boxes = np.array([one["bbox"] for one in found], np.float32).reshape(-1, 4) * np.float32(scale)
            boxes[:, 2:] += boxes[:, :2]
            self.pictures.append(
                Picture(
                    image["file_name"],
                    pixels,
                    boxes,
                    np.array([label[one["category_id"]] for one in found], np.int64),
                    np.array([one.get("iscrowd", 0) for one in found], bool),
                )
            )
        # [L][*] of the objects of 8 pixels or more, without classes that have none.
        by_label: List[List[Tuple[Picture, np.ndarray]]] = [[] for _ in self.names]
        for picture in self.pictures:
            for box, of_box, crowd in zip(picture.boxes, picture.labels, picture.crowd):
                if not crowd and (box[2:] - box[:2]).max() >= 8:
                    by_label[of_box - 1].append((picture, box))
        self.objects = {found: objects for found, objects in enumerate(by_label, 1) if objects}

    def any_object(self, chance: random.Random) -> Tuple[int, Picture, np.ndarray]:
        """Label, picture and box, each class as often as any other."""
        found = chance.choice(list(self.objects))
        return (found, *chance.choice(self.objects[found]))

    def crop(self, side: int, chance: random.Random) -> Tuple[np.ndarray, Picture]:
        """For training: mostly around an object, so that the rare classes are seen too."""
        if chance.random() < 0.6:
            _, picture, box = self.any_object(chance)
            return augmented(picture, box, side, chance)
        return augmented(chance.choice(self.pictures), None, side, chance)


def augmented(picture: Picture, box: Optional[np.ndarray], side: int, chance: random.Random) -> Tuple[np.ndarray, Picture]:
    """A square crop at a random scale around a box or anywhere, mirrored half of the time, its light changed."""
    height, width = picture.pixels.shape[:2]
    scale = 2 ** chance.uniform(-0.8, 0.4)
    cut = max(16, round(side / scale))
    if box is not None:
        centre = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]
        left = centre[0] - cut * chance.uniform(0.15, 0.85)
        top = centre[1] - cut * chance.uniform(0.15, 0.85)
    else:
        left = chance.uniform(0, width) - cut / 2
        top = chance.uniform(0, height) - cut / 2
    left = round(min(max(left, 0), max(width - cut, 0)))
    top = round(min(max(top, 0), max(height - cut, 0)))
    region = picture.pixels[top : top + cut, left : left + cut]
    wide = max(1, round(region.shape[1] * side / cut))
    high = max(1, round(region.shape[0] * side / cut))
    pixels = np.zeros((side, side, 3), np.uint8)
    pixels[:high, :wide] = np.asarray(Image.fromarray(region).resize((wide, high), Image.Resampling.BILINEAR))
    boxes = (picture.boxes - np.array([left, top, left, top], np.float32)) * np.float32(side / cut)
    whole = area(boxes)
    boxes[:, 0::2] = boxes[:, 0::2].clip(0, wide)
    boxes[:, 1::2] = boxes[:, 1::2].clip(0, high)
    sides = boxes[:, 2:] - boxes[:, :2]
    kept = (sides.min(1) >= 3) if len(boxes) else np.zeros(0, bool)
    # What the cut left little of is neither an object nor background.
    crowd = picture.crowd | (area(boxes) < 0.25 * whole) | (sides.min(1, initial=np.inf) < 5)
    if chance.random() < 0.5:
        pixels[:, :wide] = pixels[:, :wide][:, ::-1]
        boxes[:, [0, 2]] = wide - boxes[:, [2, 0]]
    light = chance.uniform(0.75, 1.25)
    shift = chance.uniform(-15, 15)
    pixels[:high, :wide] = (pixels[:high, :wide] * np.float32(light) + np.float32(shift)).clip(0, 255)
    return pixels, Picture(picture.file, pixels, boxes[kept], picture.labels[kept], crowd[kept])


def area(boxes: np.ndarray) -> np.ndarray:
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def object_crop(picture: Picture, box: np.ndarray, side: int, chance: random.Random) -> np.ndarray:
    """The square around a box, with a margin, resized: uint8 [side, side, 3]."""
    centre = (box[:2] + box[2:]) / 2
    half = (box[2:] - box[:2]).max() / 2 * chance.uniform(1.0, 1.4)
    centre = centre + half * np.array([chance.uniform(-0.15, 0.15), chance.uniform(-0.15, 0.15)])
    corners = (centre[0] - half, centre[1] - half, centre[0] + half, centre[1] + half)
    whole = Image.fromarray(picture.pixels)
    crop = whole.transform((side, side), Image.Transform.EXTENT, corners, Image.Resampling.BILINEAR)
    pixels = np.asarray(crop)
    return pixels[:, ::-1] if chance.random() < 0.5 else pixels


def normalised(crops: List[np.ndarray], mean: Tensor, std: Tensor, device: str) -> Tensor:
    """uint8 crops of one size as a batch [N, 3, H, W] in channels-last order, as the detector normalises frames."""
    batch = torch.from_numpy(np.stack(crops)).to(device).permute(0, 3, 1, 2).float()
    return ((batch / 255 - mean.float()) / std.float()).contiguous(memory_format=torch.channels_last)
