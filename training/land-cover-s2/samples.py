"""The pixel-dates that the model learns from, and what is known to be wrong with them."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

CLASSES = ["water", "trees", "grass", "flooded_vegetation", "crops", "shrub_and_scrub", "built", "bare", "snow_and_ice"]
WATER, SNOW = 0, 8

# Columns of s1_s2_era5_srtm.npy, and those that the model reads.
COLUMNS = "VV VH B2 B3 B4 B5 B6 B7 B8 B8A B9 B11 B12 temperature precipitation elevation slope NDVI".split()
BANDS = "B2 B3 B4 B5 B6 B7 B8 B8A B11 B12".split()
GREEN, RED, NIR, SWIR1 = (BANDS.index(band) for band in ("B3", "B4", "B8", "B11"))


@dataclass
class Samples:
    reflectance: np.ndarray  # n x 10, top of atmosphere, 0..1
    labels: np.ndarray  # n, 0..8
    places: np.ndarray  # n, number of the place
    blocks: np.ndarray  # n, number of the cell of 1 x 1 degree: what is held out together
    rows: np.ndarray  # n, row of latlon.npy

    def take(self, which) -> "Samples":
        return Samples(*(getattr(self, name)[which] for name in self.__dataclass_fields__))

    def __len__(self) -> int:
        return len(self.labels)


def load_samples(folder: Path) -> tuple[Samples, np.ndarray]:
    """All pixel-dates as they are, and 1 for those of the sites where live vegetation is sampled."""
    parts, row = [], 0
    for name in ("algae_blooms", "fuel_moisture"):
        load = lambda array: np.load(folder / name / "npy" / f"{array}.npy")
        spectra, labels, latlon = load("s1_s2_era5_srtm"), load("dynamic_world"), load("latlon")
        count, dates = labels.shape
        rows = np.repeat(np.arange(row, row + count), dates)
        row += count
        is_site = np.full(labels.size, name == "fuel_moisture")
        parts.append((spectra.reshape(-1, len(COLUMNS)), labels.ravel(), np.repeat(latlon, dates, 0), rows, is_site))
    spectra, labels, latlon, rows, is_site = (np.concatenate(column) for column in zip(*parts))
    reflectance = spectra[:, [COLUMNS.index(band) for band in BANDS]] / 1e4
    places = np.unique(np.round(latlon, 4), axis=0, return_inverse=True)[1].ravel()
    blocks = np.unique(np.floor(latlon), axis=0, return_inverse=True)[1].ravel()
    return Samples(reflectance.astype(np.float32), labels.astype(int), places, blocks, rows), is_site


def clean_samples(samples: Samples, is_site: np.ndarray) -> Samples:
    """
    Leaves out labels that cannot belong to their spectrum, and repeated rows.

    0 is water, but it also stands where there is no label: at a tenth of the sites where live vegetation is sampled, and
    beside another class on one and the same row. So it is taken for water only away from those sites and where the spectrum
    can be water's at all (little near and short-wave infrared); for snow the same holds (bright, NDSI above 0.2).
    """
    reflectance, labels = samples.reflectance, samples.labels
    green, red, nir, swir1 = (reflectance[:, band] for band in (GREEN, RED, NIR, SWIR1))
    ndsi, ndvi = (green - swir1) / (green + swir1), (nir - red) / (nir + red)
    maybe_water = ~is_site & (ndsi > 0) & (ndvi < 0.2) & (swir1 < 0.12) & (nir < 0.2)
    maybe_snow = (ndsi > 0.2) & (green > 0.15)
    keep = ((labels != WATER) | maybe_water) & ((labels != SNOW) | maybe_snow)

    by_content: dict[tuple, list[int]] = {}
    for i in np.flatnonzero(keep):
        by_content.setdefault((samples.places[i], reflectance[i].tobytes()), []).append(i)
    chosen, said = [], []
    for group in by_content.values():
        counts = Counter(labels[group].tolist())
        said.append(max(counts, key=lambda label: (label != WATER, counts[label], label)))
        chosen.append(group[0])
    cleaned = samples.take(np.array(chosen))
    cleaned.labels = np.array(said)
    return cleaned
