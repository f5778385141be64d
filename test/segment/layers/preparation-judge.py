"""Answers of NumPy, SciPy, scikit-image, OpenCV and scikit-learn for the layers that prepare a scene.

Usage: preparation-judge.py FOLDER
Reads job.json and the planes it names (float32, row by row); writes how far each answer is from ours, as JSON.
"""

import json
import sys
from pathlib import Path

import cv2
import numpy as np
from scipy import ndimage
from skimage import color, morphology
from skimage.exposure import equalize_adapthist
from sklearn.decomposition import PCA

folder = Path(sys.argv[1])
job = json.loads((folder / "job.json").read_text())
width, height = job["width"], job["height"]


def plane(name):
    return np.fromfile(folder / f"{name}.f32", "f4").reshape(height, width)


red, green, blue = (plane(name).astype("f8") for name in ("red", "green", "blue"))
valid = plane("valid") == 1
rgb = np.dstack([red, green, blue])


def cross(n):
    out = np.zeros((n, n))
    out[n // 2] = out[:, n // 2] = 1
    return out


def share_of(function):
    """A weighted sum of what is there, over the weights of what is there."""
    return function(np.where(valid, red, 0)) / function(valid.astype("f8"))


def around(size):
    """The values of the square around every pixel, sorted, NaN last."""
    reach = size // 2
    padded = np.pad(np.where(valid, red, np.nan), reach, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size))
    return np.sort(windows.reshape(height, width, size * size), axis=2)


def median(size):
    values = around(size)
    rank = (np.isfinite(values).sum(axis=2) - 1) // 2
    return np.take_along_axis(values, np.maximum(rank, 0)[..., None], axis=2)[..., 0]


def morph(operation, element, size):
    footprint = {"square": np.ones((size, size)), "disk": morphology.disk(size // 2), "cross": cross(size)}[element]

    def erode(image):
        return ndimage.grey_erosion(np.where(valid, image, np.inf), footprint=footprint, mode="constant", cval=np.inf)

    def dilate(image):
        return ndimage.grey_dilation(np.where(valid, image, -np.inf), footprint=footprint, mode="constant", cval=-np.inf)

    opened, closed = dilate(erode(red)), erode(dilate(red))
    return {
        "erode": erode(red),
        "dilate": dilate(red),
        "open": opened,
        "close": closed,
        "top-hat": red - opened,
        "black-hat": closed - red,
        "gradient": dilate(red) - erode(red),
    }[operation]


def ycc(component):
    # OpenCV's order is Y, Cr, Cb, with 0.5 added to the differences.
    converted = cv2.cvtColor(rgb.astype("f4"), cv2.COLOR_RGB2YCrCb)
    return converted[..., {"y": 0, "cr": 1, "cb": 2}[component]] - (0 if component == "y" else 0.5)


def components():
    fitted = PCA(n_components=3).fit(rgb[valid])
    flat = fitted.transform(rgb.reshape(-1, 3))
    signs = [np.sign(axis[np.argmax(np.abs(axis))]) for axis in fitted.components_]
    return (flat * signs).reshape(height, width, 3)


def normal(method):
    values = red[valid]
    if method == "z-score":
        return (red - values.mean()) / values.std()
    low, high = np.percentile(values, [0, 100] if method == "min-max" else [2, 98])
    return np.clip((red - low) / (high - low), 0, 1)


def answer(o):
    kind = o["type"]
    if kind == "gaussian":
        return share_of(lambda a: ndimage.gaussian_filter(a, o["sigmaPx"], mode="constant"))
    if kind == "box":
        return share_of(lambda a: ndimage.uniform_filter(a, o["sizePx"], mode="constant"))
    if kind == "median":
        return median(o["sizePx"])
    if kind == "morphology":
        return morph(o["operation"], o["element"], o["sizePx"])
    if kind == "bilateral":
        reach = o["radiusPx"]
        return cv2.bilateralFilter(red.astype("f4"), 2 * reach + 1, o["sigmaValue"], o["sigmaPx"])
    if kind == "clahe":
        grid = (width // o["gridPx"], height // o["gridPx"])
        bytes_ = np.clip(red * 256, 0, 255).astype("u1")
        return cv2.createCLAHE(o["clipLimit"], grid).apply(bytes_) / 255
    if kind == "hsv":
        converted = color.rgb2hsv(rgb)
        return converted[..., ["hue", "saturation", "value"].index(o["component"])] * (360 if o["component"] == "hue" else 1)
    if kind == "lab":
        return color.rgb2lab(rgb)[..., "lab".index(o["component"])]
    if kind == "ycbcr":
        return ycc(o["component"])
    if kind == "grey":
        return color.rgb2gray(rgb) if o["weights"] == "bt709" else cv2.cvtColor(rgb.astype("f4"), cv2.COLOR_RGB2GRAY)
    if kind == "pca":
        return components()[..., o["component"] - 1]
    return normal(o["method"])


def differences(name, options):
    ours = plane(name).astype("f8")
    seen = valid.copy()
    margin = options.get("radiusPx", 0)
    if margin:
        # OpenCV mirrors the image at its edges, and knows no nodata.
        near = ndimage.minimum_filter(valid.astype("u1"), 2 * margin + 1, mode="constant", cval=0)
        seen = near == 1
    away = np.abs(ours - answer(options))[seen]
    return {"pixels": int(seen.sum()), "most": float(away.max()), "mean": float(away.mean())}


def like_skimage():
    """How far CLAHE is from scikit-image's, which clips and spreads in another way: their correlation."""
    case = next((c for c in job["cases"] if c["options"]["type"] == "clahe"), None)
    theirs = equalize_adapthist(np.clip(red, 0, 1), case["options"]["gridPx"], clip_limit=2 / 256)
    return float(np.corrcoef(plane(case["name"])[valid], theirs[valid])[0, 1])


pairs = np.asarray(job["pairs"]).reshape(-1, 6)
print(json.dumps({
    "cases": {case["name"]: differences(case["name"], case["options"]) for case in job["cases"]},
    "ciede2000": color.deltaE_ciede2000(pairs[:, :3], pairs[:, 3:]).tolist(),
    "cie76": color.deltaE_cie76(pairs[:, :3], pairs[:, 3:]).tolist(),
    "claheCorrelation": like_skimage(),
}))
