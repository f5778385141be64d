"""Training of networks that give each pixel a class."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from .data import HELD_OUT_ROWS, IGNORED, TRAIN_ROWS, Class, Sample, cut, load_sample, seed_all, to_targets
from .descent import Descent
from .export import scale, to_type

# The weight of a second, auxiliary output in the loss, as torchvision's references have it.
AUXILIARY = 0.5


@dataclass(frozen=True)
class Course:
    """How long, and on what, a network is trained."""

    bands: tuple[str, ...]
    classes: tuple[Class, ...]
    scaling: list[dict]
    side: int = 64
    steps: int = 500
    batch: int = 8
    rate: float = 5e-3
    seed: int = 1
    input_type: str = 'float32'


def train(network: nn.Module, course: Course, folder: str) -> dict[str, float]:
    """Trains the network, which takes N x C x H x W and gives logits; returns what it reaches on held-out rows."""
    rng = np.random.default_rng(course.seed)
    sample = load_sample(folder, course.bands)
    seen = sample.rows(TRAIN_ROWS)
    descent = Descent(network, course.steps, course.rate, most_norm=1.0)
    for step in range(course.steps):
        image, target = make_batch(rng, seen, course)
        outputs = network(image)
        first, *others = outputs if isinstance(outputs, tuple) else (outputs,)
        loss = measure_loss(first, target) + AUXILIARY * sum(measure_loss(other, target) for other in others)
        descent.step(step, loss)
    return evaluate(network, sample.rows(HELD_OUT_ROWS), course)


def make_batch(rng: np.random.Generator, sample: Sample, course: Course) -> tuple[torch.Tensor, torch.Tensor]:
    pieces = [cut(rng, sample, course.side) for _ in range(course.batch)]
    images = np.stack([scale(reflectance, course.scaling) for reflectance, _, _ in pieces])
    targets = np.stack([to_targets(classes, course.classes) for _, classes, _ in pieces])
    return to_type(images, course.input_type).float(), torch.from_numpy(targets)


def fit(logits: torch.Tensor, target: torch.Tensor, is_valid_only: bool) -> tuple[torch.Tensor, torch.Tensor]:
    """Brings both to one size: a strided output is stretched, one that lost its border lies in the middle."""
    high, side = logits.shape[-2], target.shape[-1]
    if high == side:
        return logits, target
    if is_valid_only:
        margin = (side - high) // 2
        return logits, target[..., margin : margin + high, margin : margin + high]
    return F.interpolate(logits, size=(side, side), mode='bilinear', align_corners=False), target


def measure_loss(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    logits, target = fit(logits, target, target.shape[-1] % logits.shape[-1] != 0)
    if logits.shape[1] > 1:
        return F.cross_entropy(logits, target, ignore_index=IGNORED)
    known = target != IGNORED
    return F.binary_cross_entropy_with_logits(logits[:, 0][known], target[known].float())


@torch.no_grad()
def evaluate(network: nn.Module, sample: Sample, course: Course) -> dict[str, float]:
    network.eval()
    side = course.side
    count = max(2, len(course.classes))
    confusion = np.zeros((count, count))
    height, width = sample.classes.shape
    for row in range(0, height - side + 1, side):
        for col in range(0, width - side + 1, side):
            window = np.s_[row : row + side, col : col + side]
            values = scale(sample.reflectance[:, *window], course.scaling)
            outputs = network(to_type(values, course.input_type).float()[None])
            logits = outputs[0] if isinstance(outputs, tuple) else outputs
            target = torch.from_numpy(to_targets(sample.classes[window], course.classes))[None]
            logits, target = fit(logits, target, side % logits.shape[-1] != 0)
            said = logits.argmax(1) if logits.shape[1] > 1 else (logits[:, 0] > 0).long()
            known = (target != IGNORED).numpy()
            np.add.at(confusion, (target.numpy()[known], said.numpy()[known]), 1)
    return {
        'pixel accuracy': float(np.trace(confusion) / confusion.sum()),
        'share of the largest class': float(confusion.sum(1).max() / confusion.sum()),
    }


__all__ = ['Course', 'evaluate', 'measure_loss', 'seed_all', 'train']
