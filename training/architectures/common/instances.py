"""Training of networks that find fields one by one, and how well they do."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from .data import HELD_OUT_ROWS, TRAIN_ROWS, Class, Sample, cut, load_sample, to_targets
from .descent import Descent
from .export import scale
from .semantic import measure_loss

LEAST_PX = 30
# Fields of 3 ha and more.
BIG_PX = 300
HALF = 0.5
# Less certain instances are not counted.
LEAST_SCORE = 0.25


@dataclass(frozen=True)
class InstanceCourse:
    bands: tuple[str, ...]
    scaling: list[dict]
    """Classes of the semantic output beside the instances."""
    classes: tuple[Class, ...]
    side: int
    steps: int = 1100
    batch: int = 3
    rate: float = 6e-3
    seed: int = 1


def find_instances(fields: np.ndarray, kinds: np.ndarray) -> dict[str, torch.Tensor]:
    """As torchvision wants them: boxes x1 y1 x2 y2 in pixels, labels from 1, masks."""
    numbers, counts = np.unique(fields[fields > 0], return_counts=True)
    masks = [fields == number for number in numbers[counts >= LEAST_PX]]
    labels = [int(kinds[number]) + 1 for number in numbers[counts >= LEAST_PX]]
    boxes = [box_of(mask) for mask in masks]
    side = fields.shape[0]
    return {
        'boxes': torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4),
        'labels': torch.tensor(labels, dtype=torch.int64),
        'masks': torch.from_numpy(np.stack(masks) if masks else np.zeros((0, side, side), bool)).to(torch.uint8),
    }


def box_of(mask: np.ndarray) -> tuple[int, int, int, int]:
    rows, cols = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return cols[0], rows[0], cols[-1] + 1, rows[-1] + 1


def train_instances(network: nn.Module, course: InstanceCourse, folder: str) -> dict[str, float]:
    """Trains a network that gives torchvision's losses and N x C x H x W of semantic logits."""
    rng = np.random.default_rng(course.seed)
    sample = load_sample(folder, course.bands)
    seen = sample.rows(TRAIN_ROWS)
    descent = Descent(network, course.steps, course.rate, most_norm=5.0)
    for step in range(course.steps):
        pieces = [cut(rng, seen, course.side) for _ in range(course.batch)]
        images = [torch.from_numpy(scale(one, course.scaling)).float() for one, _, _ in pieces]
        targets = [find_instances(fields, sample.kinds) for _, _, fields in pieces]
        classes = torch.from_numpy(np.stack([to_targets(one, course.classes) for _, one, _ in pieces]))
        losses, logits = network(images, targets)
        loss = sum(losses.values()) + measure_loss(logits, classes)
        descent.step(step, loss, ' '.join(f'{name[5:]} {value.item():.2f}' for name, value in losses.items()))
    return evaluate(network, sample.rows(HELD_OUT_ROWS), course)


@torch.no_grad()
def evaluate(network: nn.Module, sample: Sample, course: InstanceCourse) -> dict[str, float]:
    network.eval()
    side = course.side
    found, big, right, said, known, agreed = 0, 0, 0, 0, 0, 0
    height, width = sample.classes.shape
    for row in range(0, height - side + 1, side):
        for col in range(0, width - side + 1, side):
            window = np.s_[row : row + side, col : col + side]
            image = torch.from_numpy(scale(sample.reflectance[:, *window], course.scaling)).float()
            (result,), logits = network([image])
            target = torch.from_numpy(to_targets(sample.classes[window], course.classes))
            known += int((target >= 0).sum())
            agreed += int((logits[0].argmax(0) == target).sum())
            truth = find_instances(sample.fields[window], sample.kinds)
            sure = result['scores'] > LEAST_SCORE
            counts = count_found(truth, result['masks'][sure, 0] > HALF, result['labels'][sure])
            found, big, right, said = (a + b for a, b in zip((found, big, right, said), counts))
    return {
        'share of big fields found': found / max(1, big),
        'share of found instances that are fields': right / max(1, said),
        'pixel accuracy': agreed / known,
    }


def count_found(truth: dict[str, torch.Tensor], masks: torch.Tensor, labels: torch.Tensor) -> tuple[int, int, int, int]:
    """Big fields that an instance of their kind meets by more than half, all such fields; such instances, all."""
    iou = mask_ious(truth['masks'].bool(), masks.bool())
    is_match = (iou > HALF) & (truth['labels'][:, None] == labels[None])
    is_big = truth['masks'].sum((1, 2)) >= BIG_PX
    found = int((is_match.any(1) & is_big).sum()) if masks.shape[0] else 0
    right = int(is_match.any(0).sum()) if truth['masks'].shape[0] else 0
    return found, int(is_big.sum()), right, masks.shape[0]


def mask_ious(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    first, second = a.flatten(1).float(), b.flatten(1).float()
    both = first @ second.T
    return both / (first.sum(1)[:, None] + second.sum(1)[None] - both).clamp(min=1)
