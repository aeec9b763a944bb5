"""Mask R-CNN and Keypoint R-CNN (He et al. 2017) as TorchScript programs: Faster R-CNN with one more head.

program.py has Faster R-CNN, and describes the methods of a program, its settings and the number formats. These programs
have its settings. They return its findings, and one or two more:

    masks           float32 [N, D, 28, 28], of a Mask R-CNN: the probability of the detection's class on a grid over its box
    keypoints       float32 [N, D, 17, 2], of a Keypoint R-CNN: x and y in pixels of the original frame, in COCO's order
    keypointScores  float32 [N, D, 17], the value of the keypoint's map there, of any size

Rows at and past a frame's count are zero. Transposed convolutions and the last layers compute in fp32 where the others
compute in int8.

Run as a program it writes the archives without weights that the importer fills (see skeleton.py):

    python3 instances.py --out ../src/main/resources/dev/skipstream/registry/importer
"""

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
    Bottleneck,
    Conv,
    FasterRCNN,
    MlpBoxHead,
    RegionPool,
    RoiHeads,
    conv_box_head,
    dtype_of,
    original,
)
from skeleton import write_all, write_skeleton

POOLED_SIDE = 14  # bins along a side of a region
KEYPOINTS = 17


class TransposedConv(nn.Module):
    """A transposed convolution, which doubles the sides of a map. Its weight is (inputs, outputs, kernel, kernel)."""

    def __init__(self, inputs: int, outputs: int, kernel: int):
        super().__init__()
        weight = torch.empty(inputs, outputs, kernel, kernel).contiguous(memory_format=torch.channels_last)
        self.weight = nn.Parameter(weight, requires_grad=False)
        self.bias = nn.Parameter(torch.empty(outputs), requires_grad=False)
        self.stride = 2
        self.padding = kernel // 2 - 1
        self.transposed = True

    @torch.jit.export
    def prepare_weights(self, format: str):
        dtype = dtype_of("fp32" if format == "int8" else format)
        self.weight = self.weight.to(dtype)
        self.bias = self.bias.to(dtype)

    def forward(self, x: Tensor) -> Tensor:
        if x.is_quantized:
            x = x.dequantize()
        return F.conv_transpose2d(x, self.weight.to(x.dtype), self.bias.to(x.dtype), self.stride, self.padding)


class MaskPredictor(nn.Module):
    def __init__(self, classes: int):
        super().__init__()
        self.conv5_mask = TransposedConv(PYRAMID_CHANNELS, PYRAMID_CHANNELS, 2)
        self.mask_fcn_logits = Conv(PYRAMID_CHANNELS, classes, 1, normed=False, last=True)

    def forward(self, x: Tensor, labels: Tensor) -> Tensor:
        """The probabilities of each region's own class [R, 28, 28], of regions [R, C, 14, 14]."""
        y = F.relu_(self.conv5_mask(x)).float()
        # Other classes are not asked for, so a region has one row of the last layer.
        weight = self.mask_fcn_logits.weight.flatten(1)[labels].float()
        bias = self.mask_fcn_logits.bias[labels].float()
        logits = torch.bmm(y.permute(0, 2, 3, 1).flatten(1, 2), weight[:, :, None])[:, :, 0] + bias[:, None]
        return logits.view(y.shape[0], y.shape[2], y.shape[3]).sigmoid()


def mask_head(normed: bool) -> nn.Sequential:
    width = PYRAMID_CHANNELS
    return nn.Sequential(*[nn.Sequential(Conv(width, width, 3, normed=normed, rectified=True)) for _ in range(4)])


def existing(boxes: Tensor, counts: Tensor) -> Tensor:
    """Which rows [N, D] are detections."""
    return torch.arange(boxes.shape[1], device=boxes.device)[None] < counts[:, None]


class MaskHeads(RoiHeads):
    def __init__(self, v2: bool, classes: int):
        super().__init__(conv_box_head() if v2 else MlpBoxHead(), classes)
        self.mask_pool = RegionPool(POOLED_SIDE)
        self.mask_pooled = Activation()
        self.mask_head = mask_head(v2)
        self.mask_predictor = MaskPredictor(classes)
        self.mask_side = 2 * POOLED_SIDE

    def masks(self, features: List[Tensor], boxes: Tensor, labels: Tensor, counts: Tensor) -> Tensor:
        """Of detections with boxes [N, D, 4] in pixels of the resized frames: [N, D, 28, 28]."""
        pooled, order = self.mask_pool(features, boxes, existing(boxes, counts))
        masks = boxes.new_zeros([boxes.shape[0] * boxes.shape[1], self.mask_side, self.mask_side])
        if pooled.shape[0] > 0:
            x = self.mask_head(self.mask_pooled.quantize(pooled))
            masks[order] = self.mask_predictor(x, labels.flatten()[order])
        return masks.view(boxes.shape[0], boxes.shape[1], self.mask_side, self.mask_side)


