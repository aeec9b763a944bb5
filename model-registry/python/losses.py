"""Losses of Faster R-CNN (Ren et al. 2015) and Mask R-CNN (He et al. 2017), with torchvision's constants. one_stage_losses.py has
those of the other detectors.

The functions process all crops of a batch together. The tensor shapes do not depend on the content of the crops, so the
GPU never waits for the CPU.
"""

import dataclasses
from typing import Dict, List, Tuple

import torch
import torch.nn.functional as F
from torch import Tensor

import instances
import program
from dataset import Targets

RPN_SAMPLES = 256  # anchors of a crop; at most half of them are objects
REGION_SAMPLES = 128  # regions of a crop; at most a quarter of them are objects


MASK_SIDE = 28


def two_stage_losses(net: program.FasterRCNN, images: Tensor, targets: Targets, cells: Tensor) -> Dict[str, Tensor]:
    """Returns the losses of a batch of crops [N, 3, H, W] with its ground truth. The cells are program.anchor_cells."""
    size = list(images.shape[-2:])
    features = net.backbone(images)
    net.rpn.head.said.clear()
    with torch.no_grad():
        proposals, valid = net.rpn(features, cells, size, size, 300, 250, *program.PROPOSAL_THRESHOLDS)
    said = net.rpn.head.said
    logits = torch.cat([level[0] for level in said], 1)
    deltas = torch.cat([level[1] for level in said], 1)
    anchors = all_anchors(cells, features, size).expand(len(images), -1, -1)
    objectness, anchor_boxes = rpn_losses(logits, deltas, anchors, targets)
    with torch.no_grad():
        regions = sample_regions(proposals, valid, targets)
    classes, region_boxes = region_losses(net.roi_heads, features, regions)
    parts = {"objectness": objectness, "anchor box": anchor_boxes, "class": classes, "box": region_boxes}
    if isinstance(net, instances.MaskRCNN):
        parts["mask"] = mask_loss(net.roi_heads, features, regions, targets)
    return parts


