#!/usr/bin/env python3
"""Runs the detector's TorchScript programs with PyTorch alone, on a GPU or on the CPU: parity, speed, memory and faults.

    gpu_archive.py [--device cuda|cpu] [--architecture NAME]... [--programs FOLDER --golden FOLDER]

The weights come from the formula of model-registry/python/formula.py, computed here with the same bits, so that the
programs need no checkpoint. The reference is torchvision's, from the golden files. Prints tables in Markdown, and PASS or
the differences. The exit code is 0 or 1. gpu.sh runs this script in a source tree, and from a packed file.
"""

import argparse
import ctypes
import io
import json
import math
import pathlib
import platform
import statistics
import subprocess
import sys
import threading
import time
import zipfile
import zlib

import torch

HERE = pathlib.Path(__file__).resolve().parent
IMPORTER = pathlib.Path("dev/skipstream/registry/importer")
MODELS = HERE.parent.parent / "model-registry/src"

ROOT = "detector"
EPS = 1e-5
PIXELS = 0.05  # of "equal" in docs/architecture.md
SCORE = 1e-4
COUNTED = 0.2  # detections with this score count in a difference: Faster R-CNN's are below 0.4 with the formula's weights
MOST = {"fp32": 0.02, "fp16": 0.05, "bf16": 0.1}  # the largest mean difference of a format, see `difference`
SPEED = "fasterrcnn_resnet50_fpn"
# The words by which the product recognises a fault: DetectorFault.
MEMORY_WORDS = ["out of memory"]
DEVICE_WORDS = ["cuda error", "device-side assert"]
# torchvision's settings of each kind of detector, by the names that its program takes.
SHARED = {
    "minSize": 800,
    "maxSize": 1333,
    "imageMean": [0.485, 0.456, 0.406],
    "imageStd": [0.229, 0.224, 0.225],
}
FASTER_RCNN = SHARED | {
    "proposals": 1000,
    "preNmsProposals": 1000,
    "scoreThreshold": 0.05,
    "nmsThreshold": 0.5,
    "detectionsPerFrame": 100,
    "anchorSizes": [32, 64, 128, 256, 512],
    "anchorRatios": [0.5, 1.0, 2.0],
    "rpnNmsThreshold": 0.7,
    "rpnScoreThreshold": 0.0,
}
RETINANET = SHARED | {
    "candidates": 1000,
    "scoreThreshold": 0.05,
    "nmsThreshold": 0.5,
    "detectionsPerFrame": 300,
    "anchorSizes": [32, 40, 50, 64, 80, 101, 128, 161, 203, 256, 322, 406, 512, 645, 812],
    "anchorRatios": [0.5, 1.0, 2.0],
}
FCOS = SHARED | {"candidates": 1000, "scoreThreshold": 0.2, "nmsThreshold": 0.6, "detectionsPerFrame": 100}
KINDS = [FASTER_RCNN, RETINANET, FCOS]


# The formula, in PyTorch's operations.


def uniform(name, count):
    """float32 [count] in [-1, 1): MurmurHash3's finalizer over a Weyl sequence. Products wrap around at 64 bits, and the
    low 32 bits are right."""
    mask = 0xFFFFFFFF
    h = (torch.arange(count, dtype=torch.int64) * 0x9E3779B9 + zlib.crc32(name.encode())) & mask
    h ^= h >> 16
    h = (h * 0x85EBCA6B) & mask
    h ^= h >> 13
    h = (h * 0xC2B2AE35) & mask
    h ^= h >> 16
    return (h >> 8).float() * 2.0**-23 - 1.0


def formula(name, shape):
    amplitude, centre = scale(name, shape)
    numbers = uniform(name, math.prod(shape)) * torch.tensor(amplitude, dtype=torch.float32)
    return (numbers + torch.tensor(centre, dtype=torch.float32)).reshape(shape)


