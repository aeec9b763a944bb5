#!/usr/bin/env python3
"""Writes trained checkpoints of other networks, from that of a trained Faster R-CNN ResNet-50.

    trained_networks.py CHECKPOINT --out FOLDER [--architecture NAME ...]

Generated weights have scores close to each other, so a comparison of number formats over them says little. The networks
below contain a ResNet-50 exactly, up to rounding, so these checkpoints find the boxes of the given one:

    ResNet-101, ResNet-152      the further blocks begin as their shortcut: the weight of the last batch norm is zero
    Wide-ResNet                 each inner channel occurs twice, and its reader has half of its weight for each
    Mask R-CNN, Keypoint R-CNN  the boxes have the same path; the further head is new

The others are a start for train.py (`--init`), with all that they share with the given one:

    Faster R-CNN and Mask R-CNN v2  residual network, pyramid and proposals are exact. The convolutions of the box head pass
                                    the regions on, and its product is the first one of two. The last layers are new
    RetinaNet, FCOS                 residual network and pyramid are exact. The first convolution of a tower is that of the
                                    proposals, and the others pass its maps on. The last layers are new

A ResNet-18, a ResNet-34 and a ResNeXt cannot contain a ResNet-50: their blocks have other shapes.
"""

import argparse
import pathlib
import re
import sys
from typing import Dict

import torch
from torch import Tensor

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "model-registry" / "python"))

import trainable  # noqa: E402

EXACT = [
    "fasterrcnn_resnet101_fpn",
    "fasterrcnn_resnet152_fpn",
    "fasterrcnn_wide_resnet50_2_fpn",
    "fasterrcnn_wide_resnet101_2_fpn",
    "maskrcnn_resnet50_fpn",
    "keypointrcnn_resnet50_fpn",
]
STARTS = [
    "fasterrcnn_resnet50_fpn_v2",
    "maskrcnn_resnet50_fpn_v2",
    "retinanet_resnet50_fpn",
    "retinanet_resnet50_fpn_v2",
    "fcos_resnet50_fpn",
]
INNER = re.compile(r"backbone\.body\.layer\d\.\d+\.(conv1|bn1|conv2|bn2|conv3)\.")
# Added to the pooled regions, so that the ReLUs of the v2 box head leave them as they are.
LIFT = 8.0


def widened(source: Dict[str, Tensor]) -> Dict[str, Tensor]:
    """Each inner channel of a block twice; whoever reads it has half of its weight for each."""
    wide = dict(source)
    for name, tensor in source.items():
        found = INNER.match(name)
        if not found or tensor.dim() == 0:
            continue
        if found[1] != "conv3":
            tensor = torch.cat([tensor, tensor])
        if found[1] in ("conv2", "conv3"):
            tensor = torch.cat([tensor, tensor], 1) / 2
        wide[name] = tensor
    return wide


def passing(weight: Tensor) -> Tensor:
    """The weight of a 3x3 convolution that returns its input."""
    return torch.nn.init.dirac_(torch.empty_like(weight))


def norm(state: Dict[str, Tensor], name: str, bias: Tensor):
    """Makes a batch norm add a bias."""
    state[f"{name}.running_mean"] = torch.zeros_like(bias)
    state[f"{name}.running_var"] = torch.ones_like(bias)
    state[f"{name}.weight"] = torch.full_like(bias, (1 + 1e-5) ** 0.5)
    state[f"{name}.bias"] = bias


def normed_pyramid(state: Dict[str, Tensor], source: Dict[str, Tensor]):
    """The pyramid of v2, whose convolutions have batch norms in place of biases."""
    for name, tensor in source.items():
        found = re.fullmatch(r"(backbone\.fpn\..*)\.0\.bias", name)
        if found and f"{found[1]}.1.bias" in state:
            norm(state, f"{found[1]}.1", tensor)


def second_version(state: Dict[str, Tensor], source: Dict[str, Tensor]):
    """The parts of a v2 of two stages that follow from those of the first version."""
    normed_pyramid(state, source)
    state["rpn.head.conv.1.0.weight"] = passing(state["rpn.head.conv.1.0.weight"])
    state["rpn.head.conv.1.0.bias"] = torch.zeros(256)
    for conv in range(4):
        state[f"roi_heads.box_head.{conv}.0.weight"] = passing(state[f"roi_heads.box_head.{conv}.0.weight"])
        norm(state, f"roi_heads.box_head.{conv}.1", torch.full([256], LIFT if conv == 0 else 0.0))
    weight = source["roi_heads.box_head.fc6.weight"]
    state["roi_heads.box_head.5.weight"] = weight
    state["roi_heads.box_head.5.bias"] = source["roi_heads.box_head.fc6.bias"] - LIFT * weight.sum(1)
    # New, where `source` has those that follow a further product.
    for name in ("cls_score", "bbox_pred"):
        weight = state[f"roi_heads.box_predictor.{name}.weight"]
        state[f"roi_heads.box_predictor.{name}.weight"] = torch.nn.init.normal_(weight, std=0.001)
        state[f"roi_heads.box_predictor.{name}.bias"].zero_()


def one_stage(state: Dict[str, Tensor], source: Dict[str, Tensor], v2: bool):
    """The parts of a detector of one stage that follow from those of a Faster R-CNN."""
    if v2:
        normed_pyramid(state, trainable.renamed(source, of_classifier=False, first=1))
    for name in state:
        found = re.fullmatch(r"head\.\w+_head\.conv\.(\d+)(\.0)?\.(weight|bias)", name)
        if found and state[name].dim() == 4:
            state[name] = source["rpn.head.conv.0.0.weight"] if found[1] == "0" else passing(state[name])
        elif found and found[1] == "0" and found[3] == "bias" and f"{name[:-4]}weight" in state:
            state[name] = source["rpn.head.conv.0.0.bias"]


def embedded(architecture: str, source: Dict[str, Tensor]) -> Dict[str, Tensor]:
    """Returns the state dict of a network that begins as the trained one."""
    torch.manual_seed(1)
    classes = source["roi_heads.box_predictor.cls_score.bias"].shape[0]
    net = trainable.trainable(architecture, classes)
    if architecture in EXACT:
        state = trainable.state(net)
        for name, tensor in (widened(source) if "wide" in architecture else source).items():
            assert state[name].shape == tensor.shape, name
            state[name] = tensor
        return state
    trainable.transfer(net, source)
    state = trainable.state(net)
    if "rcnn" in architecture:
        second_version(state, source)
    else:
        one_stage(state, source, v2=architecture.endswith("_v2"))
    return state


def main():
    parser = argparse.ArgumentParser(description="Write checkpoints of other networks, from a trained Faster R-CNN ResNet-50.")
    parser.add_argument("checkpoint", type=pathlib.Path, help="state dict of a fasterrcnn_resnet50_fpn")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder to write NAME.pth to")
    parser.add_argument("--architecture", choices=EXACT + STARTS, nargs="+", default=EXACT + STARTS)
    asked = parser.parse_args()
    source = {name: tensor.float() for name, tensor in torch.load(asked.checkpoint, map_location="cpu").items()}
    asked.out.mkdir(parents=True, exist_ok=True)
    for architecture in asked.architecture:
        path = asked.out / f"{architecture}.pth"
        torch.save(embedded(architecture, source), path)
        print(f"{path}: {'finds the same boxes' if architecture in EXACT else 'a start for train.py --init'}", flush=True)


if __name__ == "__main__":
    main()
