"""Convolutions on a CPU whose weights oneDNN has stored in its own order once, in place of at each call.

The operators are those of a libtorch that has oneDNN, which macOS on Arm has not. All that names them is in this file: it is
one entry of an archive, and a loader on such a machine puts plain_convolution.py in its place.
"""

from typing import List

import torch
from torch import Tensor


@torch.jit.script
class PackedConv:
    """The weights [O, C, k, k] of a convolution in the order that is best for inputs of a size [N, C, h, w]. Inputs of other sizes
    give the same numbers, perhaps more slowly."""

    def __init__(
        self, weight: Tensor, bias: Tensor, stride: int, padding: int, dilation: int, groups: int, size: List[int],
        rectified: bool,
    ):
        outputs, inputs, high, wide = weight.shape
        taps = high * wide
        # Channels last even for 1x1, where these strides alone say it. oneDNN takes the order of the input from them.
        rows = weight.permute(0, 2, 3, 1).contiguous()
        rows = rows.as_strided(weight.shape, [taps * inputs, 1, wide * inputs, inputs])
        sides = [padding, padding]
        self.context = torch.ops.mkldnn_prepacked.conv2d_prepack(
            rows, bias, [stride, stride], sides, [dilation, dilation], groups, size, "relu" if rectified else "none"
        )

    def run(self, x: Tensor) -> Tensor:
        """Of x [N, C, h, w] in channels-last memory."""
        return torch.ops.mkldnn_prepacked.conv2d_run(x, self.context)
