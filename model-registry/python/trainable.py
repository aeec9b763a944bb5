"""The detector of program.py with trainable layers, and its tensors under torchvision's names.

program.py has folded batch norms and frozen weights. This module replaces each of its layers by a trainable layer, and keeps
the rest. So training and service run the same program.
"""

import math
from typing import Dict, Iterator, List, Tuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

import program
from skeleton import norm_of


class Conv(nn.Module):
    """Convolution with a batch norm, or with a bias if the checkpoint has no batch norm."""

    def __init__(self, of: program.Conv):
        super().__init__()
        outputs = of.weight.shape[0]
        weight = torch.empty(of.weight.shape).contiguous(memory_format=torch.channels_last)
        nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")
        self.weight = nn.Parameter(weight)
        self.norm = nn.BatchNorm2d(outputs) if of.normed else None
        self.bias = None if of.normed else nn.Parameter(torch.zeros(outputs))
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


def trainable(architecture: str, classes: int) -> program.FasterRCNN:
    """Returns the network with this torchvision name and new weights. The number of classes includes the background."""
    net = program.detector(architecture, classes)
    for name, layer in list(net.named_modules()):
        if isinstance(layer, program.Conv):
            replace(net, name, Conv(layer))
        elif isinstance(layer, program.Linear):
            replace(net, name, Linear(layer))
    net.rpn.head = RecordedHead(net.rpn.head)
    net.roi_heads.pool.align = RoiAlign(program.ROI_SIDE)
    for block in net.modules():
        # He et al. 2016, with the initialisation of Goyal et al. 2017: a block begins as the identity of its shortcut.
        if isinstance(block, program.Bottleneck):
            nn.init.zeros_(block.conv3.norm.weight)
        elif isinstance(block, program.BasicBlock):
            nn.init.zeros_(block.conv2.norm.weight)
    for layer in list(net.rpn.head.modules()) + list(net.roi_heads.box_predictor.modules()):
        if hasattr(layer, "weight"):
            nn.init.normal_(layer.weight, std=0.001 if layer is net.roi_heads.box_predictor.bbox_pred else 0.01)
    return net


def replace(net: nn.Module, name: str, layer: nn.Module):
    parent, _, last = name.rpartition(".")
    setattr(net.get_submodule(parent), last, layer)


def tensors(net: nn.Module) -> Iterator[Tuple[str, Tensor]]:
    """Yields the tensors of the network with torchvision's names."""
    for name, layer in net.named_modules():
        if isinstance(layer, (Conv, Linear)):
            yield f"{name}.weight", layer.weight
            if getattr(layer, "norm", None) is None:
                yield f"{name}.bias", layer.bias
            else:
                for part in ("weight", "bias", "running_mean", "running_var", "num_batches_tracked"):
                    yield f"{norm_of(name)}.{part}", getattr(layer.norm, part)


def state(net: nn.Module) -> Dict[str, Tensor]:
    """Returns a state dict with torchvision's names, for `models import` and `load`."""
    return {name: tensor.detach().clone() for name, tensor in tensors(net)}


def load(net: nn.Module, state: Dict[str, Tensor]) -> List[str]:
    """Copies the tensors of a checkpoint into the network. Returns the names of tensors that the checkpoint has for another
    number of classes; these keep their values.

    Raises ValueError if the checkpoint has another architecture.
    """
    other_classes = []
    with torch.no_grad():
        for name, tensor in tensors(net):
            if name not in state:
                if name.endswith(".num_batches_tracked"):
                    continue
                raise ValueError(f"{name} is missing: expected a state dict in torchvision's layout of this architecture")
            if state[name].shape == tensor.shape:
                tensor.copy_(state[name])
            elif name.startswith("roi_heads.box_predictor."):
                other_classes.append(name)
            else:
                raise ValueError(f"{name} is {tuple(state[name].shape)}, expected {tuple(tensor.shape)}: another architecture?")
    return other_classes
