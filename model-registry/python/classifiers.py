"""Classifiers of torchvision as TorchScript programs: residual networks, VGG, DenseNet and EfficientNet.

    forward(frames, sizes, settings) -> findings

    frames    uint8 [bytes], the frames' RGB bytes (H, W, 3), one frame after another, on the computing device
    sizes     int64 [N, 2], each frame's (height, width), on the CPU; they may differ
    settings  by the names of the model's manifest (SETTINGS), each float64 [numbers], on the CPU
    findings  by name (FINDINGS):
              scores  float32 [N, K], probabilities, best first; K is the setting `topK`, or all classes if they are fewer
              labels  int64 [N, K], classes from 0

program.py has the shared parts, and describes the other methods and the number formats. A frame is resized, cropped and
normalised as by torchvision's transforms on a Pillow image: `Images` gives the same bytes as Pillow.

Run as a program it writes the archives without weights that the importer fills (see skeleton.py):

    python3 classifiers.py --out ../src/main/resources/dev/skipstream/registry/importer
"""

import math
import pathlib
import re
from collections import OrderedDict
from typing import Dict, List, Tuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.autograd.profiler import record_function

import program
from program import Activation, BasicBlock, Bottleneck, Conv, Linear, Program, ResNet, dtype_of, number, numbers
from skeleton import norm_of, write_all, write_skeleton

SETTINGS = [
    "resizeSize",  # pixels of the shorter side after resizing
    "cropSize",  # pixels of a side of the square around the centre that the network sees
    "interpolation",  # pixels on each side that the filter of the resizing spans: 1 bilinear, 2 bicubic
    "topK",
    "imageMean",  # of red, green and blue
    "imageStd",
]
FINDINGS = ["scores", "labels"]


def bilinear(x: Tensor) -> Tensor:
    return (1 - x).clamp(min=0.0)


def bicubic(x: Tensor) -> Tensor:
    """Keys 1981, with a = -0.5."""
    near = (1.5 * x - 2.5) * x * x + 1
    far = (((x - 5) * x + 8) * x - 4) * -0.5
    return torch.where(x < 1, near, torch.where(x < 2, far, torch.zeros_like(x)))


def taps(length: int, size: int, first: int, count: int, radius: float) -> Tuple[Tensor, Tensor]:
    """The resampling of an axis from `length` to `size` pixels, for `count` of these from `first` on.

    Returns the pixels to read, int64 [count, K], and their weights, int32 [count, K], which add up to about 2 ** 22. Where
    the axis shrinks, the filter widens, so that every pixel counts (antialiasing).
    """
    scale = length / size
    stretch = max(scale, 1.0)
    support = radius * stretch
    reach = int(math.ceil(support)) * 2 + 1
    centre = (torch.arange(first, first + count, dtype=torch.float64) + 0.5) * scale
    low = (centre - support + 0.5).to(torch.int64).clamp(min=0)
    high = (centre + support + 0.5).to(torch.int64).clamp(max=length)
    at = low[:, None] + torch.arange(reach)
    x = ((at - centre[:, None] + 0.5) * (1.0 / stretch)).abs()
    weight = bilinear(x) if radius == 1.0 else bicubic(x)
    weight = weight.masked_fill(at >= high[:, None], 0.0)
    weight = weight / weight.sum(1, keepdim=True) * (2.0**22)
    # As a cast in C does: half is added away from zero, then the fraction is cut off.
    weight = torch.where(weight < 0, weight - 0.5, weight + 0.5).to(torch.int64).to(torch.int32)
    return at.clamp(max=length - 1), weight


def resampled(image: Tensor, dim: int, at: Tensor, weights: Tensor) -> Tensor:
    """The image uint8 [H, W, 3] resampled along one axis, in the fixed-point numbers of Pillow."""
    shape = [1, 1, 1]
    shape[dim] = at.shape[0]
    size = [image.shape[0], image.shape[1], image.shape[2]]
    size[dim] = at.shape[0]
    total = torch.full(size, 2097152, dtype=torch.int32, device=image.device)
    for k in range(at.shape[1]):
        total += image.index_select(dim, at[:, k]).to(torch.int32) * weights[:, k].view(shape)
    return (total >> 22).clamp(0, 255).to(torch.uint8)


def crop_start(length: int, crop: int) -> int:
    """The first pixel of a crop around the centre; half a pixel goes to the even number."""
    rest = length - crop
    half = rest // 2
    return half + (rest % 2) * (half % 2)


