"""The way down the loss, the same for all networks here."""

import time

import torch
from torch import nn

REPORT_STEPS = 50


class Descent:
    """AdamW with one cycle of the learning rate; gradients are no longer than `most_norm`."""

    def __init__(self, network: nn.Module, steps: int, rate: float, most_norm: float) -> None:
        self.network = network
        self.most_norm = most_norm
        self.optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=1e-3)
        self.plan = torch.optim.lr_scheduler.OneCycleLR(self.optimizer, rate, steps, pct_start=0.2)
        self.began = time.time()
        network.train()

    def step(self, number: int, loss: torch.Tensor, parts: str = '') -> None:
        """One step; says now and then how far the loss has come, and what it is made of."""
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), self.most_norm)
        self.optimizer.step()
        self.plan.step()
        if number % REPORT_STEPS == 0:
            told = ' '.join(part for part in (f'loss {loss.item():.3f}', parts) if part)
            print(f'  step {number} {told} {time.time() - self.began:.0f} s', flush=True)
