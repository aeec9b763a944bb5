"""Data set in COCO's format, in memory, and the training crops and targets from it."""

import dataclasses
import json
import pathlib
import random
from typing import List, Optional, Tuple

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

import masks


@dataclasses.dataclass
class Picture:
    """Image of the data set with its annotations."""

    pixels: Tensor  # uint8 [H, W, 3], resized, on the computing device
    boxes: np.ndarray  # float32 [B, 4], x1 y1 x2 y2 in pixels of the resized image
    labels: np.ndarray  # int64 [B], from 1; 0 is the background
    crowd: np.ndarray  # bool [B], true for a box that is neither an object nor background
    masks: List["Mask"]  # [B], or none if they were not asked for


@dataclasses.dataclass
class Mask:
    """Mask of an object, without the rows and columns around it."""

    pixels: Tensor  # float32 [h, w], 0 or 1, on the computing device
    left: int  # in pixels of the resized image
    top: int


@dataclasses.dataclass
class Crop:
    """Square training crop of a picture with its annotations."""

    image: Tensor  # float32 [3, side, side], normalised, zero outside the picture: the input format of the detector
    boxes: np.ndarray  # as in Picture, in pixels of the crop
    labels: np.ndarray
    crowd: np.ndarray
    masks: Optional[Tensor]  # uint8 [B, side, side]; none if they were not asked for


@dataclasses.dataclass
class Targets:
    """Ground truth of a batch. Unused rows of a crop have label 0."""

    boxes: Tensor  # float32 [N, B, 4]
    labels: Tensor  # int64 [N, B]
    crowd: Tensor  # bool [N, B]
    masks: Optional[Tensor] = None  # uint8 [N, B, H, W]


class Dataset:
    """Images, resized in the same way as by the detector. Labels number the categories from 1, in the order of their ids."""

    def __init__(self, names: List[str], pictures: List[Picture]):
        self.names = names
        self.pictures = pictures
        # [L][*] objects whose longer side has 8 pixels or more. Classes without such objects are left out.
        by_label: List[List[Tuple[Picture, np.ndarray]]] = [[] for _ in names]
        for picture in pictures:
            for box, of_box, crowd in zip(picture.boxes, picture.labels, picture.crowd):
                if not crowd and (box[2:] - box[:2]).max() >= 8:
                    by_label[of_box - 1].append((picture, box))
        self.objects = {found: objects for found, objects in enumerate(by_label, 1) if objects}

    @staticmethod
    def read(
        annotations: pathlib.Path, min_size: int, max_size: int, device: str, limit: int = 0, masked: bool = False
    ) -> "Dataset":
        """Reads an instances file and its images, the first `limit` ones if given; with masks if asked for."""
        if not annotations.is_file():
            raise SystemExit(f"{annotations} does not exist: expected a COCO instances file beside a folder images/")
        content = json.loads(annotations.read_text())
        categories = sorted(content["categories"], key=lambda category: category["id"])
        label = {category["id"]: index for index, category in enumerate(categories, 1)}
        of = {image["id"]: [] for image in content["images"]}
        for annotation in content["annotations"]:
            of[annotation["image_id"]].append(annotation)
        pictures = []
        for image in content["images"][: limit or None]:
            with Image.open(annotations.parent / "images" / image["file_name"]) as opened:
                whole = opened.convert("RGB")
            scale = min(min_size / min(whole.size), max_size / max(whole.size))
            size = (int(whole.width * scale), int(whole.height * scale))
            # As the detector resizes frames: bilinear, without antialiasing.
            resized = whole.transform(size, Image.Transform.EXTENT, (0, 0, *whole.size), Image.Resampling.BILINEAR)
            found = of[image["id"]]
            boxes = np.array([one["bbox"] for one in found], np.float32).reshape(-1, 4) * np.float32(scale)
            boxes[:, 2:] += boxes[:, :2]
            pictures.append(
                Picture(
                    torch.from_numpy(np.array(resized)).to(device),
                    boxes,
                    np.array([label[one["category_id"]] for one in found], np.int64),
                    np.array([one.get("iscrowd", 0) for one in found], bool),
                    [mask_of(annotations, one, whole.size, size, device) for one in found] if masked else [],
                )
            )
        return Dataset([category["name"] for category in categories], pictures)

    def any_object(self, chance: random.Random) -> Tuple[int, Picture, np.ndarray]:
        """Returns the label, picture and box of a random object. All classes have equal probability."""
        found = chance.choice(list(self.objects))
        return (found, *chance.choice(self.objects[found]))

    def crop(self, side: int, mean: Tensor, std: Tensor, chance: random.Random) -> Crop:
        """Returns a random training crop. 60 % of the crops are around a selected object, so that rare classes occur as well."""
        if chance.random() < 0.6:
            _, picture, box = self.any_object(chance)
            return augmented(picture, box, side, mean, std, chance)
        return augmented(chance.choice(self.pictures), None, side, mean, std, chance)