class Images(nn.Module):
    """Resizes a frame so that its shorter side has a length, and crops its centre, as Pillow and torchvision do.

    Only the pixels of the crop are computed: first along the rows, then along the columns.
    """

    def forward(self, frame: Tensor, resize: int, crop: int, radius: float) -> Tensor:
        """Of a frame uint8 [H, W, 3]: uint8 [crop, crop, 3]."""
        height, width = frame.shape[:2]
        high = resize
        wide = resize
        if width <= height:
            high = int(float(resize * height) / float(width))
        else:
            wide = int(float(resize * width) / float(height))
        columns, across = taps(width, wide, crop_start(wide, crop), crop, radius)
        rows, down = taps(height, high, crop_start(high, crop), crop, radius)
        first = int(rows.min())
        last = int(rows.max()) + 1
        device = frame.device
        strip = resampled(frame[first:last], 1, columns.to(device), across.to(device))
        return resampled(strip, 0, (rows - first).to(device), down.to(device))


class Classifier(Program):
    """A subclass has `first_bias`, the bias of the first layer, and `logits` [N, classes] of images [N, 3, H, W]."""

    def __init__(self):
        super().__init__(SETTINGS, FINDINGS)
        self.images = Images()

    def batch(self, frames: Tensor, sizes: Tensor, settings: Dict[str, Tensor]) -> Tensor:
        """The frames resized, cropped and normalised, fp32 [N, 3, crop, crop] in channels-last order."""
        size: List[List[int]] = sizes.tolist()
        resize = int(number(settings, "resizeSize"))
        crop = int(number(settings, "cropSize"))
        radius = number(settings, "interpolation")
        mean = torch.tensor(numbers(settings, "imageMean"), dtype=torch.float32).to(frames.device)
        deviation = torch.tensor(numbers(settings, "imageStd"), dtype=torch.float32).to(frames.device)
        images: List[Tensor] = []
        start = 0
        for height, width in [(one[0], one[1]) for one in size]:
            end = start + height * width * 3
            image = self.images(frames[start:end].view(height, width, 3), resize, crop, radius)
            images.append((image.float() / 255 - mean) / deviation)
            start = end
        return torch.stack(images).permute(0, 3, 1, 2)

    def forward(self, frames: Tensor, sizes: Tensor, settings: Dict[str, Tensor]) -> Dict[str, Tensor]:
        dtype = self.first_bias().dtype if frames.is_cuda or self.prepared else torch.float32
        # Marks for the profiler; without one they cost nothing.
        with record_function("skipstream.resize"):
            images = self.batch(frames, sizes, settings).to(dtype)
        with record_function("skipstream.classifier"):
            probabilities = self.logits(images).softmax(1)
            most = min(int(number(settings, "topK")), probabilities.shape[1])
            scores, labels = probabilities.topk(most, dim=1)
        return {"scores": scores, "labels": labels}


def pooled(x: Tensor) -> Tensor:
    """The mean of each channel of a map [N, C, h, w], fp32 [N, C]."""
    if x.is_quantized:
        x = x.dequantize()
    return x.float().mean((2, 3))


class ResNetClassifier(Classifier):
    def __init__(self, block, depths: List[int], groups: int, group_width: int, classes: int):
        super().__init__()
        self.body = ResNet(block, depths, groups, group_width)
        self.fc = Linear(self.body.channels[-1], classes, last=True)

    def first_bias(self) -> Tensor:
        return self.body.conv1.bias

    def logits(self, images: Tensor) -> Tensor:
        return self.fc(pooled(self.body(images)[-1]))


class Vgg(Classifier):
    """Simonyan & Zisserman 2015: 3x3 convolutions in five stages, and three matrix products."""

    def __init__(self, stages: List[int], classes: int):
        super().__init__()
        layers: List[nn.Module] = []
        inputs = 3
        for width, count in zip((64, 128, 256, 512, 512), stages):
            for _ in range(count):
                layers += [Conv(inputs, width, 3, normed=False, rectified=True), nn.Identity()]
                inputs = width
            layers.append(nn.MaxPool2d(2, 2))
        self.input = Activation()
        self.features = nn.Sequential(*layers)
        self.side = 7
        self.classifier = nn.Sequential(
            Linear(512 * self.side**2, 4096, self.side**2, rectified=True),
            nn.Identity(),
            nn.Identity(),
            Linear(4096, 4096, rectified=True),
            nn.Identity(),
            nn.Identity(),
            Linear(4096, classes, last=True),
        )

    def first_bias(self) -> Tensor:
        return self.features[0].bias

    def logits(self, images: Tensor) -> Tensor:
        x = self.features(self.input.quantize(images))
        if x.shape[2] != self.side or x.shape[3] != self.side:
            x = F.adaptive_avg_pool2d(x, [self.side, self.side])
        x = self.classifier[3](self.classifier[0](x.permute(0, 2, 3, 1).flatten(1)))
        if x.is_quantized:
            x = x.dequantize()
        return self.classifier[6](x.float())


