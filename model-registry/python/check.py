"""One layer of a detector in each number format beside a plain reference, as a TorchScript program.

A machine runs it once for each distinct layer of a model, in a process of its own, before it trusts a format. The layer
is `Conv` or `Linear` of program.py, prepared as in the detector, so the kernels under test are those that it runs. The reference shares no kernel with them: it multiplies the inputs of some positions by the weights in
float64, which holds every sum of int8 products exactly.

    pack(sliced)             from now on, layers in fp32 and bf16 store their weights as those of a detector after its `pack`
    prepare(layer, extreme)  makes input, weights and bias of a layer. With `extreme` they are the largest ones: pairs of
                             int8 products that do not fit 16 bits, where a kernel keeps them there
    begin(format)            brings them into fp32, bf16, int8, or int7, which is int8 with inputs of 7 bits. This is not
                             part of a layer's time
    run()                    computes the layer; the caller measures its time
    error()                  the largest error at the positions, in units of the allowed one; above 1 is wrong

A layer is a list of eight numbers: input channels, output channels, kernel, stride, groups, height and width of the input,
and the dilation of the kernel, which is 1 for a kernel whose taps are neighbours.
The kernel of a matrix product is 0; its height is the number of rows, and its width is 1.

    python3 check.py --out ../../streams-app/detector/src/main/resources/dev/skipstream/compute
    python3 check.py --planted --out ../../streams-app/detector/src/test/resources/dev/skipstream/compute

The second line writes the programs with a defect, which a test gives to the machine. torch may be no newer than libtorch.
"""

import argparse
import hashlib
import pathlib
import tempfile
import zipfile
from typing import List, Tuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from program import Conv, Linear, has_winograd, quantized_weight

# Positions of a map that are compared; extreme values are the same at each.
POSITIONS = 24
EXTREME_POSITIONS = 6
# Weights by which a position is multiplied; of a larger layer, outputs at equal distances are compared.
WEIGHTS = 500_000


