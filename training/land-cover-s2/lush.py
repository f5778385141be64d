"""
Green canopies, of which the pixel-dates hold few: most places lie in the dry west of the United States.

A pixel of sparse vegetation is a mixture of canopy and soil. Going on along the line from a soil through such a pixel
leads to spectra of fuller canopies (linear unmixing; Adams et al. 1986). What a large even stretch of such ground would be called, Google's
Dynamic World says: its network is asked with patches of a single spectrum. Its answer is uncertain, and is learnt as such.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime

from network import PATH
from samples import BANDS, NIR, RED, SNOW, WATER, Samples

# Dynamic World's bands, and how it brings reflectance x 10,000 into 0..1: (log(0.005 x + 1) - p) / q, then a sigmoid.
TEACHER_BANDS = [BANDS.index(band) for band in "B2 B3 B4 B5 B6 B7 B8 B11 B12".split()]
P = np.array([1.7417268, 1.7261205, 1.6798346, 1.7734969, 2.2891541, 2.3829397, 2.3828939, 2.1952484, 1.5548129])
Q = np.array([2.0232987, 2.0389052, 2.1795928, 2.2890068, 2.6171675, 2.7734186, 2.7578333, 2.7890925, 2.4140535])
PATCH_PX = 16


@dataclass
class Taught:
    reflectance: np.ndarray  # n x 10
    shares: np.ndarray  # n x 9, adding up to 1


def ndvi_of(reflectance):
    return (reflectance[:, NIR] - reflectance[:, RED]) / (reflectance[:, NIR] + reflectance[:, RED])


def extrapolate_canopies(samples: Samples, count: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    spectra, ndvi = samples.reflectance, ndvi_of(samples.reflectance)
    is_land = ~np.isin(samples.labels, [WATER, SNOW])
    green, soil = spectra[is_land & (ndvi > 0.3)], spectra[is_land & (ndvi < 0.2)]
    from_soil = soil[rng.integers(len(soil), size=count)]
    through = green[rng.integers(len(green), size=count)]
    made = through + rng.uniform(0, 1.5, (count, 1)) * (through - from_soil)
    made *= np.exp(0.1 * rng.standard_normal((count, 1)))
    darkest = 0.8 * PATH.numpy() + 0.004
    possible = (made > darkest).all(1) & (made.max(1) < 0.6)
    made = made[possible]
    return made[ndvi_of(made) > 0.5].astype(np.float32)


class Teacher:
    def __init__(self, path: Path):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def teach(self, samples: Samples, count: int, seed: int) -> Taught:
        made = extrapolate_canopies(samples, count, seed)
        shares = [self.ask(part) for part in np.array_split(made, max(1, len(made) // 256))]
        return Taught(made, np.concatenate(shares))

    def ask(self, reflectance: np.ndarray) -> np.ndarray:
        scaled = (np.log(0.005 * 1e4 * reflectance[:, TEACHER_BANDS] + 1) - P) / Q
        patches = (1 / (1 + np.exp(1 - 5 * scaled))).astype(np.float32)[:, :, None, None]
        patches = np.tile(patches, (1, 1, PATCH_PX, PATCH_PX))
        logits = self.session.run(None, {"input": patches})[0][:, :, PATCH_PX // 2, PATCH_PX // 2]
        shares = np.exp(logits - logits.max(1, keepdims=True))
        return (shares / shares.sum(1, keepdims=True)).astype(np.float32)
