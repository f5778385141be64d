"""SegNet (Badrinarayanan, Kendall, Cipolla 2017): pixels go back to where the pooling took them from; class ids."""

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

BANDS = ('red', 'nir', 'green', 'blue')
SCALING = [{'type': 'min-max', 'minimum': 0, 'maximum': 0.5}]
WIDTHS = (8, 16, 24)


class Pool(torch.autograd.Function):
    """As ONNX pools: torch counts places within a channel, ONNX in the whole array."""

    @staticmethod
    def symbolic(g, x):
        return g.op('MaxPool', x, kernel_shape_i=[2, 2], strides_i=[2, 2], outputs=2)

    @staticmethod
    def forward(_, x):
        return F.max_pool2d(x, 2, return_indices=True)


class Unpool(torch.autograd.Function):
    @staticmethod
    def symbolic(g, x, places):
        return g.op('MaxUnpool', x, places, kernel_shape_i=[2, 2], strides_i=[2, 2])

    @staticmethod
    def forward(_, x, places):
        # The function of torch.nn compares sizes, which cannot be traced.
        return torch.ops.aten.max_unpool2d(x, places, [2 * int(side) for side in x.shape[2:]])


def pool(x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    return Pool.apply(x) if torch.onnx.is_in_onnx_export() else F.max_pool2d(x, 2, return_indices=True)


def unpool(x: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
    return Unpool.apply(x, places) if torch.onnx.is_in_onnx_export() else F.max_unpool2d(x, places, 2)


class SegNet(nn.Module):
    def __init__(self, bands: int, classes: int) -> None:
        super().__init__()
        pairs = list(zip((bands, *WIDTHS), WIDTHS))
        self.downs = nn.ModuleList(nn.Sequential(conv(i, o), conv(o, o)) for i, o in pairs)
        # The mirror image of the way down.
        self.ups = nn.ModuleList(nn.Sequential(conv(o, o), conv(o, i)) for i, o in pairs[:0:-1])
        self.last = nn.Sequential(conv(WIDTHS[0], WIDTHS[0]), nn.Conv2d(WIDTHS[0], classes, 3, padding=1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        kept = []
        for down in self.downs:
            x, places = pool(down(x))
            kept.append(places)
        for up, places in zip((*self.ups, self.last), kept[::-1]):
            x = up(unpool(x, places))
        return x


class Exported(nn.Module):
    def __init__(self, network: SegNet) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.network(x).argmax(1)


def main(folder: str) -> None:
    seed_all(4)
    network = SegNet(len(BANDS), len(NINE))
    course = Course(BANDS, NINE, SCALING, rate=1e-2, seed=4)
    metrics = trained(network, 'segnet', folder, lambda: train(network, course, folder))
    description = Description(
        name='segnet',
        architecture='SegNet',
        text='SegNet of three levels; any size that 8 divides, class ids.',
        bands=BANDS,
        scaling=SCALING,
        input=Port('image', 'NCHW', (-1, len(BANDS), -1, -1)),
        outputs=(Port('classes', 'NHW', (-1, -1, -1), 'int64', classes=NINE),),
        own={'patchPx': 128},
    )
    export(Exported(network), description, 64, metrics)


if __name__ == '__main__':
    main(sys.argv[1])
