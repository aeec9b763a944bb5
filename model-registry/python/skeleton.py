"""Writes a detector as a skeleton: a TorchScript archive without weights, and the recipe by which a checkpoint fills it.

A TorchScript archive is a zip: code, `data.pkl` (the tree of modules, with each tensor's shape, strides, element type
and the name of its storage) and one raw little-endian file a storage, `data/<storage>`. A skeleton has all but the
weights' storages, and beside them

    recipe.json    what the importer has to do, see `recipe`
    program.sha256 the SHA-256 of the program's source, by which a test tells that the two agree

so that the archive of a checkpoint is the skeleton with a few numbers replaced and the storages added: no Python needed.
"""

import hashlib
import io
import json
import pathlib
import pickle
import pickletools
import re
import tempfile
import zipfile
from typing import Callable

import torch
from torch import nn

ROOT = "detector"
# Larger than any two-byte number, so that each size that depends on it is pickled in the same four bytes as any other
# class count's; and prime, so that no other size is a multiple of it.
CLASSES = 65_537


def write_skeleton(build: Callable[[int], nn.Module], source: pathlib.Path, path: pathlib.Path):
    """Scripts the module that `build` gives for a class count and writes its skeleton to a file."""
    module = build(CLASSES)
    with tempfile.TemporaryDirectory() as folder:
        full = pathlib.Path(folder, ROOT + ".pt")
        torch.jit.script(module).save(str(full))
        with zipfile.ZipFile(full) as archive:
            data = archive.read(f"{ROOT}/data.pkl")
            weights = {layer[kind] for layer in layers(module, data) for kind in ("weightKey", "biasKey")}
            storages = {f"{ROOT}/data/{storage}" for storage in weights}
            kept = {
                name: archive.read(name)
                for name in archive.namelist()
                if name not in storages and not name.endswith(".debug_pkl")  # paths of the machine that scripted it
            }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as skeleton:
        kept["recipe.json"] = json.dumps(recipe(module, data), separators=(",", ":")).encode()
        kept["program.sha256"] = hashlib.sha256(source.read_bytes()).hexdigest().encode()
        for name, content in sorted(kept.items()):
            entry = zipfile.ZipInfo(name)  # dated 1980, so that the same source gives the same file
            entry.compress_type = zipfile.ZIP_DEFLATED
            skeleton.writestr(entry, content)


def recipe(module: nn.Module, data: bytes) -> dict:
    """What the importer has to do:

    format    offset in data.pkl of the text `FloatStorage`, to be replaced where the weights are not fp32
    classes   offsets in data.pkl of int32 numbers, each to be replaced by `times` the class count
    layers    the tensors to write, see `layers`
    """
    formats = []
    classes = []
    for opcode, argument, offset in pickletools.genops(data):
        if opcode.name == "GLOBAL" and argument == "torch FloatStorage":
            formats.append(offset + len("ctorch\n"))
        if isinstance(argument, int) and argument >= CLASSES and argument % CLASSES == 0:
            assert opcode.name == "BININT", opcode.name
            classes.append({"offset": offset + 1, "times": argument // CLASSES})
    assert len(formats) == 1 and classes
    return {"format": formats[0], "classes": classes, "layers": layers(module, data)}


def layers(module: nn.Module, data: bytes) -> list:
    """Each layer with weights:

    name      its name, and the checkpoint's prefix of its `.weight` and (without a norm) `.bias`
    norm      the checkpoint's name of the batch norm to fold in, if there is one
    shape     of the checkpoint's weight; a negative first size is a multiple of the class count
    pixels    positions of the kernel or map, after the input channels in the checkpoint, before them in the archive
    stride    of a convolution; 1 for other layers
    weightKey the storages to write
    biasKey
    """
    tree = Tree(io.BytesIO(data)).load()
    found = []
    for name, layer in module.named_modules():
        if not hasattr(layer, "weight"):
            continue
        node = tree
        for step in name.split("."):
            node = node.__dict__[step]
        kernel = layer.weight.dim() == 4
        shape = list(layer.weight.shape)
        if shape[0] % CLASSES == 0:
            shape[0] //= -CLASSES
        one = {"name": name}
        if getattr(layer, "normed", False):
            one["norm"] = norm_of(name)
        one["shape"] = shape
        one["stride"] = layer.stride if kernel else 1
        one["pixels"] = shape[2] * shape[3] if kernel else layer.pixels
        one["weightKey"] = node.weight
        one["biasKey"] = node.bias
        found.append(one)
    return found


def norm_of(conv: str) -> str:
    """torchvision's name of the batch norm after a convolution: conv1 -> bn1, downsample.0 -> downsample.1."""
    if conv.endswith(".0"):
        return conv[:-1] + "1"
    return re.sub(r"conv(\d)$", r"bn\1", conv)


class Tree(pickle.Unpickler):
    """Reads data.pkl as a tree of plain objects whose tensors are the names of their storages."""

    def find_class(self, module, name):
        if name == "_rebuild_tensor_v2":
            return lambda storage, *shape: storage
        if module.startswith("__torch__"):
            return type(name, (), {})
        return lambda *arguments: arguments

    def persistent_load(self, reference):
        return reference[2]
