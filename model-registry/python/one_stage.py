"""RetinaNet (Lin et al. 2017, Focal loss) and FCOS (Tian et al. 2020), detectors of one stage, as TorchScript programs.

They share frames, backbone, pyramid, box coder and NMS with Faster R-CNN. program.py has these parts, and describes the
methods of a program, its findings and the number formats. The settings are RETINANET_SETTINGS and FCOS_SETTINGS, by the
names of the model's manifest.

Run as a program it writes the archives without weights that the importer fills (see skeleton.py):

    python3 one_stage.py --out ../src/main/resources/dev/skipstream/registry/importer
"""

import math
import pathlib
from typing import Dict, List, Tuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.autograd.profiler import record_function

import program
from program import (
    FINDINGS,
    PYRAMID_CHANNELS,
    Activation,
    Backbone,
    Bottleneck,
    Conv,
    Detector,
    anchor_cells,
    anchors,
    clip,
    decode,
    detections,
    dtype_of,
    number,
    numbers,
    original,
)
from skeleton import CLASSES, CLASSES_OF_NINE, write_all, write_skeleton

SETTINGS = [
    "minSize",
    "maxSize",
    "candidates",  # per level before NMS
    "scoreThreshold",
    "nmsThreshold",
    "detectionsPerFrame",
    "imageMean",  # of red, green and blue
    "imageStd",
]
RETINANET_SETTINGS = SETTINGS + [
    "anchorSizes",  # three for each of the five levels
    "anchorRatios",  # height divided by width: three
]
FCOS_SETTINGS = SETTINGS

RETINANET_ANCHORS = 9  # at a position
CENTRE_SIZES = [8.0, 16.0, 32.0, 64.0, 128.0]  # FCOS: pixels of the unit of a distance, on each level
TOWER = 4  # convolutions of a head before its last one


class ExtraLevels(nn.Module):
    """Two levels above the pyramid, each a 3x3 convolution of the one below with a stride of two.

    The lowest one is of the pyramid's last level, or of the network's last stage, by the number of `inputs`.
    """

    def __init__(self, inputs: int):
        super().__init__()
        self.p6 = Conv(inputs, PYRAMID_CHANNELS, 3, 2, normed=False)
        self.p7 = Conv(PYRAMID_CHANNELS, PYRAMID_CHANNELS, 3, 2, normed=False)
        self.of_level = inputs == PYRAMID_CHANNELS

    def forward(self, levels: List[Tensor], stage: Tensor) -> List[Tensor]:
        p6 = self.p6(levels[-1] if self.of_level else stage)
        return levels + [p6, self.p7(F.relu(p6))]


class GroupNorm(nn.Module):
    """A group norm (Wu & He 2018) with a ReLU. Its statistics are those of the frame, so no import can fold it."""

    def __init__(self, channels: int):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(channels), requires_grad=False)
        self.bias = nn.Parameter(torch.empty(channels), requires_grad=False)
        self.groups = 32
        self.pixels = 1
        self.output = Activation()

    @torch.jit.export
    def prepare_weights(self, format: str):
        dtype = dtype_of("fp32" if format == "int8" else format)
        self.weight = self.weight.to(dtype)
        self.bias = self.bias.to(dtype)

    def forward(self, x: Tensor) -> Tensor:
        if x.is_quantized:
            x = x.dequantize()
        y = F.relu_(F.group_norm(x, self.groups, self.weight.to(x.dtype), self.bias.to(x.dtype)))
        return self.output.quantize(y.contiguous(memory_format=torch.channels_last))


def plain_tower() -> nn.Sequential:
    """Convolutions with ReLU: RetinaNet."""
    width = PYRAMID_CHANNELS
    return nn.Sequential(*[nn.Sequential(Conv(width, width, 3, normed=False, rectified=True)) for _ in range(TOWER)])


def unbiased_tower() -> nn.Sequential:
    """Convolutions without bias, each with a group norm: RetinaNet, torchvision's v2."""
    width = PYRAMID_CHANNELS
    return nn.Sequential(
        *[nn.Sequential(Conv(width, width, 3, normed=False, biased=False), GroupNorm(width)) for _ in range(TOWER)]
    )


def flat_tower() -> nn.Sequential:
    """Convolutions with bias, each with a group norm, numbered as if its ReLU were a layer: FCOS."""
    width = PYRAMID_CHANNELS
    layers: List[nn.Module] = []
    for _ in range(TOWER):
        layers += [Conv(width, width, 3, normed=False), GroupNorm(width), nn.Identity()]
    return nn.Sequential(*layers)


