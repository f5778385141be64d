"""Trains land-cover-rgb on the labelled tiles.

    python train.py DATA --out OUT --minutes 72

The length is given in minutes of training or, for a run that can be repeated exactly, in steps. Either way the learning
rate follows one cycle that ends with it. A run that was stopped goes on from its last checkpoint.
"""

import argparse
import math
import time
from copy import deepcopy
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from augment import Windows
from data import IGNORED, load_split
from network import CLASSES, LandCoverNet

CLASS_WEIGHTS = (1.1, 0.8, 1.3, 1.2, 1.0)
LABEL_SMOOTHING = 0.05
# After this share of the run windows lie anywhere and no class weighs more: scores settle to what the ground holds.
SETTLING = 0.85
WARM_UP = 0.04
WEIGHT_DECAY = 0.03
AVERAGE_DECAY = 0.998
CHECKPOINT_S = 120


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with 'Tile 1', 'Tile 2', ...")
    parser.add_argument("--out", type=Path, required=True, help="folder of the checkpoint and the decoded images")
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--minutes", type=float)
    length.add_argument("--steps", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--side", type=int, default=320, help="of a window, in pixels")
    parser.add_argument("--batch", type=int, default=6)
    parser.add_argument("--peak", type=float, default=2.5e-3, help="highest learning rate")
    return parser.parse_args()


def learning_rate(progress: float, peak: float) -> float:
    """One cycle: a short rise, then half a cosine to almost nothing."""
    if progress < WARM_UP:
        return peak * max(progress / WARM_UP, 0.02)
    fall = min((progress - WARM_UP) / (1 - WARM_UP), 1)
    return peak * (0.002 + 0.998 * (1 + math.cos(math.pi * fall)) / 2)


def loss_of(logits: torch.Tensor, labels: torch.Tensor, weights: torch.Tensor | None) -> torch.Tensor:
    """Smoothed, weighted cross-entropy, and 1 - soft Dice of the batch averaged over the classes it holds."""
    known = labels != IGNORED
    logs = logits.log_softmax(1)
    entropy = F.nll_loss(logs, labels, weight=weights, ignore_index=IGNORED)
    spread = -(logs.mean(1) * known).sum() / known.sum()

    scores = logs.exp() * known.unsqueeze(1)
    dices = []
    for number in range(len(CLASSES)):
        truth = labels == number
        if truth.any():
            score = scores[:, number]
            dices.append(2 * score[truth].sum() / (score.sum() + truth.sum()))
    dice = 1 - torch.stack(dices).mean()
    return (1 - LABEL_SMOOTHING) * entropy + LABEL_SMOOTHING * spread + dice


@torch.no_grad()
def follow(average: torch.nn.Module, network: torch.nn.Module, step: int) -> None:
    """Moves the running average of weights and norms towards the network; faster while it is young."""
    decay = min(AVERAGE_DECAY, (1 + step) / (10 + step))
    for mean, value in zip(average.state_dict().values(), network.state_dict().values(), strict=True):
        if value.dtype.is_floating_point:
            mean.lerp_(value, 1 - decay)
        else:
            mean.copy_(value)


class Run:
    """The state of a training: everything a checkpoint holds."""

    def __init__(self, options: argparse.Namespace):
        torch.manual_seed(options.seed)
        self.settings = {key: getattr(options, key) for key in ("seed", "side", "batch")}
        self.network = LandCoverNet().to(memory_format=torch.channels_last)
        self.average = deepcopy(self.network)
        norms = [p for p in self.network.parameters() if p.ndim == 1]
        kernels = [p for p in self.network.parameters() if p.ndim > 1]
        groups = [{"params": kernels, "weight_decay": WEIGHT_DECAY}, {"params": norms, "weight_decay": 0.0}]
        self.optimiser = torch.optim.AdamW(groups, lr=options.peak, betas=(0.9, 0.99))
        self.step = 0
        self.spent_s = 0.0

    def save(self, path: Path) -> None:
        state = {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "spent_s": self.spent_s,
            "settings": self.settings,
        }
        torch.save(state, path.with_suffix(".part"))
        path.with_suffix(".part").replace(path)

    def restore(self, path: Path) -> None:
        state = torch.load(path, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.spent_s = state["step"], state["spent_s"]

    def learn(self, batch: tuple[np.ndarray, np.ndarray], rate: float, settles: bool) -> tuple[float, np.ndarray]:
        """One step; returns the loss and the confusion (truth x guess) of the batch."""
        images, labels = batch
        x = torch.from_numpy(images).permute(0, 3, 1, 2).float().div_(255).contiguous(memory_format=torch.channels_last)
        # Logits come for 2 x 2 pixels; the label of any one of them, in turn, keeps outlines where they are.
        row, column = self.step % 2, self.step // 2 % 2
        y = torch.from_numpy(labels[:, row::2, column::2]).long()
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        logits = self.network(x)
        loss = loss_of(logits, y, None if settles else torch.tensor(CLASS_WEIGHTS))
        self.optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 2.0)
        self.optimiser.step()
        self.step += 1
        follow(self.average, self.network, self.step)
        known = y != IGNORED
        pairs = y[known] * len(CLASSES) + logits.argmax(1)[known]
        return loss.item(), torch.bincount(pairs, minlength=len(CLASSES) ** 2).view(len(CLASSES), -1).numpy()


def report(run: Run, progress: float, loss: float, confusion: np.ndarray) -> None:
    right = np.diag(confusion)
    iou = right / np.maximum(confusion.sum(0) + confusion.sum(1) - right, 1)
    per_class = " ".join(f"{name} {value:.3f}" for name, value in zip(CLASSES, iou, strict=True))
    print(
        f"{time.strftime('%H:%M:%S')} step {run.step} {progress:6.1%} loss {loss:.4f} "
        f"accuracy {right.sum() / confusion.sum():.3f} mIoU {iou.mean():.3f} ({per_class})",
        flush=True,
    )


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    windows = Windows(load_split(options.data, options.out / "decoded", "training"), options.side)
    run = Run(options)
    path = options.out / "checkpoint.pt"
    if path.exists():
        run.restore(path)
        print(f"goes on from step {run.step}, {run.spent_s / 60:.1f} minutes", flush=True)

    losses, confusion = [], np.zeros((len(CLASSES), len(CLASSES)), np.int64)
    saved_s = run.spent_s
    while True:
        progress = run.step / options.steps if options.steps else run.spent_s / 60 / options.minutes
        if progress >= 1:
            break
        started = time.monotonic()
        settles = progress >= SETTLING
        batch = windows.batch(np.random.default_rng([options.seed, run.step]), options.batch, anywhere=settles)
        loss, seen = run.learn(batch, learning_rate(progress, options.peak), settles)
        run.spent_s += time.monotonic() - started
        losses.append(loss)
        confusion += seen
        if run.step % 50 == 0:
            report(run, progress, float(np.mean(losses)), confusion)
            losses, confusion = [], np.zeros_like(confusion)
        if run.spent_s - saved_s > CHECKPOINT_S:
            run.save(path)
            saved_s = run.spent_s
    run.save(path)
    print(f"done: {run.step} steps, {run.spent_s / 60:.1f} minutes", flush=True)


if __name__ == "__main__":
    main()
