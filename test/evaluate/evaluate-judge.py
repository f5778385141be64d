"""What scikit-learn, scipy, rasterio and numpy say of a mask and its truth.

evaluate-judge.py CASES.json: a list of {mask, truth, kind, tolerance, instances, truthInstances}; prints one result each.
Rasters are on the mask's grid; polygons are brought there by rasterio's rasterize, points by its rowcol.
"""

import json
import sys

import geopandas
import numpy
import rasterio
import rasterio.features
from scipy import ndimage
from sklearn import metrics


def read(path):
    with rasterio.open(path) as source:
        return source.read(1), source.transform, source.crs


def read_features(path):
    return geopandas.read_parquet(path) if path.endswith(".parquet") else geopandas.read_file(path)


def borders(classes):
    """Pixels with a neighbour of another class."""
    found = numpy.zeros(classes.shape, bool)
    for axis in (0, 1):
        for step in (1, -1):
            other = numpy.roll(classes, step, axis)
            edge = [slice(None), slice(None)]
            edge[axis] = 0 if step == 1 else -1
            other[tuple(edge)] = 0
            found |= (classes != 0) & (other != 0) & (other != classes)
    return found


def border_f1(mask, truth, label, tolerance):
    def near(own, other):
        if not own.any():
            return None
        if not other.any():
            return 0.0
        return float((ndimage.distance_transform_edt(~other)[own] <= tolerance).mean())

    a, b = borders(mask) & (mask == label), borders(truth) & (truth == label)
    precision, recall = near(a, b), near(b, a)
    if precision is None and recall is None:
        return None
    if not precision or not recall:
        return 0.0
    return 2 * precision * recall / (precision + recall)


def segments(classes, instances):
    """Number of the segment of each pixel, and the class of each number."""
    out = numpy.zeros(classes.shape, numpy.int64)
    labels = []
    for label in numpy.unique(classes[classes != 0]):
        inside = classes == label
        if instances is None:
            parts, count = ndimage.label(inside)
            out[inside] = parts[inside] + len(labels)
        else:
            numbers, parts = numpy.unique(instances[inside], return_inverse=True)
            count = len(numbers)
            out[inside] = parts + 1 + len(labels)
        labels += [int(label)] * count
    return out, numpy.array([0, *labels])


def panoptic(mask, truth, instances, truth_instances):
    a, a_class = segments(mask, instances)
    b, b_class = segments(truth, truth_instances)
    compared = (mask != 0) & (truth != 0)
    a_total, b_total = numpy.bincount(a.ravel(), minlength=len(a_class)), numpy.bincount(b.ravel(), minlength=len(b_class))
    a_size = numpy.bincount(a[compared], minlength=len(a_class))
    b_size = numpy.bincount(b[compared], minlength=len(b_class))
    pairs, counts = numpy.unique(numpy.stack([a[compared], b[compared]]), axis=1, return_counts=True)
    result = {}
    hit_a, hit_b = set(), set()
    matched = {}
    for (i, j), shared in zip(pairs.T, counts):
        iou = shared / (a_size[i] + b_size[j] - shared)
        if a_class[i] == b_class[j] and iou > 0.5:
            hit_a.add(i)
            hit_b.add(j)
            matched.setdefault(int(a_class[i]), []).append(iou)
    for label in sorted(set(a_class[1:]) | set(b_class[1:])):
        ious = matched.get(int(label), [])
        fp = sum(1 for i in range(1, len(a_class)) if a_class[i] == label and i not in hit_a and 2 * a_size[i] >= a_total[i])
        fn = sum(1 for j in range(1, len(b_class)) if b_class[j] == label and j not in hit_b and 2 * b_size[j] >= b_total[j])
        denominator = len(ious) + fp / 2 + fn / 2
        result[int(label)] = {
            "matched": len(ious), "mapped": len(ious) + fp, "truth": len(ious) + fn,
            "pq": float(sum(ious) / denominator) if denominator else None,
        }  # fmt: skip
    return result


def stratified(true, mapped, weights):
    """Olofsson et al. by the general estimator of Stehman (2014): ratios of means of indicators, from the units themselves."""
    strata = sorted(weights)
    total = sum(weights.values())

    def mean(values):
        return sum(weights[h] / total * values[mapped == h].mean() for h in strata)

    def variance(values):
        return sum((weights[h] / total) ** 2 * values[mapped == h].var(ddof=1) / (mapped == h).sum() for h in strata)

    def ratio(y, x):
        value = mean(y) / mean(x)
        return [value, float(numpy.sqrt(variance(y - value * x)) / mean(x))]

    result = {"overall": [mean((true == mapped) * 1.0), float(numpy.sqrt(variance((true == mapped) * 1.0)))]}
    for label in sorted(set(true) | set(mapped)):
        both, is_true, is_mapped = (((true == label) & (mapped == label)) * 1.0, (true == label) * 1.0, (mapped == label) * 1.0)
        result[int(label)] = {
            "share": [mean(is_true), float(numpy.sqrt(variance(is_true)))],
            "producers": ratio(both, is_true) if is_true.any() else None,
            "users": ratio(both, is_mapped) if label in weights else None,
        }
    return result


def judge(case):
    mask, transform, crs = read(case["mask"])
    kind = case["kind"]
    if kind == "points":
        points = read_features(case["truth"]).to_crs(crs)
        rows, cols = rasterio.transform.rowcol(transform, points.geometry.x, points.geometry.y)
        true, mapped = points["class"].to_numpy(), mask[numpy.asarray(rows), numpy.asarray(cols)]
        keep = mapped != 0
        true, mapped = true[keep], mapped[keep]
    else:
        if kind == "polygons":
            polygons = read_features(case["truth"]).to_crs(crs)
            shapes = zip(polygons.geometry, polygons["class"])
            truth = rasterio.features.rasterize(shapes, mask.shape, transform=transform, dtype="uint8")
        else:
            truth = read(case["truth"])[0]
        compared = (mask != 0) & (truth != 0)
        true, mapped = truth[compared], mask[compared]
    labels = sorted(set(true.tolist()) | set(mapped.tolist()))
    ids, sizes = numpy.unique(mask[mask != 0], return_counts=True)
    result = {
        "labels": labels,
        "confusion": metrics.confusion_matrix(true, mapped, labels=labels).tolist(),
        "accuracy": metrics.accuracy_score(true, mapped),
        "kappa": metrics.cohen_kappa_score(true, mapped),
        "precision": metrics.precision_score(true, mapped, labels=labels, average=None, zero_division=0).tolist(),
        "recall": metrics.recall_score(true, mapped, labels=labels, average=None, zero_division=0).tolist(),
        "f1": metrics.f1_score(true, mapped, labels=labels, average=None).tolist(),
        "iou": metrics.jaccard_score(true, mapped, labels=labels, average=None).tolist(),
        "meanF1": metrics.f1_score(true, mapped, labels=labels, average="macro"),
        "meanIou": metrics.jaccard_score(true, mapped, labels=labels, average="macro"),
        "stratified": stratified(true, mapped, {int(i): float(n) for i, n in zip(ids, sizes)}),
    }
    if kind == "raster":
        only_mask, only_truth = numpy.where(compared, mask, 0), numpy.where(compared, truth, 0)
        result["borderF1"] = [border_f1(only_mask, only_truth, label, case["tolerance"]) for label in labels]
        numbers = [read(case[name])[0] if case.get(name) else None for name in ("instances", "truthInstances")]
        result["panoptic"] = panoptic(mask, truth, *numbers)
    return result


with open(sys.argv[1]) as file:
    print(json.dumps([judge(case) for case in json.load(file)]))