def last(outputs: int) -> Conv:
    return Conv(PYRAMID_CHANNELS, outputs, 3, normed=False, last=True)


def by_anchor(x: Tensor, width: int) -> Tensor:
    """The outputs of a level [N, anchors * width, h, w] as fp32 [N, h * w * anchors, width]."""
    return x.permute(0, 2, 3, 1).reshape(x.shape[0], -1, width).float()


class ClassificationHead(nn.Module):
    def __init__(self, conv: nn.Sequential, outputs: int):
        super().__init__()
        self.conv = conv
        self.cls_logits = last(outputs)

    def forward(self, feature: Tensor) -> Tensor:
        x = self.conv(feature)
        return self.cls_logits(x.dequantize() if x.is_quantized else x)


class RegressionHead(nn.Module):
    def __init__(self, conv: nn.Sequential, anchors: int):
        super().__init__()
        self.conv = conv
        self.bbox_reg = last(4 * anchors)

    def forward(self, feature: Tensor) -> Tensor:
        x = self.conv(feature)
        return by_anchor(self.bbox_reg(x.dequantize() if x.is_quantized else x), 4)


class CentreHead(nn.Module):
    """Distances from a position to the sides of its box, and the logit of how central it is."""

    def __init__(self, conv: nn.Sequential):
        super().__init__()
        self.conv = conv
        self.bbox_reg = last(4)
        self.bbox_ctrness = last(1)

    def forward(self, feature: Tensor) -> Tensor:
        x = self.conv(feature)
        if x.is_quantized:
            x = x.dequantize()
        return torch.cat([by_anchor(F.relu_(self.bbox_reg(x)), 4), by_anchor(self.bbox_ctrness(x), 1)], 2)


class Head(nn.Module):
    """The two branches of a head, which every level shares."""

    def __init__(self, classification_head: nn.Module, regression_head: nn.Module, anchors: int):
        super().__init__()
        self.classification_head = classification_head
        self.regression_head = regression_head
        self.anchors = anchors

    def classes(self) -> int:
        """The number of classes, the background included."""
        return self.classification_head.cls_logits.bias.shape[0] // self.anchors

    def forward(self, feature: Tensor) -> Tuple[Tensor, Tensor]:
        """Of a level [N, C, h, w] with A anchors: logits [N, A, classes], and the numbers of each box [N, A, 4 or 5]."""
        return by_anchor(self.classification_head(feature), self.classes()), self.regression_head(feature)


def logit(probability: float) -> float:
    """A number just below the one whose sigmoid is the probability: by a hundredth, more than any rounding."""
    if probability <= 0.0:
        return -math.inf
    if probability >= 1.0:
        return math.inf
    return math.log(probability / (1.0 - probability)) - 0.01


def best_of_each(scores: Tensor, group: Tensor, groups: int, most: int) -> Tensor:
    """The numbers of the `most` best scores [M] in each of the groups [M]: by group, then by falling score."""
    best: List[Tensor] = []
    for one in range(groups):
        own = torch.nonzero(group == one)[:, 0]
        score = scores[own]
        if score.shape[0] > most:
            # Sorting takes long, finding the last of the best does not. The order decides between scores that equal it.
            near = torch.nonzero(score >= score.topk(most)[0][-1])[:, 0]
            own = own[near]
            score = score[near]
        _, order = torch.sort(score, stable=True, dim=0, descending=True)
        best.append(own[order[:most]])
    return torch.cat(best)


