"""Faster R-CNN with a feature pyramid, as a TorchScript program in core torch operators only.

torchvision's own detector needs operators (nms, roi_align) that a JVM's libtorch does not have. This program computes
the same numbers without them. Its modules carry torchvision's names, so that a checkpoint's tensors find their places
by name; batch norms are folded into the convolutions before them when a checkpoint is imported.

    forward(frames, sizes, settings) -> findings

    frames    uint8 [bytes], the frames' RGB bytes (H, W, 3), one frame after another, on the computing device
    sizes     int64 [N, 2], each frame's (height, width), on the CPU; all frames have the same size once resized
    settings  by the names of the model's manifest (SETTINGS), each float64 [numbers], on the CPU
    findings  by name (FINDINGS):
              boxes   float32 [N, D, 4], x1 y1 x2 y2 in pixels of the original frame, best score first; D is the
                      setting `detectionsPerFrame`
              scores  float32 [N, D]
              labels  int64 [N, D], category ids; 0, the background, is never one
              counts  int64 [N]; rows at and past a frame's count are zero

    names() -> the names of the settings under "settings", and those of the findings under "findings"

Every architecture has these two methods. Settings and findings are its own: the loader compares their names with its own.

Weights may be fp32, fp16 or bf16. Convolutions and matrix products run in the format of `prepare`, which is called once,
before the first frame. Boxes, scores and NMS are computed in fp32 everywhere.

    prepare(format, ranges)
              format  fp32, bf16 or fp16, to which the weights are cast; or int8, on the CPU
              ranges  for int8, by the name of an activation: float64 [2], its scale and zero point (see Activation)
    observe() -> from now on, each activation is counted in a histogram
    observed() -> by the name of an activation, float64 [1 + BINS]: a limit L, and the number of values seen in each of
              BINS equal bins from -L to L. Sampled: a large map counts only some of its pixels

    pack(sliced) -> from now on, a CPU stores the weights of fp32 and bf16 in the order of its kernels, at the first call;
              `sliced` is for machines that hide the sizes of their caches (see `packs`)

int8 is static quantisation (Jacob et al. 2018): weights with a scale for each output channel, activations uint8 with one
scale and zero point for each tensor. The last layers of the heads compute in fp32.

Run as a program it writes the archives without weights that the importer fills (see skeleton.py):

    python3 program.py --out ../src/main/resources/dev/skipstream/registry/importer
"""

import math
import pathlib
from typing import Dict, List, Tuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.autograd.profiler import record_function

import onednn
from onednn import PackedConv
from skeleton import write_all, write_skeleton

# Of the layers that all programs share.
SOURCES = [pathlib.Path(onednn.__file__), pathlib.Path(__file__)]

LEVELS = 5  # of the pyramid
PYRAMID_CHANNELS = 256
ROI_SIDE = 7  # bins along a side of a pooled region

# torchvision's values of settings that rarely differ. Training uses them.
RATIOS = [0.5, 1.0, 2.0]
MEAN = [0.485, 0.456, 0.406]
STD = [0.229, 0.224, 0.225]
PROPOSAL_THRESHOLDS = [0.7, 0.0]

SETTINGS = [
    "minSize",
    "maxSize",
    "preNmsProposals",  # proposals per level before NMS
    "proposals",  # proposals per frame after NMS
    "scoreThreshold",
    "nmsThreshold",
    "detectionsPerFrame",
    "anchorSizes",  # one for each of the five levels
    "anchorRatios",  # height divided by width of the three anchors
    "imageMean",  # of red, green and blue
    "imageStd",
    "rpnNmsThreshold",  # of the proposals
    "rpnScoreThreshold",
]
FINDINGS = ["boxes", "scores", "labels", "counts"]


BINS = 4096  # of an observed activation
SAMPLED = 131_072  # values of an activation that are counted in a frame, about


def numbers(settings: Dict[str, Tensor], name: str) -> List[float]:
    values: List[float] = settings[name].tolist()
    return values


def number(settings: Dict[str, Tensor], name: str) -> float:
    return numbers(settings, name)[0]


