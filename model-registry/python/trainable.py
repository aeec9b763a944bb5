"""The programs of detectors and residual classifiers with trainable layers, and their tensors under torchvision's names.

The programs have folded batch norms and frozen weights. This module replaces each of their layers by a trainable layer, and
keeps the rest. So training and service run the same program.
"""

import math
import pathlib
import re
from typing import Dict, Iterator, List, Tuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

import classifiers
import instances
import one_stage
import program
import quantize

DETECTORS = [
    *program.ARCHITECTURES,
    *(name for name in instances.ARCHITECTURES if name.startswith("maskrcnn")),
    *one_stage.ARCHITECTURES,
]
CLASSIFIERS = [name for name, of in classifiers.ARCHITECTURES.items() if of[0] is classifiers.ResNetClassifier]

# The share of positions with an object that a detector of one stage expects before its first step (Lin et al. 2017).
PRIOR = 0.01

BODY = "backbone.body."  # torchvision's names of the residual network in a detector begin so


class Conv(nn.Module):
    """Convolution with a batch norm, with a bias, or with neither, as in the checkpoint."""

    def __init__(self, of: program.Conv):
        super().__init__()
        outputs = of.weight.shape[0]
        weight = torch.empty(of.weight.shape).contiguous(memory_format=torch.channels_last)
        nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")
        self.weight = nn.Parameter(weight)
        self.norm = nn.BatchNorm2d(outputs) if of.normed else None
        self.bias = None if of.normed or not of.biased else nn.Parameter(torch.zeros(outputs))
        self.stride = of.stride
        self.padding = of.padding
        self.groups = of.groups
        self.rectified = of.rectified

    def forward(self, x: Tensor) -> Tensor:
        y = F.conv2d(x, self.weight, self.bias, self.stride, self.padding, groups=self.groups)
        y = y if self.norm is None else self.norm(y)
        return F.relu_(y) if self.rectified else y


class Linear(nn.Module):
    """Matrix product with bias. The weights keep the input order of the checkpoint: (channels, pixels)."""

    def __init__(self, of: program.Linear):
        super().__init__()
        outputs, inputs = of.weight.shape
        self.weight = nn.Parameter(torch.empty(outputs, inputs))
        nn.init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.pixels = of.pixels
        self.rectified = of.rectified

    def forward(self, x: Tensor) -> Tensor:
        if self.pixels > 1:
            x = x.view(x.shape[0], self.pixels, -1).transpose(1, 2).flatten(1)
        y = F.linear(x, self.weight, self.bias)
        return F.relu_(y) if self.rectified else y


class RecordedHead(nn.Module):
    """Head of the region proposal network that keeps its outputs for the loss. Proposals are computed without gradient."""

    def __init__(self, head: program.RpnHead):
        super().__init__()
        self.conv = head.conv
        self.cls_logits = head.cls_logits
        self.bbox_pred = head.bbox_pred
        self.said: List[Tuple[Tensor, Tensor]] = []

    def forward(self, feature: Tensor) -> Tuple[Tensor, Tensor]:
        with torch.set_grad_enabled(self.training):
            logits, deltas = program.RpnHead.forward(self, feature)
        if self.training:
            self.said.append((logits, deltas))
        return logits.detach(), deltas.detach()


class RoiAlign(program.RoiAlign):
    """RoI align in fp32: the gradient is a sum over many regions, and some devices do not support it in bf16."""

    def forward(self, feature: Tensor, frame: Tensor, regions: Tensor, stride: float) -> Tensor:
        return super().forward(feature.float(), frame, regions, stride)


def build(architecture: str, classes: int) -> program.Program:
    """Returns the program with this torchvision name, weights not yet set."""
    for module in (program, instances, one_stage):
        if architecture in module.ARCHITECTURES:
            return module.detector(architecture, classes)
    return classifiers.classifier(architecture, classes)


def trainable(architecture: str, classes: int) -> program.Program:
    """Returns the network with this torchvision name and new weights. The number of classes of a detector includes the
    background."""
    net = build(architecture, classes)
    for name, layer in list(net.named_modules()):
        if isinstance(layer, program.Conv):
            replace(net, name, Conv(layer))
        elif isinstance(layer, program.Linear):
            replace(net, name, Linear(layer))
        elif isinstance(layer, instances.TransposedConv):
            # Each output is the sum of one position of the inputs.
            nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
            nn.init.zeros_(layer.bias)
            layer.requires_grad_(True)
        elif isinstance(layer, one_stage.GroupNorm):
            nn.init.ones_(layer.weight)
            nn.init.zeros_(layer.bias)
            layer.requires_grad_(True)
    for block in net.modules():
        # He et al. 2016, with the initialisation of Goyal et al. 2017: a block begins as the identity of its shortcut.
        if isinstance(block, program.Bottleneck):
            nn.init.zeros_(block.conv3.norm.weight)
        elif isinstance(block, program.BasicBlock):
            nn.init.zeros_(block.conv2.norm.weight)
    if isinstance(net, program.FasterRCNN):
        begin_two_stages(net)
    elif isinstance(net, one_stage.OneStageDetector):
        begin_one_stage(net)
    return net


