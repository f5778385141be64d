"""Trains and exports all architectures: python training/architectures/train_all.py [folder]

What was trained already, and lies in the folder, is only exported again.
"""

import subprocess
import sys
from pathlib import Path

import deeplab
import fcn
import mask_rcnn
import measured
import segformer
import segnet
import unet
import unet_valid
import vit
import write_patch
import yolo_seg

HERE = Path(__file__).parent


def main(folder: str) -> None:
    if not (Path(folder) / 'parcels.bin').exists():
        subprocess.run(['npx', 'tsx', str(HERE / 'write-sample.ts'), folder], cwd=HERE, check=True)
    write_patch.main(folder)
    for architecture in (unet, unet_valid, fcn, segnet, deeplab, segformer, vit, yolo_seg, mask_rcnn):
        architecture.main(folder)
    measured.main(folder)


if __name__ == '__main__':
    main(str(Path(sys.argv[1] if len(sys.argv) > 1 else 'out/architectures').resolve()))
