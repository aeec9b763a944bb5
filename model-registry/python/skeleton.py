"""Writes a detector as a skeleton: a TorchScript archive without weights, with a recipe to add those of a checkpoint.

A TorchScript archive is a zip file with code, `data.pkl` and storages. `data.pkl` is the module tree, with the shape,
strides, element type and storage name of each tensor. A storage is a raw little-endian file, `data/<storage>`. A skeleton
has everything except the storages of the weights, and two more files:

    recipe.json    the steps of the importer, see `recipe`
    program.sha256 the SHA-256 of the program's sources, with which a test checks that the skeleton is up to date

The importer makes the archive of a checkpoint from the skeleton: it replaces a few numbers and adds the storages. It does
not need Python.
"""

import argparse
import hashlib
import io
import json
import multiprocessing
import pathlib
import pickle
import pickletools
import re
import tempfile
import zipfile
from typing import Callable, Iterable, Sequence, Tuple

import torch
from torch import nn

ROOT = "detector"
Names = Callable[[str], Tuple[str, str]]
# Larger than any two-byte number, so that a size that depends on it is pickled in four bytes for every class count. Prime,
# so that no other size is a multiple of it.
CLASSES = 65_537
# For a network whose sizes are at least nine times the class count: the other number would need gigabytes.
CLASSES_OF_NINE = 7_283


def write_all(architectures: Iterable[str], write: Callable[[str, pathlib.Path], None]):
    """The command line of a program: writes the skeleton of each architecture to a folder, by `write` with its file."""
    parser = argparse.ArgumentParser(description="Write one archive without weights for each architecture.")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder to write <architecture>.pt to")
    out = parser.parse_args().out
    # A process for each: TorchScript numbers classes by what the process scripted before, and the same source is to
    # give the same file.
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        for architecture in architectures:
            path = out / f"{architecture}.pt"
            pool.apply(write, (architecture, path))
            print(path)


def write_skeleton(
    build: Callable[[int], nn.Module],
    source: pathlib.Path,
    path: pathlib.Path,
    shared: Sequence[pathlib.Path] = (),
    classes: int = CLASSES,
    names: Names = lambda layer: (layer, norm_of(layer)),
):
    """Scripts the module that `build` returns for a class count, and writes its skeleton to a file.

    `source` is the file of the program, and `shared` has those that it builds on. `names` returns torchvision's names of a
    layer and of the batch norm after it.
    """
    module = build(classes)
    with tempfile.TemporaryDirectory() as folder:
        full = pathlib.Path(folder, ROOT + ".pt")
        torch.jit.script(module).save(str(full))
        with zipfile.ZipFile(full) as archive:
            data = archive.read(f"{ROOT}/data.pkl")
            weights = {layer[kind] for layer in layers(module, data, classes, names) for kind in ("weightKey", "biasKey")}
            storages = {f"{ROOT}/data/{storage}" for storage in weights}
            kept = {
                name: archive.read(name)
                for name in archive.namelist()
                if name not in storages and not name.endswith(".debug_pkl")  # has paths of the build machine
            }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as skeleton:
        kept["recipe.json"] = json.dumps(recipe(module, data, classes, names), separators=(",", ":")).encode()
        sources = b"".join(file.read_bytes() for file in (*shared, source))
        kept["program.sha256"] = hashlib.sha256(sources).hexdigest().encode()
        for name, content in sorted(kept.items()):
            entry = zipfile.ZipInfo(name)  # dated 1980, so that the file depends only on the source
            entry.compress_type = zipfile.ZIP_DEFLATED
            skeleton.writestr(entry, content)


def recipe(module: nn.Module, data: bytes, classes: int, names: Names) -> dict:
    """Returns the steps of the importer, of a module with this class count:

    format    offset in data.pkl of the text `FloatStorage`, which the importer replaces if the weights are not fp32
    classes   offsets in data.pkl of int32 numbers; the importer replaces each one by `times` the class count
    layers    tensors that the importer writes, see `layers`
    """
    formats = []
    counts = []
    for opcode, argument, offset in pickletools.genops(data):
        if opcode.name == "GLOBAL" and argument == "torch FloatStorage":
            formats.append(offset + len("ctorch\n"))
        if isinstance(argument, int) and argument >= classes and argument % classes == 0:
            assert opcode.name == "BININT", opcode.name
            counts.append({"offset": offset + 1, "times": argument // classes})
    assert len(formats) == 1 and counts
    return {"format": formats[0], "classes": counts, "layers": layers(module, data, classes, names)}


def layers(module: nn.Module, data: bytes, classes: int, names: Names) -> list:
    """Returns the layers that have weights, each with these fields:

    name      the prefix of the layer's `.weight` and (without a batch norm) `.bias` in the checkpoint
    norm      name in the checkpoint of the batch norm to fold in; that of the layer if it is a batch norm itself; absent if
              there is none
    transposed true for a transposed convolution, whose weight has its inputs first. Absent otherwise
    unbiased  true if the checkpoint has no bias and no norm: the importer writes zeros. Absent otherwise
    shape     shape of the weight in the checkpoint; a negative first size is a multiple of the class count
    pixels    number of positions of the kernel or feature map: after the input channels in the checkpoint, before them
              in the archive
    stride    stride of a convolution; 1 for other layers
    weightKey storage of the weight
    biasKey   storage of the bias
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
        if shape[0] % classes == 0:
            shape[0] //= -classes
        checkpoint_name, norm = names(name)
        one = {"name": checkpoint_name}
        if getattr(layer, "normed", False):
            one["norm"] = norm
        if getattr(layer, "transposed", False):
            one["transposed"] = True
        if not getattr(layer, "biased", True):
            one["unbiased"] = True
        one["shape"] = shape
        one["stride"] = layer.stride if kernel else 1
        one["pixels"] = shape[2] * shape[3] if kernel else layer.pixels
        one["weightKey"] = node.weight
        one["biasKey"] = node.bias
        found.append(one)
    return found


def norm_of(conv: str) -> str:
    """Returns torchvision's name of the batch norm after a convolution: conv1 -> bn1, downsample.0 -> downsample.1."""
    if conv.endswith(".0"):
        return conv[:-1] + "1"
    return re.sub(r"conv(\d)$", r"bn\1", conv)


class Tree(pickle.Unpickler):
    """Reads data.pkl as a tree of plain objects, with the storage name in place of each tensor."""

    def find_class(self, module, name):
        if name == "_rebuild_tensor_v2":
            return lambda storage, *shape: storage
        if module.startswith("__torch__"):
            return type(name, (), {})
        return lambda *arguments: arguments

    def persistent_load(self, reference):
        return reference[2]
