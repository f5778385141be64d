"""What SciPy and scikit-image say of objects that touch, as JSON on stdout: `python judge.py > judged.json`, then format it.

Scenes of overlapping discs. Squared distances are those of SciPy's exact Euclidean distance transform. Objects are the
regional maxima that an h-maxima transform (by reconstruction) leaves of the distances; scikit-image's watershed grows
them. Classes are judged one by one, so that nothing flows between them.
"""
import json

import numpy as np
from scipy import ndimage
from skimage.measure import label
from skimage.morphology import local_maxima, reconstruction
from skimage.segmentation import watershed

DIGITS = '.123456789'
OUTSIDE = -1000.0


def draw(width, height, discs, classes, seed):
    random = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width]
    scene = np.zeros((height, width), np.uint8)
    for _ in range(discs):
        cx, cy, radius = random.uniform(0, width), random.uniform(0, height), random.uniform(3, 9)
        scene[(x - cx) ** 2 + (y - cy) ** 2 <= radius**2] = random.integers(1, classes + 1)
    return scene


def distances(of_class):
    return ndimage.distance_transform_edt(np.pad(of_class, 1))[1:-1, 1:-1]


def split(of_class, h, connectivity):
    d = distances(of_class)
    footprint = ndimage.generate_binary_structure(2, 1 if connectivity == 4 else 2)
    surface = np.where(of_class, d, OUTSIDE)
    lowered = reconstruction(surface - h, surface, 'dilation', footprint)
    steps = 1 if connectivity == 4 else 2
    markers = label(local_maxima(lowered, connectivity=steps) & of_class, connectivity=steps)
    return watershed(-d, markers, mask=of_class, connectivity=steps), int(markers.max())


def words(numbers):
    return ' '.join(map(str, numbers.ravel()))


def judge(scene):
    ids = [int(i) for i in np.unique(scene) if i > 0]
    squares = sum(distances(scene == i) ** 2 for i in ids)
    splits = []
    for connectivity in (4, 8):
        for h in (0.3, 0.6, 1.1, 2.3):
            objects = np.zeros(scene.shape, int)
            for i in ids:
                found, count = split(scene == i, h, connectivity)
                objects[found > 0] = found[found > 0] + objects.max()
            splits.append({'h': h, 'connectivity': connectivity, 'count': int(objects.max())})
            if h == 0.6:
                splits[-1]['objects'] = words(objects)
    return {
        'rows': [''.join(DIGITS[v] for v in row) for row in scene],
        'squares': words(np.rint(squares).astype(int)),
        'splits': splits,
    }


scenes = [draw(80, 60, 45, 1, 1), draw(70, 60, 55, 2, 2), draw(50, 50, 80, 3, 3)]
print(json.dumps([judge(scene) for scene in scenes], indent=2))
