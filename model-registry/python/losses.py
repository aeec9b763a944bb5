"""The losses of Faster R-CNN (Ren et al. 2015), with torchvision's numbers."""

from typing import Dict, List, Tuple

import torch
import torch.nn.functional as F
from torch import Tensor

import program
from dataset import Picture

RPN_SAMPLES = 256  # a crop, half of them objects at most
REGION_SAMPLES = 128  # a crop, a quarter of them objects at most


def detection_losses(net: program.FasterRCNN, images: Tensor, pictures: List[Picture], cells: Tensor) -> Dict[str, Tensor]:
    """Of a batch of crops [N, 3, H, W] of one size and what is to be found in them. The cells are program.anchor_cells."""
    device = images.device
    size = list(images.shape[-2:])
    features = net.backbone(images)
    net.rpn.head.said.clear()
    with torch.no_grad():
        proposals, valid = net.rpn(features, cells, size, size, 300, 250)
    said = net.rpn.head.said
    logits = torch.cat([level[0] for level in said], 1)
    deltas = torch.cat([level[1] for level in said], 1)
    anchors = all_anchors(cells, features, size)

    boxes = [torch.from_numpy(picture.boxes).to(device) for picture in pictures]
    crowd = [torch.from_numpy(picture.crowd).to(device) for picture in pictures]
    labels = [torch.from_numpy(picture.labels).to(device) for picture in pictures]
    objectness, anchor_boxes = rpn_losses(logits, deltas, anchors, boxes, crowd)
    with torch.no_grad():
        regions = [sample_regions(p[v], b, l, c) for p, v, b, l, c in zip(proposals, valid, boxes, labels, crowd)]
    classes, region_boxes = region_losses(net.roi_heads, features, regions)
    return {"objectness": objectness, "anchor box": anchor_boxes, "class": classes, "box": region_boxes}


