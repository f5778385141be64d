"""The network of land-cover-rgb: a small residual encoder-decoder with a finite field of view.

Nothing in it looks at the whole image (no global pooling, no squeeze-and-excite): a pixel's scores depend on the
pixels around it alone, so patches of a large scene agree wherever their margins are wide enough.
"""

import torch
from torch import nn
from torch.nn import functional as F

CLASSES = ("building", "land", "road", "vegetation", "water")
# Of the four levels, at 1/4, 1/8, 1/16 and 1/32 of the image's sides; multiples of 16 suit processors best.
WIDTHS = (32, 64, 96, 128)
DILATIONS = (1, 2)
PACKED = 4
# Sides of the image are multiples of this.
SIDE_MULTIPLE = 32


def convolution(width_in: int, width_out: int, kernel: int = 3, stride: int = 1, dilation: int = 1) -> nn.Sequential:
    """Convolution and batch norm; no bias, which the norm would remove."""
    padding = dilation * (kernel // 2)
    return nn.Sequential(
        nn.Conv2d(width_in, width_out, kernel, stride, padding, dilation, bias=False),
        nn.BatchNorm2d(width_out),
    )


class Residual(nn.Module):
    """Two 3 x 3 convolutions beside the identity."""

    def __init__(self, width: int, dilation: int = 1):
        super().__init__()
        self.first = convolution(width, width, dilation=dilation)
        self.second = convolution(width, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu(x + self.second(F.relu(self.first(x))))


class Down(nn.Module):
    """Halves the sides: a strided 3 x 3 convolution."""

    def __init__(self, width_in: int, width_out: int):
        super().__init__()
        self.conv = convolution(width_in, width_out, stride=2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu(self.conv(x))


class Up(nn.Module):
    """Doubles the sides, adds what the encoder saw there, and looks at both once."""

    def __init__(self, width_in: int, width_out: int):
        super().__init__()
        self.project = convolution(width_in, width_out, kernel=1)
        self.skip = convolution(width_out, width_out, kernel=1)
        self.block = Residual(width_out)

    def forward(self, x: torch.Tensor, skip: torch.Tensor) -> torch.Tensor:
        coarse = F.interpolate(self.project(x), scale_factor=2, mode="nearest")
        return self.block(F.relu(coarse + self.skip(skip)))


class LandCoverNet(nn.Module):
    """N x 3 x H x W, 8-bit values / 255 -> logits N x 5 x H/2 x W/2; H and W multiples of 32.

    The stem packs 4 x 4 pixels into channels, so their detail is seen but no layer works at full size.
    """

    def __init__(self, classes: int = len(CLASSES), widths: tuple[int, ...] = WIDTHS):
        super().__init__()
        w1, w2, w3, w4 = widths
        self.pack = nn.PixelUnshuffle(PACKED)
        self.stem = convolution(3 * PACKED**2, w1)
        self.level1 = Residual(w1)
        self.level2 = nn.Sequential(Down(w1, w2), Residual(w2), Residual(w2))
        self.level3 = nn.Sequential(Down(w2, w3), Residual(w3), Residual(w3))
        self.level4 = nn.Sequential(Down(w3, w4), *(Residual(w4, dilation) for dilation in DILATIONS))
        self.up3 = Up(w4, w3)
        self.up2 = Up(w3, w2)
        self.up1 = Up(w2, w1)
        self.head = nn.Conv2d(w1, classes * 4, 3, padding=1)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        # From about -2 to 2, the range that training settles in soonest.
        x1 = self.level1(F.relu(self.stem(self.pack(image * 4 - 2))))
        x2 = self.level2(x1)
        x3 = self.level3(x2)
        x4 = self.level4(x3)
        x = self.up1(self.up2(self.up3(x4, x3), x2), x1)
        return F.pixel_shuffle(self.head(x), 2)