class LayerCheck(nn.Module):
    def __init__(self, wrong: bool = False, crash: bool = False):
        super().__init__()
        self.conv = Conv(1, 1, 1)
        self.linear = Linear(1, 1)
        self.layer = [1, 1, 1, 1, 1, 1, 1, 1]
        self.format = "fp32"
        self.extreme = False
        # As real numbers, before the format.
        self.x = torch.zeros(1, 1, 1, 1)
        self.weight = torch.zeros(1, 1, 1, 1)
        self.bias = torch.zeros(1)
        self.x_format = torch.zeros(1, 1, 1, 1)
        self.y = torch.zeros(1, 1, 1, 1)
        self.packing = False
        self.sliced = True
        self.input_scale = 1.0
        self.output_scale = 1.0
        self.weights = WEIGHTS
        self.positions = POSITIONS
        self.extreme_positions = EXTREME_POSITIONS
        # Defects that tests plant.
        self.wrong = wrong
        self.crash = crash

    @torch.jit.export
    def pack(self, sliced: bool):
        self.packing = True
        self.sliced = sliced

    @torch.jit.export
    def prepare(self, layer: List[int], extreme: bool):
        inputs, outputs, kernel, stride, groups, height, width, dilation = layer
        self.layer = layer
        self.extreme = extreme
        side = max(kernel, 1)
        self.x = spread([1, inputs, height, width], 9973, extreme).contiguous(memory_format=torch.channels_last)
        # Weights of both signs; the extreme ones have one sign in an output, so that no sum is small.
        weight = spread([outputs, inputs // groups, side, side], 7919, extreme)
        if extreme:
            sign = 1.0 - 2.0 * (torch.arange(outputs) % 2)
            weight = weight * sign[:, None, None, None]
        else:
            weight = weight * 2 - 1
        self.weight = weight.contiguous(memory_format=torch.channels_last)
        self.bias = spread([outputs], 5003, False) - 0.5

    @torch.jit.export
    def begin(self, format: str):
        inputs, outputs, kernel, stride, groups, height, width, dilation = self.layer
        self.format = format
        quantized = format == "int8" or format == "int7"
        x = self.x if kernel > 0 else self.x[0, :, :, 0].t().contiguous()
        if quantized:
            most = 255 if format == "int8" else 127
            terms = inputs // groups * self.weight.shape[2] * self.weight.shape[3]
            self.input_scale = 1.0 / most
            # The largest sum is the largest output of the extreme ones; other sums are far smaller.
            self.output_scale = terms / (127.0 if self.extreme else 127.0 * 8)
            self.x_format = torch.quantize_per_tensor(x, self.input_scale, 0, torch.quint8)
        else:
            self.x_format = x.to(torch.bfloat16 if format == "bf16" else torch.float32)
        if kernel == 0:
            self.linear.packed.clear()
            self.linear.packed_weights.clear()
            self.linear.wide = outputs >= 1024
            self.linear.weight = self.weight.flatten(1)
            self.linear.bias = self.bias
            self.linear.output.scale = self.output_scale
            self.linear.output.zero = 128
            self.linear.prepare_weights("int8" if quantized else format)
            if self.packing:
                self.linear.start_packing(self.sliced)
        else:
            self.conv.packed.clear()
            self.conv.product.clear()
            self.conv.packed_weights.clear()
            self.conv.tiles.clear()
            self.conv.stride = stride
            self.conv.padding = kernel // 2 * dilation
            self.conv.dilation = dilation
            self.conv.groups = groups
            self.conv.winograd = has_winograd(inputs, outputs, kernel, stride, groups, dilation)
            self.conv.pointwise = kernel == 1
            self.conv.weight = self.weight
            self.conv.bias = self.bias
            self.conv.output.scale = self.output_scale
            self.conv.output.zero = 128
            self.conv.prepare_weights("int8" if quantized else format)
            if self.packing:
                self.conv.start_packing(self.sliced)

    @torch.jit.export
    def run(self):
        if self.crash and self.format != "fp32":
            # A sum at an address that is not mapped: the system ends the process.
            far = torch._sparse_coo_tensor_unsafe(torch.full([1, 1], 2**40), torch.ones([1]), [10])
            self.y = far.to_dense()
        if self.layer[2] == 0:
            self.y = self.linear(self.x_format)
        else:
            self.y = self.conv(self.x_format)

    @torch.jit.export
    def error(self) -> float:
        inputs, outputs, kernel, stride, groups, height, width, dilation = self.layer
        y = self.y
        quantized = self.format == "int8" or self.format == "int7"
        weight = self.weight
        bias = self.bias
        scales = torch.ones([outputs], dtype=torch.float64)
        if quantized:
            x = self.x_format.int_repr()
            y = y.int_repr()
            stored = quantized_weight(weight)
            scales = stored.q_per_channel_scales()
            weight = stored.int_repr()
        else:
            x = self.x_format
            weight = weight.to(x.dtype)
            bias = bias.to(x.dtype)
        if kernel == 0:
            x = x.t()[None, :, :, None]
            y = y.t()[None, :, :, None]
        if self.wrong and self.format != "fp32":
            y = y.clone()
            y[:, outputs // 2] = y[:, outputs // 2 - 1]
        positions = self.positions if not self.extreme else self.extreme_positions
        taps, values = patches(x, y, max(kernel, 1), stride, dilation, positions)
        bias = bias.double()
        if groups == 1:
            step = weight.numel() // self.weights + 1
            weight = weight[::step]
            bias = bias[::step]
            scales = scales[::step]
            values = values[:, ::step]
        weight = weight.double()
        outputs = values.shape[1]
        taps = taps.view(taps.shape[0], groups, -1).transpose(0, 1)
        weight = weight.reshape(groups, outputs // groups, -1).transpose(1, 2)
        sums = torch.bmm(taps, weight).transpose(0, 1).reshape(-1, outputs)
        if quantized:
            expected = ((sums * scales * self.input_scale + bias) / self.output_scale).round() + 128
            # One step for ties and for the last bit of the scale.
            steps = (values - expected.clamp(0, 255)).abs()
            return float(steps.max())
        expected = sums + bias
        size = torch.bmm(taps.abs(), weight.abs()).transpose(0, 1).reshape(-1, outputs) + 1.0
        # A sum is off by its own rounding, and by that of a few partial sums.
        allowed = 1e-5 * size
        if self.format == "bf16":
            allowed = 2.0**-7 * expected.abs() + 2e-4 * size
        off = (values - expected).abs() / allowed
        off = torch.where(torch.isfinite(off), off, torch.full_like(off, 1e9))
        return float(off.max())


def spread(shape: List[int], step: int, extreme: bool) -> Tensor:
    """Numbers in [0, 1] without order, the same each time; with `extreme` the largest one only."""
    count = 1
    for size in shape:
        count *= size
    if extreme:
        return torch.ones([count]).view(shape)
    period = 1009  # prime: no size of a layer is a multiple of it
    base = ((torch.arange(period) * step) % period).float().div(period - 1)
    return base.repeat([count // period + 1])[:count].view(shape)


def patches(x: Tensor, y: Tensor, kernel: int, stride: int, dilation: int, positions: int) -> Tuple[Tensor, Tensor]:
    """The inputs of some positions of a map [P, C * kernel * kernel], and its outputs there [P, O], as float64.

    The positions are the corners, where a kernel's border cases are, and others throughout the map.
    """
    around = kernel // 2 * dilation
    reach = (kernel - 1) * dilation + 1
    padded = F.pad(x[0], [around, around, around, around])
    height, width = y.shape[2:]
    taps: List[Tensor] = []
    values: List[Tensor] = []
    for i in range(positions):
        at = i * (height * width - 1) // (positions - 1)
        row = at // width
        column = (at % width + i * 7) % width
        if i < 4:
            row = (i // 2) * (height - 1)
            column = (i % 2) * (width - 1)
        top = row * stride
        left = column * stride
        taps.append(padded[:, top : top + reach : dilation, left : left + reach : dilation].reshape(-1).double())
        values.append(y[0, :, row, column].double())
    return torch.stack(taps), torch.stack(values)


def write(module: nn.Module, path: pathlib.Path):
    """Writes a program whose bytes depend only on the source, with the source's SHA-256."""
    digest = hashlib.sha256()
    for source in ("check.py", "program.py", "onednn.py"):
        digest.update(pathlib.Path(__file__).with_name(source).read_bytes())
    with tempfile.TemporaryDirectory() as folder:
        full = pathlib.Path(folder, "check.pt")
        torch.jit.script(module).save(str(full))
        with zipfile.ZipFile(full) as archive:
            kept = {name: archive.read(name) for name in archive.namelist() if not name.endswith(".debug_pkl")}
    kept["check/program.sha256"] = digest.hexdigest().encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as out:
        for name, content in kept.items():
            out.writestr(zipfile.ZipInfo(name), content)


def main():
    parser = argparse.ArgumentParser(description="Write the program that checks the layers of a detector on a machine.")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="output folder")
    parser.add_argument("--planted", action="store_true", help="write the two programs with a defect, for tests")
    asked = parser.parse_args()
    if asked.planted:
        write(LayerCheck(wrong=True), asked.out / "check-wrong.pt")
        write(LayerCheck(crash=True), asked.out / "check-crash.pt")
    else:
        write(LayerCheck(), asked.out / "check.pt")


if __name__ == "__main__":
    main()
