"""Makes images with markers and what scikit-image, scipy and OpenCV say of them.

watershed-judge.py FOLDER [SHARED]: writes arrays as raw bytes and cases.json, a list of cases that name them. SHARED is
a folder of real imagery.
"""
import json
import os
import sys

import cv2
import numpy as np
from scipy import ndimage as ndi
from skimage import color, feature, filters, io, morphology, segmentation

folder, shared = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
random = np.random.default_rng(7)
cases = []


def save(array, dtype):
    path = os.path.join(folder, f"{len(os.listdir(folder))}.bin")
    np.ascontiguousarray(array).astype(dtype).tofile(path)
    return path


def case(kind, shape, **parts):
    files = {"values": "float32", "markers": "uint32", "mask": "uint8", "expected": "uint32", "parts": "uint32"}
    files["columns"] = "float64"
    given = {key: save(part, files[key]) if key in files else part for key, part in parts.items() if part is not None}
    cases.append({"kind": kind, "height": int(shape[0]), "width": int(shape[1]), **given})


def springs_on_distinct_values(image, count):
    """Springs of one value begin in the order of scikit-image's heap, which is not that of pixels."""
    places = np.unique(image, return_index=True)[1]
    markers = np.zeros(image.shape, int)
    chosen = random.choice(places, min(count, len(places)), replace=False)
    markers.flat[chosen] = np.arange(1, len(chosen) + 1)
    return markers


def random_images():
    for i in range(16):
        shape = random.integers(20, 90, 2)
        rough = random.random(shape)
        image = [rough - 0.5, np.floor(rough * 20), np.round(ndi.gaussian_filter(rough, 2) * 400), ndi.gaussian_filter(rough, 1)][i % 4]
        yield image.astype(np.float32), random.random(shape) > 0.2 if i % 3 == 0 else None


for image, mask in random_images():
    markers = springs_on_distinct_values(image, int(random.integers(3, 14)))
    given = {"values": image, "markers": markers, "mask": mask}
    for connectivity in (1, 2):
        shared_options = {"connectivity": 4 * connectivity}
        for lines in (False, True):
            found = segmentation.watershed(image, markers, connectivity, mask=mask, watershed_line=lines)
            case("flood", image.shape, **given, **shared_options, lines=lines, expected=found)
        compactness = float(random.choice([0.001, 0.03, 0.3, 3]))
        found = segmentation.watershed(image, markers, connectivity, mask=mask, compactness=compactness)
        case("compact", image.shape, **given, **shared_options, compactness=compactness, expected=found)
        minima = morphology.local_minima(image, connectivity=connectivity)
        labels = ndi.label(minima, ndi.generate_binary_structure(2, connectivity))[0]
        case("minima", image.shape, values=image, **shared_options, depth=0, expected=labels)
    # Steps of a whole number, which floats hold without error.
    case("deep", image.shape, values=np.round(image * 50), depth=6, connectivity=4,
         expected=morphology.h_minima(np.round(image * 50), 6, ndi.generate_binary_structure(2, 1)))


def peaks_of(distance, parts, spacing):
    found = feature.peak_local_max(distance, min_distance=spacing, labels=parts, exclude_border=False)
    markers = np.zeros(distance.shape, int)
    markers[tuple(found[np.lexsort((found[:, 1], found[:, 0]))].T)] = np.arange(1, len(found) + 1)
    return markers


def foreground_cases(inside, spacing, stored=None):
    distance = ndi.distance_transform_edt(inside)
    squared = np.round(distance**2)
    case("distance", inside.shape, mask=inside, expected=squared)
    parts = ndi.label(inside)[0]
    peaks = peaks_of(distance, parts, spacing)
    case("peaks", inside.shape, values=squared, parts=parts, spacing=spacing, expected=peaks)
    found = segmentation.watershed(-distance, peaks, mask=inside)
    case("touching", inside.shape, values=-squared, markers=peaks, mask=inside, connectivity=4, lines=False, expected=found)
    if stored is not None:
        case("stored", inside.shape, values=-squared, markers=peaks, mask=inside, connectivity=4, lines=False, expected=stored)


for spacing in (1, 3, 7):
    foreground_cases(ndi.gaussian_filter(random.random((120, 150)), 3) > 0.5, spacing)


def real_cases(name):
    base = os.path.join(shared, "reference", "image", name)
    grey = io.imread(base + "_gray.png")
    inside = grey > filters.threshold_otsu(grey)
    foreground_cases(inside, 7, io.imread(base + "_watershed.png"))
    slope = filters.sobel(ndi.gaussian_filter(grey.astype(np.float32), 2))
    minima = ndi.label(morphology.local_minima(slope))[0]
    found = segmentation.watershed(slope, minima)
    case("gradient", grey.shape, values=slope, markers=minima, connectivity=4, lines=False, expected=found)
    lattice = np.zeros(grey.shape, int)
    lattice[8::16, 8::16] = np.arange(1, 32 * 32 + 1).reshape(32, 32)
    found = segmentation.watershed(slope, lattice, compactness=0.5)
    case("lattice", grey.shape, values=slope, markers=lattice, connectivity=4, compactness=0.5, expected=found)
    # The textbook's markers, flooded by OpenCV on the image itself, with the lines given to what they part.
    opened = cv2.morphologyEx(inside.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8), iterations=2)
    sure = cv2.distanceTransform(opened, cv2.DIST_L2, 5) > 3
    background = cv2.dilate(opened, np.ones((3, 3), np.uint8), iterations=3) == 0
    markers = cv2.connectedComponents(sure.astype(np.uint8))[1] + 1
    markers[(background == 0) & (sure == 0)] = 0
    found = cv2.watershed(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), markers.astype(np.int32))
    slope = filters.sobel(grey.astype(np.float32))
    case("textbook", grey.shape, values=slope, markers=markers, connectivity=4, lines=False, expected=np.maximum(found, 0))


def superpixel_case():
    image = io.imread(os.path.join(shared, "labelled", "dubai-mbrsc", "Tile 1", "images", "image_part_001.jpg"))[:512, :512]
    truth = io.imread(os.path.join(shared, "labelled", "dubai-mbrsc", "Tile 1", "masks", "image_part_001.png"))[:512, :512, :3]
    lab = color.rgb2lab(image)
    found = segmentation.slic(image, 1024, 10, start_label=1, min_size_factor=0.25)
    ground = np.unique(truth.reshape(-1, 3), axis=0, return_inverse=True)[1].reshape(512, 512) + 1
    case("superpixels", (512, 512), columns=np.moveaxis(lab, -1, 0), parts=ground, expected=found)


if shared:
    for name in ("naip2018", "rgb_byte"):
        real_cases(name)
    superpixel_case()
with open(os.path.join(folder, "cases.json"), "w") as file:
    json.dump(cases, file)