def scale(name, shape):
    if name.endswith(".running_var"):
        return 0.3, 1.0
    if len(shape) == 1 and name.endswith(".weight"):
        return 0.1, 0.25 if name.endswith((".bn2.weight", ".bn3.weight")) else 1.5 if "box_head" in name else 1.0
    if name == "rpn.head.bbox_pred.bias":
        return 1.2, 0.8
    if name == "head.regression_head.bbox_reg.bias" and list(shape) == [4]:
        return 1.0, 2.0
    if len(shape) == 1:
        return 0.1, 0.0
    return gain(name) / math.sqrt(math.prod(shape[1:])), 0.0


def gain(name):
    if name.endswith(".0.weight") and not name.startswith(("backbone.body.", "head.")):
        return 1.2
    return {
        "rpn.head.cls_logits.weight": 1.0,
        "rpn.head.bbox_pred.weight": 0.15,
        "roi_heads.box_head.fc7.weight": 2.0,
        "roi_heads.box_predictor.cls_score.weight": 0.8,
        "roi_heads.box_predictor.bbox_pred.weight": 1.0,
        "head.classification_head.cls_logits.weight": 2.0,
        "head.regression_head.bbox_reg.weight": 0.5,
    }.get(name, math.sqrt(6))


def image(height, width):
    """uint8 [height * width * 3], RGB in rows."""
    y, x, c = torch.meshgrid(torch.arange(height), torch.arange(width), torch.arange(3), indexing="ij")
    rows = torch.div(y, 24, rounding_mode="floor") % 64
    columns = torch.div(x, 24, rounding_mode="floor") % 64
    tiles = uniform("tiles", 64 * 64 * 3)[(rows * 64 + columns) * 3 + c]
    grain = uniform("grain", height * width * 3).reshape(height, width, 3)
    return torch.floor((tiles * 0.75 + grain * 0.25 + 1.0) * 127.5).to(torch.uint8).flatten()


# Archives: a program without weights, and the weights of the formula.


def archive(program, classes):
    """The bytes of a TorchScript archive, as the importer writes it."""
    out = io.BytesIO()
    with zipfile.ZipFile(program) as skeleton, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as full:
        recipe = json.loads(skeleton.read("recipe.json"))
        for name in skeleton.namelist():
            if name.startswith(ROOT + "/"):
                content = skeleton.read(name)
                full.writestr(name, with_classes(content, recipe, classes) if name.endswith("/data.pkl") else content)
        for layer in recipe["layers"]:
            weight, bias = folded(layer, classes)
            full.writestr(f"{ROOT}/data/{layer['weightKey']}", raw(weight))
            full.writestr(f"{ROOT}/data/{layer['biasKey']}", raw(bias))
    return out.getvalue()


def with_classes(tree, recipe, classes):
    tree = bytearray(tree)
    for one in recipe["classes"]:
        tree[one["offset"] : one["offset"] + 4] = (one["times"] * classes).to_bytes(4, "little")
    return bytes(tree)


def folded(layer, classes):
    """The weight with channels last, and the bias; a batch norm is folded in."""
    shape = [-size * classes if size < 0 else size for size in layer["shape"]]
    weight = formula(layer["name"] + ".weight", shape).reshape(shape[0], -1, layer["pixels"]).transpose(1, 2)
    if layer.get("unbiased"):
        return weight, torch.zeros(shape[0])
    if "norm" not in layer:
        return weight, formula(layer["name"] + ".bias", shape[:1])
    norm = {part: formula(f"{layer['norm']}.{part}", shape[:1]).double() for part in
            ["weight", "bias", "running_mean", "running_var"]}
    factor = norm["weight"] / (norm["running_var"] + EPS).sqrt()
    bias = norm["bias"] - norm["running_mean"] * factor
    return (weight.double() * factor[:, None, None]).float(), bias.float()


def raw(tensor):
    tensor = tensor.float().contiguous()
    return ctypes.string_at(tensor.data_ptr(), 4 * tensor.numel())


