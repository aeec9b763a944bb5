"""Trains a residual classifier on a folder with one folder of images for each class, with plain PyTorch, on a CPU or a GPU.

    python3 train_classifier.py --train crops/train --validate crops/check --out DIR --init street.pth --minutes 10
    python3 train_classifier.py ... --freeze-backbone     (only the last layer learns)

The labels are the names of the folders, in alphabetical order. `--init` may be a detector with the same residual network. After
each epoch the program writes `checkpoint.pt` and `model.pth` to DIR. If the training was interrupted, the same command resumes
it from `checkpoint.pt`. `model.pth` is a state dict with torchvision's names, for `skipstream models import`.
"""

import argparse
import dataclasses
import pathlib
import random
import sys
from typing import Dict, List, Tuple

import training  # first: it reports what Python lacks
import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

import classifiers
import program
import trainable
from dataset import batch, normalised, resized_square

FILES = {".jpg", ".jpeg", ".png", ".bmp", ".webp"}


@dataclasses.dataclass
class Picture:
    pixels: Tensor  # uint8 [H, W, 3], on the computing device
    label: int  # from 0


class Folder:
    """The images of a folder of folders, in memory."""

    def __init__(self, names: List[str], pictures: List[Picture]):
        self.names = names
        self.pictures = pictures
        self.by_label = [[picture for picture in pictures if picture.label == label] for label in range(len(names))]

    @staticmethod
    def read(folder: pathlib.Path, device: str, shorter: int = 0) -> "Folder":
        """Reads all images; resized so that their shorter side has that many pixels, if given."""
        names = sorted(entry.name for entry in folder.iterdir() if entry.is_dir()) if folder.is_dir() else []
        if len(names) < 2:
            sys.exit(f"{folder} has {len(names)} folders: expected a folder of images for each class, two classes or more")
        pictures = []
        for label, name in enumerate(names):
            files = sorted(file for file in (folder / name).iterdir() if file.suffix.lower() in FILES)
            if not files:
                sys.exit(f"{folder / name} has no images: expected {', '.join(sorted(FILES))}")
            pictures += [Picture(Folder.pixels(file, shorter).to(device), label) for file in files]
        return Folder(names, pictures)

    @staticmethod
    def pixels(file: pathlib.Path, shorter: int) -> Tensor:
        with Image.open(file) as opened:
            image = opened.convert("RGB")
        if shorter:
            scale = shorter / min(image.size)
            size = tuple(max(shorter, round(side * scale)) for side in image.size)
            image = image.resize(size, Image.Resampling.BILINEAR)
        return torch.from_numpy(np.array(image))

    def any(self, chance: random.Random) -> Picture:
        """Returns a random image. All classes have equal probability."""
        return chance.choice(chance.choice(self.by_label))


def augmented(picture: Picture, side: int, mean: Tensor, std: Tensor, chance: random.Random) -> Tensor:
    """Returns a random square of the image, half of its shorter side or more: [3, side, side], normalised. It is mirrored with
    probability 0.5, and its contrast and brightness are changed."""
    height, width = picture.pixels.shape[:2]
    cut = round(min(height, width) * chance.uniform(0.5, 1.0))
    left = chance.randint(0, width - cut)
    top = chance.randint(0, height - cut)
    region = resized_square(picture.pixels, left, top, cut, side)
    region = (region * chance.uniform(0.75, 1.25) + chance.uniform(-15, 15)).clamp_(0, 255)
    image = normalised(region, mean, std)
    return image.flip(2) if chance.random() < 0.5 else image


