"""Thresholds of scikit-image and OpenCV for bytes of grey pictures.

Usage: thresholds.py WIDTH WINDOW FILE...    one JSON object on stdout: by file, what each says.
Classes come as files beside each: NAME.<kind>.u8 (above 1, else 0), exact sums over windows as NAME.sum.i32,
Gaussian means as NAME.gaussian.f64.
"""

import json
import sys

import cv2
import numpy as np
import skimage
from skimage import filters
from skimage.filters import rank

width, window = int(sys.argv[1]), int(sys.argv[2])
found = {"versions": {"skimage": skimage.__version__, "cv2": cv2.__version__}}
for path in sys.argv[3:]:
    grey = np.fromfile(path, dtype=np.uint8).reshape(-1, width)
    found[path] = {
        "otsu": int(filters.threshold_otsu(grey)),
        "otsuOfOpenCv": float(cv2.threshold(grey, 0, 255, cv2.THRESH_OTSU)[0]),
        "multi-otsu": [int(t) for t in filters.threshold_multiotsu(grey, 4)],
        "li": float(filters.threshold_li(grey)),
        "triangle": float(filters.threshold_triangle(grey)),
        "yen": float(filters.threshold_yen(grey)),
        "isodata": float(filters.threshold_isodata(grey)),
    }
    kinds = {
        "cv-mean": cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, window, 0),
        "cv-gaussian": cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, window, 0),
        "sk-mean": grey > filters.threshold_local(grey.astype(float), window, "mean"),
        "sk-gaussian": grey > filters.threshold_local(grey.astype(float), window, "gaussian"),
        "sk-otsu": grey > rank.otsu(grey, np.ones((window, window), np.uint8)),
    }
    for kind, classes in kinds.items():
        classes.astype(np.uint8).tofile(f"{path}.{kind}.u8")
    cv2.GaussianBlur(grey.astype(float), (window, window), 0).tofile(f"{path}.gaussian.f64")
    sums = cv2.boxFilter(grey, cv2.CV_32S, (window, window), normalize=False, borderType=cv2.BORDER_CONSTANT)
    sums.tofile(f"{path}.sum.i32")
print(json.dumps(found))
