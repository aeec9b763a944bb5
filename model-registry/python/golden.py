"""Writes the detections of torchvision as reference values for tests. Requires torchvision 0.14.1.

    python3 golden.py formula --out ../src/test/resources/dev/skipstream/registry/importer/golden
    python3 golden.py folder --checkpoint FILE --images DIR --out FILE [--architecture NAME] [--min-size 240 ...]

The first command uses the weights and images of formula.py, for every architecture. The second command uses a checkpoint
and the first images of a folder.
"""

import argparse
import json
import pathlib
import re

import numpy as np
import torch
import torchvision
from PIL import Image
from torchvision.models import detection
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.backbone_utils import resnet_fpn_backbone

import formula

ARCHITECTURES = [
    "fasterrcnn_resnet18_fpn",
    "fasterrcnn_resnet34_fpn",
    "fasterrcnn_resnet50_fpn",
    "fasterrcnn_resnet101_fpn",
    "fasterrcnn_resnet152_fpn",
    "fasterrcnn_resnet50_fpn_v2",
    "fasterrcnn_resnext50_32x4d_fpn",
    "fasterrcnn_resnext101_32x8d_fpn",
    "fasterrcnn_resnext101_64x4d_fpn",
    "fasterrcnn_wide_resnet50_2_fpn",
    "fasterrcnn_wide_resnet101_2_fpn",
    "retinanet_resnet50_fpn",
    "retinanet_resnet50_fpn_v2",
    "fcos_resnet50_fpn",
]
CLASSES = 6  # of the detectors with generated weights, including the background
SMALL = {"minSize": 128, "maxSize": 224, "proposals": 300}
# Two frames with the same shape after resizing, one frame that is large enough for all levels, and one frame with other
# anchor sizes.
CASES = [
    SMALL | {"frames": [(150, 200), (300, 400)]},
    {"minSize": 448, "maxSize": 640, "proposals": 1000, "frames": [(460, 600)]},
    SMALL | {"anchorSizes": [12, 27, 50, 100, 201], "frames": [(150, 200)]},
]
# Settings that tensor shapes do not show. Each one differs from torchvision's default. For one architecture only.
SETTINGS = SMALL | {
    "preNmsProposals": 400,
    "nmsThreshold": 0.35,
    "detectionsPerFrame": 60,
    "anchorRatios": [0.4, 1.0, 1.9],
    "imageMean": [0.4, 0.5, 0.55],
    "imageStd": [0.3, 0.2, 0.25],
    "rpnNmsThreshold": 0.6,
    "rpnScoreThreshold": 0.45,
    "frames": [(150, 200)],
}


# The same for detectors of one stage. With fewer detections, because the files are long.
ONE_STAGE_SMALL = {"minSize": 128, "maxSize": 224, "detectionsPerFrame": 40}
ONE_STAGE_CASES = [
    ONE_STAGE_SMALL | {"frames": [(150, 200), (300, 400)]},
    {"minSize": 448, "maxSize": 640, "frames": [(460, 600)]},
]
ONE_STAGE_SETTINGS = ONE_STAGE_SMALL | {
    "candidates": 120,
    "scoreThreshold": 0.52,
    "nmsThreshold": 0.35,
    "imageMean": [0.4, 0.5, 0.55],
    "imageStd": [0.3, 0.2, 0.25],
    "frames": [(150, 200)],
}
ANCHORS = {
    "anchorSizes": [12, 17, 22, 27, 33, 41, 50, 64, 77, 100, 129, 155, 201, 240, 310],
    "anchorRatios": [0.4, 1.0, 1.9],
}


def cases(architecture: str) -> list:
    if architecture == "retinanet_resnet50_fpn":
        return ONE_STAGE_CASES + [ONE_STAGE_SETTINGS | ANCHORS]
    if architecture.startswith(("retinanet", "fcos")):
        return ONE_STAGE_CASES + [ONE_STAGE_SETTINGS]
    if architecture == "fasterrcnn_resnet18_fpn":
        return CASES + [SETTINGS]
    # A network that differs from ResNet-50 or -101 only in its width has one small case.
    return [SMALL | {"frames": [(150, 200)]}] if "resnext" in architecture or "wide" in architecture else CASES


def detector(architecture: str, classes: int, eps: float, **settings) -> torch.nn.Module:
    none = {"weights": None, "weights_backbone": None, "num_classes": classes}
    if hasattr(detection, architecture):
        model = getattr(detection, architecture)(**none, **settings)
    else:
        backbone = resnet_fpn_backbone(backbone_name=architecture.removeprefix("fasterrcnn_").removesuffix("_fpn"), weights=None)
        model = detection.FasterRCNN(backbone, classes, **settings)
    for module in model.modules():
        if hasattr(module, "running_var"):
            module.eps = eps
    return model.eval()


def load(model: torch.nn.Module, state: dict):
    counters = {key for key in model.state_dict() if key.endswith(".num_batches_tracked")}
    result = model.load_state_dict(state, strict=False)
    assert set(result.missing_keys) <= counters and not result.unexpected_keys, result


