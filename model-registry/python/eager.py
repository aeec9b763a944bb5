"""Measures the inference time of torchvision's own detector, for comparison with `skipstream bench detector`. Requires
torchvision.

    python3 eager.py --checkpoint FILE [--architecture NAME] [--rounds 10] [--min-size 800 --max-size 1333]
"""

import argparse
import statistics
import time

import torch
import torchvision

from golden import ARCHITECTURES, detector, load


def main():
    parser = argparse.ArgumentParser(description="Measure torchvision's inference time on a 640 x 480 frame of noise.")
    parser.add_argument("--checkpoint", required=True, help="state dict")
    parser.add_argument("--architecture", choices=ARCHITECTURES, default="fasterrcnn_resnet50_fpn")
    parser.add_argument(
        "--rounds", type=int, default=10,
        help="number of measured calls, after two warm-up calls (default: %(default)s)",
    )
    parser.add_argument("--min-size", type=int, default=800)
    parser.add_argument("--max-size", type=int, default=1333)
    arguments = parser.parse_args()

    state = torch.load(arguments.checkpoint, map_location="cpu")
    state = {name: value.float() if value.is_floating_point() else value for name, value in state.items()}
    classes = state["roi_heads.box_predictor.cls_score.bias"].shape[0]
    model = detector(arguments.architecture, classes, 1e-5, min_size=arguments.min_size, max_size=arguments.max_size)
    load(model, state)
    frame = torch.rand(3, 480, 640, generator=torch.Generator().manual_seed(1))
    times = []
    with torch.inference_mode():
        for _ in range(arguments.rounds + 2):
            start = time.perf_counter()
            model([frame])
            times.append(1000 * (time.perf_counter() - start))
    times = times[2:]
    print(
        f"torchvision {torchvision.__version__}, torch {torch.__version__}, {torch.get_num_threads()} threads: a call takes "
        f"{statistics.median(times):.0f} ms ({min(times):.0f} to {max(times):.0f} in {len(times)} calls)"
    )


if __name__ == "__main__":
    main()
