"""U-Net (Ronneberger, Fischer, Brox 2015) with padded convolutions: any size that 4 divides; logits."""

import sys

import torch
from common.data import NINE
from common.export import export
from common.layers import conv
from common.model_item import Description, Port
from common.semantic import Course, seed_all, train
from common.trained import trained
from torch import nn

BANDS = ('blue', 'green', 'red', 'nir')
SCALING = [
    {'type': 'z-score', 'mean': mean, 'stddev': std}
    for mean, std in ((0.053, 0.078), (0.08, 0.074), (0.076, 0.08), (0.311, 0.092))
]


class UNet(nn.Module):
    """`padding` None: as large as the input; 0: each convolution loses a border, as in the paper."""

    def __init__(self, bands: int, classes: int, widths: tuple[int, ...], padding: int | None = None) -> None:
        super().__init__()

        def double(inputs: int, outputs: int) -> nn.Sequential:
            return nn.Sequential(conv(inputs, outputs, padding=padding), conv(outputs, outputs, padding=padding))

        self.downs = nn.ModuleList(double(i, o) for i, o in zip((bands, *widths), widths))
        pairs = list(zip(widths[:0:-1], widths[-2::-1]))
        self.ups = nn.ModuleList(nn.ConvTranspose2d(deep, shallow, 2, 2) for deep, shallow in pairs)
        self.merges = nn.ModuleList(double(2 * shallow, shallow) for _, shallow in pairs)
        self.pool = nn.MaxPool2d(2)
        self.score = nn.Conv2d(widths[0], classes, 1)
        self.lost = 0 if padding is None else 2

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        skips = []
        for i, down in enumerate(self.downs):
            x = down(self.pool(x) if i > 0 else x)
            skips.append(x)
        # Pixels that the way down and up again loses on each side of a skip, in pixels of that skip.
        margin = 0
        for up, merge, skip in zip(self.ups, self.merges, skips[-2::-1]):
            margin = 2 * (margin + self.lost)
            kept = skip[:, :, margin:-margin, margin:-margin] if margin > 0 else skip
            x = merge(torch.cat([kept, up(x)], dim=1))
            margin += self.lost
        return self.score(x)


def main(folder: str) -> None:
    seed_all(1)
    network = UNet(len(BANDS), len(NINE), (8, 16, 32))
    course = Course(BANDS, NINE, SCALING, rate=1e-2)
    metrics = trained(network, 'unet', folder, lambda: train(network, course, folder))
    sides = (-1, len(BANDS), -1, -1)
    description = Description(
        name='unet',
        architecture='U-Net',
        text='U-Net of three levels with padded convolutions; any size that 4 divides, logits.',
        bands=BANDS,
        scaling=SCALING,
        input=Port('image', 'NCHW', sides),
        outputs=(Port('logits', 'NKHW', (-1, len(NINE), -1, -1), classes=NINE),),
        own={'patchPx': 128},
    )
    export(network, description, 32, metrics)


if __name__ == '__main__':
    main(sys.argv[1])
