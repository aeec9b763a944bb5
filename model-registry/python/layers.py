"""Writes the distinct layers of each network, which a machine checks before it trusts a number format.

A line is a network, then input channels, output channels, kernel, stride and groups of a layer, the stride of its input
map against the frame, `last` for the last layer of a head or `-`, and the number of such layers. The kernel of a matrix
product is 0. A kernel such as 3d12 has 3 x 3 taps that are 12 pixels apart. The stride of a layer of regions is 0: it sees the maps of all regions, 7 pixels a side. The one region of a
classifier is the frame. The stride of a layer of detections is minus the side of their maps, in pixels. Negative outputs are multiples of the class count.

    python3 layers.py --out ../../streams-app/detector/src/main/resources/dev/skipstream/detect/layers.txt
"""

import argparse
import pathlib
from collections import Counter
from typing import Callable

import torch

import classifiers
import instances
import one_stage
import program
import segmentation
from skeleton import CLASSES

SIDE = 256  # of the frame; the smallest map is 2 pixels a side


class Recorder:
    """Stands in for the layers: notes what they see, and returns a map of the size of theirs.

    A number of outputs that is a multiple of `classes` becomes a negative one.
    """

    def __init__(self, classes: int):
        self.classes = classes
        self.seen = Counter()
        self.region_stride = None

    def named(self, outputs: int) -> int:
        return -(outputs // self.classes) if outputs % self.classes == 0 else outputs

    def conv(self, layer, x):
        outputs, _, kernel, _ = layer.weight.shape
        at = SIDE // x.shape[2] if self.region_stride is None else self.region_stride
        self.seen[x.shape[1], self.named(outputs), kernel, layer.stride, layer.groups, at, last(layer), layer.dilation] += 1
        sides = [-(-side // layer.stride) for side in x.shape[2:]]
        return x.new_zeros([x.shape[0], outputs, *sides])

    def linear(self, layer, x):
        outputs = layer.weight.shape[0]
        self.seen[x.shape[1], self.named(outputs), 0, 1, 1, 0, last(layer), 1] += 1
        return x.new_zeros([x.shape[0], outputs])


def last(layer) -> str:
    return "last" if layer.last else "-"


def recorder(classes: int) -> Recorder:
    """Puts a new recorder in the place of all layers."""
    one = Recorder(classes)
    program.Conv.forward = lambda layer, x: one.conv(layer, x)
    program.Linear.forward = lambda layer, x: one.linear(layer, x)
    return one


def of_two_stages(network: str, build: Callable = program.detector) -> Counter:
    notes = recorder(CLASSES)
    detector = build(network, CLASSES)
    for level in detector.backbone(torch.zeros(1, 3, SIDE, SIDE)):
        detector.rpn.head(level)
    notes.region_stride = 0
    pooled = torch.zeros(1, program.PYRAMID_CHANNELS, program.ROI_SIDE, program.ROI_SIDE)
    detector.roi_heads.box_predictor(detector.roi_heads.box_head(pooled))
    notes.region_stride = -instances.POOLED_SIDE
    pooled = torch.zeros(1, program.PYRAMID_CHANNELS, instances.POOLED_SIDE, instances.POOLED_SIDE)
    if hasattr(detector.roi_heads, "mask_head"):
        detector.roi_heads.mask_head(pooled)
    if hasattr(detector.roi_heads, "keypoint_head"):
        detector.roi_heads.keypoint_head(pooled)
    return notes.seen


def of_instances(network: str) -> Counter:
    return of_two_stages(network, instances.detector)


def of_one_stage(network: str) -> Counter:
    _, classes = one_stage.ARCHITECTURES[network]
    notes = recorder(classes)
    detector = one_stage.detector(network, classes)
    for level in detector.backbone(torch.zeros(1, 3, SIDE, SIDE)):
        detector.head.classification_head(level)
        detector.head.regression_head(level)
    return notes.seen


def of_classifier(network: str) -> Counter:
    notes = recorder(CLASSES)
    classifiers.classifier(network, CLASSES).logits(torch.zeros(1, 3, SIDE, SIDE))
    return notes.seen


def of_segmenter(network: str) -> Counter:
    notes = recorder(CLASSES)
    segmentation.segmenter(network, CLASSES).coarse(torch.zeros(1, 3, SIDE, SIDE))
    return notes.seen


def words(layer: tuple) -> list:
    """Returns a layer as in the file."""
    inputs, outputs, kernel, *others, apart = layer
    return [inputs, outputs, kernel if apart == 1 else f"{kernel}d{apart}", *others]


NETWORKS = [
    (program.ARCHITECTURES, of_two_stages),
    (one_stage.ARCHITECTURES, of_one_stage),
    (instances.ARCHITECTURES, of_instances),
    (classifiers.ARCHITECTURES, of_classifier),
    (segmentation.ARCHITECTURES, of_segmenter),
]


def main():
    parser = argparse.ArgumentParser(description="Write the distinct layers of each network.")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="output file")
    asked = parser.parse_args()
    lines = []
    with torch.no_grad():
        for networks, layers in NETWORKS:
            for name in networks:
                for layer, count in sorted(layers(name).items()):
                    lines.append(" ".join(map(str, [name, *words(layer), count])))
    asked.out.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
