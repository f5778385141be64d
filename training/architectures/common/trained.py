"""Weights of what was trained already."""

from collections.abc import Callable
from pathlib import Path

import torch
from torch import nn


def trained(network: nn.Module, name: str, folder: str, train: Callable[[], dict[str, float]]) -> dict[str, float]:
    """Trains and keeps the weights in the folder, or takes those that lie there; returns what was measured."""
    path = Path(folder) / f'{name}.pt'
    if path.exists():
        kept = torch.load(path)
        network.load_state_dict(kept['weights'])
        return kept['metrics']
    metrics = train()
    torch.save({'weights': network.state_dict(), 'metrics': metrics}, path)
    return metrics
