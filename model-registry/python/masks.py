"""Masks of COCO's `segmentation`: run lengths or polygons."""

from typing import List, Union

import numpy as np
from PIL import Image, ImageDraw


def decoded(segmentation: Union[dict, list], height: int, width: int) -> np.ndarray:
    """Returns the mask of an object in an image, bool [height, width]."""
    if isinstance(segmentation, dict):
        counts = segmentation["counts"]
        return of_runs(counts if isinstance(counts, list) else runs(counts), height, width)
    image = Image.new("1", (width, height))
    draw = ImageDraw.Draw(image)
    for polygon in segmentation:
        draw.polygon([float(number) for number in polygon], fill=1)
    return np.array(image)


def of_runs(counts: List[int], height: int, width: int) -> np.ndarray:
    """Returns the mask of run lengths, which begin with zeros and go down the columns."""
    if sum(counts) != height * width:
        raise ValueError(f"run lengths add up to {sum(counts)}: expected the {height} x {width} pixels of the image")
    values = np.arange(len(counts)) % 2 == 1
    return np.repeat(values, counts).reshape(width, height).T


def runs(text: str) -> List[int]:
    """Returns the run lengths of COCO's text: groups of five bits, the lowest first, each as a character from `0` on. The sixth
    bit says that a group follows. From the fourth run on, a number is the difference to the run before the previous one."""
    counts = []
    at = 0
    while at < len(text):
        number = 0
        shift = 0
        more = True
        while more:
            group = ord(text[at]) - 48
            number |= (group & 31) << shift
            more = group & 32 != 0
            at += 1
            shift += 5
        if group & 16:
            number -= 1 << shift
        counts.append(number + counts[-2] if len(counts) > 2 else number)
    return counts