class ClassifierTraining(training.Training):
    """Training of a classifier on squares of images."""

    def __init__(
        self, net: classifiers.ResNetClassifier, options: argparse.Namespace, device: str, data: Folder, validation: Folder
    ):
        super().__init__(net, net.body, options, device, data.names)
        self.data = data
        self.validation = validation
        self.mean, self.std = training.normalisation(device)

    def losses(self, chance: random.Random) -> Dict[str, Tensor]:
        pictures = [self.data.any(chance) for _ in range(self.options.batch)]
        squares = [augmented(picture, self.options.crop_size, self.mean, self.std, chance) for picture in pictures]
        wanted = torch.tensor([picture.label for picture in pictures], device=self.device)
        return {"class": F.cross_entropy(self.net.logits(batch(squares)).float(), wanted, label_smoothing=0.1)}

    def report(self, net: classifiers.ResNetClassifier) -> str:
        right = validate(net, self.validation, self.options.resize_size, self.options.crop_size)
        total = sum(len(one) for one in right)
        classes = ", ".join(f"{name} {100 * np.mean(one):.1f}" for name, one in zip(self.validation.names, right))
        return f"{100 * sum(map(sum, right)) / total:.1f} % of {total} images correct ({classes})"


def validate(net: classifiers.ResNetClassifier, data: Folder, resize: int, crop: int) -> List[List[bool]]:
    """Returns for each class and each of its images if the first label is correct, computed by the same program as in service."""
    settings = {
        "resizeSize": [resize],
        "cropSize": [crop],
        "interpolation": [1],
        "topK": [1],
        "imageMean": program.MEAN,
        "imageStd": program.STD,
    }
    tensors = {name: torch.tensor(numbers, dtype=torch.float64) for name, numbers in settings.items()}
    right: List[List[bool]] = [[] for _ in data.names]
    with torch.no_grad():
        for first in range(0, len(data.pictures), 32):
            some = data.pictures[first : first + 32]
            frames = torch.cat([picture.pixels.flatten() for picture in some])
            sizes = torch.tensor([picture.pixels.shape[:2] for picture in some])
            for picture, label in zip(some, net(frames, sizes, tensors)["labels"][:, 0].tolist()):
                right[picture.label].append(label == picture.label)
    return right


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Train a classifier on a folder with one folder of images for each class.")
    parser.add_argument("--train", type=pathlib.Path, required=True, help="folder with one folder of images for each class")
    parser.add_argument("--validate", type=pathlib.Path, required=True, help="folder with the same classes, to score each epoch")
    parser.add_argument(
        "--architecture", choices=trainable.CLASSIFIERS, default="resnet50", metavar="NAME",
        help="torchvision's name of a residual network (default: %(default)s)",
    )
    training.shared_options(parser)
    parser.add_argument(
        "--minutes", type=float, default=20,
        help="duration of the training in minutes, which also sets the learning rate schedule (default: %(default)s)",
    )
    parser.add_argument(
        "--resize-size", type=int, default=256,
        help="shorter side of a resized image in pixels (default: %(default)s)",
    )
    parser.add_argument(
        "--crop-size", type=int, default=224,
        help="side of the square that the network sees, in pixels (default: %(default)s)",
    )
    parser.add_argument("--batch", type=int, default=32, help="images in a step (default: %(default)s)")
    parser.add_argument("--rate", type=float, default=1e-3, help="maximum learning rate (default: %(default)s)")
    return parser.parse_args()


def read(asked: argparse.Namespace, device: str) -> Tuple[Folder, Folder]:
    data = Folder.read(asked.train, device, asked.resize_size)
    validation = Folder.read(asked.validate, device)
    if validation.names != data.names:
        sys.exit(f"{asked.validate} has the classes {','.join(validation.names)}: expected {','.join(data.names)}")
    return data, validation


def main():
    asked = options()
    device = training.device_of(asked)
    chance = random.Random(asked.seed)
    data, validation = read(asked, device)
    print(
        f"{len(data.pictures)} training images, {len(validation.pictures)} validation images, on {device}; "
        f"labels {','.join(data.names)}",
        flush=True,
    )
    net = trainable.trainable(asked.architecture, len(data.names)).to(device)
    checkpoint = asked.out / "checkpoint.pt"
    if asked.init and not checkpoint.exists():
        training.begin(net, asked.init)
    classifier = ClassifierTraining(net, asked, device, data, validation)
    if checkpoint.exists():
        classifier.resume(checkpoint)
    classifier.run(chance)


if __name__ == "__main__":
    main()