class OneStageDetector(Detector):
    """Scores every class at every anchor of every level, and refines the boxes of the best ones.

    A subclass says what its head's numbers mean: `cells`, `least_logit`, `scores` and `boxes`.
    """

    def __init__(self, extra_levels: int, head: Head, settings: List[str]):
        super().__init__(settings, FINDINGS)
        self.backbone = Backbone(Bottleneck, [3, 4, 6, 3], False, 1, 64, 1, ExtraLevels(extra_levels))
        self.head = head

    def candidates(
        self, features: List[Tensor], padded: List[int], resized: List[int], threshold: float, most: int, cells: Tensor
    ) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
        """The best candidates above the threshold, at most `most` of each frame and level: boxes [M, 4], scores, labels and
        frames [M]."""
        boxes: List[Tensor] = []
        scores: List[Tensor] = []
        labels: List[Tensor] = []
        frames: List[Tensor] = []
        for level, feature in enumerate(features):
            logits, regressed = self.head(feature)
            # Few logits of many can be above the threshold: only they get a score.
            hits = torch.nonzero(logits > self.least_logit(threshold))
            frame = hits[:, 0]
            anchor = hits[:, 1]
            label = hits[:, 2]
            rows = regressed[frame, anchor]
            score = self.scores(logits[frame, anchor, label], rows)
            above = torch.nonzero(score > threshold)[:, 0]
            best = above[best_of_each(score[above], frame[above], feature.shape[0], most)]
            height, width = feature.shape[-2:]
            reference = anchors(anchor[best], cells[level], height, width, padded)
            boxes.append(clip(self.boxes(rows[best], reference), resized[0], resized[1]))
            scores.append(score[best])
            labels.append(label[best])
            frames.append(frame[best])
        return torch.cat(boxes), torch.cat(scores), torch.cat(labels), torch.cat(frames)

    def forward(self, frames: Tensor, sizes: Tensor, settings: Dict[str, Tensor]) -> Dict[str, Tensor]:
        images, resized, padded = self.images(frames, sizes, settings)
        features = self.backbone(images)
        with record_function("skipstream.head"):
            boxes, scores, labels, frame = self.candidates(
                features,
                padded,
                resized,
                number(settings, "scoreThreshold"),
                int(number(settings, "candidates")),
                self.cells(settings, frames.device),
            )
        with record_function("skipstream.detections"):
            boxes, scores, labels, counts = detections(
                boxes,
                scores,
                labels,
                frame,
                sizes.shape[0],
                self.head.classes(),
                max(resized),
                0.0,
                number(settings, "nmsThreshold"),
                int(number(settings, "detectionsPerFrame")),
            )
        return {"boxes": original(boxes, resized, sizes), "scores": scores, "labels": labels, "counts": counts}


class RetinaNet(OneStageDetector):
    def __init__(self, v2: bool, classes: int):
        towers = [unbiased_tower() if v2 else plain_tower() for _ in range(2)]
        head = Head(
            ClassificationHead(towers[0], RETINANET_ANCHORS * classes),
            RegressionHead(towers[1], RETINANET_ANCHORS),
            RETINANET_ANCHORS,
        )
        super().__init__(4 * 512 if v2 else PYRAMID_CHANNELS, head, RETINANET_SETTINGS)

    def cells(self, settings: Dict[str, Tensor], device: torch.device) -> Tensor:
        return anchor_cells(numbers(settings, "anchorSizes"), numbers(settings, "anchorRatios"), device)

    def least_logit(self, threshold: float) -> float:
        return logit(threshold)

    def scores(self, logits: Tensor, rows: Tensor) -> Tensor:
        return logits.sigmoid()

    def boxes(self, rows: Tensor, reference: Tensor) -> Tensor:
        return decode(rows, reference, 1.0, 1.0)


class FCOS(OneStageDetector):
    """Its anchor of a position is a square around it, whose side is the unit of the distances."""

    def __init__(self, classes: int):
        head = Head(ClassificationHead(flat_tower(), classes), CentreHead(flat_tower()), 1)
        super().__init__(PYRAMID_CHANNELS, head, FCOS_SETTINGS)
        self.sizes = CENTRE_SIZES

    def cells(self, settings: Dict[str, Tensor], device: torch.device) -> Tensor:
        return anchor_cells(self.sizes, [1.0], device)

    def least_logit(self, threshold: float) -> float:
        # A score is the root of two probabilities' product.
        return logit(threshold * threshold)

    def scores(self, logits: Tensor, rows: Tensor) -> Tensor:
        return (logits.sigmoid() * rows[:, 4].sigmoid()).sqrt()

    def boxes(self, rows: Tensor, reference: Tensor) -> Tensor:
        centres = 0.5 * (reference[:, :2] + reference[:, 2:])
        sides = reference[:, 2:] - reference[:, :2]
        return torch.cat([centres - rows[:, :2] * sides, centres + rows[:, 2:4] * sides], 1)


# By torchvision's name: the network for a class count, and the count with which its skeleton is made.
ARCHITECTURES = {
    "retinanet_resnet50_fpn": (lambda classes: RetinaNet(False, classes), CLASSES_OF_NINE),
    "retinanet_resnet50_fpn_v2": (lambda classes: RetinaNet(True, classes), CLASSES_OF_NINE),
    "fcos_resnet50_fpn": (FCOS, CLASSES),
}


def detector(architecture: str, classes: int) -> OneStageDetector:
    """The network of torchvision's name, weights not yet set; classes count the background."""
    build, _ = ARCHITECTURES[architecture]
    return build(classes).eval()


def write(architecture: str, path: pathlib.Path):
    _, classes = ARCHITECTURES[architecture]
    write_skeleton(lambda count: detector(architecture, count), pathlib.Path(__file__), path, program.SOURCES, classes)


if __name__ == "__main__":
    write_all(ARCHITECTURES, write)
