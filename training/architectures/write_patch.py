"""Stores the piece of the sample scene that the tests show to every network: test/fixtures/models/patch.bin."""

import sys

from common.data import ROLES, load_sample
from common.export import PATCH_SIDE, write_patch

# Fields, wood, a river and a village.
ROW, COL = 800, 290

def main(folder: str) -> None:
    sample = load_sample(folder, tuple(ROLES))
    write_patch(sample.reflectance[:, ROW : ROW + PATCH_SIDE, COL : COL + PATCH_SIDE])


if __name__ == '__main__':
    main(sys.argv[1])
