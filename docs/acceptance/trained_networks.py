#!/usr/bin/env python3
"""Writes trained checkpoints of other networks, from that of a trained Faster R-CNN ResNet-50.

    trained_networks.py CHECKPOINT --data INSTANCES --out FOLDER [--architecture NAME ...] [--min-size 240 --max-size 320]

Generated weights have scores close to each other, so a comparison of number formats over them says little. The networks
below contain a ResNet-50 exactly, up to rounding, so these checkpoints find the boxes of the given one:

    ResNet-101, ResNet-152      the further blocks begin as their shortcut: the weight of the last batch norm is zero
    Wide-ResNet                 each inner channel occurs twice, and its reader has half of its weight for each
    Mask R-CNN, Keypoint R-CNN  the boxes have the same path; the further head is new

The others share all but the last layers. These are fitted to the first images of a data set in COCO's format, on maps that are
computed once:

    Faster R-CNN and Mask R-CNN v2  residual network, pyramid and proposals are exact. The convolutions of the box head pass
                                    the regions on, and its product is the first one of two. The last layers are fitted to the
                                    numbers of the given checkpoint, by least squares
    RetinaNet, FCOS                 residual network and pyramid are exact. The first convolution of a tower is that of the
                                    proposals, and the others pass its maps on. The last layers are trained, by the losses of
                                    train.py

A ResNet-18, a ResNet-34 and a ResNeXt cannot contain a ResNet-50: their blocks have other shapes.
"""

import argparse
import pathlib
import re
import sys
from typing import Dict, List

import torch
from torch import Tensor

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "model-registry" / "python"))

import one_stage_losses  # noqa: E402
import program  # noqa: E402
import train  # noqa: E402
import trainable  # noqa: E402
import training  # noqa: E402
from dataset import Crop, Dataset, Picture, Targets, normalised, targets  # noqa: E402

EXACT = [
    "fasterrcnn_resnet101_fpn",
    "fasterrcnn_resnet152_fpn",
    "fasterrcnn_wide_resnet50_2_fpn",
    "fasterrcnn_wide_resnet101_2_fpn",
    "maskrcnn_resnet50_fpn",
    "keypointrcnn_resnet50_fpn",
]
FITTED = [
    "fasterrcnn_resnet50_fpn_v2",
    "maskrcnn_resnet50_fpn_v2",
    "retinanet_resnet50_fpn",
    "retinanet_resnet50_fpn_v2",
    "fcos_resnet50_fpn",
]
INNER = re.compile(r"backbone\.body\.layer\d\.\d+\.(conv1|bn1|conv2|bn2|conv3)\.")
# Added to the pooled regions, so that the ReLUs of the v2 box head leave them as they are.
LIFT = 64.0


def widened(source: Dict[str, Tensor]) -> Dict[str, Tensor]:
    """Writes each inner channel of a block twice. The next layer has half of the weight for each of the two."""
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


def embedded(architecture: str, source: Dict[str, Tensor]) -> program.Detector:
    """Returns a network that begins as the trained one."""
    torch.manual_seed(1)
    classes = source["roi_heads.box_predictor.cls_score.bias"].shape[0]
    net = trainable.trainable(architecture, classes)
    state = trainable.state(net)
    if architecture in EXACT:
        for name, tensor in (widened(source) if "wide" in architecture else source).items():
            assert state[name].shape == tensor.shape, name
            state[name] = tensor
    else:
        trainable.transfer(net, source)
        state = trainable.state(net)
        if "rcnn" in architecture:
            second_version(state, source)
        else:
            one_stage(state, source, v2=architecture.endswith("_v2"))
    trainable.load(net, state)
    return net.eval()


def image(picture: Picture) -> Tensor:
    """The input of the network, [1, 3, H, W] with sides that are multiples of 32."""
    mean, std = training.normalisation("cpu")
    pixels = normalised(picture.pixels.permute(2, 0, 1).float(), mean, std)
    height, width = pixels.shape[1:]
    return torch.nn.functional.pad(pixels, [0, -width % 32, 0, -height % 32])[None]


def fit_box_predictor(net: program.FasterRCNN, given: program.FasterRCNN, pictures: List[Picture]):
    """Fits the last layers of a v2 to the numbers that the given detector has for the same regions, by least squares."""
    cells = program.anchor_cells(train.ANCHOR_SIZES, program.RATIOS, torch.device("cpu"))
    hidden, wanted = [], []
    with torch.no_grad():
        for picture in pictures:
            pixels = image(picture)
            padded, resized = list(pixels.shape[2:]), list(picture.pixels.shape[:2])
            features = given.backbone(pixels)
            proposals, valid = given.rpn(features, cells, padded, resized, 1000, 1000, *program.PROPOSAL_THRESHOLDS)
            pooled, _ = given.roi_heads.pool(features, proposals, valid)
            # The box head of the v2 ends with this product: its convolutions, which are slower, change nothing.
            product = given.roi_heads.box_head.fc6(pooled.permute(0, 2, 3, 1).flatten(1))
            assert (net.roi_heads.box_head(pooled[:4]) - product[:4]).abs().max() < 1e-2, "the v2 has another product"
            last = given.roi_heads.box_head.fc7(product)
            predictor = given.roi_heads.box_predictor
            wanted.append(torch.cat([predictor.cls_score(last), predictor.bbox_pred(last)], 1))
            hidden.append(torch.nn.functional.pad(product, [0, 1], value=1.0))
    inputs, outputs = torch.cat(hidden).double(), torch.cat(wanted).double()
    # A region with an object counts as much as ten without.
    classes = given.roi_heads.classes()
    weight = 1 + 9 * (outputs[:, :classes].argmax(1) > 0).double()[:, None]
    product = inputs.T @ (weight * inputs)
    ridge = 1e-3 * product.diagonal().mean() * torch.eye(len(product), dtype=product.dtype)
    solution = torch.linalg.solve(product + ridge, inputs.T @ (weight * outputs)).T.float()
    with torch.no_grad():
        for layer, rows in ((predictor.cls_score, solution[:classes]), (predictor.bbox_pred, solution[classes:])):
            own = net.roi_heads.box_predictor.cls_score if layer is predictor.cls_score else net.roi_heads.box_predictor.bbox_pred
            own.weight.copy_(rows[:, :-1])
            own.bias.copy_(rows[:, -1])
    off = (inputs.float() @ solution.T - outputs.float()).abs()
    print(f"  {len(inputs)} regions, off by {off.mean():.3f} in the mean", flush=True)


