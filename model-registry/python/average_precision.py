"""COCO's average precision of boxes, for the metric after each epoch. It equals the value of pycocotools for all areas and
at most 100 detections of a category in an image."""

from typing import Dict, List, Tuple

import numpy as np

THRESHOLDS = np.linspace(0.5, 0.95, 10)
RECALLS = np.linspace(0, 1, 101)

# One image: boxes [B, 4] as x1 y1 x2 y2, labels [B], and scores or crowd flags [B].
Boxes = Tuple[np.ndarray, np.ndarray, np.ndarray]


def average_precision(truths: List[Boxes], found: List[Boxes]) -> Dict[int, np.ndarray]:
    """Returns, for each label in the ground truth, the precision [10] at each IoU threshold, averaged over recall."""
    labels = sorted({int(label) for _, labels, _ in truths for label in labels})
    return {label: of_label(truths, found, label) for label in labels}


def of_label(truths: List[Boxes], found: List[Boxes], label: int) -> np.ndarray:
    """Returns the average precision [10] of one label, or NaN if it has no objects."""
    scores = []
    hits = []
    ignored = []
    objects = 0
    for truth, detections in zip(truths, found):
        chosen = truth[1] == label
        boxes = truth[0][chosen]
        crowd = truth[2][chosen].astype(bool)
        mine = np.flatnonzero(detections[1] == label)
        mine = mine[np.argsort(-detections[2][mine], kind="mergesort")][:100]
        objects += int((~crowd).sum())
        scores.append(detections[2][mine])
        matched, skipped = match(detections[0][mine], boxes, crowd)
        hits.append(matched)
        ignored.append(skipped)
    if objects == 0:
        return np.full(len(THRESHOLDS), np.nan)
    order = np.argsort(-np.concatenate(scores), kind="mergesort")
    hits = np.concatenate(hits, 1)[:, order]
    ignored = np.concatenate(ignored, 1)[:, order]
    precision = np.zeros(len(THRESHOLDS))
    for at in range(len(THRESHOLDS)):
        true = np.cumsum(hits[at] & ~ignored[at])
        false = np.cumsum(~hits[at] & ~ignored[at])
        curve = true / np.maximum(true + false, np.spacing(1))
        curve = np.maximum.accumulate(curve[::-1])[::-1]
        first = np.searchsorted(true / objects, RECALLS, side="left")
        precision[at] = np.where(first < len(curve), curve[np.minimum(first, len(curve) - 1)], 0).mean() if len(curve) else 0
    return precision


def match(detections: np.ndarray, boxes: np.ndarray, crowd: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """Matches detections, in descending order of score, with boxes. Returns two masks [10, D]: matched, and ignored."""
    # As pycocotools: objects are matched before crowds, and of two boxes with equal overlap the later one wins.
    order = np.argsort(crowd, kind="mergesort")
    boxes = boxes[order]
    crowd = crowd[order]
    overlaps = iou(detections, boxes, crowd)
    hits = np.zeros((len(THRESHOLDS), len(detections)), bool)
    ignored = np.zeros_like(hits)
    for at, threshold in enumerate(THRESHOLDS):
        taken = np.zeros(len(boxes), bool)
        for row in range(len(detections)):
            best = min(threshold, 1 - 1e-10)
            chosen = -1
            for column in range(len(boxes)):
                if taken[column] and not crowd[column]:
                    continue
                if chosen >= 0 and not crowd[chosen] and crowd[column]:
                    break
                if overlaps[row, column] >= best:
                    best = overlaps[row, column]
                    chosen = column
            if chosen >= 0:
                taken[chosen] = True
                hits[at, row] = True
                ignored[at, row] = crowd[chosen]
    return hits, ignored


def iou(a: np.ndarray, b: np.ndarray, crowd: np.ndarray) -> np.ndarray:
    """Returns the IoU [A, B]; for a crowd, the share of the detection inside the crowd."""
    wide = np.minimum(a[:, None, 2], b[None, :, 2]) - np.maximum(a[:, None, 0], b[None, :, 0])
    high = np.minimum(a[:, None, 3], b[None, :, 3]) - np.maximum(a[:, None, 1], b[None, :, 1])
    shared = wide.clip(min=0) * high.clip(min=0)
    areas_a = (a[:, 2] - a[:, 0]) * (a[:, 3] - a[:, 1])
    areas_b = (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
    union = np.where(crowd[None], areas_a[:, None], areas_a[:, None] + areas_b[None] - shared)
    return shared / np.maximum(union, 1e-12)