class BatchNorm(nn.Module):
    """A batch norm with a ReLU that follows no convolution: a factor and a summand for each channel."""

    def __init__(self, channels: int):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(channels), requires_grad=False)
        self.bias = nn.Parameter(torch.empty(channels), requires_grad=False)
        self.normed = True
        self.pixels = 1

    @torch.jit.export
    def prepare_weights(self, format: str):
        self.weight = self.weight.to(dtype_of(format))
        self.bias = self.bias.to(dtype_of(format))

    def forward(self, x: Tensor) -> Tensor:
        weight = self.weight.to(x.dtype)
        bias = self.bias.to(x.dtype)
        return F.relu_(F.batch_norm(x, torch.zeros_like(bias), torch.ones_like(bias), weight, bias, False, 0.0, 0.0))


GROWTH = 32  # channels that a layer of a DenseNet adds
BOTTLENECK = 4 * GROWTH


class DenseLayer(nn.Module):
    """Huang et al. 2017: the input with the outputs of a bottleneck beside it. The second norm is folded into `conv1`."""

    def __init__(self, inputs: int):
        super().__init__()
        self.norm1 = BatchNorm(inputs)
        self.conv1 = Conv(inputs, BOTTLENECK, 1, rectified=True)
        self.conv2 = Conv(BOTTLENECK, GROWTH, 3, normed=False, biased=False)

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([x, self.conv2(self.conv1(self.norm1(x)))], 1)