class Activation(nn.Module):
    """A tensor between layers that int8 stores in 8 bits, by this scale and zero point."""

    counts: List[Tensor]

    def __init__(self):
        super().__init__()
        self.scale = 0.0  # 0 until a range is set
        self.zero = 0
        self.observing = False
        self.limit = 1e-6
        self.bins = BINS
        self.sampled = SAMPLED
        self.counts = []

    @torch.jit.export
    def start_observing(self):
        self.observing = True
        self.counts = [torch.zeros(self.bins)]

    @torch.jit.export
    def set_range(self, range: Tensor):
        self.scale = float(range[0])
        self.zero = int(range[1])

    def quantize(self, x: Tensor) -> Tensor:
        """The activation x in 8 bits, where it has a range; else x."""
        if self.scale == 0.0:
            return self.seen(x)
        return torch.quantize_per_tensor(x.float(), self.scale, self.zero, torch.quint8)

    def seen(self, x: Tensor) -> Tensor:
        """Counts x in the histogram, while observing, and returns it."""
        if self.observing:
            values = x.permute(0, 2, 3, 1).reshape(-1) if x.dim() == 4 else x.reshape(-1)
            largest = float(values.abs().max()) if values.numel() > 0 else 0.0
            while self.limit < largest and self.limit < 1e30:
                # Twice the limit: two bins become one, and the rest is empty.
                merged = self.counts[0].view(-1, 2).sum(1)
                self.counts[0] = F.pad(merged, [merged.shape[0] // 2, merged.shape[0] // 2])
                self.limit *= 2.0
            # An odd step takes all channels in turn.
            step = values.numel() // self.sampled | 1
            self.counts[0] += torch.histc(values[::step], self.bins, -self.limit, self.limit)
        return x


class Conv(nn.Module):
    """A convolution with bias; `normed` says that the checkpoint has a batch norm after it, folded in at import. Its taps are
    `dilation` pixels apart.

    `rectified` adds a ReLU. `last` says that the layer is the last of a head, which int8 leaves in fp32. Without `biased`
    the checkpoint has no bias, and the import writes zeros.
    """

    packed: List[torch.classes.quantized.Conv2dPackedParamsBase]
    product: List[torch.classes.quantized.LinearPackedParamsBase]  # in place of `packed`, for 1x1
    packed_weights: List[PackedConv]
    tiles: List[PackedConv]  # the one of `winograd`

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int,
        stride: int = 1,
        normed: bool = True,
        groups: int = 1,
        rectified: bool = False,
        last: bool = False,
        biased: bool = True,
        dilation: int = 1,
    ):
        super().__init__()
        weight = torch.empty(outputs, inputs // groups, kernel, kernel).contiguous(memory_format=torch.channels_last)
        self.weight = nn.Parameter(weight, requires_grad=False)
        self.bias = nn.Parameter(torch.empty(outputs), requires_grad=False)
        self.stride = stride
        self.dilation = dilation
        self.padding = kernel // 2 * dilation
        self.normed = normed
        self.groups = groups
        self.winograd = has_winograd(inputs, outputs, kernel, stride, groups, dilation)
        self.pointwise = kernel == 1
        self.rectified = rectified
        self.last = last
        self.biased = biased
        self.output = Activation()
        self.packed = []
        self.product = []
        self.packing = False
        self.sliced = True
        self.packed_weights = []
        self.tiles = []

    @torch.jit.export
    def start_packing(self, sliced: bool):
        self.packing = packs(self.weight, sliced)
        self.sliced = sliced

    @torch.jit.export
    def prepare_weights(self, format: str):
        if format != "int8":
            self.weight = self.weight.to(dtype_of(format))
            self.bias = self.bias.to(dtype_of(format))
            return
        self.bias = self.bias.float()
        if self.last:
            self.weight = self.weight.float()
        elif self.pointwise:
            self.product = [torch.ops.quantized.linear_prepack(quantized_weight(self.weight.flatten(1)), self.bias)]
            self.weight = torch.empty(0)
        else:
            side = [self.padding, self.padding]
            stride = [self.stride, self.stride]
            apart = [self.dilation, self.dilation]
            packed = torch.ops.quantized.conv2d_prepack(
                quantized_weight(self.weight), self.bias, stride, side, apart, self.groups
            )
            self.packed = [packed]
            self.weight = torch.empty(0)

    def forward(self, x: Tensor) -> Tensor:
        if len(self.product) > 0:
            # A matrix product, because oneDNN's 1x1 convolutions fail on some machines: see `multiply`.
            pixels = x[:, :, :: self.stride, :: self.stride].permute(0, 2, 3, 1).contiguous()
            rows = pixels.flatten(0, 2)
            if self.rectified:
                y = torch.ops.quantized.linear_relu(rows, self.product[0], self.output.scale, self.output.zero)
            else:
                y = torch.ops.quantized.linear(rows, self.product[0], self.output.scale, self.output.zero)
            return y.view(pixels.shape[0], pixels.shape[1], pixels.shape[2], -1).permute(0, 3, 1, 2)
        if len(self.packed) > 0:
            if self.rectified:
                return torch.ops.quantized.conv2d_relu(x, self.packed[0], self.output.scale, self.output.zero)
            return torch.ops.quantized.conv2d(x, self.packed[0], self.output.scale, self.output.zero)
        if self.packing and x.dtype == self.bias.dtype:
            return self.output.seen(self.packed_product(x))
        y = self.convolve(x)
        return self.output.seen(F.relu_(y) if self.rectified else y)

    def packed_product(self, x: Tensor) -> Tensor:
        if self.winograd and is_large(x) and x.dtype != torch.bfloat16:
            if len(self.tiles) == 0:
                # A tile has 4 pixels a side.
                size = [x.shape[0], 36 * x.shape[1], x.shape[2] // 4, x.shape[3] // 4]
                kernel = tile_kernel(self.weight)
                self.tiles = [PackedConv(kernel, tile_bias(self.bias), 1, 0, 1, 36, size, False)]
            y = winograd(x, self.bias.shape[0], torch.empty(0), torch.empty(0), self.tiles)
            return F.relu_(y) if self.rectified else y
        if self.pointwise:
            x = x[:, :, :: self.stride, :: self.stride].contiguous(memory_format=torch.channels_last)
        if len(self.packed_weights) == 0:
            self.packed_weights = self.pack(x.shape)
            if not self.winograd:
                self.weight = torch.empty(0)
        return multiply_packed(x, self.packed_weights, self.bias.shape[0])

    def pack(self, size: List[int]) -> List[PackedConv]:
        if self.pointwise and self.sliced:
            return packed_slices(self.weight, self.bias, size, self.rectified)
        stride = 1 if self.pointwise else self.stride
        return [
            PackedConv(
                self.weight, self.bias, stride, self.padding, self.dilation, self.groups, size, self.rectified
            )
        ]

    def convolve(self, x: Tensor) -> Tensor:
        weight = self.weight.to(x.dtype)
        bias = self.bias.to(x.dtype)
        # libtorch gives convolutions of groups to oneDNN, however small they are.
        if x.is_cuda or self.groups > 1:
            return F.conv2d(x, weight, bias, self.stride, self.padding, self.dilation, self.groups)
        if self.pointwise:
            x = x[:, :, :: self.stride, :: self.stride]
        # For so little libtorch leaves oneDNN for NNPACK, which complains at each call on a CPU that it does not know.
        if x.shape[0] == 1 and x.numel() <= 20480:
            return unrolled(x, weight, bias, 1 if self.pointwise else self.stride, self.padding, self.dilation)
        if self.pointwise:
            if x.dtype == torch.bfloat16:
                # A matrix product, for the reason that `multiply` states. MKL, which it avoids, has no part in bf16.
                return F.linear(x.permute(0, 2, 3, 1), weight.flatten(1), bias).permute(0, 3, 1, 2)
            return multiply(x, weight, bias)
        # Winograd pays on a CPU, with so many channels that its products outweigh its transforms, and so large a map
        # that they outweigh the transform of the weights too. A GPU's own kernels are better, and bf16 is too coarse.
        if self.winograd and is_large(x) and x.dtype != torch.bfloat16:
            return winograd(x, weight.shape[0], tile_kernel(weight), tile_bias(bias), [])
        return F.conv2d(x, weight, bias, self.stride, self.padding, self.dilation)


def has_winograd(inputs: int, outputs: int, kernel: int, stride: int, groups: int, dilation: int) -> bool:
    return kernel == 3 and stride == 1 and groups == 1 and dilation == 1 and inputs == 256 and outputs == 256


def packs(weight: Tensor, sliced: bool) -> bool:
    """Whether a layer packs its weight. Slices (see `slice_end`) are known to be right in fp32 alone."""
    return weight.dtype == torch.float32 or (weight.dtype == torch.bfloat16 and not sliced)


def is_large(x: Tensor) -> bool:
    return x.shape[0] * x.shape[2] * x.shape[3] >= 2500


def dtype_of(format: str) -> torch.dtype:
    assert format == "fp32" or format == "bf16" or format == "fp16", "format " + format + ": expected fp32, bf16, fp16 or int8"
    if format == "bf16":
        return torch.bfloat16
    return torch.float16 if format == "fp16" else torch.float32


def quantized_weight(weight: Tensor) -> Tensor:
    """The weight in int8, with a symmetric scale for each output channel."""
    rows = weight.float().contiguous()
    scales = rows.flatten(1).abs().amax(1).clamp(min=1e-9).double() / 127
    return torch.quantize_per_channel(rows, scales, torch.zeros_like(scales).to(torch.int64), 0, torch.qint8)


def unrolled(x: Tensor, weight: Tensor, bias: Tensor, stride: int, padding: int, dilation: int) -> Tensor:
    """A convolution of one map x [1, C, h, w] as one matrix product, for a map so small that its copies cost nothing."""
    kernel = weight.shape[2]
    patches = F.unfold(x, kernel, dilation, padding, stride)[0].t()
    height = (x.shape[2] + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
    y = F.linear(patches, weight.contiguous().flatten(1), bias)
    return y.view(1, height, -1, weight.shape[0]).permute(0, 3, 1, 2)


SLICE = 256  # outputs of a 1x1 convolution that are computed at once, at most


def slice_end(first: int, outputs: int, most: int = SLICE) -> int:
    """The end of the slice of a 1x1 convolution's outputs that begins at `first`.

    oneDNN 3.7, libtorch 2.7's, divides by zero for some convolutions of more outputs, on machines that hide the sizes of their
    caches. With AVX-512 and two threads, it gives wrong numbers there for 33 outputs and more if ceil(O / 16) is odd. So a slice
    has a multiple of 32 outputs, or fewer.
    """
    left = outputs - first
    return outputs if left <= 32 else first + min(most, left // 32 * 32)


def multiply(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """A 1x1 convolution of x [N, C, h, w] with weight [O, C, 1, 1] on a CPU, as slices of outputs.

    It uses AVX-512 on every CPU that has it, which MKL, behind F.linear, does not.
    """
    outputs = weight.shape[0]
    if slice_end(0, outputs) == outputs:
        return F.conv2d(x, weight, bias)
    y = torch.empty([x.shape[0], x.shape[2], x.shape[3], outputs], dtype=x.dtype).permute(0, 3, 1, 2)
    first = 0
    while first < outputs:
        last = slice_end(first, outputs)
        y[:, first:last] = F.conv2d(x, weight[first:last], bias[first:last])
        first = last
    return y


def packed_slices(weight: Tensor, bias: Tensor, size: List[int], rectified: bool) -> List[PackedConv]:
    """The weight [O, C, 1, 1] of a 1x1 convolution as the slices of `multiply`."""
    slices: List[PackedConv] = []
    outputs = weight.shape[0]
    first = 0
    while first < outputs:
        last = slice_end(first, outputs)
        slices.append(PackedConv(weight[first:last], bias[first:last], 1, 0, 1, 1, size, rectified))
        first = last
    return slices


def multiply_packed(x: Tensor, slices: List[PackedConv], outputs: int) -> Tensor:
    """The 1x1 convolution of x [N, C, h, w] with all slices of its outputs."""
    if len(slices) == 1:
        return slices[0].run(x)
    y = torch.empty([x.shape[0], x.shape[2], x.shape[3], outputs], dtype=x.dtype).permute(0, 3, 1, 2)
    first = 0
    for one in slices:
        last = slice_end(first, outputs)
        y[:, first:last] = one.run(x)
        first = last
    return y


def tile_kernel(weight: Tensor) -> Tensor:
    """G g G' of each kernel g of weight [O, C, 3, 3] (see `winograd`), as the weight [36 * O, C, 1, 1] of 36 groups."""
    g = torch.tensor(
        [
            [6.0, 0.0, 0.0],
            [-4.0, -4.0, -4.0],
            [-4.0, 4.0, -4.0],
            [1.0, 2.0, 4.0],
            [1.0, -2.0, 4.0],
            [0.0, 0.0, 24.0],
        ]
    )
    outputs, channels = weight.shape[:2]
    kernel = torch.kron(g, g).div_(24.0 * 24.0).mm(weight.permute(2, 3, 0, 1).reshape(9, -1))
    return kernel.view(36 * outputs, channels, 1, 1)


def tile_bias(bias: Tensor) -> Tensor:
    """The bias of `tile_kernel`. It comes in where each output takes it once: the column of ones in A' of both axes."""
    return F.pad(bias, [7 * bias.shape[0], 28 * bias.shape[0]])


def winograd(x: Tensor, outputs: int, kernel: Tensor, shift: Tensor, packed: List[PackedConv]) -> Tensor:
    """A 3x3 convolution of x [N, C, h, w], padded by one pixel, by Winograd's minimal filtering F(4x4, 3x3).

    Lavin & Gray 2016: each tile of 4x4 outputs needs 36 products a channel pair instead of 144. Their transforms of a
    tile, B' d B, G g G' and A' m A, are here matrix products with the Kronecker square of B', G or A' and the tile's
    pixels as rows. The 36 products between them are one 1x1 convolution of 36 groups over the map of tiles. Tiles are
    worked off in groups, which bounds the memory that they take. `kernel` and `shift` are those of `tile_kernel` and
    `tile_bias`; where `packed` has them, they are empty.
    """
    b = torch.tensor(
        [
            [4.0, 0.0, -5.0, 0.0, 1.0, 0.0],
            [0.0, -4.0, -4.0, 1.0, 1.0, 0.0],
            [0.0, 4.0, -4.0, -1.0, 1.0, 0.0],
            [0.0, -2.0, -1.0, 2.0, 1.0, 0.0],
            [0.0, 2.0, -1.0, -2.0, 1.0, 0.0],
            [0.0, 4.0, 0.0, -5.0, 0.0, 1.0],
        ]
    )
    a = torch.tensor(
        [
            [1.0, 1.0, 1.0, 1.0, 1.0, 0.0],
            [0.0, 1.0, -1.0, 2.0, -2.0, 0.0],
            [0.0, 1.0, 1.0, 4.0, 4.0, 0.0],
            [0.0, 1.0, -1.0, 8.0, -8.0, 1.0],
        ]
    )
    channels = x.shape[1]
    count, height, width = x.shape[0], x.shape[2], x.shape[3]
    high = (height + 3) // 4  # tiles
    wide = (width + 3) // 4
    group = 4_000_000 // (36 * channels)  # tiles; more would leave the cache, fewer make too many calls
    maps = min(count, max(1, group // (high * wide)))
    rows = high if maps > 1 else min(high, max(1, group // wide))
    group = maps * rows * wide
    to_tile = torch.kron(b, b).expand(group, 36, 36)
    from_tile = torch.kron(a, a).expand(group, 16, 36)
    in_tiles = torch.empty([group, 36, channels])
    transformed = torch.empty([group, 36, channels])
    out_tiles = torch.empty([group, 16, outputs])

    x = x.permute(0, 2, 3, 1)
    y = torch.empty([count, high, 4, wide, 4, outputs])
    for first in range(0, count, maps):
        n = min(maps, count - first)
        for row in range(0, high, rows):
            k = min(rows, high - row)
            top = max(4 * row - 1, 0)
            bottom = min(4 * (row + k) + 1, height)
            # One pixel around, and at the end what the last tiles lack.
            border = [0, 0, 1, 4 * wide + 1 - width, top - (4 * row - 1), 4 * (row + k) + 1 - bottom]
            strip = F.pad(x[first : first + n, top:bottom], border)
            line = strip.stride(1)
            overlapping = strip.as_strided(
                [n, k, wide, 6, 6 * channels], [strip.stride(0), 4 * line, 4 * channels, line, 1]
            )
            size = n * k * wide
            d = in_tiles[:size]
            d.view(n, k, wide, 6, 6 * channels).copy_(overlapping)
            v = transformed[:size]
            torch.bmm(to_tile[:size], d, out=v)
            tiles = v.view(n, k, wide, 36 * channels).permute(0, 3, 1, 2)
            m = packed[0].run(tiles) if len(packed) > 0 else F.conv2d(tiles, kernel, shift, groups=36)
            tile = out_tiles[:size]
            torch.bmm(from_tile[:size], m.permute(0, 2, 3, 1).reshape(size, 36, outputs), out=tile)
            y[first : first + n, row : row + k] = tile.view(n, k, wide, 4, 4, outputs).transpose(2, 3)
    y = y.view(count, 4 * high, 4 * wide, outputs)[:, :height, :width]
    return y.contiguous().permute(0, 3, 1, 2)


class Linear(nn.Module):
    """A matrix product with bias. With `pixels` > 1 its inputs are those of a map: (pixels, channels), channels last,
    where the checkpoint has (channels, pixels)."""

    packed: List[torch.classes.quantized.LinearPackedParamsBase]
    packed_weights: List[PackedConv]

    def __init__(self, inputs: int, outputs: int, pixels: int = 1, rectified: bool = False, last: bool = False):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(outputs, inputs), requires_grad=False)
        self.bias = nn.Parameter(torch.empty(outputs), requires_grad=False)
        self.pixels = pixels
        self.wide = outputs >= 1024
        self.rectified = rectified
        self.last = last
        self.output = Activation()
        self.packed = []
        self.packing = False
        self.sliced = True
        self.packed_weights = []

    @torch.jit.export
    def start_packing(self, sliced: bool):
        self.sliced = sliced
        self.packing = self.wide and packs(self.weight, sliced)

    @torch.jit.export
    def prepare_weights(self, format: str):
        if format != "int8":
            self.weight = self.weight.to(dtype_of(format))
            self.bias = self.bias.to(dtype_of(format))
            return
        self.bias = self.bias.float()
        if self.last:
            self.weight = self.weight.float()
        else:
            self.packed = [torch.ops.quantized.linear_prepack(quantized_weight(self.weight), self.bias)]
            self.weight = torch.empty(0)

    def forward(self, x: Tensor) -> Tensor:
        if len(self.packed) > 0:
            if self.rectified:
                return torch.ops.quantized.linear_relu(x, self.packed[0], self.output.scale, self.output.zero)
            return torch.ops.quantized.linear(x, self.packed[0], self.output.scale, self.output.zero)
        # A last layer may see fp32, whatever its weights.
        if self.packing and x.dtype == self.bias.dtype:
            # As strides, because a single row leaves open that channels are last.
            row = x.contiguous().as_strided([1, x.shape[1], 1, x.shape[0]], [x.numel(), 1, x.numel(), x.shape[1]])
            if len(self.packed_weights) == 0:
                weight = self.weight[:, :, None, None]
                if self.sliced:
                    self.packed_weights = packed_slices(weight, self.bias, row.shape, self.rectified)
                else:
                    self.packed_weights = [PackedConv(weight, self.bias, 1, 0, 1, 1, row.shape, self.rectified)]
                self.weight = torch.empty(0)
            y = multiply_packed(row, self.packed_weights, self.bias.shape[0])
            return self.output.seen(y.permute(0, 2, 3, 1)[0, 0])
        y = self.product(x)
        return self.output.seen(F.relu_(y) if self.rectified else y)

    def product(self, x: Tensor) -> Tensor:
        if x.is_cuda or not self.wide or x.dtype == torch.bfloat16:
            return F.linear(x, self.weight.to(x.dtype), self.bias.to(x.dtype))
        row = x[None, None].permute(0, 3, 1, 2)
        return multiply(row, self.weight.to(x.dtype)[:, :, None, None], self.bias.to(x.dtype)).permute(0, 2, 3, 1)[0, 0]


class Sum(nn.Module):
    """The sum of two maps, into the first of them unless they are quantised; `rectified` adds a ReLU."""

    def __init__(self, rectified: bool):
        super().__init__()
        self.rectified = rectified
        self.output = Activation()

    def forward(self, a: Tensor, b: Tensor) -> Tensor:
        if a.is_quantized:
            if self.rectified:
                return torch.ops.quantized.add_relu(a, b, self.output.scale, self.output.zero)
            return torch.ops.quantized.add(a, b, self.output.scale, self.output.zero)
        y = a.add_(b)
        return self.output.seen(F.relu_(y) if self.rectified else y)


class BasicBlock(nn.Module):
    """Two 3x3 convolutions beside a shortcut (He et al. 2016, figure 5 left)."""

    expansion = 1

    def __init__(self, inputs: int, width: int, stride: int, groups: int, group_width: int):
        super().__init__()
        assert groups == 1 and group_width == 64
        self.conv1 = Conv(inputs, width, 3, stride, rectified=True)
        self.conv2 = Conv(width, width, 3)
        self.downsample = shortcut(inputs, width, stride)
        self.sum = Sum(rectified=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.sum(self.conv2(self.conv1(x)), self.downsample(x))


class Bottleneck(nn.Module):
    """1x1, 3x3 and 1x1 convolutions beside a shortcut (He et al. 2016, figure 5 right); the 3x3 one has the stride.

    The 3x3 one may have groups (Xie et al. 2017) and another width (Zagoruyko & Komodakis 2016). `group_width` counts
    the channels of a group in the first stage; the plain network has one group of 64.
    """

    expansion = 4

    def __init__(self, inputs: int, width: int, stride: int, groups: int, group_width: int):
        super().__init__()
        inner = width * group_width // 64 * groups
        self.conv1 = Conv(inputs, inner, 1, rectified=True)
        self.conv2 = Conv(inner, inner, 3, stride, groups=groups, rectified=True)
        self.conv3 = Conv(inner, width * self.expansion, 1)
        self.downsample = shortcut(inputs, width * self.expansion, stride)
        self.sum = Sum(rectified=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.sum(self.conv3(self.conv2(self.conv1(x))), self.downsample(x))


def shortcut(inputs: int, outputs: int, stride: int) -> nn.Module:
    return nn.Sequential() if stride == 1 and inputs == outputs else nn.Sequential(Conv(inputs, outputs, 1, stride))


class ResNet(nn.Module):
    """The residual network without its classifier; gives the maps of its four stages at strides 4, 8, 16 and 32."""

    def __init__(self, block, depths: List[int], groups: int, group_width: int):
        super().__init__()
        self.input = Activation()
        self.conv1 = Conv(3, 64, 7, 2, rectified=True)
        self.channels = [width * block.expansion for width in (64, 128, 256, 512)]
        inputs = 64
        stages = []
        for stage, (width, depth) in enumerate(zip((64, 128, 256, 512), depths)):
            blocks = []
            for i in range(depth):
                blocks.append(block(inputs, width, 2 if stage > 0 and i == 0 else 1, groups, group_width))
                inputs = width * block.expansion
            stages.append(nn.Sequential(*blocks))
        self.layer1, self.layer2, self.layer3, self.layer4 = stages

    def forward(self, x: Tensor) -> List[Tensor]:
        x = F.max_pool2d(self.conv1(self.input.quantize(x)), 3, 2, 1)
        c2 = self.layer1(x)
        c3 = self.layer2(c2)
        c4 = self.layer3(c3)
        return [c2, c3, c4, self.layer4(c4)]


class FeaturePyramid(nn.Module):
    """Lin et al. 2017: laterals summed from the top down, each smoothed by a 3x3 convolution, and levels above the last for
    the largest anchors."""

    def __init__(self, channels: List[int], normed: bool, extra_blocks: nn.Module):
        super().__init__()
        width = PYRAMID_CHANNELS
        self.inner_blocks = nn.ModuleList([nn.Sequential(Conv(c, width, 1, normed=normed)) for c in channels])
        self.layer_blocks = nn.ModuleList([nn.Sequential(Conv(width, width, 3, normed=normed)) for _ in channels])
        self.sums = nn.ModuleList([Sum(rectified=False) for _ in channels[1:]])
        self.extra_blocks = extra_blocks

    def forward(self, stages: List[Tensor]) -> List[Tensor]:
        laterals: List[Tensor] = []
        for stage, block in enumerate(self.inner_blocks):
            laterals.append(block(stages[stage]))
        above = laterals[-1]
        for step, sum in enumerate(self.sums):
            below = len(laterals) - 2 - step
            above = sum(laterals[below], F.interpolate(above, size=laterals[below].shape[-2:], mode="nearest"))
            laterals[below] = above
        levels: List[Tensor] = []
        for level, block in enumerate(self.layer_blocks):
            levels.append(block(laterals[level]))
        return self.extra_blocks(levels, stages[-1])


class SubsampledLevel(nn.Module):
    """One level above the pyramid: every second pixel of its last level."""

    def forward(self, levels: List[Tensor], stage: Tensor) -> List[Tensor]:
        return levels + [F.max_pool2d(levels[-1], 1, 2, 0)]


class Backbone(nn.Module):
    """A residual network with a feature pyramid on its stages from `first` on."""

    def __init__(
        self, block, depths: List[int], normed: bool, groups: int, group_width: int, first: int, extra_blocks: nn.Module
    ):
        super().__init__()
        self.body = ResNet(block, depths, groups, group_width)
        self.fpn = FeaturePyramid(self.body.channels[first:], normed, extra_blocks)
        self.first = first

    def forward(self, x: Tensor) -> List[Tensor]:
        with record_function("skipstream.backbone"):
            stages = self.body(x)[self.first :]
        with record_function("skipstream.pyramid"):
            return self.fpn(stages)


def decode(deltas: Tensor, boxes: Tensor, centre_weight: float, side_weight: float) -> Tensor:
    """Boxes moved and scaled by regressed deltas, both [..., 4] (Girshick et al. 2014, appendix C)."""
    growth = (deltas[..., 2:] / side_weight).clamp(max=math.log(1000.0 / 16))  # torchvision's limit to exp()
    sides = boxes[..., 2:] - boxes[..., :2]
    centres = boxes[..., :2] + 0.5 * sides
    centres = deltas[..., :2] / centre_weight * sides + centres
    half = 0.5 * (torch.exp(growth) * sides)
    return torch.cat([centres - half, centres + half], -1)


def clip(boxes: Tensor, height: int, width: int) -> Tensor:
    x = boxes[..., 0::2].clamp(0, width)
    y = boxes[..., 1::2].clamp(0, height)
    return torch.stack([x, y], -1).flatten(-2)


def large_enough(boxes: Tensor, least: float) -> Tensor:
    return ((boxes[..., 2:] - boxes[..., :2]) >= least).all(-1)


def overlapping(a: Tensor, b: Tensor, threshold: float) -> Tensor:
    """Which boxes of a [R, K, 4] and b [R, L, 4] have an IoU above the threshold, as 0 or 1 [R, K, L]."""
    a = a[:, :, None]
    b = b[:, None]
    wide = torch.min(a[..., 2], b[..., 2]).sub_(torch.max(a[..., 0], b[..., 0])).clamp_(min=0)
    high = torch.min(a[..., 3], b[..., 3]).sub_(torch.max(a[..., 1], b[..., 1])).clamp_(min=0)
    shared = wide.mul_(high)
    union = (a[..., 2] - a[..., 0]) * (a[..., 3] - a[..., 1]) + (b[..., 2] - b[..., 0]) * (b[..., 3] - b[..., 1])
    return shared.div_(union.sub_(shared)).gt_(threshold)


def nms_block(boxes: Tensor) -> int:
    """The number of boxes that `greedy_nms` decides at once.

    A CPU takes small blocks: a box is compared with those before it only, and the comparisons stay in its cache. A GPU
    takes large ones, for each block makes the host wait.
    """
    return 1024 if boxes.is_cuda else 256


def greedy_nms(boxes: Tensor, valid: Tensor, threshold: float, begins: List[int], most: int = 1024) -> Tensor:
    """Exact greedy non-maximum suppression of each row's boxes [R, K, 4], best score first; which ones are kept [R, K].

    A box is kept if it is valid and no kept box before it overlaps it. Boxes are decided a block at a time: those that
    a kept box of an earlier block overlaps are out, and within the block that rule is iterated from "all that are left
    are kept" until nothing changes: after round i the first i boxes are decided for good, so it ends, and at the only
    solution, which is the greedy one; chains of overlap are short, so it ends after a few rounds.
    `begins` has for each block the first box that it may overlap; without it, that is the first of all. At most `most`
    boxes of before are compared at once, which bounds the memory.
    """
    block = nms_block(boxes)
    kept = valid[:, :0]
    for start in range(0, boxes.shape[1], block):
        begin = begins[start // block] if len(begins) > 0 else 0
        current = boxes[:, start : start + block]
        candidates = valid[:, start : start + block]
        for first in range(begin, start, most):
            last = min(first + most, start)
            overlaps = overlapping(boxes[:, first:last], current, threshold)
            candidates = candidates & ~overlapped(kept[:, first:last], overlaps)
        overlaps = overlapping(current, current, threshold).triu_(1)
        keep = candidates
        settled = False
        while not settled:
            # Two rounds a check: a check waits for the device, a round does not.
            before = candidates & ~overlapped(keep, overlaps)
            keep = candidates & ~overlapped(before, overlaps)
            settled = torch.equal(keep, before)
        kept = torch.cat([kept, keep], 1)
    return kept


def overlapped(by: Tensor, overlaps: Tensor) -> Tensor:
    """Which columns of overlaps [R, K, L] have a one in a row chosen by a mask [R, K]; a mask [R, L]."""
    return torch.bmm(by[:, None].to(overlaps.dtype), overlaps)[:, 0] > 0


def separate_nms(boxes: Tensor, group: Tensor, valid: Tensor, threshold: float, limit: int) -> Tensor:
    """Exact greedy non-maximum suppression within each group [M] of boxes [M, 4], best score first; which ones are kept [M].

    No coordinate is above `limit`. Each group has a plane of its own, far from the others: in fp64, so that the shift
    costs no precision. The groups follow each other, so that a block is compared with few boxes of other groups.
    """
    if group.shape[0] == 0:
        return valid
    group, order = torch.sort(group, stable=True, dim=0)
    shifted = boxes[order].double() + (group.double() * (limit + 1))[:, None]
    begins: List[int] = torch.searchsorted(group, group[:: nms_block(boxes)].contiguous()).tolist()
    kept = torch.zeros_like(valid)
    kept[order] = greedy_nms(shifted[None], valid[order][None], threshold, begins)[0]
    return kept


def detections(
    boxes: Tensor, scores: Tensor, labels: Tensor, frame: Tensor, count: int, classes: int, limit: int, least: float,
    threshold: float, most: int,
) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
    """The candidates that survive NMS within their frame and class, the best `most` of each of `count` frames.

    Candidates are boxes [M, 4], scores [M], labels [M] below `classes` and frames [M]. No coordinate is above `limit`, and
    boxes with a side below `least` are dropped. Returns boxes [N, most, 4], scores, labels and the frames' counts [N].
    """
    scores, order = torch.sort(scores, stable=True, dim=0, descending=True)
    boxes = boxes[order]
    labels = labels[order]
    frame = frame[order]
    keep = separate_nms(boxes, frame * classes + labels, large_enough(boxes, least), threshold, limit)
    # A kept box's row is the number of kept ones before it in its frame; all others go to a row that is cut off.
    member = (frame[:, None] == torch.arange(count, device=frame.device)) & keep[:, None]
    rank = member.cumsum(0).gather(1, frame[:, None])[:, 0] - 1
    row = torch.where(keep, rank, torch.full_like(rank, most)).clamp(max=most)
    out_boxes = boxes.new_zeros([count, most + 1, 4])
    out_scores = scores.new_zeros([count, most + 1])
    out_labels = labels.new_zeros([count, most + 1])
    out_boxes[frame, row] = boxes
    out_scores[frame, row] = scores
    out_labels[frame, row] = labels
    return out_boxes[:, :most], out_scores[:, :most], out_labels[:, :most], member.sum(0).clamp(max=most)


def original(boxes: Tensor, resized: List[int], sizes: Tensor) -> Tensor:
    """Boxes [N, D, 4] in pixels of the frames, whose sizes [N, 2] are given, of boxes in pixels of the resized frames."""
    scale = sizes.flip(1).float() / torch.tensor([resized[1], resized[0]], dtype=torch.float32)
    return boxes * scale.repeat(1, 2).to(boxes.device)[:, None]


def anchor_cells(sizes: List[float], ratios: List[float], device: torch.device, levels: int = LEVELS) -> Tensor:
    """The anchors around the origin of each level, fp32 [levels, anchors, 4], rounded to whole pixels as torchvision does.

    Each level has an anchor for each ratio and each of its own sizes. The sizes of all levels follow each other.
    """
    high = torch.tensor(ratios, dtype=torch.float32).sqrt()
    size = torch.tensor(sizes, dtype=torch.float32).view(levels, 1, -1, 1)
    sides = (torch.stack([1 / high, high], 1)[None, :, None] * size).flatten(1, 2)
    return torch.cat([-sides, sides], 2).div(2).round().to(device)


def anchors(index: Tensor, cells: Tensor, height: int, width: int, padded: List[int]) -> Tensor:
    """The anchors [..., 4] of a level by their number [...], of a level of height x width; cells [anchors, 4] are those of
    one position."""
    position = torch.div(index, cells.shape[0], rounding_mode="floor")
    x = (position % width) * (padded[1] // width)
    y = torch.div(position, width, rounding_mode="floor") * (padded[0] // height)
    return cells[index % cells.shape[0]] + torch.stack([x, y, x, y], -1)


class RpnHead(nn.Module):
    """Objectness and box deltas of the three anchors at each position."""

    def __init__(self, depth: int):
        super().__init__()
        width = PYRAMID_CHANNELS
        self.conv = nn.Sequential(
            *[nn.Sequential(Conv(width, width, 3, normed=False, rectified=True)) for _ in range(depth)]
        )
        self.cls_logits = Conv(width, 3, 1, normed=False, last=True)
        self.bbox_pred = Conv(width, 12, 1, normed=False, last=True)

    def forward(self, feature: Tensor) -> Tuple[Tensor, Tensor]:
        """Of a level [N, C, h, w]: logits [N, h * w * 3] and deltas [N, h * w * 3, 4], both fp32."""
        x = self.conv(feature)
        if x.is_quantized:
            x = x.dequantize()
        logits = self.cls_logits(x).permute(0, 2, 3, 1).flatten(1)
        deltas = self.bbox_pred(x).permute(0, 2, 3, 1).reshape(x.shape[0], -1, 4)
        return logits.float(), deltas.float()


class RegionProposals(nn.Module):
    """The region proposal network (Ren et al. 2015), one anchor size a level."""

    def __init__(self, depth: int):
        super().__init__()
        self.head = RpnHead(depth)

    def forward(
        self, features: List[Tensor], cells: Tensor, padded: List[int], resized: List[int], per_level: int, most: int,
        nms_threshold: float, score_threshold: float,
    ) -> Tuple[Tensor, Tensor]:
        """The frames' regions [N, P, 4] in pixels of the resized frame, best first, and which of them exist [N, P]."""
        boxes: List[Tensor] = []
        scores: List[Tensor] = []
        widest = 0
        for level, feature in enumerate(features):
            logits, deltas = self.head(feature)
            best, index = logits.topk(min(per_level, logits.shape[1]), dim=1)
            height, width = feature.shape[-2:]
            anchor = anchors(index, cells[level], height, width, padded)
            region = decode(deltas.gather(1, index[..., None].expand(-1, -1, 4)), anchor, 1.0, 1.0)
            # The first level has the most positions; shorter levels are filled up with regions that cannot win.
            widest = max(widest, best.shape[1])
            boxes.append(F.pad(region, [0, 0, 0, widest - best.shape[1]]))
            scores.append(F.pad(best, [0, widest - best.shape[1]], value=-math.inf))
        box = clip(torch.stack(boxes, 1), resized[0], resized[1])
        score = torch.stack(scores, 1)
        valid = (score > -math.inf) & (score.sigmoid() >= score_threshold) & large_enough(box, 1e-3)
        begins: List[int] = []
        keep = greedy_nms(box.flatten(0, 1), valid.flatten(0, 1), nms_threshold, begins).view_as(valid)
        score = score.masked_fill(~keep, -math.inf).flatten(1)
        best, index = score.topk(min(most, score.shape[1]), dim=1)
        return box.flatten(1, 2).gather(1, index[..., None].expand(-1, -1, 4)), best > -math.inf


class RoiAlign(nn.Module):
    """RoIAlign (He et al. 2017) with four bilinear samples a bin, as torchvision's when not `aligned`.

    A bin is the mean of its samples, that is a weighted sum of sixteen pixels: an embedding bag over the map's pixels
    as rows of C channels.
    """

    def __init__(self, side: int):
        super().__init__()
        self.side = side
        self.samples = 2  # along a side of a bin

    def axis(self, start: Tensor, length: Tensor, limit: int) -> Tuple[Tensor, Tensor]:
        """The samples along one axis, `limit` pixels long, of regions with these starts and lengths [R]: the pixels to
        read [R, side, 4], two neighbours for each of a bin's two samples, and their weights."""
        points = self.side * self.samples
        step = (torch.arange(points, device=start.device).to(start.dtype) + 0.5) / points
        at = start[:, None] + length[:, None] * step
        inside = (at <= limit).to(at.dtype)
        at = at.clamp(0, limit - 1)
        low = at.floor()
        upper = at - low
        pixels = torch.stack([low, (low + 1).clamp(max=limit - 1)], -1).to(torch.int64)
        weights = torch.stack([(1 - upper) * inside, upper * inside], -1) / self.samples
        shape = [start.shape[0], self.side, 2 * self.samples]
        return pixels.view(shape), weights.view(shape)

    def forward(self, feature: Tensor, frame: Tensor, regions: Tensor, stride: float) -> Tensor:
        """Pools regions [R, 4] of the frames [R] from a level [N, C, h, w]: [R, side, side, C]."""
        channels, height, width = feature.shape[1:]
        regions = regions / stride
        sides = (regions[:, 2:] - regions[:, :2]).clamp(min=1.0)
        columns, across = self.axis(regions[:, 0], sides[:, 0], width)
        rows, down = self.axis(regions[:, 1], sides[:, 1], height)
        rows = (frame[:, None, None] * height + rows) * width
        taps = 4 * self.samples * self.samples
        pixels = (rows[:, :, None, :, None] + columns[:, None, :, None, :]).reshape(-1, taps)
        weights = (down[:, :, None, :, None] * across[:, None, :, None, :]).reshape(-1, taps)
        table = feature.permute(0, 2, 3, 1).reshape(-1, channels)
        if table.is_quantized:
            table = table.dequantize()
        bins = F.embedding_bag(pixels, table, mode="sum", per_sample_weights=weights.to(table.dtype))
        return bins.view(-1, self.side, self.side, channels)


class RegionPool(nn.Module):
    """Pools every region from the level that fits its size."""

    def __init__(self, side: int):
        super().__init__()
        self.align = RoiAlign(side)

    def forward(self, features: List[Tensor], regions: Tensor, valid: Tensor) -> Tuple[Tensor, Tensor]:
        """The valid regions of the frames, of regions [N, R, 4]: pooled [P, C, side, side] in channels-last memory, and their
        numbers [P] among all N * R. They are sorted by level."""
        frame = torch.arange(regions.shape[0], device=regions.device)[:, None].expand_as(valid).flatten()
        regions = regions.flatten(0, 1)
        sides = regions[:, 2:] - regions[:, :2]
        # Lin et al. 2017, equation 1: a region of 224 pixels a side belongs to the third level. Those of level 4 do not
        # exist and fall off the end.
        level = torch.floor(2 + torch.log2((sides[:, 0] * sides[:, 1]).sqrt() / 224) + 1e-6).clamp(0, 3)
        level = level.masked_fill(~valid.flatten(), 4).to(torch.int64)
        order = level.argsort()
        per_level: List[int] = (level[:, None] == torch.arange(4, device=level.device)).sum(0).tolist()
        pooled: List[Tensor] = []
        start = 0
        for i, count in enumerate(per_level):
            chosen = order[start : start + count]
            pooled.append(self.align(features[i], frame[chosen], regions[chosen], 4.0 * 2**i))
            start += count
        return torch.cat(pooled).permute(0, 3, 1, 2), order[:start]


class MlpBoxHead(nn.Module):
    """Two fully connected layers over a pooled region."""

    def __init__(self):
        super().__init__()
        pixels = ROI_SIDE * ROI_SIDE
        self.fc6 = Linear(PYRAMID_CHANNELS * pixels, 1024, pixels, rectified=True)
        self.fc7 = Linear(1024, 1024, rectified=True)

    def forward(self, pooled: Tensor) -> Tensor:
        return self.fc7(self.fc6(pooled.permute(0, 2, 3, 1).flatten(1)))


class ChannelsLastFlatten(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.permute(0, 2, 3, 1).flatten(1)


def conv_box_head() -> nn.Sequential:
    """Four 3x3 convolutions and a fully connected layer over a pooled region (torchvision's v2)."""
    width = PYRAMID_CHANNELS
    pixels = ROI_SIDE * ROI_SIDE
    convs = [nn.Sequential(Conv(width, width, 3, rectified=True)) for _ in range(4)]
    return nn.Sequential(*convs, ChannelsLastFlatten(), Linear(width * pixels, 1024, pixels, rectified=True))


class BoxPredictor(nn.Module):
    def __init__(self, classes: int):
        super().__init__()
        self.cls_score = Linear(1024, classes, last=True)
        self.bbox_pred = Linear(1024, classes * 4, last=True)

    def forward(self, x: Tensor) -> Tuple[Tensor, Tensor]:
        """Scores [R, classes] that add up to one and deltas [R, classes, 4], both fp32."""
        if x.is_quantized:
            x = x.dequantize()
        logits = self.cls_score(x).float()
        return logits.softmax(-1), self.bbox_pred(x).float().view(logits.shape[0], logits.shape[1], 4)


class RoiHeads(nn.Module):
    """Pools the regions, classifies them and refines their boxes."""

    def __init__(self, box_head: nn.Module, classes: int):
        super().__init__()
        self.pool = RegionPool(ROI_SIDE)
        self.pooled = Activation()
        self.box_head = box_head
        self.box_predictor = BoxPredictor(classes)

    def forward(
        self, features: List[Tensor], proposals: Tensor, valid: Tensor, resized: List[int], threshold: float
    ) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
        """Each (region, class) whose score is above the threshold: box [M, 4] in resized pixels, score, class, frame."""
        with record_function("skipstream.pool"):
            pooled, order = self.pool(features, proposals, valid)
        with record_function("skipstream.box head"):
            classes = self.classes()
            scores = torch.zeros([0, classes], device=proposals.device)
            deltas = torch.zeros([0, classes, 4], device=proposals.device)
            if pooled.shape[0] > 0:
                scores, deltas = self.box_predictor(self.box_head(self.pooled.quantize(pooled)))
        # Back in the order of the proposals, which decides between equal scores (regions beyond the edge have them).
        order, back = order.sort()
        scores = scores[back]
        hits = torch.nonzero(scores[:, 1:] > threshold)
        region = hits[:, 0]
        label = hits[:, 1] + 1
        boxes = decode(deltas[back[region], label], proposals.flatten(0, 1)[order[region]], 10.0, 5.0)
        frame = torch.div(order[region], proposals.shape[1], rounding_mode="floor")
        return clip(boxes, resized[0], resized[1]), scores[region, label], label, frame

    def classes(self) -> int:
        """The number of classes, the background included."""
        return self.box_predictor.cls_score.bias.shape[0]


class Program(nn.Module):
    """The methods that every program has: its names, and its number formats."""

    def __init__(self, settings: List[str], findings: List[str]):
        super().__init__()
        self.settings = settings
        self.findings = findings
        self.prepared = False

    @torch.jit.export
    def names(self) -> Dict[str, List[str]]:
        return {"settings": self.settings, "findings": self.findings}

    @torch.jit.export
    def prepare(self, format: str, ranges: Dict[str, Tensor]):
        self.prepared = True
        for name, module in self.named_modules():
            if hasattr(module, "set_range") and name in ranges:
                module.set_range(ranges[name])
            if hasattr(module, "prepare_weights"):
                module.prepare_weights(format)

    @torch.jit.export
    def pack(self, sliced: bool):
        for module in self.modules():
            if hasattr(module, "start_packing"):
                module.start_packing(sliced)

    @torch.jit.export
    def observe(self):
        for module in self.modules():
            if hasattr(module, "start_observing"):
                module.start_observing()

    @torch.jit.export
    def observed(self) -> Dict[str, Tensor]:
        found: Dict[str, Tensor] = {}
        for name, module in self.named_modules():
            if hasattr(module, "start_observing"):
                limit = torch.tensor([module.limit], dtype=torch.float64)
                found[name] = torch.cat([limit, module.counts[0].double()])
        return found


class Detector(Program):
    """A program that resizes its frames as torchvision's detectors do. Its `backbone` returns the levels of a pyramid."""

    def resized_shape(self, size: List[int], min_size: float, max_size: float) -> List[int]:
        """(height, width) after resizing, to the bit as torchvision: the scale is fp32, by way of a reciprocal."""
        sides = torch.reciprocal(torch.tensor([min(size), max(size)], dtype=torch.float32))
        scale = min(float(sides[0] * min_size), float(sides[1] * max_size))
        return [int(math.floor(size[0] * scale)), int(math.floor(size[1] * scale))]

    def batch(
        self, frames: Tensor, sizes: List[List[int]], resized: List[int], padded: List[int], mean: List[float],
        std: List[float],
    ) -> Tensor:
        """The frames resized, normalised and padded with zeros, [N, 3, H, W] fp32 in channels-last order."""
        means = torch.tensor(mean, dtype=torch.float32).view(3, 1, 1).to(frames.device)
        deviations = torch.tensor(std, dtype=torch.float32).view(3, 1, 1).to(frames.device)
        shape = [len(sizes), 3, padded[0], padded[1]]
        images = torch.zeros(shape, device=frames.device).contiguous(memory_format=torch.channels_last)
        start = 0
        for i, size in enumerate(sizes):
            end = start + size[0] * size[1] * 3
            frame = frames[start:end].view(1, size[0], size[1], 3).permute(0, 3, 1, 2).float()
            image = F.interpolate(frame, size=resized, mode="bilinear", align_corners=False)[0]
            images[i, :, : resized[0], : resized[1]] = (image / 255 - means) / deviations
            start = end
        return images

    def images(self, frames: Tensor, sizes: Tensor, settings: Dict[str, Tensor]) -> Tuple[Tensor, List[int], List[int]]:
        """The batch of the frames, and the (height, width) of a resized and of a padded frame."""
        size: List[List[int]] = sizes.tolist()
        min_size = number(settings, "minSize")
        max_size = number(settings, "maxSize")
        resized = self.resized_shape(size[0], min_size, max_size)
        for i, one in enumerate(size):
            shape = self.resized_shape(one, min_size, max_size)
            assert shape == resized, f"frame {i} is resized to {shape}, the first of its batch to {resized}"
        padded = [(side + 31) // 32 * 32 for side in resized]
        dtype = self.backbone.body.conv1.bias.dtype if frames.is_cuda or self.prepared else torch.float32
        # A mark for the profiler; without one it costs nothing.
        with record_function("skipstream.resize"):
            mean = numbers(settings, "imageMean")
            images = self.batch(frames, size, resized, padded, mean, numbers(settings, "imageStd")).to(dtype)
        return images, resized, padded


class FasterRCNN(Detector):
    def __init__(
        self, block, depths: List[int], v2: bool, classes: int, groups: int = 1, group_width: int = 64,
        findings: List[str] = FINDINGS,
    ):
        super().__init__(SETTINGS, findings)
        self.backbone = Backbone(block, depths, v2, groups, group_width, 0, SubsampledLevel())
        self.rpn = RegionProposals(2 if v2 else 1)
        self.roi_heads = RoiHeads(conv_box_head() if v2 else MlpBoxHead(), classes)

    def detect(
        self, frames: Tensor, sizes: Tensor, settings: Dict[str, Tensor]
    ) -> Tuple[Tensor, Tensor, Tensor, Tensor, List[Tensor], List[int]]:
        """The findings with boxes in pixels of the resized frames, the levels of the pyramid, and the (height, width) of a
        resized frame."""
        images, resized, padded = self.images(frames, sizes, settings)
        features = self.backbone(images)
        with record_function("skipstream.proposals"):
            cells = anchor_cells(numbers(settings, "anchorSizes"), numbers(settings, "anchorRatios"), frames.device)
            proposals, valid = self.rpn(
                features,
                cells,
                padded,
                resized,
                int(number(settings, "preNmsProposals")),
                int(number(settings, "proposals")),
                number(settings, "rpnNmsThreshold"),
                number(settings, "rpnScoreThreshold"),
            )
        boxes, scores, labels, frame = self.roi_heads(
            features, proposals, valid, resized, number(settings, "scoreThreshold")
        )
        with record_function("skipstream.detections"):
            boxes, scores, labels, counts = detections(
                boxes,
                scores,
                labels,
                frame,
                sizes.shape[0],
                self.roi_heads.classes(),
                max(resized),
                1e-2,
                number(settings, "nmsThreshold"),
                int(number(settings, "detectionsPerFrame")),
            )
        return boxes, scores, labels, counts, features, resized

    def forward(self, frames: Tensor, sizes: Tensor, settings: Dict[str, Tensor]) -> Dict[str, Tensor]:
        boxes, scores, labels, counts, _, resized = self.detect(frames, sizes, settings)
        return {"boxes": original(boxes, resized, sizes), "scores": scores, "labels": labels, "counts": counts}


# Block, depths, v2, groups, width of a group.
ARCHITECTURES = {
    "fasterrcnn_resnet18_fpn": (BasicBlock, [2, 2, 2, 2], False, 1, 64),
    "fasterrcnn_resnet34_fpn": (BasicBlock, [3, 4, 6, 3], False, 1, 64),
    "fasterrcnn_resnet50_fpn": (Bottleneck, [3, 4, 6, 3], False, 1, 64),
    "fasterrcnn_resnet101_fpn": (Bottleneck, [3, 4, 23, 3], False, 1, 64),
    "fasterrcnn_resnet152_fpn": (Bottleneck, [3, 8, 36, 3], False, 1, 64),
    "fasterrcnn_resnet50_fpn_v2": (Bottleneck, [3, 4, 6, 3], True, 1, 64),
    "fasterrcnn_resnext50_32x4d_fpn": (Bottleneck, [3, 4, 6, 3], False, 32, 4),
    "fasterrcnn_resnext101_32x8d_fpn": (Bottleneck, [3, 4, 23, 3], False, 32, 8),
    "fasterrcnn_resnext101_64x4d_fpn": (Bottleneck, [3, 4, 23, 3], False, 64, 4),
    "fasterrcnn_wide_resnet50_2_fpn": (Bottleneck, [3, 4, 6, 3], False, 1, 128),
    "fasterrcnn_wide_resnet101_2_fpn": (Bottleneck, [3, 4, 23, 3], False, 1, 128),
}


def detector(architecture: str, classes: int) -> FasterRCNN:
    """The network of torchvision's name, weights not yet set; classes count the background."""
    block, depths, v2, groups, group_width = ARCHITECTURES[architecture]
    return FasterRCNN(block, depths, v2, classes, groups, group_width).eval()


def write(architecture: str, path: pathlib.Path):
    write_skeleton(lambda classes: detector(architecture, classes), pathlib.Path(__file__), path, SOURCES[:-1])


if __name__ == "__main__":
    write_all(ARCHITECTURES, write)
