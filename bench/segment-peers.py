"""What others need for the cases of segment-cases.ts: segment-peers.py picture.raw side rounds threads. A line of JSON each."""

import json
import sys
import time

import cv2
import numpy as np
from scipy import ndimage
from skimage import feature, filters, morphology, segmentation
from sklearn.mixture import GaussianMixture

path, side, rounds, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
cv2.setNumThreads(threads)
bands = np.fromfile(path, np.uint8).reshape(3, side, side)
rgb = np.ascontiguousarray(np.moveaxis(bands, 0, 2))
grey = np.ascontiguousarray(bands[0])
single = grey.astype(np.float32) / 255
pixels = rgb.reshape(-1, 3).astype(np.float32)
small = np.ascontiguousarray(rgb[:1024, :1024])
gradient = filters.sobel(cv2.GaussianBlur(single, (0, 0), 1))
markers = ndimage.label(gradient < np.percentile(gradient, 10))[0].astype(np.int32)
footprint = np.ones((9, 9), np.uint8)
element = np.ones((5, 5), np.uint8)


def kmeans():
    stop = (cv2.TERM_CRITERIA_MAX_ITER, 10, 0)
    cv2.kmeans(pixels, 6, None, stop, 1, cv2.KMEANS_PP_CENTERS)


def slico():
    found = cv2.ximgproc.createSuperpixelSLIC(rgb, cv2.ximgproc.SLICO, 32)
    found.iterate(10)


def gabor():
    for turn in range(4):
        cv2.filter2D(single, cv2.CV_32F, cv2.getGaborKernel((21, 21), 4, turn * np.pi / 4, 10, 0.5, 0))


def mixture():
    sample = pixels[:: max(1, len(pixels) // 50000)]
    GaussianMixture(4, random_state=1).fit(sample).predict(pixels)


cases = {
    'skimage otsu': lambda: grey > filters.threshold_otsu(grey),
    'cv2 otsu': lambda: cv2.threshold(grey, 0, 255, cv2.THRESH_OTSU),
    'skimage multiotsu': lambda: np.digitize(grey, filters.threshold_multiotsu(grey, 3)),
    'skimage local mean': lambda: grey > filters.threshold_local(grey, 51, method='mean'),
    'cv2 adaptive mean': lambda: cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 51, 0),
    'skimage local gaussian': lambda: grey > filters.threshold_local(grey, 51),
    'cv2 adaptive gaussian': lambda: cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, 51, 0),
    'skimage rank otsu': lambda: grey > filters.rank.otsu(grey, np.ones((21, 21), np.uint8)),
    'skimage hysteresis': lambda: filters.apply_hysteresis_threshold(grey, 90, 120),
    'skimage sobel': lambda: filters.sobel(single),
    'skimage canny': lambda: feature.canny(single, 1, 8 / 255, 20 / 255),
    'cv2 canny': lambda: cv2.Canny(grey, 50, 150),
    'cv2 kmeans': kmeans,
    'sklearn gaussian mixture': mixture,
    'cv2 mean shift filter': lambda: cv2.pyrMeanShiftFiltering(small, 10, 10),
    'skimage watershed': lambda: segmentation.watershed(gradient, markers),
    'cv2 watershed': lambda: cv2.watershed(rgb, markers.copy()),
    'skimage compact watershed': lambda: segmentation.watershed(gradient, (side // 32) ** 2, compactness=0.01),
    'skimage slic': lambda: segmentation.slic(rgb, (side // 32) ** 2, 10),
    'cv2 slico': slico if hasattr(cv2, 'ximgproc') else None,
    'skimage felzenszwalb': lambda: segmentation.felzenszwalb(rgb, 100, 0.5, 50),
    'skimage gaussian': lambda: filters.gaussian(single, 2),
    'cv2 gaussian': lambda: cv2.GaussianBlur(single, (0, 0), 2),
    'scipy median': lambda: ndimage.median_filter(grey, 5),
    'cv2 median': lambda: cv2.medianBlur(grey, 5),
    'skimage opening': lambda: morphology.opening(grey, element),
    'cv2 open': lambda: cv2.morphologyEx(grey, cv2.MORPH_OPEN, element),
    'skimage gabor × 4': lambda: [filters.gabor(single, 0.1, turn * np.pi / 4) for turn in range(4)],
    'cv2 gabor × 4': gabor,
    'skimage lbp': lambda: feature.local_binary_pattern(grey, 8, 1, 'uniform'),
    'skimage entropy': lambda: filters.rank.entropy(grey, footprint),
}
for name, work in cases.items():
    if work is None:
        continue
    seconds = []
    for _ in range(rounds):
        if sum(seconds) > 1.5:
            break
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    print(json.dumps({'name': name, 'seconds': seconds}), flush=True)