def all_anchors(cells: Tensor, features: List[Tensor], size: List[int]) -> Tensor:
    """Returns anchors [A, 4], in the order of the head's outputs: level, row, column, shape."""
    levels = []
    for level, feature in enumerate(features):
        height, width = feature.shape[-2:]
        x = torch.arange(width, device=feature.device) * (size[1] // width)
        y = torch.arange(height, device=feature.device) * (size[0] // height)
        y, x = torch.meshgrid(y, x, indexing="ij")
        shift = torch.stack([x, y, x, y], -1).view(-1, 1, 4)
        levels.append((cells[level] + shift).view(-1, 4))
    return torch.cat(levels)


def shared(a: Tensor, b: Tensor) -> Tensor:
    """Returns the area of the intersection of boxes a [N, A, 4] and b [N, B, 4]: [N, A, B]."""
    a = a[:, :, None]
    b = b[:, None]
    wide = torch.min(a[..., 2], b[..., 2]) - torch.max(a[..., 0], b[..., 0])
    high = torch.min(a[..., 3], b[..., 3]) - torch.max(a[..., 1], b[..., 1])
    return wide.clamp(min=0) * high.clamp(min=0)


def area(boxes: Tensor) -> Tensor:
    return (boxes[..., 2] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 1])


def overlaps(regions: Tensor, targets: Targets) -> Tuple[Tensor, Tensor]:
    """Returns the IoU of regions [N, R, 4] with each target: [N, R, B], 0 for a target that is not an object. Also returns
    the mask [N, R] of regions of which at least half is inside a crowd, which is neither object nor background."""
    common = shared(regions, targets.boxes)
    of_region = area(regions)[:, :, None]
    iou = common / (of_region + area(targets.boxes)[:, None] - common).clamp(min=1e-6)
    crowd = (targets.crowd & (targets.labels > 0))[:, None]
    # A small crowd in a large region counts too, by its IoU with the region.
    in_crowd = (((common >= 0.5 * of_region) | (iou >= 0.3)) & crowd).any(2)
    return iou * objects(targets)[:, None], in_crowd


def objects(targets: Targets) -> Tensor:
    return (targets.labels > 0) & ~targets.crowd


def chosen(boxes: Tensor, index: Tensor) -> Tensor:
    """Returns boxes[n, index[n, k]] of boxes [N, B, 4]: [N, K, 4]."""
    return boxes.gather(1, index[..., None].expand(-1, -1, 4))


def encode(boxes: Tensor, of: Tensor, centre_weight: float, side_weight: float) -> Tensor:
    """Returns the deltas of boxes relative to reference boxes. Inverse of program.decode."""
    sides = of[..., 2:] - of[..., :2]
    target = boxes[..., 2:] - boxes[..., :2]
    shift = (boxes[..., :2] + 0.5 * target - of[..., :2] - 0.5 * sides) / sides
    return torch.cat([centre_weight * shift, side_weight * torch.log(target / sides)], -1)


def sample(positive: Tensor, negative: Tensor, count: int, share: float) -> Tuple[Tensor, Tensor, Tensor]:
    """Samples up to `count` elements of two masks [N, K], with at most the given share from the first mask. Returns their
    indices [N, S], the mask of valid samples, and the mask of samples from the first mask."""
    found, there = random_members(positive, int(count * share))
    other, also = random_members(negative, count)
    left = count - there.sum(1, keepdim=True)
    also = also & (torch.arange(also.shape[1], device=also.device) < left)
    return torch.cat([found, other], 1), torch.cat([there, also], 1), torch.cat([there, torch.zeros_like(also)], 1)


def random_members(mask: Tensor, most: int) -> Tuple[Tensor, Tensor]:
    """Returns up to `most` random indices of true elements in each row, and the mask of valid indices."""
    lot, index = torch.rand(mask.shape, device=mask.device).masked_fill(~mask, -1).topk(min(most, mask.shape[1]), 1)
    return index, lot >= 0


def best_anchors(anchors: Tensor, targets: Targets, least: float, most: float) -> Tuple[Tensor, Tensor, Tensor]:
    """Assigns anchors [N, A, 4] to objects. Returns the masks [N, A] of positive and of negative anchors, and the object [N, A]
    that each anchor overlaps most.

    An anchor is positive if its IoU is `least` or more, or the highest that any anchor has with the object. It is negative if
    its IoU is below `most`.
    """
    overlap, in_crowd = overlaps(anchors, targets)
    best, which = overlap.max(2)
    own = ((overlap == overlap.amax(1, keepdim=True)) & (overlap > 0)).any(2)
    positive = (best >= least) | own
    return positive, (best < most) & ~positive & ~in_crowd, which


def rpn_losses(logits: Tensor, deltas: Tensor, anchors: Tensor, targets: Targets) -> Tuple[Tensor, Tensor]:
    with torch.no_grad():
        positive, negative, which = best_anchors(anchors, targets, 0.7, 0.3)
        index, there, found = sample(positive, negative, RPN_SAMPLES, 0.5)
        at = chosen(anchors, index)
        box = chosen(targets.boxes, which.gather(1, index))
        wanted = encode(torch.where(found[..., None], box, at), at, 1.0, 1.0)
        count = there.sum().clamp(min=1)
    objectness = F.binary_cross_entropy_with_logits(logits.gather(1, index), found.float(), reduction="none")
    difference = F.smooth_l1_loss(chosen(deltas, index), wanted, beta=1 / 9, reduction="none").sum(2)
    return (objectness * there).sum() / count, (difference * found).sum() / count


@dataclasses.dataclass
class Regions:
    """Sampled regions of a batch."""

    boxes: Tensor  # [N, S, 4]
    there: Tensor  # bool [N, S], the valid ones
    labels: Tensor  # int64 [N, S], 0 for background
    which: Tensor  # int64 [N, S], the target that each one overlaps most
    deltas: Tensor  # [N, S, 4], from a region with an object to its target


def sample_regions(proposals: Tensor, valid: Tensor, targets: Targets) -> Regions:
    candidates = torch.cat([proposals, targets.boxes], 1)
    valid = torch.cat([valid, objects(targets)], 1)
    overlap, in_crowd = overlaps(candidates, targets)
    best, which = overlap.max(2)
    positive = (best >= 0.5) & valid
    negative = (best < 0.5) & ~in_crowd & valid
    index, there, found = sample(positive, negative, REGION_SAMPLES, 0.25)
    regions = chosen(candidates, index)
    which = which.gather(1, index)
    labels = targets.labels.gather(1, which) * found
    boxes = torch.where(found[..., None], chosen(targets.boxes, which), regions)
    # An invalid region may have sides of length 0.
    deltas = encode(boxes, regions, 10.0, 5.0).masked_fill(~found[..., None], 0)
    return Regions(regions, there, labels, which, deltas)


def region_losses(heads: program.RoiHeads, features: List[Tensor], regions: Regions) -> Tuple[Tensor, Tensor]:
    pooled, order = heads.pool(features, regions.boxes, regions.there)
    hidden = heads.box_head(pooled)
    label = regions.labels.flatten()[order]
    logits = heads.box_predictor.cls_score(hidden).float()
    deltas = heads.box_predictor.bbox_pred(hidden).float().view(len(label), -1, 4)
    of_label = deltas.gather(1, label[:, None, None].expand(-1, 1, 4))[:, 0]
    wanted = regions.deltas.flatten(0, 1)[order]
    difference = F.smooth_l1_loss(of_label, wanted, beta=1 / 9, reduction="none").sum(1)
    return F.cross_entropy(logits, label), (difference * (label > 0)).sum() / max(1, len(label))


def mask_loss(heads: instances.MaskHeads, features: List[Tensor], regions: Regions, targets: Targets) -> Tensor:
    """Returns the cross-entropy of the masks of regions with an object, each for the class of the object."""
    pooled, order = heads.mask_pool(features, regions.boxes, regions.there & (regions.labels > 0))
    predictor = heads.mask_predictor
    x = F.relu(predictor.conv5_mask(heads.mask_head(pooled)))
    label = regions.labels.flatten()[order]
    logits = predictor.mask_fcn_logits(x)[torch.arange(len(label), device=label.device), label].float()
    with torch.no_grad():
        crop = torch.div(order, regions.labels.shape[1], rounding_mode="floor")
        wanted = mask_targets(targets.masks, crop, regions.which.flatten()[order], regions.boxes.flatten(0, 1)[order])
    return F.binary_cross_entropy_with_logits(logits, wanted, reduction="sum") / max(1, wanted.numel())


def mask_targets(masks: Tensor, crop: Tensor, which: Tensor, regions: Tensor) -> Tensor:
    """Samples masks [N, B, H, W] on a grid over each region [R, 4], by RoI align with as many samples in a bin as it has
    pixels: [R, 28, 28]. The mask of a region is masks[crop, which]."""
    height, width = masks.shape[2:]
    wanted = regions.new_zeros([len(regions), MASK_SIDE, MASK_SIDE])
    for number in range(len(masks)):
        rows = torch.nonzero(crop == number)[:, 0]
        boxes = regions[rows]
        down = bins(boxes[:, 1], boxes[:, 3] - boxes[:, 1], height)
        across = bins(boxes[:, 0], boxes[:, 2] - boxes[:, 0], width)
        wanted[rows] = down @ masks[number, which[rows]].float() @ across.transpose(1, 2)
    return wanted


def bins(start: Tensor, length: Tensor, limit: int) -> Tensor:
    """The weights of the pixels of an axis in each bin over regions with these starts and lengths [R]: [R, 28, limit]."""
    length = length.clamp(min=1.0)
    samples = (length / MASK_SIDE).ceil()
    sample = torch.arange(int(samples.max()) if len(samples) else 1, device=start.device)
    of_bin = torch.arange(MASK_SIDE, device=start.device)[:, None] + (sample + 0.5) / samples[:, None, None]
    at = start[:, None, None] + length[:, None, None] / MASK_SIDE * of_bin
    weight = ((sample < samples[:, None, None]) & (at >= -1) & (at <= limit)) / samples[:, None, None]
    at = at.clamp(0, limit - 1)
    low = at.floor()
    upper = at - low
    of_pixels = start.new_zeros([len(start), MASK_SIDE, limit])
    of_pixels.scatter_add_(2, low.long(), (1 - upper) * weight)
    return of_pixels.scatter_add_(2, (low.long() + 1).clamp(max=limit - 1), upper * weight)
