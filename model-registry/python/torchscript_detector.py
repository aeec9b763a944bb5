"""The frame around a user's own detector of one stage: the letterbox before it, and the NMS after it.

The program has a method for each form of output (TorchScriptOutput in Java describes them). All return the findings of
program.py, with boxes in pixels of the original frames. The settings have the names of the model's manifest.

Run as a program it writes the archive, and with --planted also the small networks of the tests:

    python3 torchscript_detector.py --out ../../streams-app/detector/src/main/resources/dev/skipstream/detect
    python3 torchscript_detector.py --planted --out ../../streams-app/detector/src/test/resources/dev/skipstream/detect
"""

import argparse
import hashlib
import pathlib
import tempfile
import zipfile
from typing import Dict, List, Tuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

import program
from program import detections, number

GREY = 114.0 / 255


class Surround(nn.Module):
    """Boxes are in pixels of the input until `original`."""

    def __init__(self):
        super().__init__()
        self.grey = GREY

    @torch.jit.export
    def placed(self, height: int, width: int, side: int) -> List[int]:
        """Top, left, height and width of a frame in the input."""
        scale = min(side / height, side / width)
        high = max(1, int(height * scale + 0.5))
        wide = max(1, int(width * scale + 0.5))
        return [(side - high) // 2, (side - wide) // 2, high, wide]

    @torch.jit.export
    def letterbox(self, frames: Tensor, sizes: Tensor, side: int) -> Tensor:
        """The input fp32 [N, 3, side, side], of all frames' RGB bytes one after another."""
        size: List[List[int]] = sizes.tolist()
        images = torch.full([len(size), 3, side, side], self.grey, device=frames.device)
        start = 0
        for i, one in enumerate(size):
            end = start + one[0] * one[1] * 3
            frame = frames[start:end].view(1, one[0], one[1], 3).permute(0, 3, 1, 2).float()
            top, left, high, wide = self.placed(one[0], one[1], side)
            scaled = F.interpolate(frame, size=[high, wide], mode="bilinear", align_corners=False)[0]
            images[i, :, top : top + high, left : left + wide] = scaled / 255
            start = end
        return images

    @torch.jit.export
    def yolov8(self, raw: Tensor, sizes: Tensor, side: int, settings: Dict[str, Tensor]) -> Dict[str, Tensor]:
        rows = raw.float().transpose(1, 2)
        scores, labels = rows[..., 4:].max(2)
        return self.findings(self.corners(rows), scores, labels, rows.shape[2] - 4, sizes, side, settings)

    @torch.jit.export
    def yolov5(self, raw: Tensor, sizes: Tensor, side: int, settings: Dict[str, Tensor]) -> Dict[str, Tensor]:
        rows = raw.float()
        scores, labels = (rows[..., 5:] * rows[..., 4:5]).max(2)
        return self.findings(self.corners(rows), scores, labels, rows.shape[2] - 5, sizes, side, settings)

    @torch.jit.export
    def boxes_scores_labels(
        self, boxes: Tensor, scores: Tensor, labels: Tensor, classes: int, sizes: Tensor, side: int,
        settings: Dict[str, Tensor],
    ) -> Dict[str, Tensor]:
        labels = labels.long()
        given = labels[scores > 0]
        if given.numel() > 0:
            least = int(given.min())
            most = int(given.max())
            assert least >= 0 and most < classes, f"it returns classes from {least} to {most}: expected 0 to {classes - 1}"
        labels = labels.clamp(0, classes - 1)
        return self.findings(boxes.float(), scores.float(), labels, classes, sizes, side, settings)

    def corners(self, rows: Tensor) -> Tensor:
        centre = rows[..., :2]
        half = rows[..., 2:4] / 2
        return torch.cat([centre - half, centre + half], 2)

    def findings(
        self, boxes: Tensor, scores: Tensor, labels: Tensor, classes: int, sizes: Tensor, side: int,
        settings: Dict[str, Tensor],
    ) -> Dict[str, Tensor]:
        """The best boxes after NMS, of boxes [N, A, 4], scores [N, A] and labels [N, A]."""
        scores, best = scores.topk(min(int(number(settings, "candidates")), scores.shape[1]), 1)
        labels = labels.gather(1, best)
        boxes = boxes.gather(1, best[..., None].expand(-1, -1, 4)).clamp(0, side)
        frame, column = torch.where(scores > number(settings, "scoreThreshold"))
        found, found_scores, found_labels, counts = detections(
            boxes[frame, column],
            scores[frame, column],
            labels[frame, column],
            frame,
            scores.shape[0],
            classes,
            side,
            0.0,
            number(settings, "nmsThreshold"),
            int(number(settings, "detectionsPerFrame")),
        )
        return {
            "boxes": self.original(found, sizes, side),
            "scores": found_scores,
            "labels": found_labels + 1,
            "counts": counts,
        }

    def original(self, boxes: Tensor, sizes: Tensor, side: int) -> Tensor:
        size: List[List[int]] = sizes.tolist()
        frames: List[Tensor] = []
        for i, one in enumerate(size):
            top, left, high, wide = self.placed(one[0], one[1], side)
            corner = torch.tensor([left, top, left, top], dtype=torch.float32, device=boxes.device)
            scale = torch.tensor([one[1] / wide, one[0] / high], dtype=torch.float32, device=boxes.device).repeat(2)
            limit = torch.tensor([one[1], one[0]], dtype=torch.float32, device=boxes.device).repeat(2)
            frames.append(torch.minimum(((boxes[i] - corner) * scale).clamp(min=0), limit))
        return torch.stack(frames)

    def forward(self, x: Tensor) -> Tensor:
        return x


CELL = 8  # pixels


class Squares(nn.Module):
    """Finds red (class 0) and green (class 1) squares of the grid of 8 x 8 pixels. No weights."""

    def __init__(self):
        super().__init__()
        self.cell = CELL

    def cells(self, x: Tensor) -> Tuple[Tensor, Tensor]:
        """Centre and sides of each cell [N, A, 4], and the two scores [N, A, 2]."""
        bright = F.avg_pool2d(x, self.cell)
        scores = (bright[:, :2] - bright[:, 2:]).clamp(min=0)
        high, wide = scores.shape[2], scores.shape[3]
        row = torch.arange(high, device=x.device).float().view(1, high, 1).expand(1, high, wide)
        column = torch.arange(wide, device=x.device).float().view(1, 1, wide).expand(1, high, wide)
        side = torch.full_like(row, float(self.cell))
        box = torch.stack([(column + 0.5) * self.cell, (row + 0.5) * self.cell, side, side], 1).expand(x.shape[0], 4, high, wide)
        return box.flatten(2).transpose(1, 2), scores.flatten(2).transpose(1, 2)


class YoloV8Squares(Squares):
    def forward(self, x: Tensor) -> Tensor:
        boxes, scores = self.cells(x)
        return torch.cat([boxes, scores], 2).transpose(1, 2)


class YoloV5Squares(Squares):
    """Each square's score is that of its class times that of being an object, which is 0.9."""

    def forward(self, x: Tensor) -> Tuple[Tensor, List[Tensor]]:
        boxes, scores = self.cells(x)
        return torch.cat([boxes, torch.full_like(scores[..., :1], 0.9), scores], 2), [scores]


class FinishedSquares(Squares):
    def forward(self, x: Tensor) -> Dict[str, Tensor]:
        boxes, scores = self.cells(x)
        best, labels = scores.max(2)
        corners = torch.cat([boxes[..., :2] - boxes[..., 2:] / 2, boxes[..., :2] + boxes[..., 2:] / 2], 2)
        return {"boxes": corners, "scores": best, "labels": labels}


class OneFrame(YoloV8Squares):
    """As an export for one frame."""

    def forward(self, x: Tensor) -> Tensor:
        boxes, scores = self.cells(x)
        return torch.cat([boxes, scores], 2).transpose(1, 2).reshape(1, 6, (x.shape[2] // self.cell) * (x.shape[3] // self.cell))


class ReadsFile(YoloV8Squares):
    def forward(self, x: Tensor) -> Tensor:
        secret = torch.from_file("/etc/hostname", False, 4, dtype=torch.uint8)
        boxes, scores = self.cells(x)
        return torch.cat([boxes, scores], 2).transpose(1, 2) + 0 * secret.float().sum()


class WritesFile(YoloV8Squares):
    def forward(self, x: Tensor) -> Tensor:
        boxes, scores = self.cells(x)
        torch.save(x, "/tmp/frame")
        return torch.cat([boxes, scores], 2).transpose(1, 2)


class NoEnd(YoloV8Squares):
    def forward(self, x: Tensor) -> Tensor:
        n = 0
        while n >= 0:
            n = (n + 1) % 7
        return x


class MuchMemory(YoloV8Squares):
    def forward(self, x: Tensor) -> Tensor:
        held: List[Tensor] = []
        for i in range(1024):
            held.append(torch.ones([1 << 28], device=x.device))
        return held[3]


PLANTED = {
    "yolov8": YoloV8Squares,
    "yolov5": YoloV5Squares,
    "boxes-scores-labels": FinishedSquares,
    "one-frame": OneFrame,
    "reads-file": ReadsFile,
    "writes-file": WritesFile,
    "no-end": NoEnd,
    "much-memory": MuchMemory,
}


def write(module: nn.Module, path: pathlib.Path):
    """Writes a program whose bytes depend only on the source, with the source's SHA-256."""
    digest = hashlib.sha256()
    for source in (pathlib.Path(__file__), pathlib.Path(program.__file__)):
        digest.update(source.read_bytes())
    with tempfile.TemporaryDirectory() as folder:
        full = pathlib.Path(folder, "program.pt")
        torch.jit.script(module).save(str(full))
        with zipfile.ZipFile(full) as archive:
            kept = {name: archive.read(name) for name in archive.namelist() if not name.endswith(".debug_pkl")}
    kept["program/program.sha256"] = digest.hexdigest().encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as out:
        for name, content in kept.items():
            out.writestr(zipfile.ZipInfo(name), content)


def main():
    parser = argparse.ArgumentParser(description="Write the program around a user's own detector.")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="output folder")
    parser.add_argument("--planted", action="store_true", help="write the networks of the tests")
    asked = parser.parse_args()
    if asked.planted:
        for name, network in PLANTED.items():
            write(network().eval(), asked.out / f"squares-{name}.pt")
    else:
        write(Surround().eval(), asked.out / "torchscript-detector.pt")


if __name__ == "__main__":
    main()