def mask_of(
    file: pathlib.Path, annotation: dict, whole: Tuple[int, int], resized: Tuple[int, int], device: str
) -> Mask:
    """Returns the mask of an annotation in the resized image. Sizes are (width, height)."""
    segmentation = annotation.get("segmentation")
    if not segmentation:
        raise SystemExit(
            f"{file}: annotation {annotation['id']} has no segmentation: a Mask R-CNN needs the mask of each object"
        )
    try:
        mask = masks.decoded(segmentation, whole[1], whole[0])
    except ValueError as damaged:
        raise SystemExit(f"{file}: annotation {annotation['id']}: {damaged}")
    image = Image.fromarray(np.uint8(mask) * 255)
    pixels = np.array(image.transform(resized, Image.Transform.EXTENT, (0, 0, *whole), Image.Resampling.BILINEAR)) >= 128
    rows = np.flatnonzero(pixels.any(1))
    columns = np.flatnonzero(pixels.any(0))
    if len(rows) == 0:
        return Mask(torch.zeros(1, 1, device=device), 0, 0)
    part = pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return Mask(torch.from_numpy(np.float32(part)).to(device), int(columns[0]), int(rows[0]))


def window(mask: Mask, left: int, top: int, cut: int, height: int, width: int) -> Tensor:
    """Returns the part of a mask in a square of the image: float32 [h, w], as large as `resized_square` cuts it."""
    part = mask.pixels.new_zeros(min(cut, height - top), min(cut, width - left))
    down, right = mask.top - top, mask.left - left
    pixels = mask.pixels[max(0, -down) : part.shape[0] - down, max(0, -right) : part.shape[1] - right]
    if pixels.numel() > 0:
        down, right = max(0, down), max(0, right)
        part[down : down + pixels.shape[0], right : right + pixels.shape[1]] = pixels
    return part


def augmented(
    picture: Picture, box: Optional[np.ndarray], side: int, mean: Tensor, std: Tensor, chance: random.Random
) -> Crop:
    """Returns a square crop at a random scale, around a box or at a random position. The crop is mirrored with probability
    0.5, and its contrast and brightness are changed."""
    height, width = picture.pixels.shape[:2]
    scale = 2 ** chance.uniform(-0.8, 0.4)
    cut = max(16, round(side / scale))
    if box is not None:
        left = (box[0] + box[2]) / 2 - cut * chance.uniform(0.15, 0.85)
        top = (box[1] + box[3]) / 2 - cut * chance.uniform(0.15, 0.85)
    else:
        left = chance.uniform(0, width) - cut / 2
        top = chance.uniform(0, height) - cut / 2
    left = round(min(max(left, 0), max(width - cut, 0)))
    top = round(min(max(top, 0), max(height - cut, 0)))
    region = resized_square(picture.pixels, left, top, cut, side)
    high, wide = region.shape[1:]
    boxes = (picture.boxes - np.array([left, top, left, top], np.float32)) * np.float32(side / cut)
    whole = area(boxes)
    boxes[:, 0::2] = boxes[:, 0::2].clip(0, wide)
    boxes[:, 1::2] = boxes[:, 1::2].clip(0, high)
    sides = boxes[:, 2:] - boxes[:, :2]
    kept = (sides.min(1) >= 3) if len(boxes) else np.zeros(0, bool)
    # An object is neither object nor background if less than a quarter of it, or a side below 5 pixels, is inside the crop.
    crowd = picture.crowd | (area(boxes) < 0.25 * whole) | (sides.min(1, initial=np.inf) < 5)
    shapes = None
    if picture.masks:
        shapes = region.new_zeros(int(kept.sum()), side, side, dtype=torch.uint8)
        parts = [window(picture.masks[i], left, top, cut, height, width) for i in np.flatnonzero(kept)]
        if parts:
            resized = F.interpolate(torch.stack(parts)[None], size=(high, wide), mode="bilinear", align_corners=False)
            shapes[:, :high, :wide] = resized[0] >= 0.5
    if chance.random() < 0.5:
        region = region.flip(2)
        boxes[:, [0, 2]] = wide - boxes[:, [2, 0]]
        if shapes is not None:
            shapes[:, :, :wide] = shapes[:, :, :wide].flip(2)
    region = (region * chance.uniform(0.75, 1.25) + chance.uniform(-15, 15)).clamp_(0, 255)
    image = region.new_zeros(3, side, side)
    image[:, :high, :wide] = normalised(region, mean, std)
    return Crop(image, boxes[kept], picture.labels[kept], crowd[kept], shapes)