def begin_two_stages(net: program.FasterRCNN):
    net.rpn.head = RecordedHead(net.rpn.head)
    for pool in net.roi_heads.modules():
        if isinstance(pool, program.RegionPool):
            pool.align = RoiAlign(pool.align.side)
    for layer in list(net.rpn.head.modules()) + list(net.roi_heads.box_predictor.modules()):
        if hasattr(layer, "weight"):
            nn.init.normal_(layer.weight, std=0.001 if layer is net.roi_heads.box_predictor.bbox_pred else 0.01)


def begin_one_stage(net: one_stage.OneStageDetector):
    for layer in net.head.modules():
        if isinstance(layer, Conv):
            nn.init.normal_(layer.weight, std=0.01)
    nn.init.constant_(net.head.classification_head.cls_logits.bias, math.log(PRIOR / (1 - PRIOR)))


def replace(net: nn.Module, name: str, layer: nn.Module):
    parent, _, last = name.rpartition(".")
    setattr(net.get_submodule(parent), last, layer)


def tensors(net: nn.Module) -> Iterator[Tuple[str, Tensor]]:
    """Yields the tensors of the network with torchvision's names."""
    for layer_name, layer in net.named_modules():
        if isinstance(layer, (Conv, Linear, instances.TransposedConv, one_stage.GroupNorm)):
            name, norm_name = classifiers.names(layer_name)
            yield f"{name}.weight", layer.weight
            if getattr(layer, "norm", None) is not None:
                for part in ("weight", "bias", "running_mean", "running_var", "num_batches_tracked"):
                    yield f"{norm_name}.{part}", getattr(layer.norm, part)
            elif layer.bias is not None:
                yield f"{name}.bias", layer.bias


def state(net: nn.Module) -> Dict[str, Tensor]:
    """Returns a state dict with torchvision's names, for `models import` and `load`."""
    return {name: tensor.detach().clone() for name, tensor in tensors(net)}


def load(net: nn.Module, state: Dict[str, Tensor]):
    """Copies the tensors of `state` back into a network of the same architecture and classes."""
    with torch.no_grad():
        for name, tensor in tensors(net):
            tensor.copy_(state[name])


def transfer(net: nn.Module, state: Dict[str, Tensor]) -> List[str]:
    """Copies the tensors of a checkpoint that fit into the network. The checkpoint may be of another detector, or of a
    classifier, with the same residual network. Returns the names of the tensors that keep their values.

    Raises ValueError if the checkpoint has another residual network.
    """
    given = renamed(state, of_classifier=isinstance(net, classifiers.Classifier), first=first_level(net))
    kept = []
    with torch.no_grad():
        for name, tensor in tensors(net):
            if name in given and given[name].shape == tensor.shape:
                tensor.copy_(given[name])
            elif name.endswith(".num_batches_tracked"):
                continue
            elif is_residual(name) and name not in given:
                raise ValueError(f"{name} is missing: expected a checkpoint of this residual network, with torchvision's names")
            elif is_residual(name):
                raise ValueError(
                    f"{name} is {tuple(given[name].shape)}, expected {tuple(tensor.shape)}: is it another residual network?"
                )
            else:
                kept.append(name)
    return kept


def is_residual(name: str) -> bool:
    """Returns if a tensor belongs to the residual network, which a detector and a classifier share."""
    return name.startswith(BODY) or re.match(r"(conv1|bn1|layer\d)\.", name) is not None


def renamed(state: Dict[str, Tensor], of_classifier: bool, first: int) -> Dict[str, Tensor]:
    """Returns a checkpoint with the names that a network has for the same tensors: a classifier, or a detector whose pyramid
    begins at stage `first` of the residual network."""
    if not any(is_residual(name) for name in state):
        raise ValueError("the checkpoint has no residual network: expected torchvision's names, such as layer1.0.conv1.weight")
    whole = any(name.startswith(BODY) for name in state)
    if of_classifier:
        return {name.removeprefix(BODY): tensor for name, tensor in state.items()} if whole else state
    if not whole:
        return {BODY + name: tensor for name, tensor in state.items()}
    # The pyramid of a one-stage detector has no level for the first stage: its level i is level i + 1 of the others.
    blocks = {int(found[1]) for found in map(re.compile(r"backbone\.fpn\.inner_blocks\.(\d+)\.").match, state) if found}
    shift = 4 - len(blocks) - first
    level = re.compile(r"(backbone\.fpn\.(?:inner|layer)_blocks\.)(\d+)")
    return {level.sub(lambda found: f"{found[1]}{int(found[2]) + shift}", name): tensor for name, tensor in state.items()}


def first_level(net: nn.Module) -> int:
    return net.backbone.first if hasattr(net, "backbone") else 0


def read(path: pathlib.Path) -> Dict[str, Tensor]:
    """Reads the tensors of a checkpoint: a file of torch.save, or an int8 file of quantize.py."""
    if path.suffix == ".safetensors":
        return quantize.expanded(quantize.read(path))
    return torch.load(path, map_location="cpu")
