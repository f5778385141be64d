"""Small pieces that several networks are made of."""

from torch import nn


def conv(
    inputs: int, outputs: int, side: int = 3, stride: int = 1, dilation: int = 1, padding: int | None = None
) -> nn.Sequential:
    """A convolution, normalised, with a rectifier behind it; same size at stride 1."""
    around = dilation * (side // 2) if padding is None else padding
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, side, stride, around, dilation, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    )
