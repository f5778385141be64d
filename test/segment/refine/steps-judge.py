"""Answers of SciPy and scikit-image for the steps that refine a class mask.

Usage: steps-judge.py FOLDER
Reads job.json and the masks it names (uint8, row by row); writes how many pixels are not as they should be, as JSON.
"""

import json
import sys
from pathlib import Path

import numpy as np
from scipy import ndimage
from skimage import morphology

folder = Path(sys.argv[1])
job = json.loads((folder / "job.json").read_text())
width, height = job["width"], job["height"]


def mask(name):
    return np.fromfile(folder / f"{name}.u8", "u1").reshape(height, width)


before = mask("before")
data = before > 0


def element(o):
    size = o.get("sizePx", 3)
    if o.get("element", "square") == "disk":
        return morphology.disk(size // 2)
    out = np.ones((size, size), bool)
    if o.get("element") == "cross":
        out[:] = False
        out[size // 2] = out[:, size // 2] = True
    return out


def eroded(one, o):
    return ndimage.binary_erosion(one | ~data, element(o), border_value=1) & data


def dilated(one, o):
    return ndimage.binary_dilation(one & data, element(o)) & data


def majority(o):
    size = o["sizePx"]
    counts = np.stack([
        np.rint(ndimage.uniform_filter((before == k).astype("f8"), size, mode="constant") * size * size)
        for k in range(1, before.max() + 1)
    ])
    own = np.take_along_axis(counts, np.maximum(before, 1)[None].astype(int) - 1, axis=0)[0]
    return np.where(data, np.where(own == counts.max(axis=0), before, counts.argmax(axis=0) + 1), 0)


def parts(one, most):
    labels, count = ndimage.label(one)
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    return [np.nonzero(labels == k) for k in range(1, count + 1) if sizes[k] <= most]


def beside(where):
    for dy, dx in ((0, 1), (0, -1), (1, 0), (-1, 0)):
        y, x = where[0] + dy, where[1] + dx
        inside = (y >= 0) & (y < height) & (x >= 0) & (x < width)
        yield y[inside], x[inside], inside.all()


def fill(o):
    """One class only, so that no hole lies in another."""
    id_ = o["classes"][0]
    out = before.copy()
    for where in parts(data & (before != id_), o["maxPixels"]):
        sides = list(beside(where))
        if all(whole and (before[y, x] > 0).all() for y, x, whole in sides):
            out[where] = id_
    return out


def remove(o):
    small = np.zeros_like(data)
    found = []
    for id_ in range(1, before.max() + 1):
        found += parts(before == id_, o["maxPixels"])
    for where in found:
        small[where] = True
    out = before.copy()
    for where in found:
        near = np.concatenate([before[y, x][~small[y, x] & (before[y, x] > 0)] for y, x, _ in beside(where)])
        if len(near):
            out[where] = np.bincount(near).argmax()
    return out


def wrong(name, o):
    ours, step = mask(name), o["step"]
    id_ = o.get("classes", [0])[0]
    if step == "majority":
        return int((ours != majority(o)).sum())
    if step == "fill":
        return int((ours != fill(o)).sum())
    if step == "remove":
        return int((ours != remove(o)).sum())
    own = before == id_
    if step == "erode":
        return int(((ours == id_) != eroded(own, o)).sum())
    if step == "dilate":
        return int(((ours == id_) != dilated(own, o)).sum())
    if step == "close":
        return int(((ours == id_) != eroded(dilated(own, o), o)).sum())
    # What opening takes away stays where no other class is in the element around.
    opened = dilated(eroded(own, o), o)
    alone = own & ~dilated(data & ~own, o)
    return int(((ours == id_) != (opened | alone)).sum())


print(json.dumps({
    case["name"]: {"wrong": wrong(case["name"], case["options"]), "changed": int((mask(case["name"]) != before).sum())}
    for case in job["cases"]
}))
