"""SegFormer (Xie et al. 2021): overlapping patches, attention over a thinned-out image, a decoder of linear layers.
Half precision throughout; scores at a quarter of the input.
"""

import sys

import torch
from common.data import FIVE
from common.export import export
from common.layers import conv
from common.model_item import Description, Port
from common.semantic import Course, seed_all, train
from common.trained import trained
from torch import nn
from torch.nn import functional as F

BANDS = ('blue', 'green', 'red', 'nir')
SCALING = [{'type': 'min-max', 'minimum': 0, 'maximum': 0.3}]
SIDE, STRIDE = 128, 4
WIDTHS, THINNING, HEADS = (16, 24, 32), (4, 2, 1), (1, 2, 2)
DECODED = 32


class Attention(nn.Module):
    """Queries of all places, keys and values of every `thinning`th along both sides. N x places x width."""

    def __init__(self, width: int, heads: int, thinning: int) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.both = nn.Linear(width, width), nn.Linear(width, 2 * width)
        self.leave = nn.Linear(width, width)
        self.thin = nn.Conv2d(width, width, thinning, thinning, groups=width) if thinning > 1 else nn.Identity()
        self.norm = nn.LayerNorm(width)

    def forward(self, x: torch.Tensor, high: int, wide: int) -> torch.Tensor:
        count, places, width = x.shape
        few = self.thin(x.transpose(1, 2).reshape(count, width, high, wide)).flatten(2).transpose(1, 2)
        key, value = self.both(self.norm(few)).chunk(2, 2)
        query, key, value = (self.split(part) for part in (self.query(x), key, value))
        shares = (query @ key.transpose(2, 3) * (width // self.heads) ** -0.5).softmax(3)
        return self.leave((shares @ value).transpose(1, 2).reshape(count, places, width))

    def split(self, x: torch.Tensor) -> torch.Tensor:
        return x.unflatten(2, (self.heads, x.shape[2] // self.heads)).transpose(1, 2)


class Block(nn.Module):
    def __init__(self, width: int, heads: int, thinning: int) -> None:
        super().__init__()
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(2))
        self.attention = Attention(width, heads, thinning)
        self.enter, self.leave = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)
        # Stands in for positions: each place sees its neighbours.
        self.around = nn.Conv2d(2 * width, 2 * width, 3, padding=1, groups=2 * width)

    def forward(self, x: torch.Tensor, high: int, wide: int) -> torch.Tensor:
        x = x + self.attention(self.norms[0](x), high, wide)
        inner = self.enter(self.norms[1](x))
        image = inner.transpose(1, 2).reshape(x.shape[0], inner.shape[2], high, wide)
        return x + self.leave(F.gelu(self.around(image).flatten(2).transpose(1, 2)))


class Stage(nn.Module):
    def __init__(self, inputs: int, outputs: int, heads: int, thinning: int, side: int, stride: int) -> None:
        super().__init__()
        self.embed = nn.Conv2d(inputs, outputs, side, stride, side // 2)
        self.norms = nn.ModuleList(nn.LayerNorm(outputs) for _ in range(2))
        self.block = Block(outputs, heads, thinning)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.embed(x)
        count, width, high, wide = x.shape
        x = self.block(self.norms[0](x.flatten(2).transpose(1, 2)), high, wide)
        return self.norms[1](x).transpose(1, 2).reshape(count, width, high, wide)


class SegFormer(nn.Module):
    def __init__(self, bands: int, classes: int) -> None:
        super().__init__()
        inputs = (bands, *WIDTHS[:-1])
        sides, strides = (7, 3, 3), (STRIDE, 2, 2)
        self.stages = nn.ModuleList(map(Stage, inputs, WIDTHS, HEADS, THINNING, sides, strides))
        self.linears = nn.ModuleList(nn.Conv2d(width, DECODED, 1) for width in WIDTHS)
        self.fuse = conv(DECODED * len(WIDTHS), DECODED, 1)
        self.score = nn.Conv2d(DECODED, classes, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        parts = []
        for i, (stage, linear) in enumerate(zip(self.stages, self.linears)):
            x = stage(x)
            part = linear(x)
            parts.append(F.interpolate(part, scale_factor=float(2**i), mode='bilinear') if i > 0 else part)
        return self.score(self.fuse(torch.cat(parts, 1)))


def main(folder: str) -> None:
    seed_all(6)
    network = SegFormer(len(BANDS), len(FIVE))
    course = Course(BANDS, FIVE, SCALING, side=SIDE, batch=4, steps=600, rate=4e-3, seed=6)
    metrics = trained(network, 'segformer', folder, lambda: train(network, course, folder))
    small = SIDE // STRIDE
    description = Description(
        name='segformer',
        architecture='SegFormer',
        text='SegFormer of three stages in half precision; 128 x 128 pixels, logits at a quarter of them.',
        bands=BANDS,
        scaling=SCALING,
        input=Port('image', 'NCHW', (-1, len(BANDS), SIDE, SIDE), 'float16'),
        outputs=(Port('logits', 'NKHW', (-1, len(FIVE), small, small), 'float16', classes=FIVE, stride=STRIDE),),
    )
    export(network.half(), description, SIDE, metrics)


if __name__ == '__main__':
    main(sys.argv[1])
