"""Writes the findings of torchvision as reference values for tests. Requires torchvision 0.14.1.

    python3 golden.py formula --out ../src/test/resources/dev/skipstream/registry/importer/golden [--architecture NAME ...]
    python3 golden.py paste --out ../../streams-app/detector/src/test/resources/dev/skipstream/detect/paste.json
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
from torchvision import models
from torchvision.models import detection, segmentation
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.backbone_utils import resnet_fpn_backbone
from torchvision.models.detection.roi_heads import paste_masks_in_image
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional
from torchvision.transforms._presets import ImageClassification, SemanticSegmentation

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
    "maskrcnn_resnet50_fpn",
    "maskrcnn_resnet50_fpn_v2",
    "keypointrcnn_resnet50_fpn",
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


CLASSIFIERS = [
    "resnet18",
    "resnet34",
    "resnet50",
    "resnet101",
    "resnet152",
    "resnext50_32x4d",
    "resnext101_32x8d",
    "resnext101_64x4d",
    "wide_resnet50_2",
    "wide_resnet101_2",
    "vgg16",
    "vgg19",
    "densenet121",
    "efficientnet_b0",
]
CLASSIFIER_CLASSES = 10
# Frames that shrink, one of them upright, and one that grows; then settings that all differ from torchvision's.
CLASSIFIER_CASES = [
    {"frames": [(300, 400), (500, 333), (150, 200)]},
    {
        "resizeSize": 81,
        "cropSize": 64,
        "interpolation": "bicubic",
        "topK": 10,
        "imageMean": [0.4, 0.5, 0.55],
        "imageStd": [0.3, 0.2, 0.25],
        "frames": [(97, 130), (211, 90)],
    },
]


SEGMENTERS = ["fcn_resnet50", "fcn_resnet101", "deeplabv3_resnet50", "deeplabv3_resnet101"]
# Two frames with the same shape after resizing; then one whose longer side is limited, so long that the taps of all
# dilations are on the map, with a normalisation that is not torchvision's.
SEGMENTER_CASES = [
    {"minSize": 65, "frames": [(150, 200), (300, 400)]},
    {
        "minSize": 104,
        "maxSize": 400,
        "imageMean": [0.4, 0.5, 0.55],
        "imageStd": [0.3, 0.2, 0.25],
        "frames": [(97, 500)],
    },
]
# Each such pixel of the resized frame, from its first on, has its logits in the file.
LOGIT_STEP = 13
# Logits may differ by 1e-3, so the better of two classes that differ by so little may be either.
LOGITS_NEAR = 2e-3


# A pixel whose logit is within 1e-4 of the threshold has a probability that is within a quarter of that of one half.
NEAR = 1e-4 / 4
# Masks and keypoints: few detections, because a mask's text is long.
INSTANCE_CASES = [SMALL | {"detectionsPerFrame": 20, "frames": [(150, 200), (300, 400)]}]


def run_length_text(mask: np.ndarray) -> str:
    """Returns COCO's compressed runs of a mask, bool [H, W]."""
    pixels = np.concatenate([[False], mask.flatten("F"), [not mask.flatten("F")[-1]]])
    runs = np.diff(np.concatenate([[0], np.flatnonzero(pixels[1:] != pixels[:-1])])).tolist()
    text = ""
    for i, run in enumerate(runs):
        number = run - runs[i - 2] if i > 2 else run
        more = True
        while more:
            bits = number & 0x1F
            number >>= 5
            more = number != (-1 if bits & 0x10 else 0)
            text += chr(48 + bits + (0x20 if more else 0))
    return text


def cases(architecture: str) -> list:
    if architecture.startswith(("maskrcnn", "keypointrcnn")):
        return INSTANCE_CASES
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
    listed = [
        {"classId": int(label), "score": round(float(score), 7), "box": [round(float(side), 4) for side in box]}
        for label, score, box in zip(found["labels"], found["scores"], found["boxes"])
    ]
    for i, one in enumerate(listed):
        if "masks" in found:
            mask = found["masks"][i, 0]
            one["mask"] = run_length_text((mask > 0.5).numpy())
            one["near"] = run_length_text(((mask - 0.5).abs() <= NEAR).numpy())
        if "keypoints" in found:
            points = zip(found["keypoints"][i, :, :2].tolist(), found["keypoints_scores"][i].tolist())
            one["keypoints"] = [[round(x, 3), round(y, 3), round(score, 4)] for (x, y), score in points]
    return listed


def write(path: pathlib.Path, golden: dict):
    golden = {"torchvision": torchvision.__version__, "torch": torch.__version__} | golden
    text = json.dumps(golden, indent=1)
    lines = re.sub(r'\{\s+"classId".*?\}', lambda one: re.sub(r"\s+", " ", one[0]), text, flags=re.DOTALL)
    lines = re.sub(r'"(logits|resized)": \[.*?\]', lambda one: re.sub(r"\s+", " ", one[0]), lines, flags=re.DOTALL)
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
    box = "" if architecture.startswith(("retinanet", "fcos")) else "box_"
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
        of = model if architecture.startswith(("retinanet", "fcos")) else model.rpn
        of.anchor_generator = AnchorGenerator(levels, (tuple(ratios),) * 5)
    return model


