"""Trains a detector on a data set in COCO's format, with plain PyTorch, on a CPU or a GPU.

    python3 train.py --train street/instances.json --validate held-out/instances.json --out DIR --minutes 80 --warm-up 10
    python3 train.py --train cells/train.json --validate cells/test.json --out DIR --init street.pth --minutes 30   (transfer)

The detector is a Faster R-CNN, Mask R-CNN, RetinaNet or FCOS (`--architecture`). The images are in `images/` beside the
instances file. A training from scratch begins with a warm-up: the backbone learns to classify object crops, which is cheap.
Then the whole detector learns on crops of frames. After each epoch the program writes `checkpoint.pt` and `model.pth` to DIR.
If the training was interrupted, the same command resumes it from `checkpoint.pt`. `model.pth` is a state dict with
torchvision's names, for `skipstream models import`.
"""

import argparse
import pathlib
import random
import sys
from typing import Dict, List

import training  # first: it reports what Python lacks
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

import one_stage
import program
import trainable
from average_precision import average_precision
from dataset import Dataset, batch, object_crop, targets
from losses import two_stage_losses
from one_stage_losses import one_stage_losses
from training import Average, Schedule, half_precision, normalisation, optimizer_of, step

# torchvision's anchors, in pixels: one for each level, and three for each level of a RetinaNet.
ANCHOR_SIZES = [32.0, 64.0, 128.0, 256.0, 512.0]
RETINANET_ANCHOR_SIZES = [float(int(size * 2 ** (third / 3))) for size in ANCHOR_SIZES for third in range(3)]


def warm_up(net: program.Detector, data: Dataset, minutes: float, side: int, count: int, device: str, chance: random.Random):
    """Trains the backbone to classify object crops, so that the training of the detector begins with useful features. All
    classes have equal probability."""
    classifier = nn.Linear(net.backbone.body.channels[-1], len(data.names)).to(device)
    optimizer = optimizer_of([*net.backbone.body.parameters(), *classifier.parameters()], 0.05)
    schedule = Schedule(minutes, 1e-3)
    net.train()
    right = Average()
    mean, std = normalisation(device)
    steps = 0
    while schedule.progress() < 1:
        objects = [data.any_object(chance) for _ in range(count)]
        images = batch([object_crop(picture, box, side, mean, std, chance) for _, picture, box in objects])
        with half_precision(device):
            logits = classifier(net.backbone.body(images)[-1].mean((2, 3))).float()
        target = torch.tensor([label - 1 for label, _, _ in objects], device=device)
        step(optimizer, F.cross_entropy(logits, target, label_smoothing=0.05), schedule.learning_rate())
        right.add((logits.argmax(1) == target).float().mean().item())
        steps += 1
        if steps % 20 == 0:
            print(
                f"warm-up {100 * schedule.progress():3.0f} %: {steps * count} crops, {100 * right.value:.1f} % correct",
                flush=True,
            )


def anchor_sizes(net: program.Detector, asked: List[float]) -> List[float]:
    """Returns the anchor sizes in pixels that the detector has, all levels one after the other."""
    if isinstance(net, one_stage.FCOS):
        if asked:
            sys.exit("--anchor-sizes: FCOS has no anchors: leave the option out")
        return one_stage.CENTRE_SIZES
    defaults = RETINANET_ANCHOR_SIZES if isinstance(net, one_stage.RetinaNet) else ANCHOR_SIZES
    if asked and len(asked) != len(defaults):
        sys.exit(f"--anchor-sizes has {len(asked)} numbers: expected {len(defaults)}, as in {','.join(map(str, map(int, defaults)))}")
    return asked or defaults


def validate(net: program.Detector, data: Dataset, proposals: int, sizes: List[float]) -> Dict[str, np.ndarray]:
    """Returns the average precision of each class at each IoU threshold, computed by the same program as in service."""
    net.eval()
    truths = []
    found = []
    fcos = isinstance(net, one_stage.FCOS)
    with torch.no_grad():
        for picture in data.pictures:
            height, width = picture.pixels.shape[:2]
            # torchvision's. Of the settings a program reads its own.
            settings = {
                "minSize": [min(height, width)],
                "maxSize": [max(height, width)],
                "preNmsProposals": [1000],
                "proposals": [proposals],
                "candidates": [1000],
                "scoreThreshold": [0.2 if fcos else 0.05],
                "nmsThreshold": [0.6 if fcos else 0.5],
                "detectionsPerFrame": [100],
                "anchorSizes": sizes,
                "anchorRatios": program.RATIOS,
                "imageMean": program.MEAN,
                "imageStd": program.STD,
                "rpnNmsThreshold": program.PROPOSAL_THRESHOLDS[:1],
                "rpnScoreThreshold": program.PROPOSAL_THRESHOLDS[1:],
            }
            tensors = {name: torch.tensor(numbers, dtype=torch.float64) for name, numbers in settings.items()}
            findings = net(picture.pixels.flatten(), torch.tensor([[height, width]]), tensors)
            count = int(findings["counts"][0])
            found.append(tuple(findings[name][0, :count].cpu().numpy() for name in ("boxes", "labels", "scores")))
            truths.append((picture.boxes, picture.labels, picture.crowd))
    return {data.names[label - 1]: precision for label, precision in average_precision(truths, found).items()}


