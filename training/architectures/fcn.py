"""FCN-8s (Long, Shelhamer, Darrell 2015) on a narrow VGG. Bytes of any size, logits; channels last."""

import sys

import torch
from common.data import FIVE
from common.export import export
from common.layers import conv
from common.model_item import Description, Port
from common.semantic import Course, seed_all, train
from common.trained import trained
from torch import nn

BANDS = ('red', 'green', 'blue')
# Reflectance of each step of a byte.
SCALING = [{'type': 'scale', 'value': 0.001}]
# Of the five blocks of VGG; behind them come the layers that were fully connected.
WIDTHS, DEEP = (8, 12, 16, 20, 20), 28


def bilinear(classes: int, stride: int) -> nn.ConvTranspose2d:
    """Learnt stretching that begins as bilinear; each class by itself."""
    side = 2 * stride
    layer = nn.ConvTranspose2d(classes, classes, side, stride, stride // 2, groups=classes, bias=False)
    tent = 1 - (torch.arange(side) + 0.5 - stride).abs() / stride
    layer.weight.data.copy_((tent[:, None] * tent[None]).expand(classes, 1, side, side))
    return layer


def crop(x: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    return x[:, :, : like.shape[2], : like.shape[3]]


class Fcn8s(nn.Module):
    def __init__(self, bands: int, classes: int) -> None:
        super().__init__()
        pairs = zip((bands, *WIDTHS), WIDTHS)
        self.blocks = nn.ModuleList(nn.Sequential(conv(i, o), conv(o, o)) for i, o in pairs)
        # Sides are rounded up, so that any size can be stretched back and cut.
        self.pool = nn.MaxPool2d(2, ceil_mode=True)
        self.deep = nn.Sequential(conv(WIDTHS[4], DEEP), nn.Dropout2d(0.1), conv(DEEP, DEEP, 1))
        self.score32 = nn.Conv2d(DEEP, classes, 1)
        self.score16 = nn.Conv2d(WIDTHS[3], classes, 1)
        self.score8 = nn.Conv2d(WIDTHS[2], classes, 1)
        self.to16, self.to8, self.to1 = bilinear(classes, 2), bilinear(classes, 2), bilinear(classes, 8)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        image, pooled = x, []
        for block in self.blocks:
            x = self.pool(block(x))
            pooled.append(x)
        at16 = self.score16(pooled[3])
        at16 = at16 + crop(self.to16(self.score32(self.deep(x))), at16)
        at8 = self.score8(pooled[2])
        at8 = at8 + crop(self.to8(at16), at8)
        return crop(self.to1(at8), image)


class Exported(nn.Module):
    def __init__(self, network: Fcn8s) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.network(to_network(x.permute(0, 3, 1, 2))).permute(0, 2, 3, 1)


def to_network(x: torch.Tensor) -> torch.Tensor:
    return x.float() / 64 - 1


class Prepared(nn.Module):
    """The network with the scaling that lies within the model."""

    def __init__(self, network: Fcn8s) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.network(to_network(x))


def main(folder: str) -> None:
    seed_all(3)
    network = Fcn8s(len(BANDS), len(FIVE))
    course = Course(BANDS, FIVE, SCALING, side=96, batch=8, rate=1e-2, seed=3, input_type='uint8')
    metrics = trained(network, 'fcn', folder, lambda: train(Prepared(network), course, folder))
    description = Description(
        name='fcn',
        architecture='FCN-8s',
        text='FCN-8s on a narrow VGG; bytes of red, green and blue with the channels last, of any size; logits.',
        bands=BANDS,
        scaling=SCALING,
        input=Port('image', 'NHWC', (-1, -1, -1, len(BANDS)), 'uint8'),
        outputs=(Port('logits', 'NHWK', (-1, -1, -1, len(FIVE)), classes=FIVE),),
        own={'patchPx': 160},
    )
    export(Exported(network), description, 50, metrics)


if __name__ == '__main__':
    main(sys.argv[1])
