"""How well labels of places that were not learnt from are met."""

import numpy as np
from sklearn.metrics import accuracy_score, balanced_accuracy_score, confusion_matrix, f1_score

from samples import CLASSES

# Water; trees; low vegetation; built or bare; snow and ice.
GROUPS = np.array([0, 1, 2, 2, 2, 2, 3, 3, 4])
RESAMPLES = 500


def assign_folds(blocks: np.ndarray, folds: int, seed: int) -> np.ndarray:
    """A fold for every block of a degree, about as many samples in each."""
    rng = np.random.default_rng(seed)
    names, sizes = np.unique(blocks, return_counts=True)
    order = rng.permutation(len(names))
    filled, fold_of = np.zeros(folds), {}
    for k in order[np.argsort(-sizes[order], kind="stable")]:
        fold = int(filled.argmin())
        filled[fold] += sizes[k]
        fold_of[names[k]] = fold
    return np.array([fold_of[block] for block in blocks])


def measure(labels, predicted, blocks, seed: int) -> dict:
    """Each figure with the 2.5th and 97.5th percentile over blocks drawn with repetition."""
    kinds = {
        "accuracy": lambda y, p: accuracy_score(y, p),
        "balanced_accuracy": lambda y, p: balanced_accuracy_score(y, p),
        "grouped_accuracy": lambda y, p: accuracy_score(GROUPS[y], GROUPS[p]),
        "grouped_balanced_accuracy": lambda y, p: balanced_accuracy_score(GROUPS[y], GROUPS[p]),
    }
    rng = np.random.default_rng(seed)
    members = [np.flatnonzero(blocks == block) for block in np.unique(blocks)]
    draws = [np.concatenate([members[k] for k in rng.integers(len(members), size=len(members))]) for _ in range(RESAMPLES)]
    result: dict = {"samples": len(labels), "blocks": len(members)}
    for name, kind in kinds.items():
        values = [kind(labels[draw], predicted[draw]) for draw in draws]
        low, high = np.percentile(values, [2.5, 97.5])
        result[name] = [round(float(v), 3) for v in (kind(labels, predicted), low, high)]
    ids = range(len(CLASSES))
    f1 = f1_score(labels, predicted, labels=list(ids), average=None, zero_division=0)
    drawn = np.array([f1_score(labels[d], predicted[d], labels=list(ids), average=None, zero_division=0) for d in draws[:200]])
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    result["f1"] = {CLASSES[k]: [round(float(v), 2) for v in (f1[k], low[k], high[k])] for k in ids}
    result["confusion"] = confusion_matrix(labels, predicted, labels=list(ids)).tolist()
    return result