class DetectorTraining(training.Training):
    """Training of the whole detector on crops of frames."""

    def __init__(self, net: program.Detector, options: argparse.Namespace, device: str, data: Dataset, validation: Dataset):
        super().__init__(net, net.backbone.body, options, device, data.names)
        self.data = data
        self.validation = validation
        self.mean, self.std = normalisation(device)
        self.sizes = anchor_sizes(net, options.anchor_sizes)
        ratios = [1.0] if isinstance(net, one_stage.FCOS) else program.RATIOS
        self.cells = program.anchor_cells(self.sizes, ratios, torch.device(device))

    def losses(self, chance: random.Random) -> Dict[str, Tensor]:
        crops = [self.data.crop(self.options.crop, self.mean, self.std, chance) for _ in range(self.options.batch)]
        losses = one_stage_losses if isinstance(self.net, one_stage.OneStageDetector) else two_stage_losses
        return losses(self.net, batch([crop.image for crop in crops]), targets(crops, self.device), self.cells)

    def report(self, net: program.Detector) -> str:
        precision = validate(net, self.validation, self.options.proposals, self.sizes)
        every = np.array(list(precision.values()))
        classes = ", ".join(f"{name} {100 * values[0]:.1f}" for name, values in precision.items())
        return f"mAP {100 * every.mean():.1f}, mAP50 {100 * every[:, 0].mean():.1f} ({classes})"


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Train a detector on a data set in COCO's format.")
    parser.add_argument("--train", type=pathlib.Path, required=True, help="COCO instances file, beside a folder images/")
    parser.add_argument("--validate", type=pathlib.Path, required=True, help="COCO instances file for the mAP after each epoch")
    parser.add_argument(
        "--validate-frames", type=int, default=100,
        help="number of validation frames, from the first on (default: %(default)s)",
    )
    parser.add_argument(
        "--architecture", choices=trainable.DETECTORS, default="fasterrcnn_resnet50_fpn", metavar="NAME",
        help="torchvision's name of the network, as in docs/architectures.md (default: %(default)s)",
    )
    training.shared_options(parser)
    parser.add_argument(
        "--minutes", type=float, default=60,
        help="duration of the training in minutes, which also sets the learning rate schedule (default: %(default)s)",
    )
    parser.add_argument(
        "--warm-up", type=float, default=0, metavar="MINUTES",
        help="duration of the warm-up before, which classifies object crops (default: %(default)s)",
    )
    parser.add_argument(
        "--min-size", type=int, default=288,
        help="shorter side of a resized frame in pixels (default: %(default)s)",
    )
    parser.add_argument("--max-size", type=int, default=480, help="longer side of a resized frame in pixels (default: %(default)s)")
    parser.add_argument(
        "--anchor-sizes",
        type=lambda text: [float(size) for size in text.split(",")],
        help="anchor sizes in pixels, one for each level, or three of a RetinaNet; for objects of about 16 pixels use half of "
        "the default (default: torchvision's, 32,64,128,256,512)",
    )
    parser.add_argument(
        "--crop", type=int, default=288,
        help="side of a training crop in pixels, a multiple of 32 (default: %(default)s)",
    )
    parser.add_argument("--batch", type=int, default=3, help="crops in a step (default: %(default)s)")
    parser.add_argument("--rate", type=float, default=3e-4, help="maximum learning rate (default: %(default)s)")
    parser.add_argument("--proposals", type=int, default=150, help="proposals of a frame in the validation (default: %(default)s)")
    return parser.parse_args()


def main():
    asked = options()
    device = training.device_of(asked)
    chance = random.Random(asked.seed)
    masked = asked.architecture.startswith("maskrcnn")
    data = Dataset.read(asked.train, asked.min_size, asked.max_size, device, masked=masked)
    validation = Dataset.read(asked.validate, asked.min_size, asked.max_size, device, asked.validate_frames)
    print(
        f"{len(data.pictures)} training frames, {len(validation.pictures)} validation frames, on {device}; "
        f"labels {','.join(data.names)}",
        flush=True,
    )
    net = trainable.trainable(asked.architecture, 1 + len(data.names)).to(device)
    checkpoint = asked.out / "checkpoint.pt"
    if asked.init and not checkpoint.exists():
        training.begin(net, asked.init)
    if asked.warm_up and not checkpoint.exists():
        warm_up(net, data, asked.warm_up, 64, 64, device, chance)
    detector = DetectorTraining(net, asked, device, data, validation)
    if checkpoint.exists():
        detector.resume(checkpoint)
    detector.run(chance)


if __name__ == "__main__":
    main()
