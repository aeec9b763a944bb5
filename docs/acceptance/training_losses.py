#!/usr/bin/env python3
"""Compares the losses and gradients of train.py with torchvision's, for each kind of detector.

    training_losses.py [--architecture NAME ...]

Both networks have the weights of model-registry/python/formula.py, and see two generated images with the same objects and
masks. torchvision computes its losses as in its own training, `model(images, targets)`. Both take all anchors and regions in
place of a random sample. Batch norms use their stored statistics. A loss may differ by 1e-4 of its size, and the gradient of a
tensor by 1e-2 of its length: many layers enlarge the rounding of fp32. Requires torchvision.
"""

import argparse
import pathlib
import sys
from typing import Dict, List, Tuple

import torch
from torch import Tensor, nn
from torchvision.models import detection

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "model-registry" / "python"))

import formula  # noqa: E402
import losses  # noqa: E402
import one_stage  # noqa: E402
import program  # noqa: E402
import train  # noqa: E402
import trainable  # noqa: E402
import training  # noqa: E402
from dataset import Targets  # noqa: E402
from one_stage_losses import one_stage_losses  # noqa: E402

ARCHITECTURES = [
    "fasterrcnn_resnet50_fpn",
    "fasterrcnn_resnet50_fpn_v2",
    "maskrcnn_resnet50_fpn",
    "maskrcnn_resnet50_fpn_v2",
    "retinanet_resnet50_fpn",
    "retinanet_resnet50_fpn_v2",
    "fcos_resnet50_fpn",
]
CLASSES = 5  # including the background
HEIGHT, WIDTH = 160, 224
# Of both images: x1, y1, x2, y2 and label of each object.
OBJECTS = [
    [(10, 20, 50, 47, 1), (100, 8, 199, 141, 2), (30, 90, 58, 120, 4)],
    [(60, 40, 170, 150, 3), (5, 5, 25, 28, 1), (150, 20, 214, 70, 2)],
]
# torchvision's name of each loss.
NAMES = {
    "objectness": "loss_objectness",
    "anchor box": "loss_rpn_box_reg",
    "class": "loss_classifier",
    "box": "loss_box_reg",
    "mask": "loss_mask",
}
ONE_STAGE_NAMES = {"class": "classification", "box": "bbox_regression", "centre": "bbox_ctrness"}
ALL = 1_000_000


def objects() -> List[Dict[str, Tensor]]:
    """The targets as torchvision expects them. A mask is an ellipse in its box."""
    rows, columns = torch.meshgrid(torch.arange(HEIGHT), torch.arange(WIDTH), indexing="ij")
    targets = []
    for found in OBJECTS:
        masks = []
        for left, top, right, bottom, _ in found:
            x = (columns + 0.5 - (left + right) / 2) / ((right - left) / 2)
            y = (rows + 0.5 - (top + bottom) / 2) / ((bottom - top) / 2)
            masks.append((x * x + y * y <= 1).to(torch.uint8))
        boxes = torch.tensor([one[:4] for one in found], dtype=torch.float32)
        targets.append({"boxes": boxes, "labels": torch.tensor([one[4] for one in found]), "masks": torch.stack(masks)})
    return targets


def theirs(architecture: str, images: List[Tensor], targets: List[Dict[str, Tensor]]) -> Tuple[nn.Module, Dict[str, Tensor]]:
    """torchvision's network with its losses."""
    own = {"weights": None, "weights_backbone": None, "num_classes": CLASSES, "min_size": HEIGHT, "max_size": WIDTH}
    if "rcnn" in architecture:
        own |= {"rpn_pre_nms_top_n_train": 300, "rpn_post_nms_top_n_train": 250, "rpn_batch_size_per_image": ALL}
        own |= {"box_batch_size_per_image": ALL}
    model = getattr(detection, architecture)(**own)
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if tensor.dim() > 0:
                tensor.copy_(torch.from_numpy(formula.tensor(name, tensor.shape)))
    model.train()
    training.freeze_norm(model)
    return model, model(images, targets)


def ours(net: program.Detector, images: List[Tensor], targets: List[Dict[str, Tensor]]) -> Dict[str, Tensor]:
    net.train()
    training.freeze_norm(net)
    mean, std = training.normalisation("cpu")
    batch = torch.stack([(image - mean) / std for image in images])
    found = Targets(
        torch.stack([one["boxes"] for one in targets]),
        torch.stack([one["labels"] for one in targets]),
        torch.zeros(len(targets), len(OBJECTS[0]), dtype=torch.bool),
        torch.stack([one["masks"] for one in targets]),
    )
    ratios = [1.0] if isinstance(net, one_stage.FCOS) else program.RATIOS
    cells = program.anchor_cells(train.anchor_sizes(net, []), ratios, torch.device("cpu"))
    of_stages = one_stage_losses if isinstance(net, one_stage.OneStageDetector) else losses.two_stage_losses
    return of_stages(net, batch, found, cells)


def compare(architecture: str) -> bool:
    images = [torch.from_numpy(formula.image(HEIGHT, 2 * WIDTH)[:, i * WIDTH : (i + 1) * WIDTH].copy()) for i in range(2)]
    images = [image.permute(2, 0, 1).float() / 255 for image in images]
    targets = objects()
    model, expected = theirs(architecture, images, targets)
    net = trainable.trainable(architecture, CLASSES)
    trainable.load(net, {**{name: torch.tensor(0) for name, _ in trainable.tensors(net)}, **formulas(net)})
    losses.RPN_SAMPLES = losses.REGION_SAMPLES = ALL
    found = ours(net, images, targets)
    names = NAMES if "rcnn" in architecture else ONE_STAGE_NAMES
    assert {names[name] for name in found} == set(expected), (list(found), list(expected))
    worst = 0.0
    for name, loss in found.items():
        value = expected[names[name]].item()
        worst = max(worst, abs(loss.item() - value) / abs(value))
    sum(found.values()).backward()
    sum(expected.values()).backward()
    gradients = {name: parameter.grad for name, parameter in model.named_parameters() if parameter.grad is not None}
    farthest, of = 0.0, "-"
    compared = 0
    for name, tensor in trainable.tensors(net):
        if tensor.requires_grad and name in gradients:
            compared += 1
            length = gradients[name].norm().item()
            difference = (tensor.grad - gradients[name]).norm().item() / max(length, 1e-12)
            if length > 1e-6 and difference > farthest:
                farthest, of = difference, name
    each = ", ".join(f"{name} {loss.item():.4f}" for name, loss in found.items())
    right = worst <= 1e-4 and farthest <= 1e-2 and compared == len(gradients)
    print(
        f"{architecture}: {'equal' if right else 'DIFFERENT'}: {each}; off by {worst:.1e} at most, gradients of {compared} "
        f"tensors by {farthest:.1e} ({of})",
        flush=True,
    )
    return right


def formulas(net: nn.Module) -> Dict[str, Tensor]:
    return {
        name: torch.from_numpy(formula.tensor(name, tensor.shape)) for name, tensor in trainable.tensors(net) if tensor.dim() > 0
    }


def main():
    parser = argparse.ArgumentParser(description="Compare the losses of train.py with torchvision's.")
    parser.add_argument("--architecture", choices=ARCHITECTURES, nargs="+", default=ARCHITECTURES)
    different = [name for name in parser.parse_args().architecture if not compare(name)]
    if different:
        sys.exit(f"different from torchvision: {', '.join(different)}")


if __name__ == "__main__":
    main()