def fit_head(net: program.Detector, pictures: List[Picture], steps: int, rate: float):
    """Trains the last layers of a detector of one stage."""
    heads = net.head.classification_head, net.head.regression_head
    features, towers, wanted = [], [], []
    with torch.no_grad():
        for picture in pictures:
            features.append(net.backbone(image(picture)))
            towers.append([[head.conv(feature) for feature in features[-1]] for head in heads])
            wanted.append(truth(picture))
    layers = [layer for name in ("cls_logits", "bbox_reg", "bbox_ctrness") for head in heads for layer in last(head, name)]
    optimizer = torch.optim.Adam([parameter for layer in layers for parameter in layer.parameters()])
    ratios = [1.0] if isinstance(net, train.one_stage.FCOS) else program.RATIOS
    cells = program.anchor_cells(train.anchor_sizes(net, []), ratios, torch.device("cpu"))
    towers_of = [head.conv for head in heads]
    for step in range(steps):
        at = step % len(pictures)
        # The tower of a head is computed already: it passes its input on.
        for head, maps in zip(heads, towers[at]):
            head.conv = Recorded(maps)
        net.backbone.forward = lambda _, found=features[at]: found
        parts = one_stage_losses.one_stage_losses(net, image(pictures[at]), wanted[at], cells)
        training.step(optimizer, sum(parts.values()), rate * min(1.0, 2 * (1 - step / steps)))
        if (step + 1) % 100 == 0:
            print(f"  step {step + 1}: " + ", ".join(f"{name} {loss.item():.3f}" for name, loss in parts.items()), flush=True)
    del net.backbone.forward
    for head, tower in zip(heads, towers_of):
        head.conv = tower


class Recorded(torch.nn.Module):
    """Returns maps one after another."""

    def __init__(self, maps: List[Tensor]):
        super().__init__()
        self.maps = iter(maps)

    def forward(self, _: Tensor) -> Tensor:
        return next(self.maps)


def last(head: torch.nn.Module, name: str) -> list:
    return [getattr(head, name)] if hasattr(head, name) else []


def truth(picture: Picture) -> Targets:
    return targets([Crop(image(picture)[0], picture.boxes, picture.labels, picture.crowd, None)], "cpu")


def main():
    parser = argparse.ArgumentParser(description="Write checkpoints of other networks, from a trained Faster R-CNN ResNet-50.")
    parser.add_argument("checkpoint", type=pathlib.Path, help="state dict of a fasterrcnn_resnet50_fpn")
    parser.add_argument("--data", type=pathlib.Path, required=True, help="COCO instances file, beside a folder images/")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder to write NAME.pth to")
    parser.add_argument("--architecture", choices=EXACT + FITTED, nargs="+", default=EXACT + FITTED, metavar="NAME")
    parser.add_argument("--images", type=int, default=24, help="images to fit to, from the first on (default: %(default)s)")
    parser.add_argument("--steps", type=int, default=500, help="steps of a fit, an image each (default: %(default)s)")
    parser.add_argument("--rate", type=float, default=2e-4, help="learning rate of a fit (default: %(default)s)")
    parser.add_argument("--min-size", type=int, default=240, help="of the checkpoint (default: %(default)s)")
    parser.add_argument("--max-size", type=int, default=320, help="of the checkpoint (default: %(default)s)")
    asked = parser.parse_args()
    source = {name: tensor.float() for name, tensor in torch.load(asked.checkpoint, map_location="cpu").items()}
    pictures = Dataset.read(asked.data, asked.min_size, asked.max_size, "cpu", asked.images).pictures
    asked.out.mkdir(parents=True, exist_ok=True)
    for architecture in asked.architecture:
        net = embedded(architecture, source)
        if architecture in EXACT:
            print(f"{architecture}: has the boxes of the given checkpoint", flush=True)
        elif "rcnn" in architecture:
            print(f"{architecture}: its last layers are fitted", flush=True)
            given = trainable.trainable("fasterrcnn_resnet50_fpn", net.roi_heads.classes()).eval()
            trainable.load(given, {**trainable.state(given), **source})
            fit_box_predictor(net, given, pictures)
        else:
            print(f"{architecture}: its last layers are trained", flush=True)
            fit_head(net, pictures, asked.steps, asked.rate)
        torch.save(trainable.state(net), asked.out / f"{architecture}.pth")


if __name__ == "__main__":
    main()
