"""Weights and images from a formula, with the same bits in Python and in Java (GeneratedCheckpoint, GeneratedImage).

Element i of a tensor is a hash of the tensor's name and i, mapped uniformly to [-1, 1), times an amplitude, plus a centre.
Each operation is exact or rounded once in fp32, so both implementations give the same bits. The amplitudes keep the
activations at one scale, for a network of any depth, and keep the scores different. So a detector with these weights has
detections on every level.
"""

import math
import zlib

import numpy as np


def uniform(name: str, count: int) -> np.ndarray:
    """Returns float32 [count] in [-1, 1), multiples of 2^-23: MurmurHash3's finalizer over a Weyl sequence."""
    with np.errstate(over="ignore"):
        h = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B9) + np.uint32(zlib.crc32(name.encode()))
        h ^= h >> np.uint32(16)
        h *= np.uint32(0x85EBCA6B)
        h ^= h >> np.uint32(13)
        h *= np.uint32(0xC2B2AE35)
        h ^= h >> np.uint32(16)
    return (h >> np.uint32(8)).astype(np.float32) * np.float32(2.0**-23) - np.float32(1)


def tensor(name: str, shape) -> np.ndarray:
    """Returns a float32 tensor of a torchvision network's state dict."""
    amplitude, centre = scale(name, shape)
    numbers = uniform(name, math.prod(shape)) * np.float32(amplitude) + np.float32(centre)
    return numbers.reshape(shape)


def scale(name: str, shape) -> tuple:
    """Returns the amplitude and the centre of a tensor's elements."""
    if name.endswith(".running_var"):
        return 0.3, 1.0
    if len(shape) == 1 and name.endswith(".weight"):  # weight of a batch norm; a residual branch has a smaller one
        return 0.1, 0.25 if name.endswith((".bn2.weight", ".bn3.weight")) else 1.5 if "box_head" in name else 1.0
    if name == "rpn.head.bbox_pred.bias":  # for proposals of many shapes, larger than their anchors
        return 1.2, 0.8
    if name == "head.regression_head.bbox_reg.bias" and tuple(shape) == (4,):  # distances of FCOS, not RetinaNet's deltas
        return 1.0, 2.0
    if len(shape) == 1:
        return 0.1, 0.0
    return gain(name) / math.sqrt(math.prod(shape[1:])), 0.0


def gain(name: str) -> float:
    """Returns the amplitude of a weight, times the square root of the number of its inputs. sqrt(6) keeps the variance after
    a ReLU."""
    if name.endswith(".0.weight") and name.startswith(("backbone.fpn.", "rpn.", "roi_heads.")):
        return 1.2
    # EfficientNet: SiLU and the factors of the channels leave less of a signal than a ReLU.
    if name.endswith(".0.weight") and name.startswith("features.") and name != "features.0.weight":
        return 2.6
    if name == "roi_heads.mask_predictor.mask_fcn_logits.weight":  # else all logits are near the threshold
        return 20.0
    if name == "rpn.head.cls_logits.weight":
        return 1.0
    if name == "rpn.head.bbox_pred.weight":
        return 0.15
    if name == "roi_heads.box_head.fc7.weight":
        return 2.0
    if name == "roi_heads.box_predictor.cls_score.weight":
        return 0.8
    if name == "roi_heads.box_predictor.bbox_pred.weight":
        return 1.0
    if name == "head.classification_head.cls_logits.weight":
        return 2.0
    if name == "head.regression_head.bbox_reg.weight":
        return 0.5
    return math.sqrt(6)


def image(height: int, width: int) -> np.ndarray:
    """Returns uint8 [height, width, 3]: coloured tiles of 24 pixels with pixel noise."""
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    tiles = uniform("tiles", 64 * 64 * 3)[((y // 24 % 64) * 64 + x // 24 % 64) * 3 + c]
    grain = uniform("grain", height * width * 3).reshape(height, width, 3)
    return np.floor((tiles * np.float32(0.75) + grain * np.float32(0.25) + np.float32(1)) * np.float32(127.5)).astype(np.uint8)