def detections(model: torch.nn.Module, pixels: np.ndarray) -> list:
    """Returns the detections in an image, uint8 RGB [H, W, 3]."""
    image = torch.from_numpy(pixels).permute(2, 0, 1).float() / 255
    with torch.no_grad():
        found = model([image])[0]
    return [
        {"classId": int(label), "score": round(float(score), 7), "box": [round(float(side), 4) for side in box]}
        for label, score, box in zip(found["labels"], found["scores"], found["boxes"])
    ]


def write(path: pathlib.Path, golden: dict):
    golden = {"torchvision": torchvision.__version__, "torch": torch.__version__} | golden
    text = json.dumps(golden, indent=1)
    lines = re.sub(r'\{\s+"classId".*?\}', lambda one: re.sub(r"\s+", " ", one[0]), text, flags=re.DOTALL)
    path.write_text(lines + "\n")
    print(path)


def with_settings(architecture: str, case: dict) -> torch.nn.Module:
    names = {
        "minSize": "min_size",
        "maxSize": "max_size",
        "imageMean": "image_mean",
        "imageStd": "image_std",
        "proposals": "rpn_post_nms_top_n_test",
        "preNmsProposals": "rpn_pre_nms_top_n_test",
        "rpnNmsThreshold": "rpn_nms_thresh",
        "rpnScoreThreshold": "rpn_score_thresh",
        "candidates": "topk_candidates",
    }
    box = "box_" if architecture.startswith("fasterrcnn") else ""
    names |= {
        "scoreThreshold": f"{box}score_thresh",
        "nmsThreshold": f"{box}nms_thresh",
        "detectionsPerFrame": f"{box}detections_per_img",
    }
    model = detector(architecture, CLASSES, 1e-5, **{name: case[key] for key, name in names.items() if key in case})
    if "anchorSizes" in case or "anchorRatios" in case:
        sizes = case.get("anchorSizes", [32, 64, 128, 256, 512])
        ratios = case.get("anchorRatios", [0.5, 1.0, 2.0])
        each = len(sizes) // 5
        levels = tuple(tuple(sizes[first : first + each]) for first in range(0, len(sizes), each))
        of = model.rpn if architecture.startswith("fasterrcnn") else model
        of.anchor_generator = AnchorGenerator(levels, (tuple(ratios),) * 5)
    return model


def of_formula(arguments):
    for architecture in arguments.architecture or ARCHITECTURES:
        found = []
        for case in cases(architecture):
            model = with_settings(architecture, case)
            state = model.state_dict()
            names = [name for name in state if not name.endswith(".num_batches_tracked")]
            load(model, {name: torch.from_numpy(formula.tensor(name, state[name].shape)) for name in names})
            frames = [
                {"height": height, "width": width, "detections": detections(model, formula.image(height, width))}
                for height, width in case["frames"]
            ]
            found.append(case | {"frames": frames})
        write(arguments.out / f"{architecture}.json", {"architecture": architecture, "classes": CLASSES, "cases": found})


def classes_of(state: dict) -> int:
    """Returns the number of classes of a state dict, the background included."""
    if "roi_heads.box_predictor.cls_score.bias" in state:
        return state["roi_heads.box_predictor.cls_score.bias"].shape[0]
    anchors = state["head.regression_head.bbox_reg.bias"].shape[0] // 4
    return state["head.classification_head.cls_logits.bias"].shape[0] // anchors


def of_folder(arguments):
    state = torch.load(arguments.checkpoint, map_location="cpu")
    state = {name: value.float() if value.is_floating_point() else value for name, value in state.items()}
    classes = classes_of(state)
    sizes = {"min_size": arguments.min_size, "max_size": arguments.max_size}
    model = detector(arguments.architecture, classes, arguments.eps, **sizes)
    load(model, state)
    files = sorted(arguments.images.glob("*.jpg"))[: arguments.count]
    frames = [{"file": file.name, "detections": detections(model, np.array(Image.open(file).convert("RGB")))} for file in files]
    write(arguments.out, {"architecture": arguments.architecture, "classes": classes, "frames": frames})


def main():
    parser = argparse.ArgumentParser(description="Write the detections of torchvision as reference values for tests.")
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("formula", help="every architecture, with generated weights and images")
    command.add_argument("--out", type=pathlib.Path, required=True, help="output folder for <architecture>.json")
    command.add_argument(
        "--architecture", choices=ARCHITECTURES, action="append",
        help="architecture; may be repeated (default: all)",
    )
    command.set_defaults(run=of_formula)
    command = commands.add_parser("folder", help="a checkpoint and a folder of images")
    command.add_argument("--checkpoint", type=pathlib.Path, required=True, help="state dict")
    command.add_argument("--images", type=pathlib.Path, required=True, help="folder of .jpg files")
    command.add_argument("--out", type=pathlib.Path, required=True, help="output JSON file")
    command.add_argument("--architecture", choices=ARCHITECTURES, default="fasterrcnn_resnet50_fpn")
    command.add_argument(
        "--count", type=int, default=20,
        help="number of images, in the order of their names (default: %(default)s)",
    )
    command.add_argument("--min-size", type=int, default=800)
    command.add_argument("--max-size", type=int, default=1333)
    command.add_argument("--eps", type=float, default=1e-5, help="epsilon of the batch norms (default: %(default)s)")
    command.set_defaults(run=of_folder)
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()
