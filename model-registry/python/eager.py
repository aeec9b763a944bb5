"""Measures the inference time of torchvision's own detectors, classifiers and segmentation networks, for comparison with `skipstream bench
detector`. Requires torchvision, and `--setting onnx` ONNX Runtime.

    python3 eager.py [--checkpoint FILE] [--setting eager|bf16|onnx] [--architecture NAME] [--rounds 10]
                     [--min-size 800 --max-size 1333]

A call of a classifier or a segmentation network begins with torchvision's transforms of a Pillow image, since a detector
resizes its frames too. That of a segmentation network ends with the class of each pixel.
"""

import argparse
import statistics
import tempfile
import time
import warnings

import torch
import torchvision
from PIL import Image
from torchvision import models
from torchvision.models import segmentation
from torchvision.transforms._presets import ImageClassification, SemanticSegmentation

from golden import ARCHITECTURES, CLASSES, CLASSIFIERS, SEGMENTERS, classes_of, detector, fill, load


class OnFrames(torch.nn.Module):
    """A network that takes frames as a detector does: a list of float32 [3, H, W] from 0 to 1."""

    def __init__(self, network: torch.nn.Module, transforms: torch.nn.Module):
        super().__init__()
        self.network = network
        self.transforms = transforms

    def forward(self, frames):
        images = [Image.fromarray((255 * frame).byte().permute(1, 2, 0).numpy()) for frame in frames]
        return self.found(self.network(torch.stack([self.transforms(image) for image in images])))


class Classifier(OnFrames):
    def __init__(self, architecture: str):
        super().__init__(getattr(models, architecture)(weights=None, num_classes=CLASSES), ImageClassification(crop_size=224))

    def found(self, logits):
        return logits.softmax(1)


class Segmenter(OnFrames):
    def __init__(self, architecture: str):
        network = getattr(segmentation, architecture)(weights=None, weights_backbone=None, num_classes=CLASSES)
        super().__init__(network, SemanticSegmentation(resize_size=520))

    def found(self, logits):
        return logits["out"].argmax(1)


def eager(model, frame):
    return lambda: model([frame])


def bf16(model, frame):
    """Channels-last maps and bf16 by autocast."""
    model.to(memory_format=torch.channels_last)

    def call():
        with torch.autocast("cpu", torch.bfloat16):
            model([frame])

    return call


def onnx(model, frame):
    """ONNX Runtime in fp32, with as many threads as torch."""
    import onnxruntime

    with tempfile.NamedTemporaryFile(suffix=".onnx") as file:
        torch.onnx.export(model, ([frame],), file.name, opset_version=17, dynamo=False)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = torch.get_num_threads()
        session = onnxruntime.InferenceSession(file.name, options, providers=["CPUExecutionProvider"])
    inputs = {session.get_inputs()[0].name: frame.numpy()}
    return lambda: session.run(None, inputs)


SETTINGS = {"eager": eager, "bf16": bf16, "onnx": onnx}


def main():
    parser = argparse.ArgumentParser(description="Measure torchvision's inference time on a 640 x 480 frame of noise.")
    parser.add_argument("--checkpoint", help="state dict (default: the weights of formula.py)")
    parser.add_argument("--setting", choices=SETTINGS, default="eager")
    parser.add_argument("--architecture", choices=ARCHITECTURES + CLASSIFIERS + SEGMENTERS, default="fasterrcnn_resnet50_fpn")
    parser.add_argument(
        "--rounds", type=int, default=10,
        help="number of measured calls, after two warm-up calls (default: %(default)s)",
    )
    parser.add_argument("--min-size", type=int, default=800)
    parser.add_argument("--max-size", type=int, default=1333)
    arguments = parser.parse_args()

    warnings.filterwarnings("ignore")  # of the export
    state = None
    if arguments.checkpoint:
        state = torch.load(arguments.checkpoint, map_location="cpu")
        state = {name: value.float() if value.is_floating_point() else value for name, value in state.items()}
    if arguments.architecture in CLASSIFIERS + SEGMENTERS:
        model = (Classifier if arguments.architecture in CLASSIFIERS else Segmenter)(arguments.architecture).eval()
        network = model.network
    else:
        classes = classes_of(state) if state else CLASSES
        network = model = detector(arguments.architecture, classes, 1e-5, min_size=arguments.min_size, max_size=arguments.max_size)
    if state:
        load(network, state)
    else:
        fill(network)
    frame = torch.rand(3, 480, 640, generator=torch.Generator().manual_seed(1))
    times = []
    cpu = []
    with torch.inference_mode():
        call = SETTINGS[arguments.setting](model, frame)
        for _ in range(arguments.rounds + 2):
            start = time.perf_counter()
            before = time.process_time()
            call()
            times.append(1000 * (time.perf_counter() - start))
            cpu.append(1000 * (time.process_time() - before))
    times = times[2:]
    print(
        f"torchvision {torchvision.__version__}, torch {torch.__version__}, {torch.get_num_threads()} threads, "
        f"{arguments.setting}: a call takes "
        f"{statistics.median(times):.0f} ms ({min(times):.0f} to {max(times):.0f} in {len(times)} calls), "
        f"with {min(cpu[2:]):.0f} ms of CPU time at least"
    )


if __name__ == "__main__":
    main()
