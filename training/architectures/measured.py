"""Writes what the models reach into the README: python training/architectures/measured.py <folder>"""

import re
import sys
from pathlib import Path

import torch

README = Path(__file__).parent / 'README.md'
NAMES = ('unet', 'unet-valid', 'fcn', 'segnet', 'deeplab', 'segformer', 'vit', 'yolo-seg', 'panoptic-fpn')
COLUMNS = (
    'pixel accuracy',
    'share of the largest class',
    'share of big fields found',
    'share of found instances that are fields',
)


def main(folder: str) -> None:
    rows = ['| model | pixels | largest class | big fields | instances |', '|---|---|---|---|---|']
    for name in NAMES:
        metrics = torch.load(Path(folder) / f'{name}.pt')['metrics']
        cells = [f'{metrics[column]:.2f}' if column in metrics else '' for column in COLUMNS]
        rows.append(f'| `{name}` | {" | ".join(cells)} |')
    block = '<!-- measured -->\n\n' + '\n'.join(rows) + '\n\n<!-- end -->'
    README.write_text(re.sub(r'<!-- measured -->.*?<!-- end -->', block, README.read_text(), flags=re.S))


if __name__ == '__main__':
    main(sys.argv[1])
