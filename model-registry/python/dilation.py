"""Dilated convolutions, which segmentation.py and check.py share. program.py has the other layers."""

import torch
import torch.nn.functional as F
from torch import Tensor

from program import Conv, dtype_of, quantized_weight


class DilatedConv(Conv):
    """A 3x3 convolution whose taps are `dilation` pixels apart, with a batch norm and a ReLU."""

    def __init__(self, inputs: int, outputs: int, dilation: int):
        super().__init__(inputs, outputs, 3, rectified=True)
        self.dilation = dilation
        self.padding = dilation

    @torch.jit.export
    def prepare_weights(self, format: str):
        if format != "int8":
            self.weight = self.weight.to(dtype_of(format))
            self.bias = self.bias.to(dtype_of(format))
            return
        self.bias = self.bias.float()
        around = [self.dilation, self.dilation]
        self.packed = [
            torch.ops.quantized.conv2d_prepack(quantized_weight(self.weight), self.bias, [1, 1], around, around, 1)
        ]
        self.weight = torch.empty(0)

    def convolve(self, x: Tensor) -> Tensor:
        weight = self.weight.to(x.dtype)
        return F.conv2d(x, weight, self.bias.to(x.dtype), 1, self.dilation, self.dilation)
