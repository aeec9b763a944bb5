"""Segmentation networks of torchvision as TorchScript programs: FCN and DeepLabV3 on dilated residual networks.

    forward(frames, sizes, settings) -> findings

    frames    uint8 [bytes], the frames' RGB bytes (H, W, 3), one frame after another, on the computing device
    sizes     int64 [N, 2], each frame's (height, width), on the CPU; all frames have the same size once resized
    settings  by the names of the model's manifest (SETTINGS), each float64 [numbers], on the CPU
    findings  by name (FINDINGS):
              classes  int32 [N, H, W], the class of each pixel of the resized frames, from 0

    logits(frames, sizes, settings) -> fp32 [N, classes, H, W], of which `classes` are the largest

program.py has the shared parts, and describes the other methods and the number formats. A frame is resized and normalised
as by torchvision's transforms on a Pillow image: the bytes are those of Pillow. The logits are enlarged to the resized
frame, bilinear, as torchvision's. Its second head, which training alone uses, is left out.

The last layer computes in fp32 where the others compute in int8.

Run as a program it writes the archives without weights that the importer fills (see skeleton.py):

    python3 segmentation.py --out ../src/main/resources/dev/skipstream/registry/importer
"""

import pathlib
import re
from typing import Dict, List, Tuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.autograd.profiler import record_function

import classifiers
import program
from classifiers import resampled, taps
from program import Activation, Bottleneck, Conv, Program, ResNet, number, numbers
from skeleton import norm_of, write_all, write_skeleton

SETTINGS = [
    "minSize",  # pixels of the shorter side after resizing
    "maxSize",  # most pixels of the longer side
    "imageMean",  # of red, green and blue
    "imageStd",
]
FINDINGS = ["classes"]


def dilated(body: ResNet) -> ResNet:
    """The network with the strides of its last two stages replaced by dilations (Yu & Koltun 2016): all maps from the second
    stage on have stride 8."""
    apart = 1
    for stage in (body.layer3, body.layer4):
        for i, block in enumerate(stage):
            width = block.conv2.weight.shape[0]
            if apart > 1:
                block.conv2 = Conv(width, width, 3, rectified=True, dilation=apart)
            elif i == 0:
                block.conv2 = Conv(width, width, 3, rectified=True)
            if i == 0:
                block.downsample[0].stride = 1
                apart *= 2
    return body


class LastLayer(nn.Module):
    """A 1x1 convolution to the classes, fp32."""

    def __init__(self, inputs: int, classes: int):
        super().__init__()
        self.conv = Conv(inputs, classes, 1, normed=False, last=True)

    def forward(self, x: Tensor) -> Tensor:
        if x.is_quantized:
            x = x.dequantize()
        return self.conv(x).float()


