"""The sample scene, its truth, and pieces of both.

`write-sample.ts` writes them. Arrays are bands x rows x columns; reflectance is 0 to 1.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
import torch
from scipy import ndimage

ROLES = {'blue': 1, 'green': 2, 'red': 3, 'nir': 5}
OFFSET, QUANTIFICATION = 1000, 10_000
# Between them lies more than the networks see around a pixel.
TRAIN_ROWS, HELD_OUT_ROWS = slice(0, 704), slice(736, 1024)
# Targets with it are not learnt.
IGNORED = -100
LEAST_FIELD_PX = 60


@dataclass(frozen=True)
class Class:
    name: str
    color: str
    truth: tuple[int, ...]


WATER = Class('water', '2B7BBA', (1,))
TREES = Class('trees', '14532D', (2,))
BUILT_UP = Class('built-up', 'C0392B', (7,))
NINE = (
    WATER,
    TREES,
    Class('dense-crop', '4D9A2F', (3,)),
    Class('sparse-crop', 'C9D36B', (4,)),
    Class('bare-soil', 'B08458', (5,)),
    Class('grass', '8FD175', (6,)),
    BUILT_UP,
    Class('cloud', 'F2F2F2', (8,)),
    Class('cloud-shadow', '55556B', (9,)),
)
NOT_TREES = Class('other', 'C9D36B', (1, 3, 4, 5, 6, 7))
FIVE = (
    WATER,
    TREES,
    Class('crop', '4D9A2F', (3, 4, 6)),
    Class('bare-soil', 'B08458', (5,)),
    BUILT_UP,
)
GREEN_FIELD = Class('green-field', '4D9A2F', (3, 6))
OPEN_FIELD = Class('open-field', 'C9D36B', (4, 5))
# What a detector calls 1 and 2.
FIELDS = (GREEN_FIELD, OPEN_FIELD)


@dataclass(frozen=True)
class Sample:
    reflectance: np.ndarray
    classes: np.ndarray
    """Numbers of fields, from 1; 0 is no field."""
    fields: np.ndarray
    """What each field is: an index into FIELDS."""
    kinds: np.ndarray

    def rows(self, rows: slice) -> 'Sample':
        return Sample(self.reflectance[:, rows], self.classes[rows], self.fields[rows], self.kinds)


def load_sample(folder: str, bands: tuple[str, ...]) -> Sample:
    with rasterio.open(Path(folder) / 'sample-scene.tif') as scene:
        numbers = scene.read([ROLES[band] for band in bands])
    with rasterio.open(Path(folder) / 'sample-truth.tif') as truth:
        classes = truth.read(1)
    parcels = np.fromfile(Path(folder) / 'parcels.bin', '<u2').reshape(classes.shape)
    fields, kinds = number_fields(parcels, classes)
    reflectance = (numbers.astype(np.float32) - OFFSET) / QUANTIFICATION
    reflectance[:, classes == 0] = 0
    return Sample(reflectance, classes, fields, kinds)


def number_fields(parcels: np.ndarray, classes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Parcels that other land cuts apart become several fields; scraps are left out."""
    # Neighbours have different numbers, so an edge between them keeps parts apart.
    is_inside = parcels > 0
    labels = np.zeros_like(parcels, dtype=np.int32)
    count = 0
    for parcel, box in enumerate(ndimage.find_objects(parcels.astype(np.int32)), start=1):
        if box is None:
            continue
        parts, found = ndimage.label((parcels[box] == parcel) & is_inside[box])
        for part in range(1, found + 1):
            inside = parts == part
            if inside.sum() >= LEAST_FIELD_PX:
                count += 1
                labels[box][inside] = count
    kinds = np.zeros(count + 1, dtype=np.int64)
    for field, box in enumerate(ndimage.find_objects(labels), start=1):
        shares = np.bincount(classes[box][labels[box] == field], minlength=10)
        kinds[field] = int(shares[list(OPEN_FIELD.truth)].sum() > shares[list(GREEN_FIELD.truth)].sum())
    return labels, kinds


def to_targets(classes: np.ndarray, table: tuple[Class, ...]) -> np.ndarray:
    """The index of each pixel's class in the table; IGNORED where it has none of them."""
    lookup = np.full(10, IGNORED, dtype=np.int64)
    for index, entry in enumerate(table):
        lookup[list(entry.truth)] = index
    return lookup[classes]


def cut(rng: np.random.Generator, sample: Sample, side: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A random square: reflectance, true classes, fields; mirrored and turned at random."""
    height, width = sample.classes.shape
    row, col = rng.integers(height - side + 1), rng.integers(width - side + 1)
    turns, is_mirrored = rng.integers(4), rng.integers(2)

    def take(array: np.ndarray) -> np.ndarray:
        part = np.rot90(array[..., row : row + side, col : col + side], turns, axes=(-2, -1))
        return np.ascontiguousarray(part[..., ::-1] if is_mirrored else part)

    return take(sample.reflectance), take(sample.classes), take(sample.fields)


def seed_all(seed: int) -> np.random.Generator:
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True, warn_only=True)
    return np.random.default_rng(seed)