class Detector:
    def __init__(self, bytes_of, device, format):
        self.device = device
        self.program = torch.jit.load(io.BytesIO(bytes_of), map_location=device).eval()
        self.program.prepare(format, {})
        names = set(self.program.names()["settings"])
        self.kind = next((kind for kind in KINDS if set(kind) == names), None)

    def __call__(self, frames, settings):
        """Frames as (height, width, uint8 pixels on the host), copied to the device at once; findings on the host."""
        pixels = torch.cat([pixels for _, _, pixels in frames]).to(self.device)
        sizes = torch.tensor([[height, width] for height, width, _ in frames])
        # As the product sets it: the profiling executor makes the first calls slow, and no later one faster.
        with torch.inference_mode(), torch.jit.optimized_execution(False):
            found = self.program(pixels, sizes, settings)
            return {name: tensor.cpu() for name, tensor in found.items()}


def tensors(kind, settings):
    """The settings of a program: those of its kind, where none are given."""
    return {
        name: torch.tensor(value if isinstance(value, list) else [value], dtype=torch.float64)
        for name, value in (kind | settings).items()
    }


def frames_of(sizes):
    return [(height, width, image(height, width)) for height, width in sizes]


def detections(findings, frame):
    count = int(findings["counts"][frame])
    return [
        {"classId": int(label), "score": float(score), "box": box.tolist()}
        for label, score, box in zip(
            findings["labels"][frame][:count], findings["scores"][frame][:count], findings["boxes"][frame][:count]
        )
    ]


# Parity.


def unequal(expected, actual):
    """The detections without an equal one, of both sides; those near the last score may be cut off."""
    left = list(actual)
    missing = []
    for one in expected:
        partner = next((other for other in left if equal(one, other)), None)
        left.remove(partner) if partner else missing.append(one)
    last = expected[-1]["score"] + SCORE
    return [one for one in missing + left if one["score"] > last]


def equal(a, b):
    return (
        a["classId"] == b["classId"]
        and abs(a["score"] - b["score"]) <= SCORE
        and max(abs(p - q) for p, q in zip(a["box"], b["box"])) <= PIXELS
    )


def difference(one, other):
    """From 0 to 1, the mean over the counted detections of both: the mean of 1 - IoU and of the scores' difference."""
    rests = []
    for a, b in ((one, other), (other, one)):
        for found in a:
            if found["score"] >= COUNTED:
                rests.append(min((apart(found, c) for c in b if c["classId"] == found["classId"]), default=1.0))
    return statistics.fmean(rests) if rests else 0.0


def apart(a, b):
    (ax, ay, az, aw), (bx, by, bz, bw) = a["box"], b["box"]
    shared = max(0.0, min(az, bz) - max(ax, bx)) * max(0.0, min(aw, bw) - max(ay, by))
    union = (az - ax) * (aw - ay) + (bz - bx) * (bw - by) - shared
    iou = shared / union if union > 0 else 0.0
    return (abs(a["score"] - b["score"]) + 1 - iou) / 2


class Report:
    def __init__(self):
        self.differences = []

    def check(self, ok, text):
        if not ok:
            self.differences.append(text)
        return ok

    def table(self, title, header, rows):
        print(f"\n**{title}**\n\n| " + " | ".join(header) + " |\n|" + "---|" * len(header))
        for row in rows:
            print("| " + " | ".join(str(cell) for cell in row) + " |")
        sys.stdout.flush()


def precise(on):
    """Without TF32, products on a GPU are those of fp32."""
    torch.backends.cuda.matmul.allow_tf32 = not on
    torch.backends.cudnn.allow_tf32 = not on


