"""Compares our objects with those of scikit-image, scikit-learn and scipy.

graph-judge.py JOBS: a JSON list of jobs; says for each how well both agree, as JSON. Bands are float64 and objects
uint32, as raw bytes in files.
"""
import json
import sys

import numpy as np
import scipy
import skimage
import sklearn
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from skimage import graph, io
from skimage.metrics import variation_of_information
from skimage.segmentation import felzenszwalb, flood
from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction.image import grid_to_graph
from sklearn.metrics import adjusted_rand_score


def bands_of(job):
    bands = np.fromfile(job["bands"], "float64")
    return np.moveaxis(bands.reshape(-1, job["height"], job["width"]), 0, -1)


def objects_of(job, key="objects"):
    return np.fromfile(job[key], "uint32").astype(int).reshape(job["height"], job["width"])


def stored(job):
    return io.imread(job["stored"])


def graph_based(job):
    image = bands_of(job) / 255
    return felzenszwalb(image, scale=job["scale"], sigma=job["sigmaPx"], min_size=job["minPixels"], channel_axis=-1)


def merge_means(job):
    def weight(rag, _, joined, other):
        return {"weight": np.linalg.norm(rag.nodes[joined]["mean color"] - rag.nodes[other]["mean color"])}

    def merge(rag, one, joined):
        for key in ("total color", "pixel count"):
            rag.nodes[joined][key] = rag.nodes[joined][key] + rag.nodes[one][key]
        rag.nodes[joined]["mean color"] = rag.nodes[joined]["total color"] / rag.nodes[joined]["pixel count"]

    start = objects_of(job, "start") - 1
    rag = graph.rag_mean_color(bands_of(job), start, connectivity=1)
    return graph.merge_hierarchical(
        start, rag, thresh=job["limit"], rag_copy=False, in_place_merge=True, merge_func=merge, weight_func=weight
    )


def ward(job):
    bands = bands_of(job)
    grid = grid_to_graph(job["height"], job["width"])
    count = int(objects_of(job).max())
    labels = AgglomerativeClustering(n_clusters=count, linkage="ward", connectivity=grid)
    return labels.fit(bands.reshape(-1, bands.shape[-1])).labels_.reshape(bands.shape[:2])


def flat_zones(job):
    bands = bands_of(job)
    ids = np.arange(bands.shape[0] * bands.shape[1]).reshape(bands.shape[:2])
    near_right = np.linalg.norm(bands[:, 1:] - bands[:, :-1], axis=-1) <= job["tolerance"]
    near_below = np.linalg.norm(bands[1:] - bands[:-1], axis=-1) <= job["tolerance"]
    ones = np.concatenate([ids[:, :-1][near_right], ids[:-1][near_below]])
    others = np.concatenate([ids[:, 1:][near_right], ids[1:][near_below]])
    matrix = coo_matrix((np.ones(len(ones)), (ones, others)), shape=(ids.size, ids.size))
    return connected_components(matrix, directed=False)[1].reshape(ids.shape)


def flood_one(job):
    col, row = job["seed"]
    return flood(bands_of(job)[..., 0], (row, col), tolerance=job["tolerance"], connectivity=1).astype(int)


def normalized_cut(job):
    start = objects_of(job, "start") - 1
    rag = graph.rag_mean_color(bands_of(job), start, connectivity=1, mode="similarity", sigma=job["sigma"])
    return graph.cut_normalized(start, rag, thresh=job["limit"], num_cuts=job["cuts"], rng=1)


JUDGES = {
    "stored": stored,
    "graph-based": graph_based,
    "merge-means": merge_means,
    "ward": ward,
    "flat-zones": flat_zones,
    "flood": flood_one,
    "normalized-cut": normalized_cut,
}


def compare(job):
    ours, theirs = objects_of(job), JUDGES[job["judge"]](job)
    return {
        "name": job["name"],
        "ours": len(np.unique(ours)),
        "theirs": len(np.unique(theirs)),
        "adjustedRand": float(adjusted_rand_score(theirs.ravel(), ours.ravel())),
        "information": [float(part) for part in variation_of_information(theirs, ours)],
    }


with open(sys.argv[1], encoding="utf8") as file:
    jobs = json.load(file)
versions = {"skimage": skimage.__version__, "sklearn": sklearn.__version__, "scipy": scipy.__version__}
print(json.dumps({"versions": versions, "jobs": [compare(job) for job in jobs]}))
