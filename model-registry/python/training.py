"""Parts that the trainings of detectors and of classifiers share: schedule, optimizer, average of the weights, checkpoints."""

import argparse
import pathlib
import random
import sys
import time
from typing import Dict, List, Tuple

try:
    import numpy  # noqa: F401 (required by the modules below)
    import PIL  # noqa: F401
    import torch
except ModuleNotFoundError as missing:
    sys.exit(
        f"{pathlib.Path(sys.argv[0]).name}: Python has no module '{missing.name}': install PyTorch, NumPy and Pillow, as with "
        "'pip install torch numpy pillow'"
    )
from torch import Tensor, nn
from torch.optim import swa_utils

import program
import trainable

# NNPACK does not support all CPUs. It then writes a line for each convolution that it is asked for.
if hasattr(torch.backends, "nnpack"):
    torch.backends.nnpack.set_flags(False)


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


class Average:
    """Exponential moving average: each new value has the weight 0.1."""

    def __init__(self):
        self.value = float("nan")

    def add(self, value: float):
        self.value = value if self.value != self.value else 0.9 * self.value + 0.1 * value


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
    """Training of a network in epochs, until its time is over. A subclass says what a step learns from: `losses`, and how good
    the network is: `report`.

    `body` is the residual network, which `--freeze-backbone` excludes from training. `labels` are those of the data set.
    """

    def __init__(
        self, net: program.Program, body: nn.Module, options: argparse.Namespace, device: str, labels: List[str]
    ):
        self.subject = f"{options.architecture} of {','.join(labels)}"
        self.net = net
        self.body = body
        self.options = options
        self.device = device
        self.schedule = Schedule(options.minutes, options.rate)
        self.epoch = 0
        if options.freeze_backbone:
            freeze(body)
        self.optimizer = optimizer_of(net.parameters(), options.decay)
        self.average = swa_utils.AveragedModel(net, multi_avg_fn=self.follow, use_buffers=True)
        self.steps = 0

    def losses(self, chance: random.Random) -> Dict[str, Tensor]:
        """Returns the parts of the loss of a random batch, by name."""
        raise NotImplementedError

    def report(self, net: program.Program) -> str:
        """Returns how good a network is, as text."""
        raise NotImplementedError

    def follow(self, average: List[Tensor], now: List[Tensor], _):
        """Updates the moving average of the weights, which is the exported model. A new value has a share of 0.9 in the first
        step; the share falls to 0.001."""
        share = max(0.001, 9 / (10 + self.steps))
        if average[0].is_floating_point():
            torch._foreach_lerp_(average, now, share)
        else:
            torch._foreach_copy_(average, now)

    def run(self, chance: random.Random):
        while self.schedule.progress() < 1:
            self.learn(chance)
            self.epoch += 1
            self.average.module.eval()
            print(f"epoch {self.epoch}: {self.report(self.average.module)}", flush=True)
            self.save()

    def learn(self, chance: random.Random):
        self.net.train()
        if self.options.freeze_norm:
            freeze_norm(self.net)
        if self.options.freeze_backbone:
            freeze(self.body)
        losses = Average()
        for number in range(1, self.options.steps + 1):
            with half_precision(self.device):
                parts = self.losses(chance)
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

    def save(self):
        torch.save(trainable.state(self.average.module), self.options.out / "model.pth")
        checkpoint = {
            "subject": self.subject,
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
        if checkpoint["subject"] != self.subject:
            sys.exit(
                f"{path} is of another training, of a {checkpoint['subject']}: expected {self.subject}; give another --out, or "
                "delete this file"
            )
        trainable.load(self.net, checkpoint["net"])
        trainable.load(self.average.module, checkpoint["average"])
        self.steps = checkpoint["steps"]
        self.average.n_averaged.fill_(self.steps)
        self.optimizer.load_state_dict(checkpoint["optimizer"])
        self.epoch = checkpoint["epoch"]
        self.schedule = Schedule(self.options.minutes, self.options.rate, checkpoint["spent"])
        print(f"resumes {path} after epoch {self.epoch}", flush=True)


def begin(net: nn.Module, init: pathlib.Path):
    """Copies what fits of a checkpoint into a network, and prints which layers stay new."""
    try:
        kept = trainable.transfer(net, trainable.read(init))
    except ValueError as other:
        sys.exit(f"{init}: {other}")
    layers = list(dict.fromkeys(name.rpartition(".")[0] for name in kept))
    print(f"starts from {init}, " + (f"without {', '.join(layers)}" if layers else "with all tensors"), flush=True)


def shared_options(parser: argparse.ArgumentParser):
    """Adds the options that all trainings have."""
    parser.add_argument("--out", type=pathlib.Path, required=True, help="output folder for checkpoint.pt and model.pth")
    parser.add_argument(
        "--init",
        type=pathlib.Path,
        help="checkpoint with the initial weights, .pth or .safetensors of quantize.py: of this network, or of another one with "
        "the same residual network. Layers that it does not have, and those of another number of classes, get new weights "
        "(default: all weights are new)",
    )
    parser.add_argument("--freeze-backbone", action="store_true", help="do not train the residual network")
    parser.add_argument("--freeze-norm", action="store_true", help="do not update the statistics of the batch norms")
    parser.add_argument("--decay", type=float, default=0.02, help="weight decay (default: %(default)s)")
    parser.add_argument("--steps", type=int, default=100, help="steps in an epoch (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the random numbers (default: %(default)s)")


def device_of(options: argparse.Namespace) -> str:
    """Prepares the output folder and the random numbers, and returns the device to train on."""
    options.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    return "cuda" if torch.cuda.is_available() else "cpu"