def parity(report, device, formats, names, programs, goldens):
    rows = []
    for name in names:
        golden = json.loads((goldens / f"{name}.json").read_text())
        whole = archive(programs / f"{name}.pt", golden["classes"])
        detector = Detector(whole, "cpu", "fp32")
        if detector.kind is None:
            rows.append([name, "takes other settings: not run"] + [""] * (len(formats) + 1))
            continue
        reference = exact(report, name, "cpu", detector, golden)
        row = [name, "equal" if reference[1] else "DIFFERS"]
        if device != "cpu":
            precise(True)
            row.append("equal" if exact(report, name, "fp32 without TF32", Detector(whole, device, "fp32"), golden)[1]
                       else "DIFFERS")
            precise(False)
        else:
            row.append("")
        for format in formats:
            try:
                found = exact(None, name, format, Detector(whole, device, format), golden)[0]
            except RuntimeError as e:
                text = str(e).strip().splitlines()[-1]
                report.check(False, f"{name} in {format}: {text}")
                row.append(f"fails: {text[:60]}")
                continue
            mean = statistics.fmean(difference(a, b) for a, b in zip(reference[0], found))
            report.check(mean <= MOST[format], f"{name} in {format}: differs by {mean:.4f} from fp32 on the CPU, "
                         f"expected {MOST[format]} at most")
            row.append(f"{mean:.4f}")
        rows.append(row)
    report.table(
        "Parity: the CPU and the device in fp32 beside torchvision; then mean differences from the CPU",
        ["architecture", "CPU", "device, fp32 without TF32"] + [f"device, {format}" for format in formats],
        rows,
    )


def exact(report, name, where, detector, golden):
    """All detections of the golden frames, and true if they equal torchvision's."""
    all_found = []
    good = True
    for case in golden["cases"]:
        frames = frames_of([(frame["height"], frame["width"]) for frame in case["frames"]])
        settings = tensors(detector.kind, {key: value for key, value in case.items() if key != "frames"})
        found = detector(frames, settings)
        for i, frame in enumerate(case["frames"]):
            actual = detections(found, i)
            all_found.append(actual)
            wrong = unequal(frame["detections"], actual)
            if wrong and report:
                report.check(False, f"{name} on {where}, {frame['width']} x {frame['height']}: {len(wrong)} detections "
                             f"without an equal one, such as {wrong[0]}")
            good = good and not wrong
    return all_found, good


# Speed.


def seconds(call, device, calls):
    def once():
        start = time.perf_counter()
        call()
        if device != "cpu":
            torch.cuda.synchronize(device)
        return time.perf_counter() - start

    once()
    once()
    return statistics.median(once() for _ in range(calls))


def speed(report, device, formats, programs, goldens):
    golden = json.loads((goldens / f"{SPEED}.json").read_text())
    whole = archive(programs / f"{SPEED}.pt", golden["classes"])
    gpu = device != "cpu"
    sizes = [(288, 480), (384, 640), (800, 1333)] if gpu else [(192, 320)]
    batches = [1, 4, 8, 16] if gpu else [1, 2]
    rows = []
    for format in formats:
        detector = Detector(whole, device, format)
        for height, width in sizes:
            settings = tensors(FASTER_RCNN, {"minSize": height, "maxSize": width, "proposals": 150})
            frame = frames_of([(height, width)])
            row = [f"{width} x {height}", format]
            for batch in batches:
                try:
                    took = seconds(lambda: detector(frame * batch, settings), device, 9 if gpu else 3)
                    row.append(f"{batch / took:.1f}")
                except RuntimeError as e:
                    report.check(False, f"{SPEED} in {format}, batches of {batch}: {str(e).strip().splitlines()[-1]}")
                    row.append("fails")
            rows.append(row)
    rows += torchvision_speed(device, golden, sizes, batches)
    report.table(
        f"Frames/s of {SPEED} by frames a call, from the host's memory to the host's memory",
        ["size", ""] + [f"{batch} a call" for batch in batches],
        rows,
    )


