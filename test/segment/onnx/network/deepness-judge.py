"""The class masks and scores of networks, worked out with numpy and ONNX Runtime for Python: patch after patch, cell after cell.

usage: deepness-judge.py cases.json; prints how many pixels differ from each case's mask, and how far its scores are off
"""

import json
import sys

import numpy as np
import onnxruntime
import rasterio


def starts(size, case):
    """Of every cell along a side: where it begins and ends, and where its patch begins.

    Patches are moved inwards at the scene's edge, but not those that lose a border: they see beyond it.
    """
    patch, overlap = case["patch"], case["overlap"]
    cell = patch - 2 * overlap
    for start in range(0, size, cell):
        begin = start - overlap
        if case["fit"] != "centre":
            begin = min(max(begin, 0), size - patch)
        yield start, min(start + cell, size), begin


def to_scores(output, case):
    patch = case["patch"]
    output = output.reshape((-1,) + output.shape[-2:])
    if case["fit"] == "centre":
        border = (patch - output.shape[-1]) // 2
        output = np.pad(output, ((0, 0), (border, border), (border, border)), constant_values=np.nan)
    elif output.shape[-1] == 2 * patch:
        # Twice as many pixels, between whose middles each pixel of the patch lies.
        output = output.reshape(len(output), patch, 2, patch, 2).mean((2, 4), dtype=np.float32)
    if len(output) == 1:
        output = np.concatenate([1 - output, output])
    return output


def classify(case):
    with rasterio.open(case["scene"]) as scene:
        pixels = scene.read()
        valid = scene.dataset_mask() > 0
    session = onnxruntime.InferenceSession(case["model"])
    height, width = valid.shape
    patch = case["patch"]
    # What lies beyond the edge is mirrored.
    rows = np.pad(np.arange(height), patch, mode="reflect")
    columns = np.pad(np.arange(width), patch, mode="reflect")
    mask = np.zeros((height, width), np.uint8)
    best = np.full((height, width), np.nan, np.float32)
    for top, bottom, y in starts(height, case):
        for left, right, x in starts(width, case):
            seen = np.ix_(rows[y + patch : y + 2 * patch], columns[x + patch : x + 2 * patch])
            part = pixels[:, *seen].astype(np.float32) / np.float32(255)
            part[:, ~valid[seen]] = 0
            (output,) = session.run([case["output"]], {session.get_inputs()[0].name: part[None]})
            scores = to_scores(output, case)
            ids = np.array(case["ids"], np.uint8)[scores.argmax(axis=0)]
            own = np.s_[top - y : bottom - y, left - x : right - x]
            mask[top:bottom, left:right] = ids[own]
            best[top:bottom, left:right] = scores.max(axis=0)[own]
    mask[~valid] = 0
    return mask, best


def read_scores(path):
    with rasterio.open(path) as scene:
        return scene.read(1) * scene.scales[0] + scene.offsets[0]


for case in json.load(open(sys.argv[1])):
    wanted, best = classify(case)
    with rasterio.open(case["mask"]) as scene:
        got = scene.read(1)
    off = np.abs(read_scores(case["scores"]) - best)[wanted > 0]
    verdict = {"wrong": int((got != wanted).sum()), "off": float(off.max(initial=0)), "classified": int(off.size)}
    print(json.dumps({"name": case["name"], **verdict}))