class Transition(nn.Module):
    """Halves the channels and both sides of a map."""

    def __init__(self, inputs: int):
        super().__init__()
        self.norm = BatchNorm(inputs)
        self.conv = Conv(inputs, inputs // 2, 1, normed=False, biased=False)

    def forward(self, x: Tensor) -> Tensor:
        return F.avg_pool2d(self.conv(self.norm(x)), 2, 2)


class DenseNet(Classifier):
    def __init__(self, depths: List[int], classes: int):
        super().__init__()
        channels = 64
        layers: List[Tuple[str, nn.Module]] = [
            ("conv0", Conv(3, channels, 7, 2, rectified=True)),
            ("pool0", nn.MaxPool2d(3, 2, 1)),
        ]
        for stage, depth in enumerate(depths, 1):
            block = OrderedDict((f"denselayer{i + 1}", DenseLayer(channels + i * GROWTH)) for i in range(depth))
            layers.append((f"denseblock{stage}", nn.Sequential(block)))
            channels += depth * GROWTH
            if stage < len(depths):
                layers.append((f"transition{stage}", Transition(channels)))
                channels //= 2
        layers.append(("norm5", BatchNorm(channels)))
        self.features = nn.Sequential(OrderedDict(layers))
        self.classifier = Linear(channels, classes, last=True)

    def first_bias(self) -> Tensor:
        return self.features.conv0.bias

    def logits(self, images: Tensor) -> Tensor:
        return self.classifier(pooled(self.features(images)))


class SqueezeExcitation(nn.Module):
    """Hu et al. 2018: a factor for each channel, from the means of all."""

    def __init__(self, channels: int, squeezed: int):
        super().__init__()
        self.fc1 = Conv(channels, squeezed, 1, normed=False)
        self.fc2 = Conv(squeezed, channels, 1, normed=False)

    def forward(self, x: Tensor) -> Tensor:
        return x * self.fc2(F.silu(self.fc1(x.mean((2, 3), keepdim=True)))).sigmoid()


def activated(conv: Conv) -> nn.Sequential:
    return nn.Sequential(conv, nn.SiLU(inplace=True))


class InvertedBottleneck(nn.Module):
    """Sandler et al. 2018, Tan & Le 2019: a 1x1 convolution to more channels, a convolution of each channel alone, factors
    for the channels, and a 1x1 convolution to fewer."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int):
        super().__init__()
        wide = inputs * expansion
        layers: List[nn.Module] = [] if wide == inputs else [activated(Conv(inputs, wide, 1))]
        layers += [
            activated(Conv(wide, wide, kernel, stride, groups=wide)),
            SqueezeExcitation(wide, max(1, inputs // 4)),
            nn.Sequential(Conv(wide, outputs, 1)),
        ]
        self.block = nn.Sequential(*layers)
        self.shortcut = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        y = self.block(x)
        return y.add_(x) if self.shortcut else y


class EfficientNet(Classifier):
    def __init__(self, stages: List[Tuple[int, int, int, int, int, int]], classes: int):
        """Stages are (expansion, kernel, stride, inputs, outputs, depth)."""
        super().__init__()
        layers: List[nn.Module] = [activated(Conv(3, stages[0][3], 3, 2))]
        for expansion, kernel, stride, inputs, outputs, depth in stages:
            blocks = [InvertedBottleneck(inputs, outputs, kernel, stride, expansion)]
            blocks += [InvertedBottleneck(outputs, outputs, kernel, 1, expansion) for _ in range(depth - 1)]
            layers.append(nn.Sequential(*blocks))
        channels = stages[-1][4]
        layers.append(activated(Conv(channels, 4 * channels, 1)))
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(nn.Identity(), Linear(4 * channels, classes, last=True))

    def first_bias(self) -> Tensor:
        return self.features[0][0].bias

    def logits(self, images: Tensor) -> Tensor:
        return self.classifier(pooled(self.features(images)))


B0 = [
    (1, 3, 1, 32, 16, 1),
    (6, 3, 2, 16, 24, 2),
    (6, 5, 2, 24, 40, 2),
    (6, 3, 2, 40, 80, 3),
    (6, 5, 1, 80, 112, 3),
    (6, 5, 2, 112, 192, 4),
    (6, 3, 1, 192, 320, 1),
]

# By torchvision's name: the class of the network, and its arguments before the class count.
ARCHITECTURES = {
    "resnet18": (ResNetClassifier, BasicBlock, [2, 2, 2, 2], 1, 64),
    "resnet34": (ResNetClassifier, BasicBlock, [3, 4, 6, 3], 1, 64),
    "resnet50": (ResNetClassifier, Bottleneck, [3, 4, 6, 3], 1, 64),
    "resnet101": (ResNetClassifier, Bottleneck, [3, 4, 23, 3], 1, 64),
    "resnet152": (ResNetClassifier, Bottleneck, [3, 8, 36, 3], 1, 64),
    "resnext50_32x4d": (ResNetClassifier, Bottleneck, [3, 4, 6, 3], 32, 4),
    "resnext101_32x8d": (ResNetClassifier, Bottleneck, [3, 4, 23, 3], 32, 8),
    "resnext101_64x4d": (ResNetClassifier, Bottleneck, [3, 4, 23, 3], 64, 4),
    "wide_resnet50_2": (ResNetClassifier, Bottleneck, [3, 4, 6, 3], 1, 128),
    "wide_resnet101_2": (ResNetClassifier, Bottleneck, [3, 4, 23, 3], 1, 128),
    "vgg16": (Vgg, [2, 2, 3, 3, 3]),
    "vgg19": (Vgg, [2, 2, 4, 4, 4]),
    "densenet121": (DenseNet, [6, 12, 24, 16]),
    "efficientnet_b0": (EfficientNet, B0),
}


def classifier(architecture: str, classes: int) -> Classifier:
    """The network of torchvision's name, weights not yet set."""
    network, *arguments = ARCHITECTURES[architecture]
    return network(*arguments, classes).eval()


def names(layer: str) -> Tuple[str, str]:
    """torchvision's names of a layer and of the batch norm after it."""
    name = layer.removeprefix("body.")
    if ".norm" in name:
        return name, name
    if name == "features.conv0":
        return name, "features.norm0"
    dense = re.sub(r"(denselayer\d+)\.conv1$", r"\1.norm2", name)
    return name, dense if dense != name else norm_of(name)


def write(architecture: str, path: pathlib.Path):
    write_skeleton(
        lambda classes: classifier(architecture, classes), pathlib.Path(__file__), path, program.SOURCES, names=names
    )


if __name__ == "__main__":
    write_all(ARCHITECTURES, write)
