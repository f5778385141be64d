"""Vision Transformer (Dosovitskiy et al. 2021) for pixels: patches, learnt positions, self-attention, and a linear
layer that gives each patch the scores of its own pixels. One channel: how likely a pixel is wood (sigmoid within).
"""

import sys

import torch
from common.data import NOT_TREES, TREES
from common.export import export
from common.model_item import Description, Port
from common.semantic import Course, seed_all, train
from common.trained import trained
from torch import nn
from torch.nn import functional as F

BANDS = ('red', 'green', 'blue', 'nir')
SCALING = [{'type': 'min-max', 'minimum': 0, 'maximum': 0.3}]
SIDE, PATCH = 64, 8
WIDTH, HEADS, DEPTH = 28, 4, 3


class Block(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.norms = nn.ModuleList(nn.LayerNorm(WIDTH) for _ in range(2))
        self.all, self.leave = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.mlp = nn.Sequential(nn.Linear(WIDTH, 2 * WIDTH), nn.GELU(), nn.Linear(2 * WIDTH, WIDTH))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x + self.attend(self.norms[0](x))
        return x + self.mlp(self.norms[1](x))

    def attend(self, x: torch.Tensor) -> torch.Tensor:
        query, key, value = self.all(x).unflatten(2, (3, HEADS, WIDTH // HEADS)).permute(2, 0, 3, 1, 4)
        shares = (query @ key.transpose(2, 3) * (WIDTH // HEADS) ** -0.5).softmax(3)
        return self.leave((shares @ value).transpose(1, 2).flatten(2))


class VisionTransformer(nn.Module):
    def __init__(self, bands: int) -> None:
        super().__init__()
        self.count = SIDE // PATCH
        self.embed = nn.Conv2d(bands, WIDTH, PATCH, PATCH)
        self.positions = nn.Parameter(0.02 * torch.randn(1, self.count**2, WIDTH))
        self.blocks = nn.Sequential(*(Block() for _ in range(DEPTH)))
        self.norm = nn.LayerNorm(WIDTH)
        self.pixels = nn.Linear(WIDTH, PATCH * PATCH)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.embed(x).flatten(2).transpose(1, 2) + self.positions
        x = self.pixels(self.norm(self.blocks(x)))
        return F.pixel_shuffle(x.transpose(1, 2).unflatten(2, (self.count, self.count)), PATCH)


def main(folder: str) -> None:
    seed_all(7)
    network = VisionTransformer(len(BANDS))
    table = (NOT_TREES, TREES)
    course = Course(BANDS, table, SCALING, side=SIDE, batch=16, steps=800, rate=3e-3, seed=7)
    metrics = trained(network, 'vit', folder, lambda: train(network, course, folder))
    description = Description(
        name='vit',
        architecture='Vision Transformer',
        text='Vision Transformer of three blocks with learnt positions: 64 x 64 pixels only; one channel, wood.',
        bands=BANDS,
        scaling=SCALING,
        input=Port('image', 'NCHW', (-1, len(BANDS), SIDE, SIDE)),
        outputs=(Port('probability', 'NKHW', (-1, 1, SIDE, SIDE), classes=(TREES,)),),
    )
    export(nn.Sequential(network, nn.Sigmoid()), description, SIDE, metrics)


if __name__ == '__main__':
    main(sys.argv[1])
