"""Finds tiles that show the same ground, so that none is held out while another of it is learnt.

    python overlaps.py DATA

Tiles are not georeferenced: pairs are found by features that both have, at places that one similarity maps onto each other.
"""

import argparse
import itertools
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from data import PARTS, TILES

LARGE = 5_000_000
FEATURES, LEAST_MATCHES, REACH_PX = 6000, 50, 6


def read_scene(folder: Path, tile: int) -> np.ndarray:
    """The nine images of a tile put together, grey; those of a row or column may differ by a pixel."""
    parts = [np.asarray(Image.open(folder / f"Tile {tile}/images/image_part_{part:03d}.jpg").convert("L")) for part in PARTS]
    rows = [parts[i : i + 3] for i in (0, 3, 6)]
    joined = [np.hstack([part[: min(p.shape[0] for p in row)] for part in row]) for row in rows]
    return np.vstack([row[:, : min(r.shape[1] for r in joined)] for row in joined])


def features_of(scene: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    zoom = 0.5 if scene.size > LARGE else 1.0
    small = cv2.resize(scene, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
    points, descriptors = cv2.SIFT_create(FEATURES).detectAndCompute(small, None)
    return np.array([point.pt for point in points], np.float32) / zoom, descriptors


def find_similarity(a: tuple, b: tuple) -> np.ndarray | None:
    """2 x 3 from pixels of one tile to those of the other, or None."""
    matcher = cv2.FlannBasedMatcher({"algorithm": 1, "trees": 4}, {"checks": 32})
    pairs = [one for one, other in matcher.knnMatch(a[1], b[1], k=2) if one.distance < 0.75 * other.distance]
    if len(pairs) < LEAST_MATCHES:
        return None
    from_px, to_px = a[0][[pair.queryIdx for pair in pairs]], b[0][[pair.trainIdx for pair in pairs]]
    matrix, agree = cv2.estimateAffinePartial2D(from_px, to_px, ransacReprojThreshold=REACH_PX)
    if matrix is None or agree.sum() < LEAST_MATCHES:
        return None
    return matrix


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    options = parser.parse_args()
    cv2.setRNGSeed(1)
    scenes = {tile: read_scene(options.data, tile) for tile in TILES}
    features = {tile: features_of(scene) for tile, scene in scenes.items()}
    for a, b in itertools.combinations(TILES, 2):
        matrix = find_similarity(features[a], features[b])
        if matrix is None:
            continue
        height, width = scenes[a].shape
        corners = np.array([[0, 0, 1], [width, 0, 1], [width, height, 1], [0, height, 1]]) @ matrix.T
        scale = np.hypot(matrix[0, 0], matrix[1, 0])
        print(f"tile {a} in tile {b}: 1 px is {scale:.3f} px, corners at {corners.round().astype(int).tolist()}")


if __name__ == "__main__":
    main()