def torchvision_speed(device, golden, sizes, batches):
    """torchvision with the same weights, eager and with torch.compile for its backbone; where it is installed."""
    try:
        from torchvision.models.detection import fasterrcnn_resnet50_fpn
    except ImportError as e:
        return [["", f"torchvision: not run ({e})"] + [""] * len(batches)]
    rows = []
    for height, width in sizes:
        model = fasterrcnn_resnet50_fpn(
            weights=None, weights_backbone=None, num_classes=golden["classes"], min_size=height, max_size=width,
            rpn_post_nms_top_n_test=150,
        ).eval()
        state = model.state_dict()
        model.load_state_dict(
            {name: formula(name, list(state[name].shape)) for name in state if not name.endswith("num_batches_tracked")},
            strict=False,
        )
        model.to(device)
        frame = image(height, width).view(height, width, 3).permute(2, 0, 1).contiguous()
        for setting in ["eager", "torch.compile"] if device != "cpu" else ["eager"]:
            row = [f"{width} x {height}", f"torchvision {setting}, fp32"]
            try:
                if setting == "torch.compile":
                    model.backbone = torch.compile(model.backbone)
                for batch in batches:
                    def call():
                        with torch.inference_mode():
                            model([frame.to(device).float() / 255 for _ in range(batch)])
                    row.append(f"{batch / seconds(call, device, 9 if device != 'cpu' else 3):.1f}")
            except Exception as e:  # of the compiler, on a machine without a C compiler for one
                row += [f"fails: {str(e).splitlines()[0][:60]}"] + [""] * (len(batches) - len(row) + 1)
            rows.append(row)
    return rows


# What needs a GPU.


def swaps(report, device, whole, settings, frames):
    """The memory of the device before and after 20 loads, each beside the version before it."""
    active = Detector(whole, device, "fp32")
    active(frames, settings)
    torch.cuda.synchronize(device)
    before = torch.cuda.memory_allocated(device)
    for _ in range(20):
        following = Detector(whole, device, "fp32")
        following(frames, settings)
        active = following
        del following
    torch.cuda.synchronize(device)
    after = torch.cuda.memory_allocated(device)
    report.check(after - before <= 1 << 20, f"20 swaps: {before} bytes before, {after} after")
    return ["memory before and after 20 swaps", f"{before / 2**20:.1f} MiB, {after / 2**20:.1f} MiB"]


def out_of_memory(report, device, whole, settings, frames):
    """A batch beyond the memory fails with the words that the product looks for, and the next batch runs."""
    detector = Detector(whole, device, "fp32")
    detector(frames, settings)
    total = torch.cuda.get_device_properties(device).total_memory
    torch.cuda.empty_cache()
    torch.cuda.set_per_process_memory_fraction(min(1.0, 2 * 2**30 / total), device)
    message, batch = "", 8
    try:
        while batch <= 1024 and not message:
            try:
                detector(frames * batch, settings)
                batch *= 2
            except RuntimeError as e:
                message = str(e)
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0, device)
    report.check(any(word in message.lower() for word in MEMORY_WORDS), f"out of memory: the message is '{message[:200]}'")
    works = len(detector(frames, settings)["counts"]) == len(frames)
    report.check(works, "out of memory: the next batch has no result")
    return ["out of memory, with 2 GiB", f"batch of {batch}: '{message.splitlines()[-1][:60] if message else ''}'; the next batch runs"]


def fault(report, device):
    """A device-side assert in a process of its own. Its words are those that the product looks for, and it is sticky."""
    run = subprocess.run([sys.executable, __file__, "--fault", device], capture_output=True, text=True, timeout=300)
    messages = run.stdout.strip().splitlines()
    known = [any(word in message.lower() for word in DEVICE_WORDS) for message in messages]
    report.check(known == [True, True], f"device fault: {messages or run.stderr[-300:]}")
    return ["a device fault", "; ".join(f"'{message[:60]}'" for message in messages)]