class MaskRCNN(FasterRCNN):
    def __init__(self, v2: bool, classes: int):
        super().__init__(Bottleneck, [3, 4, 6, 3], v2, classes, findings=FINDINGS + ["masks"])
        self.roi_heads = MaskHeads(v2, classes)

    def forward(self, frames: Tensor, sizes: Tensor, settings: Dict[str, Tensor]) -> Dict[str, Tensor]:
        boxes, scores, labels, counts, features, resized = self.detect(frames, sizes, settings)
        with record_function("skipstream.masks"):
            masks = self.roi_heads.masks(features, boxes, labels, counts)
        return {
            "boxes": original(boxes, resized, sizes),
            "scores": scores,
            "labels": labels,
            "counts": counts,
            "masks": masks,
        }


def keypoint_head() -> nn.Sequential:
    layers: List[nn.Module] = []
    inputs = PYRAMID_CHANNELS
    for _ in range(8):
        layers += [Conv(inputs, 512, 3, normed=False, rectified=True), nn.Identity()]
        inputs = 512
    return nn.Sequential(*layers)


class KeypointPredictor(nn.Module):
    def __init__(self):
        super().__init__()
        self.kps_score_lowres = TransposedConv(512, KEYPOINTS, 4)

    def forward(self, x: Tensor) -> Tensor:
        """A map for each keypoint [R, 17, 56, 56], fp32, of regions [R, C, 14, 14]."""
        y = self.kps_score_lowres(x).float()
        return F.interpolate(y, scale_factor=2.0, mode="bilinear", align_corners=False, recompute_scale_factor=False)


class KeypointHeads(RoiHeads):
    def __init__(self, classes: int):
        super().__init__(MlpBoxHead(), classes)
        self.keypoint_pool = RegionPool(POOLED_SIDE)
        self.keypoint_pooled = Activation()
        self.keypoint_head = keypoint_head()
        self.keypoint_predictor = KeypointPredictor()

    def keypoints(self, features: List[Tensor], boxes: Tensor, counts: Tensor) -> Tuple[Tensor, Tensor]:
        """Of detections with boxes [N, D, 4] in pixels of the resized frames: x and y likewise [N, D, 17, 2], and the values
        there [N, D, 17].

        A map is enlarged to the size of its box, and its largest value is the keypoint.
        """
        pooled, order = self.keypoint_pool(features, boxes, existing(boxes, counts))
        count = self.keypoint_predictor.kps_score_lowres.bias.shape[0]
        rows = boxes.shape[0] * boxes.shape[1]
        points = boxes.new_zeros([rows, count, 2])
        scores = boxes.new_zeros([rows, count])
        if pooled.shape[0] > 0:
            maps = self.keypoint_predictor(self.keypoint_head(self.keypoint_pooled.quantize(pooled)))
            regions = boxes.flatten(0, 1)[order]
            sides = (regions[:, 2:] - regions[:, :2]).clamp(min=1.0)
            grids: List[List[int]] = sides.ceil().to(torch.int64).tolist()
            for i, grid in enumerate(grids):
                wide = grid[0]
                high = grid[1]
                enlarged = F.interpolate(maps[i][:, None], size=[high, wide], mode="bicubic", align_corners=False)
                values, at = enlarged.flatten(1).max(1)
                step = sides[i] / torch.tensor([wide, high], dtype=torch.float32).to(sides.device)
                x = at % wide
                y = torch.div(at, wide, rounding_mode="floor")
                points[order[i]] = (torch.stack([x, y], 1).float() + 0.5) * step + regions[i, :2]
                scores[order[i]] = values
        shape = [boxes.shape[0], boxes.shape[1], count]
        return points.view(shape + [2]), scores.view(shape)


class KeypointRCNN(FasterRCNN):
    def __init__(self, classes: int):
        super().__init__(Bottleneck, [3, 4, 6, 3], False, classes, findings=FINDINGS + ["keypoints", "keypointScores"])
        self.roi_heads = KeypointHeads(classes)

    def forward(self, frames: Tensor, sizes: Tensor, settings: Dict[str, Tensor]) -> Dict[str, Tensor]:
        boxes, scores, labels, counts, features, resized = self.detect(frames, sizes, settings)
        with record_function("skipstream.keypoints"):
            points, values = self.roi_heads.keypoints(features, boxes, counts)
        # A point is scaled as the corner of a box.
        corners = original(points.repeat(1, 1, 1, 2).flatten(1, 2), resized, sizes)
        return {
            "boxes": original(boxes, resized, sizes),
            "scores": scores,
            "labels": labels,
            "counts": counts,
            "keypoints": corners[:, :, :2].reshape(points.shape),
            "keypointScores": values,
        }


# By torchvision's name: the network for a class count.
ARCHITECTURES = {
    "maskrcnn_resnet50_fpn": lambda classes: MaskRCNN(False, classes),
    "maskrcnn_resnet50_fpn_v2": lambda classes: MaskRCNN(True, classes),
    "keypointrcnn_resnet50_fpn": KeypointRCNN,
}


def detector(architecture: str, classes: int) -> FasterRCNN:
    """The network of torchvision's name, weights not yet set; classes count the background."""
    return ARCHITECTURES[architecture](classes).eval()


def write(architecture: str, path: pathlib.Path):
    write_skeleton(lambda classes: detector(architecture, classes), pathlib.Path(__file__), path, program.SOURCES)


if __name__ == "__main__":
    write_all(ARCHITECTURES, write)
