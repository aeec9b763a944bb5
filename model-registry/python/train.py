"""Trains a detector on a data set in COCO's format, with plain PyTorch, on a CPU or a GPU.

    python3 train.py --train street/instances.json --validate held-out/instances.json --out DIR --minutes 80 --warm-up 10
    python3 train.py --train cells/train.json --validate cells/test.json --out DIR --init street.pth --minutes 30   (transfer)

The images are in `images/` beside the instances file. A training from scratch begins with a warm-up: the backbone learns to
classify object crops, which is cheap. Then the whole detector learns on crops of frames. After each epoch the program writes
`checkpoint.pt` and `model.pth` to DIR. If the training was interrupted, the same command resumes it from `checkpoint.pt`.
`model.pth` is a state dict with torchvision's names, for `skipstream models import`.
"""

import argparse
import pathlib
import random
import sys
import time
from typing import Dict, List, Tuple

try:
    import numpy as np
    import PIL  # noqa: F401 (required by the modules below)
    import torch
except ModuleNotFoundError as missing:
    sys.exit(f"train.py: Python has no module '{missing.name}': install PyTorch, NumPy and Pillow, as with 'pip install torch numpy pillow'")
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim import swa_utils

import program
import quantize
import trainable
from average_precision import average_precision
from dataset import Dataset, batch, object_crop, targets
from losses import detection_losses


class Schedule:
    """Progress of a training with a time limit, and its learning rate: it rises in the first 2 % of the time, and falls in the
    last 40 %."""

    def __init__(self, minutes: float, rate: float, spent: float = 0.0):
        self.seconds = minutes * 60
        self.rate = rate
        self.spent = spent
        self.since = time.monotonic()

    def elapsed(self) -> float:
        return self.spent + time.monotonic() - self.since

    def progress(self) -> float:
        return self.elapsed() / self.seconds

    def learning_rate(self) -> float:
        p = self.progress()
        return self.rate * max(0.02, min(p / 0.02, 1.0, (1 - p) / 0.4))


def optimizer_of(parameters, decay: float) -> torch.optim.Optimizer:
    parameters = [parameter for parameter in parameters if parameter.requires_grad]
    weights = [parameter for parameter in parameters if parameter.dim() > 1]
    rest = [parameter for parameter in parameters if parameter.dim() <= 1]
    return torch.optim.AdamW([{"params": weights, "weight_decay": decay}, {"params": rest, "weight_decay": 0.0}], fused=True)


def half_precision(device: str) -> torch.autocast:
    """Runs convolutions and matrix products in bf16 on a GPU. Weights, losses and boxes stay fp32."""
    return torch.autocast(device, dtype=torch.bfloat16, enabled=device == "cuda")


def step(optimizer: torch.optim.Optimizer, loss: Tensor, rate: float):
    for group in optimizer.param_groups:
        group["lr"] = rate
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_([p for group in optimizer.param_groups for p in group["params"]], 5.0)
    optimizer.step()


def normalisation(device: str) -> Tuple[Tensor, Tensor]:
    """Returns the mean and the standard deviation of each channel, [3, 1, 1]."""
    mean, std = (torch.tensor(numbers, device=device).view(3, 1, 1) for numbers in (program.MEAN, program.STD))
    return mean, std


def warm_up(net: program.FasterRCNN, data: Dataset, minutes: float, side: int, count: int, device: str, chance: random.Random):
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


class Average:
    """Exponential moving average: each new value has the weight 0.1."""

    def __init__(self):
        self.value = float("nan")

    def add(self, value: float):
        self.value = value if self.value != self.value else 0.9 * self.value + 0.1 * value