def area(boxes: np.ndarray) -> np.ndarray:
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def resized_square(pixels: Tensor, left: int, top: int, cut: int, side: int) -> Tensor:
    """Returns the part of a square that lies inside the picture: float [3, h, w]. The square has sides of `cut` pixels, and
    is resized to sides of `side` pixels."""
    region = pixels[top : top + cut, left : left + cut].permute(2, 0, 1)[None].float()
    size = [min(side, max(1, round(length * side / cut))) for length in region.shape[2:]]
    return F.interpolate(region, size=size, mode="bilinear", align_corners=False)[0]


def normalised(pixels: Tensor, mean: Tensor, std: Tensor) -> Tensor:
    """Normalises pixels [..., 3, H, W] from 0 to 255 in the same way as the detector."""
    return (pixels / 255 - mean) / std


def object_crop(picture: Picture, box: np.ndarray, side: int, mean: Tensor, std: Tensor, chance: random.Random) -> Tensor:
    """Returns the resized square around a box, with a margin: [3, side, side], normalised, zero outside the picture."""
    cut = max(4, round(float((box[2:] - box[:2]).max()) * chance.uniform(1.0, 1.4)))
    shift = [cut * chance.uniform(-0.08, 0.08), cut * chance.uniform(-0.08, 0.08)]
    left, top = (max(0, round(float(box[i] + box[i + 2]) / 2 + shift[i] - cut / 2)) for i in range(2))
    region = resized_square(picture.pixels, left, top, cut, side)
    image = region.new_zeros(3, side, side)
    image[:, : region.shape[1], : region.shape[2]] = normalised(region, mean, std)
    return image.flip(2) if chance.random() < 0.5 else image


def batch(images: List[Tensor]) -> Tensor:
    """Stacks images to [N, 3, H, W] in channels-last memory format."""
    return torch.stack(images).contiguous(memory_format=torch.channels_last)


def targets(crops: List[Crop], device: str) -> Targets:
    """Copies the annotations of crops into padded tensors on the device."""
    most = max(1, max(len(crop.labels) for crop in crops))
    boxes = np.zeros((len(crops), most, 4), np.float32)
    labels = np.zeros((len(crops), most), np.int64)
    crowd = np.zeros((len(crops), most), bool)
    for i, crop in enumerate(crops):
        boxes[i, : len(crop.labels)] = crop.boxes
        labels[i, : len(crop.labels)] = crop.labels
        crowd[i, : len(crop.labels)] = crop.crowd
    found = Targets(*(torch.from_numpy(one).to(device) for one in (boxes, labels, crowd)))
    if any(crop.masks is not None for crop in crops):
        found.masks = torch.zeros(len(crops), most, *crops[0].image.shape[1:], dtype=torch.uint8, device=device)
        for i, crop in enumerate(crops):
            if crop.masks is not None:
                found.masks[i, : len(crop.masks)] = crop.masks
    return found
