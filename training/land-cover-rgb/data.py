"""The Dubai tiles of MBRSC and Humans in the Loop as arrays, and the split by tile.

Seven tiles, each cut into a 3 x 3 grid of images with a mask of colours. The colours are those really found in the
masks; the `classes.json` beside them lists others.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from network import CLASSES

COLOURS = {"building": 0x3C1098, "land": 0x8429F6, "road": 0x6EC1E4, "vegetation": 0xFEDD3A, "water": 0xE2A929}
# Grey "unlabelled", black, and anything that is no class.
IGNORED = 255

TILES = (1, 2, 3, 4, 6, 7, 8)
PARTS = range(1, 10)
# Left out whole: the smallest tile that has all classes, and one that shares no ground with another.
UNSEEN_TILE = 2
# Of each other tile one image, that in the middle. But tiles overlap (1 with 3, 4 with 8, 7 with 8: `overlaps.py`), and half
# of the middle of 4 lies in 8 too; its lower left does not.
HELD_OUT_PARTS = {1: 5, 3: 5, 4: 7, 6: 5, 7: 5, 8: 5}


@dataclass(frozen=True)
class Labelled:
    """One of the nine images of a tile: H x W x 3 and H x W, both uint8."""

    tile: int
    part: int
    image: np.ndarray
    labels: np.ndarray


def split_of(tile: int, part: int) -> str:
    if tile == UNSEEN_TILE:
        return "unseen"
    return "held-out" if part == HELD_OUT_PARTS[tile] else "training"


def labels_of(mask: np.ndarray) -> np.ndarray:
    """Class numbers of an H x W x 3 mask of colours."""
    wide = mask.astype(np.uint32)
    colour = wide[..., 0] << 16 | wide[..., 1] << 8 | wide[..., 2]
    labels = np.full(colour.shape, IGNORED, np.uint8)
    for number, name in enumerate(CLASSES):
        labels[colour == COLOURS[name]] = number
    return labels


def read_part(folder: Path, tile: int, part: int) -> Labelled:
    # Some masks are palette PNGs: RGB whatever the file holds.
    image = np.asarray(Image.open(folder / f"Tile {tile}/images/image_part_{part:03d}.jpg").convert("RGB"))
    mask = np.asarray(Image.open(folder / f"Tile {tile}/masks/image_part_{part:03d}.png").convert("RGB"))
    return Labelled(tile, part, image, labels_of(mask))


def cached_part(folder: Path, cache: Path, tile: int, part: int) -> Labelled:
    path = cache / f"{tile}-{part}.npy"
    if not path.exists():
        fresh = read_part(folder, tile, part)
        cache.mkdir(parents=True, exist_ok=True)
        np.save(path, np.dstack([fresh.image, fresh.labels]))
    stacked = np.load(path)
    return Labelled(tile, part, np.ascontiguousarray(stacked[..., :3]), np.ascontiguousarray(stacked[..., 3]))


def load_split(folder: Path, cache: Path, split: str) -> list[Labelled]:
    wanted = [(tile, part) for tile in TILES for part in PARTS if split_of(tile, part) == split]
    return [cached_part(folder, cache, tile, part) for tile, part in wanted]
