"""Training of a YOLO for instances: which points answer for which field, losses, and fields from its answers."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torchvision.ops import batched_nms, box_iou, generalized_box_iou_loss

from .data import FIELDS, HELD_OUT_ROWS, TRAIN_ROWS, Sample, cut, load_sample
from .descent import Descent
from .export import scale
from .instances import HALF, LEAST_SCORE, count_found, find_instances

# Points that answer for one field at most.
POINTS_EACH = 6
MOST_IOU = 0.6
WEIGHTS = {'scores': 1.0, 'boxes': 2.0, 'bins': 0.5, 'masks': 2.0}


@dataclass(frozen=True)
class YoloCourse:
    bands: tuple[str, ...]
    scaling: list[dict]
    side: int
    bins: int
    steps: int = 900
    batch: int = 6
    rate: float = 8e-3
    seed: int = 1


def train_yolo(network: nn.Module, course: YoloCourse, folder: str) -> dict[str, float]:
    rng = np.random.default_rng(course.seed)
    sample = load_sample(folder, course.bands)
    seen = sample.rows(TRAIN_ROWS)
    descent = Descent(network, course.steps, course.rate, most_norm=5.0)
    for step in range(course.steps):
        pieces = [cut(rng, seen, course.side) for _ in range(course.batch)]
        images = torch.from_numpy(np.stack([scale(one, course.scaling) for one, _, _ in pieces])).float()
        truths = [find_instances(fields, sample.kinds) for _, _, fields in pieces]
        losses = measure_losses(network, images, truths, course.bins)
        loss = sum(WEIGHTS[name] * value for name, value in losses.items())
        descent.step(step, loss, ' '.join(f'{name} {value.item():.3f}' for name, value in losses.items()))
    return evaluate(network, sample.rows(HELD_OUT_ROWS), course)


def measure_losses(network: nn.Module, images: torch.Tensor, truths: list[dict], bins: int) -> dict[str, torch.Tensor]:
    answers, prototypes = network(images)
    boxes = network.boxes(answers)
    logits = answers[:, 4 * bins : 4 * bins + len(FIELDS)]
    coefficients = answers[:, 4 * bins + len(FIELDS) :]
    wanted = torch.zeros_like(logits)
    sums = {name: images.new_zeros(()) for name in ('boxes', 'bins', 'masks')}
    count = 0
    for i, truth in enumerate(truths):
        if len(truth['labels']) == 0:
            continue
        owner, quality = assign(network.points, boxes[i].detach().T, logits[i].detach().sigmoid(), truth)
        chosen = torch.nonzero(owner >= 0)[:, 0]
        if len(chosen) == 0:
            continue
        owners = owner[chosen]
        wanted[i, truth['labels'][owners] - 1, chosen] = quality[chosen]
        target = truth['boxes'][owners]
        sums['boxes'] = sums['boxes'] + generalized_box_iou_loss(boxes[i].T[chosen], target, reduction='sum')
        sums['bins'] = sums['bins'] + bin_loss(network, answers[i, : 4 * bins], chosen, target, bins)
        sums['masks'] = sums['masks'] + mask_loss(prototypes[i], coefficients[i][:, chosen], truth, owners)
        count += len(chosen)
    scores = F.binary_cross_entropy_with_logits(logits, wanted, reduction='sum') / max(1.0, float(wanted.sum()))
    return {'scores': scores, **{name: value / max(1, count) for name, value in sums.items()}}


def assign(
    points: torch.Tensor, boxes: torch.Tensor, scores: torch.Tensor, truth: dict
) -> tuple[torch.Tensor, torch.Tensor]:
    """The field that each point answers for (-1: none), and the score it should have. A point must lie on its field."""
    cols, rows = points.long()
    is_on = truth['masks'][:, rows, cols].bool()
    iou = box_iou(truth['boxes'], boxes)
    fit = scores[truth['labels'] - 1].sqrt() * iou.pow(4) + 1e-9
    fit = torch.where(is_on, fit, torch.zeros_like(fit))
    least = fit.topk(min(POINTS_EACH, fit.shape[1]), dim=1).values[:, -1:]
    fit = torch.where(fit >= least, fit, torch.zeros_like(fit))
    best, owner = fit.max(0)
    owner = torch.where(best > 0, owner, torch.full_like(owner, -1))
    # The best point of a field is wanted to score as well as its box fits; the others in proportion.
    most = fit.max(1).values.clamp(min=1e-9)
    reach = (iou * is_on).max(1).values.clamp(min=0.5)
    quality = best / most[owner.clamp(min=0)] * reach[owner.clamp(min=0)]
    return owner, quality


def bin_loss(
    network: nn.Module, answers: torch.Tensor, chosen: torch.Tensor, target: torch.Tensor, bins: int
) -> torch.Tensor:
    """The two bins beside the true distance should have it in proportion."""
    points, strides = network.points.T[chosen], network.strides[0, chosen][:, None]
    distances = torch.cat([points - target[:, :2], target[:, 2:] - points], 1) / strides
    distances = distances.clamp(0, bins - 1.01)
    low = distances.long()
    share = distances - low
    logits = answers.unflatten(0, (4, bins))[:, :, chosen].permute(2, 0, 1).reshape(-1, bins)
    below = F.cross_entropy(logits, low.flatten(), reduction='none').view_as(share)
    above = F.cross_entropy(logits, low.flatten() + 1, reduction='none').view_as(share)
    return (below * (1 - share) + above * share).mean(1).sum()


def mask_loss(prototypes: torch.Tensor, coefficients: torch.Tensor, truth: dict, owners: torch.Tensor) -> torch.Tensor:
    """Within the true box, at the size of the prototypes; a field of any size counts the same."""
    side = prototypes.shape[-1]
    step = truth['masks'].shape[-1] // side
    target = F.avg_pool2d(truth['masks'][:, None].float(), step)[:, 0][owners]
    logits = torch.einsum('chw,ck->khw', prototypes, coefficients)
    box = truth['boxes'][owners] / step
    within = is_within(box, side)
    loss = F.binary_cross_entropy_with_logits(logits, target, reduction='none') * within
    return (loss.sum((1, 2)) / within.sum((1, 2)).clamp(min=1)).sum()


def is_within(boxes: torch.Tensor, side: int) -> torch.Tensor:
    at = torch.arange(side) + 0.5
    x1, y1, x2, y2 = boxes[:, :, None].unbind(1)
    wide, high = (at > x1 - 0.5) & (at < x2 + 0.5), (at > y1 - 0.5) & (at < y2 + 0.5)
    return (high[:, :, None] & wide[:, None, :]).float()


@torch.no_grad()
def find(network: nn.Module, image: torch.Tensor, bins: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Masks of the whole image and labels from 1, as a program does that runs such a model."""
    answers, prototypes = network(image[None])
    boxes = network.boxes(answers)[0].T
    scores, labels = answers[0, 4 * bins : 4 * bins + len(FIELDS)].sigmoid().max(0)
    sure = scores > LEAST_SCORE
    boxes, scores, labels = boxes[sure], scores[sure], labels[sure]
    coefficients = answers[0, 4 * bins + len(FIELDS) :, sure]
    kept = batched_nms(boxes, scores, labels, MOST_IOU)
    side = image.shape[-1]
    logits = torch.einsum('chw,ck->khw', prototypes[0], coefficients[:, kept])
    large = F.interpolate(logits[None], size=(side, side), mode='bilinear', align_corners=False)[0]
    return (large.sigmoid() > HALF) & is_within(boxes[kept], side).bool(), labels[kept] + 1


def evaluate(network: nn.Module, sample: Sample, course: YoloCourse) -> dict[str, float]:
    network.eval()
    found, big, right, said = 0, 0, 0, 0
    height, width = sample.classes.shape
    for row in range(0, height - course.side + 1, course.side):
        for col in range(0, width - course.side + 1, course.side):
            window = np.s_[row : row + course.side, col : col + course.side]
            image = torch.from_numpy(scale(sample.reflectance[:, *window], course.scaling)).float()
            masks, labels = find(network, image, course.bins)
            counts = count_found(find_instances(sample.fields[window], sample.kinds), masks, labels)
            found, big, right, said = (a + b for a, b in zip((found, big, right, said), counts))
    return {
        'share of big fields found': found / max(1, big),
        'share of found instances that are fields': right / max(1, said),
    }
