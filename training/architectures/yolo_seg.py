"""YOLO for instances in the layout of Ultralytics' YOLOv8-seg: boxes, class scores and mask coefficients for each
anchor point, and prototypes of masks at a quarter of the input. Written anew; only the shape of the outputs is theirs.
"""

import sys

import torch
from common.data import FIELDS
from common.export import export
from common.layers import conv
from common.model_item import Description, Port
from common.semantic import seed_all
from common.yolo import YoloCourse, train_yolo
from common.trained import trained
from torch import nn
from torch.nn import functional as F

BANDS = ('red', 'green', 'blue', 'nir')
SCALING = [{'type': 'min-max', 'minimum': 0, 'maximum': 0.4}]
SIDE = 128
STRIDES = (8, 16)
PROTOTYPES = 8
# Distances to the sides of a box are means over so many bins, in strides.
BINS = 8
WIDTHS = (8, 16, 20, 28)
# Of the layers before the answers.
LAST = 14


class Bottleneck(nn.Module):
    """Half of the channels go through a residual block, and all are put together again."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.enter = conv(inputs, outputs, 1)
        half = outputs // 2
        self.block = nn.Sequential(conv(half, half), conv(half, half))
        self.leave = conv(outputs + half, outputs, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        first, second = self.enter(x).chunk(2, 1)
        return self.leave(torch.cat([first, second, second + self.block(second)], 1))


class Head(nn.Module):
    """At one stride: bins of distances, class scores, coefficients."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.boxes = nn.Sequential(conv(inputs, LAST), nn.Conv2d(LAST, 4 * BINS, 1))
        self.scores = nn.Sequential(conv(inputs, LAST), nn.Conv2d(LAST, len(FIELDS), 1))
        self.coefficients = nn.Sequential(conv(inputs, LAST), nn.Conv2d(LAST, PROTOTYPES, 1))
        # Few places hold an object.
        nn.init.constant_(self.scores[-1].bias, -4.0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cat([self.boxes(x), self.scores(x), self.coefficients(x)], 1).flatten(2)


class YoloSeg(nn.Module):
    """Bins, class logits and coefficients, N x (4 x BINS + classes + prototypes) x points; and prototypes."""

    def __init__(self) -> None:
        super().__init__()
        a, b, c, d = WIDTHS
        self.at4 = nn.Sequential(conv(len(BANDS), a, stride=2), conv(a, b, stride=2), Bottleneck(b, b))
        self.at8 = nn.Sequential(conv(b, c, stride=2), Bottleneck(c, c))
        self.at16 = nn.Sequential(conv(c, d, stride=2), Bottleneck(d, d))
        self.top_down = Bottleneck(c + d, c)
        self.down = conv(c, c, stride=2)
        self.bottom_up = Bottleneck(c + d, d)
        self.heads = nn.ModuleList([Head(c), Head(d)])
        self.prototypes = nn.Sequential(conv(b + c, LAST), conv(LAST, LAST), nn.Conv2d(LAST, PROTOTYPES, 1))
        points = [make_points(SIDE, stride) for stride in STRIDES]
        self.register_buffer('points', torch.cat(points, 1))
        strides = [torch.full((1, p.shape[1]), float(stride)) for p, stride in zip(points, STRIDES)]
        self.register_buffer('strides', torch.cat(strides, 1))
        self.register_buffer('bins', torch.arange(BINS, dtype=torch.float32))

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        at4 = self.at4(x)
        at8 = self.at8(at4)
        at16 = self.at16(at8)
        fine = self.top_down(torch.cat([at8, F.interpolate(at16, scale_factor=2.0, mode='nearest')], 1))
        coarse = self.bottom_up(torch.cat([self.down(fine), at16], 1))
        answers = torch.cat([head(level) for head, level in zip(self.heads, (fine, coarse))], 2)
        return answers, self.prototypes(torch.cat([at4, F.interpolate(fine, scale_factor=2.0, mode='nearest')], 1))

    def boxes(self, answers: torch.Tensor) -> torch.Tensor:
        """N x 4 x points: x1 y1 x2 y2 in pixels of the input."""
        shares = answers[:, : 4 * BINS].unflatten(1, (4, BINS)).softmax(2)
        distances = (shares * self.bins[None, None, :, None]).sum(2) * self.strides
        return torch.cat([self.points - distances[:, :2], self.points + distances[:, 2:]], 1)


def make_points(side: int, stride: int) -> torch.Tensor:
    """Centres of the cells, 2 x points: x, y in pixels of the input."""
    centres = (torch.arange(side // stride, dtype=torch.float32) + 0.5) * stride
    rows, cols = torch.meshgrid(centres, centres, indexing='ij')
    return torch.stack([cols.flatten(), rows.flatten()])


class Exported(nn.Module):
    """output0: N x (4 + classes + coefficients) x points, boxes as centre and size; output1: prototypes."""

    def __init__(self, network: YoloSeg) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        answers, prototypes = self.network(x)
        low, high = self.network.boxes(answers).chunk(2, 1)
        scores = answers[:, 4 * BINS : 4 * BINS + len(FIELDS)].sigmoid()
        coefficients = answers[:, 4 * BINS + len(FIELDS) :]
        return torch.cat([(low + high) / 2, high - low, scores, coefficients], 1), prototypes


def main(folder: str) -> None:
    seed_all(1)
    network = YoloSeg()
    course = YoloCourse(BANDS, SCALING, SIDE, BINS)
    metrics = trained(network, 'yolo-seg', folder, lambda: train_yolo(network, course, folder))
    task = 'instance-segmentation'
    points = network.points.shape[1]
    names = ', '.join(f"{i}: '{entry.name.replace('-', ' ')}'" for i, entry in enumerate(FIELDS))
    description = Description(
        name='yolo-seg',
        architecture='YOLO-seg',
        text='A small YOLO with prototypes of masks, its outputs laid out as those of YOLOv8-seg.',
        bands=BANDS,
        scaling=SCALING,
        input=Port('images', 'NCHW', (1, len(BANDS), SIDE, SIDE)),
        outputs=(
            Port('output0', 'NFA', (1, 4 + len(FIELDS) + PROTOTYPES, points), task=task, classes=FIELDS),
            Port('output1', 'NCHW', (1, PROTOTYPES, SIDE // 4, SIDE // 4), task=task, stride=4),
        ),
        tasks=(task,),
        # As that exporter writes it.
        metadata={
            'description': 'YOLO-seg of fields',
            'stride': str(max(STRIDES)),
            'task': 'segment',
            'batch': '1',
            'imgsz': f'[{SIDE}, {SIDE}]',
            'names': f'{{{names}}}',
            'channels': str(len(BANDS)),
        },
    )
    export(Exported(network), description, SIDE, metrics)


if __name__ == '__main__':
    main(sys.argv[1])
