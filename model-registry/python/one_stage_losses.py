"""Losses of RetinaNet (Lin et al. 2017, Focal loss) and FCOS (Tian et al. 2020), with torchvision's constants.

As in losses.py, the tensor shapes do not depend on the content of the crops.
"""

import math
from typing import Dict, Tuple

import torch
import torch.nn.functional as F
from torch import Tensor

import one_stage
import program
from dataset import Targets
from losses import all_anchors, area, best_anchors, chosen, encode, objects

CENTRE_RADIUS = 1.5  # FCOS: of the square around an object's centre, in units of the level's distances
SMALLEST, LARGEST = 4, 8  # FCOS: largest distance of a level's objects, in these units; no limits on the first and last level


def one_stage_losses(net: one_stage.OneStageDetector, images: Tensor, targets: Targets, cells: Tensor) -> Dict[str, Tensor]:
    """Returns the losses of a batch of crops [N, 3, H, W] with its ground truth. The cells are program.anchor_cells."""
    features = net.backbone(images)
    levels = [net.head(feature) for feature in features]
    logits = torch.cat([level[0] for level in levels], 1)
    rows = torch.cat([level[1] for level in levels], 1)
    anchors = all_anchors(cells, features, list(images.shape[-2:])).expand(len(images), -1, -1)
    if isinstance(net, one_stage.FCOS):
        ends = [feature.shape[-2] * feature.shape[-1] for feature in features]
        return fcos_losses(net, logits, rows, anchors, targets, ends)
    return retinanet_losses(net, logits, rows, anchors, targets)


def retinanet_losses(
    net: one_stage.RetinaNet, logits: Tensor, deltas: Tensor, anchors: Tensor, targets: Targets
) -> Dict[str, Tensor]:
    with torch.no_grad():
        positive, negative, which = best_anchors(anchors, targets, 0.5, 0.4)
        # Boxes of other anchors have no loss, but their differences are numbers.
        box = torch.where(positive[..., None], chosen(targets.boxes, which), anchors)
        count = positive.sum(1).clamp(min=1)
    classes = focal_loss(logits, one_hot(targets.labels.gather(1, which), positive, logits))
    classes = (classes.sum(2) * (positive | negative)).sum(1) / count
    if has_group_norms(net):
        difference = giou_loss(net.boxes(deltas.flatten(0, 1), anchors.flatten(0, 1)).view_as(box), box)
    else:
        difference = (deltas - encode(box, anchors, 1.0, 1.0)).abs().sum(2)
    boxes = (difference * positive).sum(1) / count
    return {"class": classes.mean(), "box": boxes.mean()}


def has_group_norms(net: one_stage.RetinaNet) -> bool:
    """Returns if a RetinaNet is torchvision's v2, which learns its boxes by another loss."""
    return any(isinstance(layer, one_stage.GroupNorm) for layer in net.head.modules())


def fcos_losses(
    net: one_stage.FCOS, logits: Tensor, rows: Tensor, anchors: Tensor, targets: Targets, positions: list
) -> Dict[str, Tensor]:
    """The positions are those of each level."""
    with torch.no_grad():
        positive, in_crowd, which = centred(anchors, targets, positions)
        box = torch.where(positive[..., None], chosen(targets.boxes, which), anchors)
        count = positive.sum().clamp(min=1)
        centres = 0.5 * (anchors[..., :2] + anchors[..., 2:])
        left_top, right_bottom = centres - box[..., :2], box[..., 2:] - centres
        centrality = (torch.min(left_top, right_bottom) / torch.max(left_top, right_bottom)).prod(2).clamp(min=0).sqrt()
    classes = focal_loss(logits, one_hot(targets.labels.gather(1, which), positive, logits)).sum(2)
    found = net.boxes(rows.flatten(0, 1), anchors.flatten(0, 1)).view_as(box)
    boxes = giou_loss(found, box)
    centre = F.binary_cross_entropy_with_logits(rows[..., 4], centrality, reduction="none")
    return {
        "class": (classes * ~in_crowd).sum() / count,
        "box": (boxes * positive).sum() / count,
        "centre": (centre * positive).sum() / count,
    }


def centred(anchors: Tensor, targets: Targets, positions: list) -> Tuple[Tensor, Tensor, Tensor]:
    """Assigns positions with anchors [N, A, 4] to objects. Returns the masks [N, A] of positions of an object, and of those
    in a crowd, which are neither object nor background, and the object [N, A]."""
    centres = 0.5 * (anchors[..., :2] + anchors[..., 2:])[:, :, None]
    unit = (anchors[..., 2] - anchors[..., 0])[:, :, None]
    box = targets.boxes[:, None]
    distances = torch.cat([centres - box[..., :2], box[..., 2:] - centres], 3)
    inside = distances.amin(3) > 0
    off_centre = (centres - 0.5 * (box[..., :2] + box[..., 2:])).abs().amax(3)
    least = SMALLEST * unit
    least = torch.cat([torch.zeros_like(least[:, : positions[0]]), least[:, positions[0] :]], 1)
    most = LARGEST * unit
    most = torch.cat([most[:, : -positions[-1]], torch.full_like(most[:, -positions[-1] :], math.inf)], 1)
    reach = distances.amax(3)
    fits = inside & (off_centre < CENTRE_RADIUS * unit) & (reach > least) & (reach < most) & objects(targets)[:, None]
    # Of several objects the smallest one counts.
    smallest, which = torch.where(fits, area(targets.boxes)[:, None], torch.full_like(reach, math.inf)).min(2)
    positive = smallest < math.inf
    crowd = (targets.crowd & (targets.labels > 0))[:, None]
    return positive, (inside & crowd).any(2) & ~positive, which


def one_hot(labels: Tensor, there: Tensor, logits: Tensor) -> Tensor:
    """Ones at the labels [N, A] of some anchors, zeros elsewhere: [N, A, classes]."""
    return torch.zeros_like(logits).scatter_(2, labels[..., None], there[..., None].to(logits.dtype))


def focal_loss(logits: Tensor, wanted: Tensor) -> Tensor:
    probability = logits.sigmoid()
    right = probability * wanted + (1 - probability) * (1 - wanted)
    weight = 0.25 * wanted + 0.75 * (1 - wanted)
    return weight * (1 - right) ** 2 * F.binary_cross_entropy_with_logits(logits, wanted, reduction="none")


def giou_loss(a: Tensor, b: Tensor) -> Tensor:
    """Rezatofighi et al. 2019: of boxes [..., 4] the distance [...] from 0 to 2."""
    wide_high = (torch.min(a[..., 2:], b[..., 2:]) - torch.max(a[..., :2], b[..., :2])).clamp(min=0)
    shared = wide_high[..., 0] * wide_high[..., 1]
    union = area(a) + area(b) - shared
    around = (torch.max(a[..., 2:], b[..., 2:]) - torch.min(a[..., :2], b[..., :2])).clamp(min=0)
    hull = around[..., 0] * around[..., 1]
    return 1 - shared / (union + 1e-7) + (hull - union) / (hull + 1e-7)
