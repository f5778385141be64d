"""Measures an exported model on the images that training never saw, and prints the tables of the model card.

    python evaluate.py DATA --model model.onnx --cache OUT/decoded

Each image is cut into patches as Landquilt does it: 512 pixels, of which a border of 64 is read but not believed. Intervals
are 95 % of a bootstrap over squares of 256 pixels.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import onnxruntime

from data import IGNORED, Labelled, load_split
from network import CLASSES

PATCH, BORDER, BLOCK = 512, 64, 256
RESAMPLES, SEED = 2000, 1
COUNT = len(CLASSES)

FLIPS = [(sides, False) for sides in ((), (3,), (2,), (2, 3))]
# The sides that are turned round, and whether rows become columns before.
TURNS = {"none": FLIPS[:1], "flips": FLIPS, "all": FLIPS + [(sides, True) for sides, _ in FLIPS]}


def open_model(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def ask(session: onnxruntime.InferenceSession, patch: np.ndarray, augment: str) -> np.ndarray:
    """Probabilities 5 x H x W of a patch H x W x 3; the mean over the turns of the patch."""
    image = patch.transpose(2, 0, 1)[None].astype(np.float32) / 255
    answers = []
    for sides, across in TURNS[augment]:
        turned = np.flip(image.swapaxes(2, 3) if across else image, sides)
        answer = np.flip(session.run(["scores"], {"image": turned.copy()})[0], sides)
        answers.append(answer.swapaxes(2, 3) if across else answer)
    return np.mean(answers, axis=0)[0]


def cells(length: int) -> list[tuple[int, int, int]]:
    """Start of the patch, and start and end (exclusive) of its own pixels, along one side."""
    if length <= PATCH:
        return [(0, 0, length)]
    step = PATCH - 2 * BORDER
    starts = [min(i * step, length - PATCH) for i in range((length - 2 * BORDER + step - 1) // step)]
    ends = [start + PATCH - BORDER for start in starts[:-1]] + [length]
    return list(zip(starts, [0, *ends[:-1]], ends, strict=True))


def classify(session: onnxruntime.InferenceSession, image: np.ndarray, augment: str = "none") -> np.ndarray:
    """Class numbers of an image H x W x 3."""
    height, width = image.shape[:2]
    spare = [(0, max(PATCH - height, 0)), (0, max(PATCH - width, 0)), (0, 0)]
    padded = np.pad(image, spare, "reflect")
    classes = np.empty(padded.shape[:2], np.uint8)
    for top, y0, y1 in cells(padded.shape[0]):
        for left, x0, x1 in cells(padded.shape[1]):
            scores = ask(session, padded[top : top + PATCH, left : left + PATCH], augment)
            classes[y0:y1, x0:x1] = scores.argmax(0)[y0 - top : y1 - top, x0 - left : x1 - left]
    return classes[:height, :width]


def confusion_of(labels: np.ndarray, classes: np.ndarray) -> np.ndarray:
    known = labels != IGNORED
    pairs = labels[known].astype(np.int64) * COUNT + classes[known]
    return np.bincount(pairs, minlength=COUNT * COUNT).reshape(COUNT, COUNT)


def block_confusions(labelled: Labelled, classes: np.ndarray) -> list[np.ndarray]:
    """Truth x guess for each square of an image."""
    height, width = labelled.labels.shape
    found = []
    for y in range(0, height, BLOCK):
        for x in range(0, width, BLOCK):
            square = np.s_[y : y + BLOCK, x : x + BLOCK]
            found.append(confusion_of(labelled.labels[square], classes[square]))
    return found


def scores_of(confusion: np.ndarray) -> dict[str, np.ndarray]:
    """IoU, F1, precision and recall of each class, their means, and the share of right pixels; over the last two axes."""
    right = np.diagonal(confusion, axis1=-2, axis2=-1).astype(float)
    truth, guess = confusion.sum(-1), confusion.sum(-2)
    with np.errstate(invalid="ignore", divide="ignore"):
        iou, f1 = right / (truth + guess - right), 2 * right / (truth + guess)
        precision, recall = right / guess, right / truth
    return {
        "iou": iou,
        "f1": f1,
        "precision": precision,
        "recall": recall,
        "miou": np.nanmean(iou, -1),
        "mf1": np.nanmean(f1, -1),
        "accuracy": right.sum(-1) / truth.sum(-1),
    }


def with_intervals(blocks: np.ndarray) -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Each score with the ends of its interval."""
    rng = np.random.default_rng(SEED)
    weights = rng.multinomial(len(blocks), np.full(len(blocks), 1 / len(blocks)), RESAMPLES)
    drawn = scores_of(np.tensordot(weights, blocks, 1))
    whole = scores_of(blocks.sum(0))
    return {
        key: (value, *np.nanquantile(drawn[key], [0.025, 0.975], axis=0)) for key, value in whole.items()
    }


def show(title: str, blocks: np.ndarray) -> None:
    scores = with_intervals(blocks)
    confusion = blocks.sum(0)

    def cell(key: str, i: int | None = None) -> str:
        value, low, high = (part if i is None else part[i] for part in scores[key])
        return f"{value:.3f} ({low:.3f}–{high:.3f})"

    print(f"\n### {title}: {confusion.sum() / 1e6:.1f} million pixels, {len(blocks)} squares\n")
    print("| class | share | IoU | F1 | precision | recall |\n|---|---|---|---|---|---|")
    for i, name in enumerate(CLASSES):
        share = confusion[i].sum() / confusion.sum()
        print(f"| {name} | {share:.1%} | " + " | ".join(cell(key, i) for key in ("iou", "f1", "precision", "recall")) + " |")
    print(f"| **mean** | | {cell('miou')} | {cell('mf1')} | | |")
    print(f"\nAccuracy {cell('accuracy')}.\n")
    print("| truth \\ model | " + " | ".join(CLASSES) + " |\n|---|" + "---|" * COUNT)
    for name, row in zip(CLASSES, confusion / confusion.sum(1, keepdims=True), strict=True):
        print(f"| {name} | " + " | ".join(f"{share:.1%}" for share in row) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True, help="folder of the decoded images")
    parser.add_argument("--augment", choices=TURNS, default="none", help="mean over the turns of each patch, as in recipes")
    parser.add_argument("--split", choices=("held-out", "unseen"), action="append")
    options = parser.parse_args()
    session = open_model(options.model)
    for split in options.split or ("held-out", "unseen"):
        blocks, pixels, started = [], 0, time.process_time()
        for labelled in load_split(options.data, options.cache, split):
            found = block_confusions(labelled, classify(session, labelled.image, options.augment))
            total = scores_of(sum(found))
            facts = {"tile": labelled.tile, "part": labelled.part}
            figures = {key: round(float(total[key]), 4) for key in ("miou", "accuracy")}
            print(json.dumps({**facts, **figures}), flush=True)
            blocks += found
            pixels += labelled.labels.size
        spent_s = time.process_time() - started
        show(split, np.stack(blocks))
        print(f"\n{spent_s / (pixels / 1e6):.2f} s of one core for a million pixels.")


if __name__ == "__main__":
    main()
