"""Writes a checkpoint as int8 values with a scale for each output channel: a quarter of the fp32 size.

    python3 quantize.py model.pth street.safetensors

A weight w [O, ...] becomes q = round(w / s) in -127..127, with s = max |w| / 127 of its output channel. The file has them
as NAME and NAME.scale. Vectors (biases, batch norms) stay fp32. `skipstream models import` restores the fp32 values.
"""

import argparse
import json
import pathlib
import struct

import torch

DTYPES = {torch.int8: "I8", torch.float32: "F32"}


def quantized(state: dict) -> dict:
    tensors = {}
    for name, tensor in state.items():
        if name.endswith(".num_batches_tracked"):
            continue
        tensor = tensor.float()
        if tensor.dim() < 2:
            tensors[name] = tensor
            continue
        rows = tensor.flatten(1)
        scale = rows.abs().amax(1).clamp(min=1e-12) / 127
        tensors[name] = (rows / scale[:, None]).round().clamp(-127, 127).to(torch.int8).view(tensor.shape)
        tensors[name + ".scale"] = scale
    return tensors


def expanded(tensors: dict) -> dict:
    """Returns the fp32 state dict, as the importer computes it. Training can start from it."""
    state = {}
    for name, tensor in tensors.items():
        if tensor.dtype == torch.int8:
            scale = tensors[name + ".scale"].view(-1, *[1] * (tensor.dim() - 1))
            state[name] = tensor.float() * scale
        elif name.removesuffix(".scale") not in tensors or not name.endswith(".scale"):
            state[name] = tensor
    return state


def write(tensors: dict, path: pathlib.Path):
    header = {"__metadata__": {"format": "pt"}}
    offset = 0
    for name, tensor in tensors.items():
        end = offset + tensor.numel() * tensor.element_size()
        header[name] = {"dtype": DTYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header, separators=(",", ":")).encode()
    with path.open("wb") as out:
        out.write(struct.pack("<Q", len(text)))
        out.write(text)
        for tensor in tensors.values():
            out.write(tensor.contiguous().numpy().tobytes())


def read(path: pathlib.Path) -> dict:
    content = bytearray(path.read_bytes())
    (length,) = struct.unpack_from("<Q", content)
    header = json.loads(content[8 : 8 + length])
    types = {text: dtype for dtype, text in DTYPES.items()}
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            first, last = (8 + length + offset for offset in entry["data_offsets"])
            flat = torch.frombuffer(content[first:last], dtype=types[entry["dtype"]])
            tensors[name] = flat.view(entry["shape"]).clone()
    return tensors


def main():
    parser = argparse.ArgumentParser(description="Write a checkpoint as int8 values with a scale for each output channel.")
    parser.add_argument("checkpoint", type=pathlib.Path, help="state dict with torchvision's names, such as model.pth of train.py")
    parser.add_argument("out", type=pathlib.Path, help="output safetensors file")
    asked = parser.parse_args()
    write(quantized(torch.load(asked.checkpoint, map_location="cpu")), asked.out)
    print(f"{asked.out}: {asked.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
