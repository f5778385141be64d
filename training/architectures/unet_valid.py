"""U-Net as in its paper: no padding, so 124 x 124 pixels give the 84 x 84 in the middle; softmax within."""

import sys

from common.data import NINE
from common.export import export
from common.model_item import Description, Port
from common.semantic import Course, seed_all, train
from common.trained import trained
from torch import nn
from unet import BANDS, SCALING, UNet

SIDE, KEPT = 124, 84


def main(folder: str) -> None:
    seed_all(2)
    network = UNet(len(BANDS), len(NINE), (8, 12, 24), padding=0)
    course = Course(BANDS, NINE, SCALING, side=SIDE, batch=4, steps=400, rate=1e-2, seed=2)
    metrics = trained(network, 'unet-valid', folder, lambda: train(network, course, folder))
    description = Description(
        name='unet-valid',
        architecture='U-Net',
        text='U-Net without padding, as in its paper: of 124 x 124 pixels it answers for the 84 x 84 in the middle.',
        bands=BANDS,
        scaling=SCALING,
        input=Port('image', 'NCHW', (-1, len(BANDS), SIDE, SIDE)),
        outputs=(Port('probabilities', 'NKHW', (-1, len(NINE), KEPT, KEPT), classes=NINE),),
        own={'fit': 'centre'},
    )
    export(nn.Sequential(network, nn.Softmax(dim=1)), description, SIDE, metrics)


if __name__ == '__main__':
    main(sys.argv[1])