def cause_fault(device):
    for _ in range(2):
        try:
            torch.zeros(4, device=device)[torch.tensor([99], device=device)]
            torch.cuda.synchronize(device)
            print("no fault")
        except RuntimeError as e:
            print(str(e).splitlines()[0])


def two_devices(report, whole, settings, frames):
    if torch.cuda.device_count() < 2:
        return ["two devices", "one device: not run"]
    rate = {}
    for count in (1, 2):
        detectors = [Detector(whole, f"cuda:{i}", "fp32") for i in range(count)]
        for detector in detectors:
            detector(frames * 8, settings)

        def work(detector):
            for _ in range(40):
                detector(frames * 8, settings)

        threads = [threading.Thread(target=work, args=[detector]) for detector in detectors]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        rate[count] = count * 40 * 8 / (time.perf_counter() - start)
    return ["two devices in two threads of Python", f"{rate[1]:.0f} and {rate[2]:.0f} frames/s, {rate[2] / rate[1]:.2f} times"]


def main():
    packed = (HERE / "programs").is_dir()
    parser = argparse.ArgumentParser(description="Run the detector's programs with PyTorch alone.")
    parser.add_argument("--device", help="cuda, cuda:N or cpu (default: cuda where PyTorch finds it)")
    parser.add_argument("--architecture", action="append", help="may be repeated (default: all)")
    parser.add_argument("--programs", type=pathlib.Path, default=HERE / "programs" if packed else MODELS / "main/resources" / IMPORTER)
    parser.add_argument("--golden", type=pathlib.Path, default=HERE / "golden" if packed else MODELS / "test/resources" / IMPORTER / "golden")
    parser.add_argument("--fault", metavar="DEVICE", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.fault:
        cause_fault(arguments.fault)
        return
    device = arguments.device or ("cuda" if torch.cuda.is_available() else "cpu")
    device = "cuda:0" if device == "cuda" else device
    names = arguments.architecture or sorted(path.stem for path in arguments.golden.glob("*.json"))
    gpu = device != "cpu"
    print(f"PyTorch {torch.__version__} on {platform.machine()}, Python {platform.python_version()}, device {device}", end="")
    # On the CPU, older releases lack operators of bf16, and their group norms of large maps are wrong in it.
    formats = ["bf16"] if int(torch.__version__.split(".")[0]) >= 2 else []
    if gpu:
        properties = torch.cuda.get_device_properties(device)
        formats = ["fp32", "fp16", "bf16"] if properties.major >= 8 else ["fp32", "fp16"]
        print(f": {properties.name}, compute capability {properties.major}.{properties.minor}, "
              f"{properties.total_memory / 2**30:.1f} GiB, CUDA {torch.version.cuda}")
    else:
        print(f", {torch.get_num_threads()} threads")
    report = Report()
    started = time.perf_counter()
    parity(report, device, formats, names, arguments.programs, arguments.golden)
    speed(report, device, formats if gpu else ["fp32"] + formats, arguments.programs, arguments.golden)
    if gpu:
        golden = json.loads((arguments.golden / f"{SPEED}.json").read_text())
        whole = archive(arguments.programs / f"{SPEED}.pt", golden["classes"])
        settings = tensors(FASTER_RCNN, {"minSize": 384, "maxSize": 640, "proposals": 150})
        frames = frames_of([(384, 640)])
        rows = [
            swaps(report, device, whole, settings, frames),
            out_of_memory(report, device, whole, settings, frames),
            fault(report, device),
            two_devices(report, whole, settings, frames),
        ]
    else:
        rows = [[what, "needs a GPU: not run"] for what in ("20 swaps", "out of memory", "a device fault", "two devices")]
    report.table("Memory, faults and devices", ["check", "measured"], rows)
    print(f"\n{time.perf_counter() - started:.0f} s")
    for text in report.differences:
        print(text)
    print("PASS" if not report.differences else "FAIL")
    sys.exit(bool(report.differences))


if __name__ == "__main__":
    main()