def validate(net: program.FasterRCNN, data: Dataset, proposals: int, anchor_sizes: List[float]) -> Dict[str, np.ndarray]:
    """Returns the average precision of each class at each IoU threshold, computed by the same program as in service."""
    net.eval()
    truths = []
    found = []
    with torch.no_grad():
        for picture in data.pictures:
            height, width = picture.pixels.shape[:2]
            settings = {
                "minSize": [min(height, width)],
                "maxSize": [max(height, width)],
                "preNmsProposals": [1000],
                "proposals": [proposals],
                "scoreThreshold": [0.05],
                "nmsThreshold": [0.5],
                "detectionsPerFrame": [100],
                "anchorSizes": anchor_sizes,
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


def freeze_norm(layers: nn.Module):
    """Makes the batch norms use their stored statistics, as in service. The statistics of a batch of three crops are noisy."""
    for layer in layers.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.eval()


def freeze(layers: nn.Module):
    """Excludes layers from training, and makes their batch norms use their stored statistics."""
    layers.requires_grad_(False)
    freeze_norm(layers)


class Training:
    """Training of the whole detector, in epochs."""

    def __init__(self, net: program.FasterRCNN, options: argparse.Namespace, device: str):
        self.net = net
        self.options = options
        self.device = device
        self.schedule = Schedule(options.minutes, options.rate)
        self.epoch = 0
        if options.freeze_backbone:
            freeze(net.backbone.body)
        self.optimizer = optimizer_of(net.parameters(), options.decay)
        self.average = swa_utils.AveragedModel(net, multi_avg_fn=self.follow, use_buffers=True)
        self.steps = 0
        self.cells = program.anchor_cells(options.anchor_sizes, program.RATIOS, torch.device(device))

    def follow(self, average: List[Tensor], now: List[Tensor], _):
        """Updates the moving average of the weights, which is the exported model. A new value has a share of 0.9 in the first
        step; the share falls to 0.001."""
        share = max(0.001, 9 / (10 + self.steps))
        if average[0].is_floating_point():
            torch._foreach_lerp_(average, now, share)
        else:
            torch._foreach_copy_(average, now)

    def run(self, data: Dataset, validation: Dataset, chance: random.Random):
        while self.schedule.progress() < 1:
            self.learn(data, chance)
            self.epoch += 1
            precision = validate(self.average.module, validation, self.options.proposals, self.options.anchor_sizes)
            self.report(precision)
            self.save()

    def learn(self, data: Dataset, chance: random.Random):
        self.net.train()
        if self.options.freeze_norm:
            freeze_norm(self.net)
        if self.options.freeze_backbone:
            freeze(self.net.backbone.body)
        losses = Average()
        mean, std = normalisation(self.device)
        for number in range(1, self.options.steps + 1):
            crops = [data.crop(self.options.crop, mean, std, chance) for _ in range(self.options.batch)]
            images = batch([crop.image for crop in crops])
            with half_precision(self.device):
                parts = detection_losses(self.net, images, targets(crops, self.device), self.cells)
            loss = sum(parts.values())
            step(self.optimizer, loss, self.schedule.learning_rate())
            self.average.update_parameters(self.net)
            self.steps += 1
            if number % 10 == 0:
                losses.add(loss.item())
                each = ", ".join(f"{name} {value.item():.3f}" for name, value in parts.items())
                left = max(0.0, self.schedule.seconds - self.schedule.elapsed()) / 60
                print(
                    f"epoch {self.epoch + 1}, step {number}/{self.options.steps}: "
                    f"loss {losses.value:.3f} ({each}), {left:.0f} min left",
                    flush=True,
                )
            if self.schedule.progress() >= 1:
                break

    def report(self, precision: Dict[str, np.ndarray]):
        every = np.array(list(precision.values()))
        classes = ", ".join(f"{name} {100 * values[0]:.1f}" for name, values in precision.items())
        print(f"epoch {self.epoch}: mAP {100 * every.mean():.1f}, mAP50 {100 * every[:, 0].mean():.1f} ({classes})", flush=True)

    def save(self):
        torch.save(trainable.state(self.average.module), self.options.out / "model.pth")
        checkpoint = {
            "net": trainable.state(self.net),
            "average": trainable.state(self.average.module),
            "steps": self.steps,
            "optimizer": self.optimizer.state_dict(),
            "epoch": self.epoch,
            "spent": self.schedule.elapsed(),
        }
        whole = self.options.out / "checkpoint.pt"
        part = whole.with_suffix(".part")
        torch.save(checkpoint, part)
        part.replace(whole)

    def resume(self, path: pathlib.Path):
        checkpoint = torch.load(path, map_location=self.device)
        trainable.load(self.net, checkpoint["net"])
        trainable.load(self.average.module, checkpoint["average"])
        self.steps = checkpoint["steps"]
        self.average.n_averaged.fill_(self.steps)
        self.optimizer.load_state_dict(checkpoint["optimizer"])
        self.epoch = checkpoint["epoch"]
        self.schedule = Schedule(self.options.minutes, self.options.rate, checkpoint["spent"])


def state_of(path: pathlib.Path) -> Dict[str, Tensor]:
    """Reads the tensors of a checkpoint: a file of torch.save, or an int8 file of quantize.py."""
    if path.suffix == ".safetensors":
        return quantize.expanded(quantize.read(path))
    return torch.load(path, map_location="cpu")


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Train a detector on a data set in COCO's format.")
    parser.add_argument("--train", type=pathlib.Path, required=True, help="COCO instances file, beside a folder images/")
    parser.add_argument("--validate", type=pathlib.Path, required=True, help="COCO instances file for the mAP after each epoch")
    parser.add_argument(
        "--validate-frames", type=int, default=100,
        help="number of validation frames, from the first on (default: %(default)s)",
    )
    parser.add_argument("--out", type=pathlib.Path, required=True, help="output folder for checkpoint.pt and model.pth")
    parser.add_argument("--architecture", choices=program.ARCHITECTURES, default="fasterrcnn_resnet50_fpn")
    parser.add_argument(
        "--init",
        type=pathlib.Path,
        help="checkpoint with the initial weights, .pth or .safetensors of quantize.py; a head with another number of classes "
        "gets new weights (default: all weights are new)",
    )
    parser.add_argument("--freeze-backbone", action="store_true", help="do not train the residual network")
    parser.add_argument("--freeze-norm", action="store_true", help="do not update the statistics of the batch norms")
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
        default=[32.0, 64.0, 128.0, 256.0, 512.0],
        help="anchor sizes in pixels, one for each level; for objects of about 16 pixels use half of the default "
        "(default: 32,64,128,256,512)",
    )
    parser.add_argument(
        "--crop", type=int, default=288,
        help="side of a training crop in pixels, a multiple of 32 (default: %(default)s)",
    )
    parser.add_argument("--batch", type=int, default=3, help="crops in a step (default: %(default)s)")
    parser.add_argument("--steps", type=int, default=100, help="steps in an epoch (default: %(default)s)")
    parser.add_argument("--rate", type=float, default=3e-4, help="maximum learning rate (default: %(default)s)")
    parser.add_argument("--decay", type=float, default=0.02, help="weight decay (default: %(default)s)")
    parser.add_argument("--proposals", type=int, default=150, help="proposals of a frame in the validation (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the random numbers (default: %(default)s)")
    return parser.parse_args()


def main():
    asked = options()
    asked.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(asked.seed)
    chance = random.Random(asked.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    data = Dataset.read(asked.train, asked.min_size, asked.max_size, device)
    validation = Dataset.read(asked.validate, asked.min_size, asked.max_size, device, asked.validate_frames)
    print(
        f"{len(data.pictures)} training frames, {len(validation.pictures)} validation frames, on {device}; "
        f"labels {','.join(data.names)}",
        flush=True,
    )
    net = trainable.trainable(asked.architecture, 1 + len(data.names)).to(device)
    checkpoint = asked.out / "checkpoint.pt"
    if asked.init and not checkpoint.exists():
        fresh = trainable.load(net, state_of(asked.init))
        print(f"starts from {asked.init}, " + (f"without {', '.join(fresh)}" if fresh else "with all tensors"), flush=True)
    if asked.warm_up and not checkpoint.exists():
        warm_up(net, data, asked.warm_up, 64, 64, device, chance)
    training = Training(net, asked, device)
    if checkpoint.exists():
        training.resume(checkpoint)
        print(f"resumes {checkpoint} after epoch {training.epoch}", flush=True)
    training.run(data, validation, chance)


if __name__ == "__main__":
    main()
