"""
Trains models/land-cover-s2. Seeded: the same versions of torch and numpy give the same file.

    python train.py --samples <presto>/data --teacher dynamic-world-forward.onnx --out ../../models/land-cover-s2

First every block of a degree is held out once and its labels are compared with what networks say that never saw it; then
networks are trained on all samples and written. Takes a few minutes on one core.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from sklearn.ensemble import RandomForestClassifier

from export import write_item, write_onnx
from lush import Teacher
from measure import assign_folds, measure
from network import predict, train_members
from samples import clean_samples, load_samples


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=Path, required=True, help="folder with algae_blooms and fuel_moisture")
    parser.add_argument("--teacher", type=Path, required=True, help="Dynamic World's network: docs/dynamic-world.md")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--members", type=int, default=5, help="networks that vote")
    parser.add_argument("--width", type=int, default=48)
    parser.add_argument("--epochs", type=int, default=25)
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--rate", type=float, default=5e-3)
    parser.add_argument("--decay", type=float, default=1e-2)
    parser.add_argument("--balance", type=float, default=0.6, help="0: classes as often as in the samples; 1: all alike")
    parser.add_argument("--lesson", type=float, default=1.0, help="weight of what the teacher says of green canopies")
    parser.add_argument("--canopies", type=int, default=12000)
    return parser.parse_args()


def cross_validate(samples, everything, teacher, options) -> dict:
    folds = assign_folds(samples.blocks, options.folds, options.seed)
    fold_of = dict(zip(samples.blocks.tolist(), folds.tolist()))
    all_folds = np.array([fold_of.get(block, 0) for block in everything.blocks.tolist()])
    predicted, forest = np.zeros(len(samples), int), np.zeros(len(samples), int)
    predicted_all = np.zeros(len(everything), int)
    for fold in range(options.folds):
        known, held = samples.take(folds != fold), folds == fold
        members = train_members(known, teacher.teach(known, options.canopies, options.seed), options)
        predicted[held] = predict(members, samples.reflectance[held]).argmax(1)
        predicted_all[all_folds == fold] = predict(members, everything.reflectance[all_folds == fold]).argmax(1)
        trees = RandomForestClassifier(200, random_state=options.seed).fit(known.reflectance, known.labels)
        forest[held] = trees.predict(samples.reflectance[held])
        print(f"fold {fold + 1} of {options.folds}: accuracy {(predicted[held] == samples.labels[held]).mean():.3f}", flush=True)
    return {
        "held out": measure(samples.labels, predicted, samples.blocks, options.seed),
        "held out, a random forest": measure(samples.labels, forest, samples.blocks, options.seed),
        "held out, labels as they are": measure(everything.labels, predicted_all, everything.blocks, options.seed),
    }


def check_export(path: Path, members, samples) -> float:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    some = samples.reflectance[:2000]
    scores, classes = session.run(["scores", "classes"], {"features": some.T[None, :, None, :]})
    wanted = predict(members, some)
    assert (classes[0, 0] == scores[0, :, 0].argmax(0) + 1).all()
    return float(np.abs(scores[0, :, 0].T - wanted).max())


def main():
    options = parse_options()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    everything, is_site = load_samples(options.samples)
    samples = clean_samples(everything, is_site)
    print(f"{len(everything)} pixel-dates, {len(samples)} after cleaning: {np.bincount(samples.labels).tolist()}")
    teacher = Teacher(options.teacher)
    metrics = cross_validate(samples, everything, teacher, options)
    members = train_members(samples, teacher.teach(samples, options.canopies, options.seed), options)
    options.out.mkdir(parents=True, exist_ok=True)
    parameters = write_onnx(members, options.out / "model.onnx", "1")
    names = ("seed", "members", "width", "epochs", "batch", "rate", "decay", "balance", "lesson", "canopies")
    write_item(options.out, parameters, {name: getattr(options, name) for name in names})
    print(f"{parameters} parameters, greatest difference from torch {check_export(options.out / 'model.onnx', members, samples):.1e}")
    rows = len(samples), len(everything), len(np.unique(everything.places)), len(np.unique(everything.blocks))
    facts = dict(zip(("samples", "pixel_dates", "places", "blocks"), rows))
    (options.out / "metrics.json").write_text(json.dumps({**facts, **metrics}, indent=1) + "\n")
    for name, figures in metrics.items():
        print(name, {key: value for key, value in figures.items() if key not in ("confusion",)})


if __name__ == "__main__":
    main()
