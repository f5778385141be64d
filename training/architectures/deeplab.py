"""DeepLab v3+ (Chen et al. 2018): convolutions with holes, a pyramid of them with the mean of the whole image, a
decoder. A second head gives auxiliary scores, as torchvision's models have it.
"""

import sys

import torch
from common.data import NINE
from common.export import export
from common.layers import conv
from common.model_item import Description, Port
from common.semantic import Course, seed_all, train
from common.trained import trained
from torch import nn
from torch.nn import functional as F

BANDS = ('blue', 'green', 'red', 'nir')
SCALING = [{'type': 'min-max', 'minimum': 0, 'maximum': 0.5}]
SIDE = 128
WIDTH = 24
RATES = (2, 4, 6)


class Residual(nn.Module):
    def __init__(self, width: int, dilation: int) -> None:
        super().__init__()
        self.enter = conv(width, width // 2, 1)
        self.holes = conv(width // 2, width // 2, dilation=dilation)
        self.leave = nn.Sequential(nn.Conv2d(width // 2, width, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu(x + self.leave(self.holes(self.enter(x))))


class Pyramid(nn.Module):
    """Atrous spatial pyramid pooling: several reaches side by side, and the mean of all."""

    def __init__(self, width: int, each: int) -> None:
        super().__init__()
        self.near = conv(width, each, 1)
        self.far = nn.ModuleList(conv(width, each, dilation=rate) for rate in RATES)
        self.all = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(width, each, 1), nn.ReLU())
        self.merge = conv(each * (len(RATES) + 2), width, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        mean = F.interpolate(self.all(x), size=x.shape[2:], mode='bilinear', align_corners=False)
        return self.merge(torch.cat([self.near(x), *(far(x) for far in self.far), mean], 1))


class DeepLab(nn.Module):
    def __init__(self, bands: int, classes: int) -> None:
        super().__init__()
        self.at2 = nn.Sequential(conv(bands, 12, stride=2), conv(12, 12))
        self.at4 = nn.Sequential(conv(12, WIDTH, stride=2), Residual(WIDTH, 1))
        # From here on holes take the place of strides: the output stride is 4.
        self.deep = nn.Sequential(Residual(WIDTH, 2), Residual(WIDTH, 4))
        self.pyramid = Pyramid(WIDTH, 8)
        self.low = conv(12, 8, 1)
        self.decoder = nn.Sequential(conv(WIDTH + 8, 16), nn.Conv2d(16, classes, 1))
        self.auxiliary = nn.Sequential(conv(WIDTH, 8), nn.Conv2d(8, classes, 1))

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        low = self.at2(x)
        early = self.at4(low)
        deep = stretch(self.pyramid(self.deep(early)), low)
        logits = self.decoder(torch.cat([deep, self.low(low)], 1))
        return stretch(logits, x), stretch(self.auxiliary(early), x)


def stretch(x: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    return F.interpolate(x, size=like.shape[2:], mode='bilinear', align_corners=False)


def main(folder: str) -> None:
    seed_all(5)
    network = DeepLab(len(BANDS), len(NINE))
    course = Course(BANDS, NINE, SCALING, side=SIDE, batch=4, rate=1e-2, seed=5)
    metrics = trained(network, 'deeplab', folder, lambda: train(network, course, folder))
    shape = (-1, len(NINE), SIDE, SIDE)
    description = Description(
        name='deeplab',
        architecture='DeepLabv3+',
        text='DeepLab v3+ with the mean of the whole patch in it: 128 x 128 pixels only; logits of two heads.',
        bands=BANDS,
        scaling=SCALING,
        input=Port('image', 'NCHW', (-1, len(BANDS), SIDE, SIDE)),
        outputs=(Port('logits', 'NKHW', shape, classes=NINE), Port('aux_logits', 'NKHW', shape, classes=NINE)),
        own={'output': 'logits'},
    )
    export(network, description, SIDE, metrics)


if __name__ == '__main__':
    main(sys.argv[1])
