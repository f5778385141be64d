"""Clusters of scikit-learn, and of fuzzy c-means written out, beside ours.

Usage: clusters.py CASE.json    { points: rows, clusters, ours: { method: parameters, and classes } }; one JSON object on stdout.
"""

import json
import sys
import warnings

import numpy as np
from sklearn.cluster import KMeans, MeanShift, estimate_bandwidth
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture

warnings.filterwarnings("ignore")
case = json.load(open(sys.argv[1]))
raw = np.array(case["points"], dtype=float)
mean, deviation = raw.mean(axis=0), raw.std(axis=0)
points = (raw - mean) / deviation
count = case["clusters"]
ours = case["ours"]


def distances(centers):
    return ((points[:, None, :] - centers[None, :, :]) ** 2).sum(axis=2)


def centers_of(method):
    return (np.array(ours[method]["params"]["centers"]) - mean) / deviation


def fuzzy_round(centers, m=2.0):
    d = np.maximum(distances(centers), 1e-300) ** (1 / (m - 1))
    u = 1 / (d * (1 / d).sum(axis=1, keepdims=True))
    weights = u**m
    return weights.T @ points / weights.sum(axis=0)[:, None], (weights * distances(centers)).sum(), u


def fuzzy_best():
    best = np.inf
    for seed in range(5):
        centers = points[np.random.default_rng(seed).choice(len(points), count, replace=False)]
        for _ in range(500):
            centers, objective, _ = fuzzy_round(centers)
        best = min(best, objective)
    return best


k_means = KMeans(count, n_init=10, random_state=0).fit(points)
center, objective, membership = fuzzy_round(centers_of("fuzzy-c-means"))

mixture = ours["gaussian-mixture"]["params"]["gaussians"]
whitening = np.array([g["whitening"] for g in mixture]).reshape(count, 3, 3) * deviation
share = np.array([g["logPeak"] for g in mixture]) + 1.5 * np.log(2 * np.pi)
share = np.exp(share - np.log(np.diagonal(whitening, axis1=1, axis2=2)).sum(axis=1))
start = {
    "weights_init": share / share.sum(),
    "means_init": (np.array([g["mean"] for g in mixture]) - mean) / deviation,
    "precisions_init": np.einsum("cki,ckj->cij", whitening, whitening),
}
from_ours = GaussianMixture(count, max_iter=1, tol=0, **start).fit(points)
own = GaussianMixture(count, max_iter=500, tol=1e-6, random_state=0).fit(points)
proba = from_ours.predict_proba(points)

bandwidth = estimate_bandwidth(points, quantile=0.3)
shift = MeanShift(bandwidth=bandwidth, bin_seeding=True).fit(points)
modes = centers_of("mean-shift")
apart = np.sqrt(((modes[:, None] - shift.cluster_centers_[None]) ** 2).sum(axis=2)).min(axis=1)

print(json.dumps({
    "kMeans": {
        "inertia": distances(centers_of("k-means")).min(axis=1).sum(),
        "theirs": k_means.inertia_,
        "agreement": adjusted_rand_score(k_means.labels_, ours["k-means"]["classes"]),
    },
    "fuzzyCMeans": {
        "moved": np.abs(center - centers_of("fuzzy-c-means")).max(),
        "objective": objective,
        "theirs": fuzzy_best(),
        "score": np.abs(membership.max(axis=1) - ours["fuzzy-c-means"]["score"]).max(),
        "same": float((membership.argmax(axis=1) + 1 == ours["fuzzy-c-means"]["classes"]).mean()),
    },
    "gaussianMixture": {
        "shares": share.sum(),
        "moved": np.abs(from_ours.means_ - start["means_init"]).max(),
        "density": from_ours.score(points),
        "theirs": own.score(points),
        "score": np.abs(proba.max(axis=1) - ours["gaussian-mixture"]["score"]).max(),
        "agreement": adjusted_rand_score(from_ours.predict(points), ours["gaussian-mixture"]["classes"]),
        "agreementWithTheirs": adjusted_rand_score(own.predict(points), ours["gaussian-mixture"]["classes"]),
    },
    "meanShift": {
        "bandwidth": ours["mean-shift"]["params"]["bandwidth"],
        "theirs": bandwidth,
        "modes": [len(modes), len(shift.cluster_centers_)],
        "apart": apart.max(),
        "agreement": adjusted_rand_score(shift.labels_, ours["mean-shift"]["classes"]),
    },
}, default=float))
