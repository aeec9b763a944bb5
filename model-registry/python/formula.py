"""Weights and pictures that a formula generates, the same here and in Java (GeneratedCheckpoint, GeneratedImage).

Number i of a tensor is a hash of its name and of i, spread evenly over [-1, 1), times an amplitude, plus a centre. All of
it is exact or rounded once in fp32, so both sides have the same bits. Amplitudes keep the activations of a network of any
depth at one scale and its scores apart, so that a detector with such weights finds something on every level.
"""

import math
import zlib

import numpy as np


def uniform(name: str, count: int) -> np.ndarray:
    """float32 [count] in [-1, 1), multiples of 2^-23: MurmurHash3's finalizer over a Weyl sequence."""
    with np.errstate(over="ignore"):
        h = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B9) + np.uint32(zlib.crc32(name.encode()))
        h ^= h >> np.uint32(16)
        h *= np.uint32(0x85EBCA6B)
        h ^= h >> np.uint32(13)
        h *= np.uint32(0xC2B2AE35)
        h ^= h >> np.uint32(16)
    return (h >> np.uint32(8)).astype(np.float32) * np.float32(2.0**-23) - np.float32(1)


def tensor(name: str, shape) -> np.ndarray:
    """float32, a tensor of a torchvision detector's state dict."""
    amplitude, centre = scale(name, shape)
    numbers = uniform(name, math.prod(shape)) * np.float32(amplitude) + np.float32(centre)
    return numbers.reshape(shape)


def scale(name: str, shape) -> tuple:
    """(amplitude, centre) of a tensor's numbers."""
    if name.endswith(".running_var"):
        return 0.3, 1.0
    if len(shape) == 1 and name.endswith(".weight"):  # a batch norm's; residual branches are damped
        return 0.1, 0.25 if name.endswith((".bn2.weight", ".bn3.weight")) else 1.5 if "box_head" in name else 1.0
    if name == "rpn.head.bbox_pred.bias":  # regions of many shapes, larger than their anchors
        return 1.2, 0.8
    if len(shape) == 1:
        return 0.1, 0.0
    return gain(name) / math.sqrt(math.prod(shape[1:])), 0.0


def gain(name: str) -> float:
    """The amplitude of a weight times the root of its inputs; sqrt(6) keeps the variance behind a ReLU."""
    if name.endswith(".0.weight") and not name.startswith("backbone.body."):  # of the pyramid and the heads
        return 1.2
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
    return math.sqrt(6)


def image(height: int, width: int) -> np.ndarray:
    """uint8 [height, width, 3]: coloured tiles of 24 pixels with a fine grain."""
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    tiles = uniform("tiles", 64 * 64 * 3)[((y // 24 % 64) * 64 + x // 24 % 64) * 3 + c]
    grain = uniform("grain", height * width * 3).reshape(height, width, 3)
    return np.floor((tiles * np.float32(0.75) + grain * np.float32(0.25) + np.float32(1)) * np.float32(127.5)).astype(np.uint8)
