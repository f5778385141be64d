"""Offsets of the classes' logits that undo what training shows more often than the ground does.

Training draws windows by class, weighs classes and smooths labels, so its scores favour rare classes. The offsets are
chosen on the training images as they are, one class after the other, for the highest mean IoU.
"""

import numpy as np
import torch

from data import IGNORED, Labelled
from network import CLASSES, SIDE_MULTIPLE, LandCoverNet

# One logit of so many along each side is looked at.
THINNED = 2
ROUNDS = 3
STEPS = np.linspace(-1, 1, 21)


@torch.no_grad()
def sample_logits(network: LandCoverNet, images: list[Labelled]) -> tuple[np.ndarray, np.ndarray]:
    """Logits n x 5 and labels n of every image."""
    logits, labels = [], []
    for labelled in images:
        height, width = (side - side % SIDE_MULTIPLE for side in labelled.labels.shape)
        pixels = torch.from_numpy(labelled.image[:height, :width]).permute(2, 0, 1)[None].float() / 255
        answer = network(pixels.contiguous(memory_format=torch.channels_last))[0, :, ::THINNED, ::THINNED]
        truth = labelled.labels[:height, :width][:: 2 * THINNED, :: 2 * THINNED]
        known = truth != IGNORED
        logits.append(answer.permute(1, 2, 0).numpy()[known])
        labels.append(truth[known])
    return np.concatenate(logits), np.concatenate(labels).astype(np.int64)


def mean_iou(logits: np.ndarray, labels: np.ndarray) -> float:
    count = len(CLASSES)
    confusion = np.bincount(labels * count + logits.argmax(1), minlength=count * count).reshape(count, count)
    right = np.diag(confusion)
    return float(np.mean(right / (confusion.sum(0) + confusion.sum(1) - right)))


def find_offsets(network: LandCoverNet, images: list[Labelled]) -> np.ndarray:
    logits, labels = sample_logits(network, images)
    offsets = np.zeros(len(CLASSES), np.float32)
    print(f"mean IoU of training images {mean_iou(logits, labels):.4f}", end="")
    for _ in range(ROUNDS):
        for number in range(len(CLASSES)):
            scores = []
            for step in STEPS:
                moved = offsets.copy()
                moved[number] = step
                scores.append(mean_iou(logits + moved, labels))
            offsets[number] = STEPS[int(np.argmax(scores))]
    offsets -= offsets.mean()
    print(f", {mean_iou(logits + offsets, labels):.4f} with offsets {dict(zip(CLASSES, offsets.round(2).tolist()))}")
    return offsets


@torch.no_grad()
def add_offsets(network: LandCoverNet, offsets: np.ndarray) -> None:
    """The head gives each class 2 x 2 logits in a row."""
    network.head.bias += torch.from_numpy(offsets).repeat_interleave(4)
