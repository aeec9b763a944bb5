"""A toy detector of one stage, for the test that adds an architecture: the colour of each cell of a grid.

    python3 grid.py

writes grid.pt, its program without weights, and positional.pt, a program of an older layout: one that takes its settings by
position and states no names.
"""

import pathlib
import sys
from typing import Dict, List

import torch
import torch.nn.functional as F
from torch import Tensor, nn

FOLDER = pathlib.Path(__file__).parent
sys.path.insert(0, str(FOLDER / "../../../../../model-registry/python"))

from skeleton import write_skeleton  # noqa: E402


class Head(nn.Module):
    """Scores of the classes of a colour."""

    def __init__(self, classes: int):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(classes, 3), requires_grad=False)
        self.bias = nn.Parameter(torch.empty(classes), requires_grad=False)
        self.pixels = 1

    def forward(self, colours: Tensor) -> Tensor:
        return F.linear(colours, self.weight, self.bias).softmax(-1)


class Grid(nn.Module):
    """Returns `cells` float32 [N, side * side, 6]: x1, y1, x2, y2 in pixels, the score and the class of each cell. A cell
    whose score is not above the threshold has the class 0."""

    def __init__(self, classes: int):
        super().__init__()
        self.head = Head(classes)
        self.settings = ["side", "scoreThreshold"]
        self.findings = ["cells"]

    @torch.jit.export
    def names(self) -> Dict[str, List[str]]:
        return {"settings": self.settings, "findings": self.findings}

    def forward(self, frames: Tensor, sizes: Tensor, settings: Dict[str, Tensor]) -> Dict[str, Tensor]:
        size: List[List[int]] = sizes.tolist()
        side = int(settings["side"].item())
        threshold = float(settings["scoreThreshold"].item())
        cells: List[Tensor] = []
        start = 0
        for height, width in [(one[0], one[1]) for one in size]:
            end = start + height * width * 3
            frame = frames[start:end].view(height, width, 3).permute(2, 0, 1).float() / 255
            start = end
            colours = F.adaptive_avg_pool2d(frame[None], [side, side])[0].flatten(1).t()
            score, label = self.head(colours).max(1)
            label = torch.where(score > threshold, label, torch.zeros_like(label))
            index = torch.arange(side * side)
            x = (index % side) * (width / side)
            y = torch.div(index, side, rounding_mode="floor") * (height / side)
            cells.append(torch.stack([x, y, x + width / side, y + height / side, score, label.float()], 1))
        return {"cells": torch.stack(cells)}


class Positional(nn.Module):
    def __init__(self, classes: int):
        super().__init__()
        self.head = Head(classes)

    def forward(self, frames: Tensor, sizes: Tensor, settings: Tensor) -> Tensor:
        return self.head(settings[:3].float()[None])


def main():
    resources = FOLDER / "../resources/dev/skipstream/detect"
    for name, build in (("grid", Grid), ("positional", Positional)):
        write_skeleton(lambda classes: build(classes).eval(), pathlib.Path(__file__), resources / f"{name}.pt")


if __name__ == "__main__":
    main()