def classes(architecture: str, case: dict) -> list:
    """Returns the frames of a case with the most probable classes of each."""
    model = getattr(models, architecture)(weights=None, num_classes=CLASSIFIER_CLASSES).eval()
    fill(model)
    default = "bicubic" if architecture.startswith("efficientnet") else "bilinear"
    transform = ImageClassification(
        resize_size=case.get("resizeSize", 256),
        crop_size=case.get("cropSize", 224),
        mean=case.get("imageMean", [0.485, 0.456, 0.406]),
        std=case.get("imageStd", [0.229, 0.224, 0.225]),
        interpolation=InterpolationMode(case.get("interpolation", default)),
    )
    frames = []
    for height, width in case["frames"]:
        image = transform(Image.fromarray(formula.image(height, width)))
        with torch.no_grad():
            scores, labels = model(image[None])[0].softmax(0).topk(case.get("topK", 5))
        best = [{"classId": int(label), "score": round(float(score), 7)} for label, score in zip(labels, scores)]
        frames.append({"height": height, "width": width, "classes": best})
    return frames


def label_map(architecture: str, case: dict) -> list:
    """Returns the frames of a case, each with some logits of the resized frame, and in pixels of the frame the mask of each
    class and that of the pixels that may be of another class.

    A pixel of the frame has the class of the pixel of the resized frame in which its centre lies.
    """
    model = getattr(segmentation, architecture)(weights=None, weights_backbone=None, num_classes=CLASSES).eval()
    fill(model)
    transform = SemanticSegmentation(
        resize_size=None if "maxSize" in case else case["minSize"],
        mean=case.get("imageMean", [0.485, 0.456, 0.406]),
        std=case.get("imageStd", [0.229, 0.224, 0.225]),
    )
    frames = []
    for height, width in case["frames"]:
        image = Image.fromarray(formula.image(height, width))
        if "maxSize" in case:
            image = functional.resize(image, case["minSize"], max_size=case["maxSize"])
        with torch.no_grad():
            logits = model(transform(image)[None])["out"][0].numpy()
        high, wide = logits.shape[1:]
        rows = (np.arange(height) * 2 + 1) * high // (2 * height)
        columns = (np.arange(width) * 2 + 1) * wide // (2 * width)
        best = logits.argmax(0)[rows][:, columns]
        second, first = np.sort(logits, 0)[-2:]
        near = (first - second <= LOGITS_NEAR)[rows][:, columns]
        regions = [
            {"classId": int(label), "counts": run_length_text(best == label)} for label in np.unique(best)
        ]
        sampled = logits[:, ::LOGIT_STEP, ::LOGIT_STEP]
        frames.append(
            {
                "height": height,
                "width": width,
                "resized": [high, wide],
                "step": LOGIT_STEP,
                "logits": [round(float(one), 5) for one in sampled.flatten()],
                "regions": regions,
                "near": run_length_text(near),
            }
        )
    return frames


def fill(model: torch.nn.Module):
    """Gives a model the weights of formula.py."""
    state = model.state_dict()
    names = [name for name in state if not name.endswith(".num_batches_tracked")]
    load(model, {name: torch.from_numpy(formula.tensor(name, state[name].shape)) for name in names})


def of_formula(arguments):
    for architecture in arguments.architecture or ARCHITECTURES + CLASSIFIERS + SEGMENTERS:
        if architecture in SEGMENTERS:
            found = [case | {"frames": label_map(architecture, case)} for case in SEGMENTER_CASES]
            write(arguments.out / f"{architecture}.json", {"architecture": architecture, "classes": CLASSES, "cases": found})
            continue
        if architecture in CLASSIFIERS:
            found = [case | {"frames": classes(architecture, case)} for case in CLASSIFIER_CASES]
            golden = {"architecture": architecture, "classes": CLASSIFIER_CLASSES, "cases": found}
            write(arguments.out / f"{architecture}.json", golden)
            continue
        found = []
        for case in cases(architecture):
            model = with_settings(architecture, case)
            fill(model)
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


# Boxes inside of an image of 60 x 80, over its edges, as large as it, and smaller than a pixel.
PASTES = [
    [10.3, 12.7, 40.9, 33.2],
    [0.0, 0.0, 80.0, 60.0],
    [0.0, 5.5, 12.25, 60.0],
    [70.4, 50.6, 80.0, 60.0],
    [20.1, 0.0, 21.3, 60.0],
    [30.2, 30.2, 30.5, 30.6],
    [79.6, 59.7, 80.0, 60.0],
    [3.3, 4.4, 74.4, 9.1],
]


def of_paste(arguments):
    mask = torch.from_numpy(formula.tensor("paste", (28, 28))) + 0.5
    pastes = []
    for box in PASTES:
        pasted = paste_masks_in_image(mask[None, None], torch.tensor([box]), (60, 80))[0, 0]
        assert ((pasted - 0.5).abs() > 1e-5).all(), "a pixel is on the threshold"
        pastes.append({"height": 60, "width": 80, "box": box, "counts": run_length_text((pasted > 0.5).numpy())})
    arguments.out.write_text(json.dumps(pastes, indent=1) + "\n")


def main():
    parser = argparse.ArgumentParser(description="Write the detections of torchvision as reference values for tests.")
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("formula", help="every architecture, with generated weights and images")
    command.add_argument("--out", type=pathlib.Path, required=True, help="output folder for <architecture>.json")
    command.add_argument(
        "--architecture", choices=ARCHITECTURES + CLASSIFIERS + SEGMENTERS, action="append",
        help="architecture; may be repeated (default: all)",
    )
    command.set_defaults(run=of_formula)
    command = commands.add_parser("paste", help="masks that are pasted into an image")
    command.add_argument("--out", type=pathlib.Path, required=True, help="output JSON file")
    command.set_defaults(run=of_paste)
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