class FcnHead(nn.Module):
    """Long et al. 2015, as torchvision builds it: a 3x3 convolution to a quarter of the channels, then the classes."""

    def __init__(self, inputs: int, classes: int):
        super().__init__()
        self.reduce = Conv(inputs, inputs // 4, 3, rectified=True)
        self.last = LastLayer(inputs // 4, classes)

    def forward(self, x: Tensor) -> Tensor:
        return self.last(self.reduce(x))


WIDTH = 256  # of DeepLab's head
RATES = [12, 24, 36]


class SpatialPyramid(nn.Module):
    """Chen et al. 2017: a pixel beside its surroundings at several dilations and the mean of the whole map."""

    def __init__(self, inputs: int):
        super().__init__()
        self.near = Conv(inputs, WIDTH, 1, rectified=True)
        self.around = nn.ModuleList([Conv(inputs, WIDTH, 3, rectified=True, dilation=rate) for rate in RATES])
        self.mean = Activation()
        self.whole = Conv(inputs, WIDTH, 1, rectified=True)
        self.all = Activation()
        self.project = Conv(WIDTH * (2 + len(RATES)), WIDTH, 1, rectified=True)

    def forward(self, x: Tensor) -> Tensor:
        maps = [plain(self.near(x))]
        for conv in self.around:
            maps.append(plain(conv(x)))
        mean = plain(x).float().mean((2, 3), keepdim=True).to(maps[0].dtype)
        maps.append(plain(self.whole(self.mean.quantize(mean))).expand(-1, -1, x.shape[2], x.shape[3]))
        together = torch.cat(maps, 1).contiguous(memory_format=torch.channels_last)
        return self.project(self.all.quantize(together))


def plain(x: Tensor) -> Tensor:
    return x.dequantize() if x.is_quantized else x


class DeepLabHead(nn.Module):
    def __init__(self, inputs: int, classes: int):
        super().__init__()
        self.pyramid = SpatialPyramid(inputs)
        self.smooth = Conv(WIDTH, WIDTH, 3, rectified=True)
        self.last = LastLayer(WIDTH, classes)

    def forward(self, x: Tensor) -> Tensor:
        return self.last(self.smooth(self.pyramid(x)))


class Segmenter(Program):
    def __init__(self, head, depths: List[int], classes: int):
        super().__init__(SETTINGS, FINDINGS)
        self.backbone = dilated(ResNet(Bottleneck, depths, 1, 64))
        self.classifier = head(self.backbone.channels[-1], classes)

    def resized_shape(self, size: List[int], min_size: int, max_size: int) -> List[int]:
        """(height, width) after resizing, as torchvision's `resize` of the shorter side with a limit to the longer one."""
        short = min(size)
        new_short = min_size
        new_long = int(float(min_size * max(size)) / float(short))
        if new_long > max_size:
            new_short = max(int(float(max_size * new_short) / float(new_long)), 1)
            new_long = max_size
        return [new_long, new_short] if size[1] <= size[0] else [new_short, new_long]

    def images(self, frames: Tensor, sizes: Tensor, settings: Dict[str, Tensor]) -> Tensor:
        """The frames resized and normalised, fp32 [N, 3, H, W] in channels-last order."""
        size: List[List[int]] = sizes.tolist()
        min_size = int(number(settings, "minSize"))
        max_size = int(number(settings, "maxSize"))
        mean = torch.tensor(numbers(settings, "imageMean"), dtype=torch.float32).to(frames.device)
        deviation = torch.tensor(numbers(settings, "imageStd"), dtype=torch.float32).to(frames.device)
        resized = self.resized_shape(size[0], min_size, max_size)
        images: List[Tensor] = []
        start = 0
        for i, one in enumerate(size):
            shape = self.resized_shape(one, min_size, max_size)
            assert shape == resized, f"frame {i} is resized to {shape}, the first of its batch to {resized}"
            end = start + one[0] * one[1] * 3
            frame = frames[start:end].view(one[0], one[1], 3)
            columns, across = taps(one[1], shape[1], 0, shape[1], 1.0)
            rows, down = taps(one[0], shape[0], 0, shape[0], 1.0)
            strip = resampled(frame, 1, columns.to(frames.device), across.to(frames.device))
            image = resampled(strip, 0, rows.to(frames.device), down.to(frames.device))
            images.append((image.float() / 255 - mean) / deviation)
            start = end
        return torch.stack(images).permute(0, 3, 1, 2)

    def coarse(self, images: Tensor) -> Tensor:
        """The logits of each eighth pixel, fp32 [N, classes, h, w]."""
        dtype = self.backbone.conv1.bias.dtype if images.is_cuda or self.prepared else torch.float32
        # Marks for the profiler; without one they cost nothing.
        with record_function("skipstream.backbone"):
            features = self.backbone(images.to(dtype))[-1]
        with record_function("skipstream.segmenter"):
            return self.classifier(features)

    @torch.jit.export
    def logits(self, frames: Tensor, sizes: Tensor, settings: Dict[str, Tensor]) -> Tensor:
        images = self.images(frames, sizes, settings)
        return F.interpolate(self.coarse(images), size=images.shape[-2:], mode="bilinear", align_corners=False)

    def forward(self, frames: Tensor, sizes: Tensor, settings: Dict[str, Tensor]) -> Dict[str, Tensor]:
        with record_function("skipstream.resize"):
            images = self.images(frames, sizes, settings)
        coarse = self.coarse(images)
        classes: List[Tensor] = []
        with record_function("skipstream.classes"):
            # A frame at a time: the enlarged logits are the largest tensor.
            for i in range(coarse.shape[0]):
                one = F.interpolate(coarse[i : i + 1], size=images.shape[-2:], mode="bilinear", align_corners=False)
                classes.append(one[0].argmax(0).to(torch.int32))
        return {"classes": torch.stack(classes)}


# By torchvision's name: the head, and the depths of the stages.
ARCHITECTURES = {
    "fcn_resnet50": (FcnHead, [3, 4, 6, 3]),
    "fcn_resnet101": (FcnHead, [3, 4, 23, 3]),
    "deeplabv3_resnet50": (DeepLabHead, [3, 4, 6, 3]),
    "deeplabv3_resnet101": (DeepLabHead, [3, 4, 23, 3]),
}

# torchvision's names of the layers of the heads, by the class of the head.
LAYERS = {
    FcnHead: {"reduce": "0", "last.conv": "4"},
    DeepLabHead: {
        "pyramid.near": "0.convs.0.0",
        "pyramid.around.0": "0.convs.1.0",
        "pyramid.around.1": "0.convs.2.0",
        "pyramid.around.2": "0.convs.3.0",
        "pyramid.whole": "0.convs.4.1",
        "pyramid.project": "0.project.0",
        "smooth": "1",
        "last.conv": "4",
    },
}


def segmenter(architecture: str, classes: int) -> Segmenter:
    """The network of torchvision's name, weights not yet set; classes count the background."""
    head, depths = ARCHITECTURES[architecture]
    return Segmenter(head, depths, classes).eval()


def names(architecture: str, layer: str) -> Tuple[str, str]:
    """torchvision's names of a layer and of the batch norm after it."""
    if not layer.startswith("classifier."):
        return layer, norm_of(layer)
    head, _ = ARCHITECTURES[architecture]
    name = "classifier." + LAYERS[head][layer.removeprefix("classifier.")]
    # The norm is the next part of a sequence.
    return name, re.sub(r"\d+$", lambda number: str(int(number[0]) + 1), name)


def write(architecture: str, path: pathlib.Path):
    shared = [*program.SOURCES, pathlib.Path(classifiers.__file__)]
    write_skeleton(
        lambda classes: segmenter(architecture, classes),
        pathlib.Path(__file__),
        path,
        shared,
        names=lambda layer: names(architecture, layer),
    )


if __name__ == "__main__":
    write_all(ARCHITECTURES, write)