def all_anchors(cells: Tensor, features: List[Tensor], size: List[int]) -> Tensor:
    """[A, 4], in the order of the head's answers: level, row, column, shape."""
    levels = []
    for level, feature in enumerate(features):
        height, width = feature.shape[-2:]
        x = torch.arange(width, device=feature.device) * (size[1] // width)
        y = torch.arange(height, device=feature.device) * (size[0] // height)
        y, x = torch.meshgrid(y, x, indexing="ij")
        shift = torch.stack([x, y, x, y], -1).view(-1, 1, 4)
        levels.append((cells[level] + shift).view(-1, 4))
    return torch.cat(levels)


def iou(a: Tensor, b: Tensor) -> Tensor:
    """[A, B]"""
    wide = torch.min(a[:, None, 2], b[:, 2]) - torch.max(a[:, None, 0], b[:, 0])
    high = torch.min(a[:, None, 3], b[:, 3]) - torch.max(a[:, None, 1], b[:, 1])
    shared = wide.clamp(min=0) * high.clamp(min=0)
    return shared / (area(a)[:, None] + area(b) - shared)


def area(boxes: Tensor) -> Tensor:
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def in_crowd(regions: Tensor, crowds: Tensor) -> Tensor:
    """Which regions lie, for a half of theirs or more, in something that is neither object nor background."""
    if len(crowds) == 0:
        return torch.zeros(len(regions), dtype=torch.bool, device=regions.device)
    wide = torch.min(regions[:, None, 2], crowds[:, 2]) - torch.max(regions[:, None, 0], crowds[:, 0])
    high = torch.min(regions[:, None, 3], crowds[:, 3]) - torch.max(regions[:, None, 1], crowds[:, 1])
    shared = wide.clamp(min=0) * high.clamp(min=0)
    # A small crowd in a large region counts too, by what the two have in common.
    return ((shared >= 0.5 * area(regions)[:, None]) | (iou(regions, crowds) >= 0.3)).any(1)


def encode(boxes: Tensor, of: Tensor, centre_weight: float, side_weight: float) -> Tensor:
    """The inverse of program.decode."""
    sides = of[:, 2:] - of[:, :2]
    target = boxes[:, 2:] - boxes[:, :2]
    shift = (boxes[:, :2] + 0.5 * target - of[:, :2] - 0.5 * sides) / sides
    return torch.cat([centre_weight * shift, side_weight * torch.log(target / sides)], 1)


def sample(positive: Tensor, negative: Tensor, count: int, share: float) -> Tuple[Tensor, Tensor]:
    """Random indices of the two masks [K]."""
    found = positive.nonzero()[:, 0]
    other = negative.nonzero()[:, 0]
    found = found[torch.randperm(len(found), device=found.device)[: int(count * share)]]
    return found, other[torch.randperm(len(other), device=other.device)[: count - len(found)]]


def rpn_losses(
    logits: Tensor, deltas: Tensor, anchors: Tensor, boxes: List[Tensor], crowd: List[Tensor]
) -> Tuple[Tensor, Tensor]:
    chosen_logits = []
    targets = []
    differences = []
    for i, all_boxes in enumerate(boxes):
        objects = all_boxes[~crowd[i]]
        if len(objects):
            overlap = iou(anchors, objects)
            best, which = overlap.max(1)
            positive = best >= 0.7
            # The best anchors of an object are its own, however little they overlap it.
            closest = (overlap == overlap.max(0).values) & (overlap > 0)
            rows, columns = closest.nonzero(as_tuple=True)
            positive[rows] = True
            which[rows] = columns
        else:
            best = anchors.new_zeros(len(anchors))
            positive = torch.zeros(len(anchors), dtype=torch.bool, device=anchors.device)
        negative = (best < 0.3) & ~positive & ~in_crowd(anchors, all_boxes[crowd[i]])
        found, other = sample(positive, negative, RPN_SAMPLES, 0.5)
        chosen_logits.append(torch.cat([logits[i, found], logits[i, other]]))
        targets.append(torch.cat([torch.ones_like(found), torch.zeros_like(other)]).float())
        if len(found):
            wanted = encode(objects[which[found]], anchors[found], 1.0, 1.0)
            differences.append(F.smooth_l1_loss(deltas[i, found], wanted, beta=1 / 9, reduction="sum"))
    chosen = torch.cat(chosen_logits)
    objectness = F.binary_cross_entropy_with_logits(chosen, torch.cat(targets))
    return objectness, sum(differences, logits.new_zeros(())) / len(chosen)


def sample_regions(proposals: Tensor, boxes: Tensor, labels: Tensor, crowd: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    """Regions of a crop [S, 4], their labels [S], 0 for background, and the deltas [S, 4] that those of objects should get."""
    objects = boxes[~crowd]
    candidates = torch.cat([proposals, objects])
    if len(objects):
        best, which = iou(candidates, objects).max(1)
    else:
        best = candidates.new_zeros(len(candidates))
        which = torch.zeros(len(candidates), dtype=torch.int64, device=candidates.device)
    negative = (best < 0.5) & ~in_crowd(candidates, boxes[crowd])
    found, other = sample(best >= 0.5, negative, REGION_SAMPLES, 0.25)
    regions = candidates[torch.cat([found, other])]
    label = torch.cat([labels[~crowd][which[found]], torch.zeros_like(other)])
    deltas = candidates.new_zeros(len(regions), 4)
    if len(found):
        deltas[: len(found)] = encode(objects[which[found]], candidates[found], 10.0, 5.0)
    return regions, label, deltas


def level_of(regions: Tensor) -> Tensor:
    """Lin et al. 2017, equation 1, as in program.RoiHeads."""
    return torch.floor(2 + torch.log2(area(regions).sqrt() / 224) + 1e-6).clamp(0, 3).to(torch.int64)


def region_losses(
    heads: program.RoiHeads, features: List[Tensor], regions: List[Tuple[Tensor, Tensor, Tensor]]
) -> Tuple[Tensor, Tensor]:
    boxes = torch.cat([one[0] for one in regions])
    labels = torch.cat([one[1] for one in regions])
    wanted = torch.cat([one[2] for one in regions])
    frame = torch.cat([torch.full_like(one[1], i) for i, one in enumerate(regions)])
    pooled, order = heads.pool(features, frame, boxes, level_of(boxes))
    hidden = heads.box_head(pooled)
    labels = labels[order]
    logits = heads.box_predictor.cls_score(hidden)
    deltas = heads.box_predictor.bbox_pred(hidden).view(len(labels), -1, 4)
    found = labels.nonzero()[:, 0]
    difference = F.smooth_l1_loss(deltas[found, labels[found]], wanted[order][found], beta=1 / 9, reduction="sum")
    return F.cross_entropy(logits, labels), difference / max(1, len(labels))
