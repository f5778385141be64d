"""A few small networks over the spectrum of a pixel, trained side by side and written as one image-to-image graph."""

import copy
import math

import numpy as np
import torch
from torch import nn

from samples import BANDS, CLASSES

# Reflectances are clipped to this range; the offset keeps the logarithm of dark water and of noise around 0 tame.
CLIP = (0.0, 1.6)
OFFSET = 0.02

# Path radiance as reflectance and two-way transmittance of a clear sky, by band: round numbers after the Rayleigh optical
# depths and gas absorption of Sentinel-2's bands (6S; Vermote et al. 1997). Top of atmosphere = path + transmittance x surface.
PATH = torch.tensor([0.062, 0.036, 0.019, 0.014, 0.011, 0.008, 0.006, 0.005, 0.001, 0.000])
TRANSMITTANCE = torch.tensor([0.85, 0.89, 0.93, 0.93, 0.94, 0.95, 0.93, 0.97, 0.96, 0.93])


class Member(nn.Module):
    def __init__(self, mean, std, width: int):
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("std", std)
        self.layers = nn.Sequential(
            nn.Linear(len(BANDS), width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, len(CLASSES))
        )

    def forward(self, reflectance):
        return self.layers((to_log(reflectance) - self.mean) / self.std)


def to_log(reflectance):
    return torch.log(reflectance.clamp(*CLIP) + OFFSET)


def to_surface(reflectance, share):
    """Takes away so much (0..1) of what a clear sky adds; `share` is a column."""
    lit = (reflectance - share * PATH) / (1 - share * (1 - TRANSMITTANCE))
    return lit.clamp(min=0.002)


def augment(reflectance, generator):
    """Half of the pixels without their sky, all of them brighter or darker (slopes), with noise of the sensor."""
    count, bands = reflectance.shape
    draw = lambda *shape: torch.rand(*shape, generator=generator)
    share = (draw(count, 1) * 2.2 - 1.1).clamp(0, 1.1)
    light = torch.exp(0.12 * torch.randn(count, 1, generator=generator))
    noise = 1 + 0.03 * torch.randn(count, bands, generator=generator)
    return to_surface(reflectance, share) * light * noise


def train_member(samples, taught, options, seed: int) -> Member:
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    x, y = torch.tensor(samples.reflectance), torch.tensor(samples.labels)
    taught_x, taught_shares = torch.tensor(taught.reflectance), torch.tensor(taught.shares)
    logs = to_log(x)
    member = Member(logs.mean(0), logs.std(0), options.width)
    average = copy.deepcopy(member)
    counts = np.maximum(np.bincount(samples.labels, minlength=len(CLASSES)), 1)
    # Menon et al. 2021, "Long-tail learning via logit adjustment": rare classes get their due.
    prior = torch.tensor(np.log(counts / counts.sum()), dtype=torch.float32) * options.balance
    # Every place counts alike but for the root of its size, so that a few places do not speak for all.
    sizes = np.bincount(samples.places)[samples.places]
    weight = torch.tensor(1 / np.sqrt(sizes), dtype=torch.float32)
    weight /= weight.mean()
    optimizer = torch.optim.AdamW(member.parameters(), lr=options.rate, weight_decay=options.decay)
    steps = options.epochs * math.ceil(len(y) / options.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, options.rate, total_steps=steps)
    step = 0
    for _ in range(options.epochs):
        for batch in torch.randperm(len(y), generator=generator).split(options.batch):
            logits = member(augment(x[batch], generator)) + prior
            losses = nn.functional.cross_entropy(logits, y[batch], reduction="none", label_smoothing=0.05)
            loss = (losses * weight[batch]).mean()
            lesson = torch.randint(len(taught_x), (len(batch),), generator=generator)
            answer = member(augment(taught_x[lesson], generator))
            loss = loss + options.lesson * nn.functional.cross_entropy(answer, taught_shares[lesson])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            step += 1
            if step > steps // 2:
                with torch.no_grad():
                    for kept, new in zip(average.parameters(), member.parameters()):
                        kept.lerp_(new, 1 / min(step - steps // 2, 200))
    return average.eval()


def train_members(samples, taught, options) -> list[Member]:
    return [train_member(samples, taught, options, options.seed * 1000 + k) for k in range(options.members)]


@torch.no_grad()
def predict(members, reflectance) -> np.ndarray:
    x = torch.as_tensor(reflectance, dtype=torch.float32)
    return torch.stack([member(x) for member in members]).mean(0).softmax(1).numpy()
