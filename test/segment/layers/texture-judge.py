"""Answers of scikit-image, SciPy and OpenCV on the pictures that a test has written; raw numbers, row by row."""

import sys

import cv2
import numpy as np
import scipy.ndimage as ndi
from skimage import feature, filters, morphology

folder, width, height = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


def load(name, dtype):
    return np.fromfile(f"{folder}/{name}.raw", dtype).reshape(height, width)


def save(name, array, dtype=np.float64):
    np.ascontiguousarray(array, dtype).tofile(f"{folder}/{name}.out")


grey = load("grey", np.uint8)
valid = load("valid", np.uint8).astype(bool)
exact = grey.astype(np.float64)

for name in ("sobel", "scharr", "prewitt"):
    save(name, getattr(filters, name)(exact))
save("sobel-x", filters.sobel_v(exact))
save("sobel-y", filters.sobel_h(exact))
save("sobel-smoothed", filters.sobel(filters.gaussian(exact, 1.5, mode="constant") / filters.gaussian(np.ones_like(exact), 1.5, mode="constant")))

ones = np.ones_like(exact)
save("laplacian", ndi.gaussian_laplace(exact, 2) - exact * ndi.gaussian_laplace(ones, 2))


def gabor_size(theta, frequency=0.15, sigma=3.0, reach=9):
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(float)
    wave = np.exp(2j * np.pi * frequency * (x * np.cos(theta) + y * np.sin(theta)))
    kernel = np.exp(-(x**2 + y**2) / (2 * sigma**2)) / (2 * np.pi * sigma**2) * wave
    return np.hypot(ndi.convolve(exact, kernel.real), ndi.convolve(exact, kernel.imag))


real, imaginary = filters.gabor(exact, 0.15, theta=0, sigma_x=3, sigma_y=3)
save("gabor-0", np.hypot(real, imaginary))
real, imaginary = filters.gabor(exact, 0.15, theta=np.pi / 2, sigma_x=3, sigma_y=3)
save("gabor-90", np.hypot(real, imaginary))
bank = [gabor_size(np.deg2rad(angle)) for angle in (0, 30, 90, 135, 150)]
save("gabor-max", np.max(bank, axis=0))
save("gabor-mean", np.mean(bank, axis=0))

PROPERTIES = ("contrast", "dissimilarity", "homogeneity", "energy", "ASM", "correlation", "entropy", "mean", "variance")
levels = (grey // 16).astype(np.uint8)
for reach, distance, angles in ((3, 1, (0, 45, 90, 135)), (2, 2, (45, 135)), (4, 6, (0, 135))):
    found = {name: [] for name in PROPERTIES}
    for row in range(reach, height - reach, 7):
        for col in range(reach, width - reach, 7):
            window = levels[row - reach : row + reach + 1, col - reach : col + reach + 1]
            pairs = feature.graycomatrix(window, [distance], np.deg2rad(angles), 16, symmetric=True, normed=True)
            for name in PROPERTIES:
                found[name].append(feature.graycoprops(pairs, name).mean())
    for name in PROPERTIES:
        save(f"glcm-{reach}-{distance}-{name.lower()}", found[name])

for points, radius in ((8, 1), (16, 2), (24, 3), (12, 2.5)):
    for method in ("default", "ror", "uniform", "nri_uniform"):
        save(f"lbp-{points}-{radius}-{method}", feature.local_binary_pattern(grey, points, radius, method))

save("entropy-square", filters.rank.entropy(grey, morphology.footprint_rectangle((9, 9))))
save("entropy-disk", filters.rank.entropy(grey, morphology.disk(5)))
save("entropy-masked", filters.rank.entropy(grey, morphology.disk(5), mask=valid.astype(np.uint8)))

save("hysteresis-4", filters.apply_hysteresis_threshold(grey, 120, 200), np.uint8)
parts, count = ndi.label(grey > 120, np.ones((3, 3)))
strong = np.unique(parts[grey > 200])
save("hysteresis-8", np.isin(parts, strong[strong > 0]), np.uint8)

for sigma in (1, 2.2):
    save(f"canny-{sigma}", feature.canny(exact, sigma, low_threshold=40, high_threshold=90), np.uint8)
save("canny-masked", feature.canny(exact, 1, low_threshold=40, high_threshold=90, mask=valid), np.uint8)
save("canny-quantiles", feature.canny(exact, 1, low_threshold=0.7, high_threshold=0.9, use_quantiles=True), np.uint8)
save("canny-cv", cv2.Canny(grey, 60, 150) > 0, np.uint8)

curvature = ndi.gaussian_laplace(exact, 2) - exact * ndi.gaussian_laplace(ones, 2)
slope = 20 / (2**3 * np.sqrt(2 * np.pi))
crossings = np.zeros(grey.shape, np.uint8)
for axis in (0, 1):
    first = [slice(None), slice(None)]
    second = [slice(None), slice(None)]
    first[axis], second[axis] = slice(None, -1), slice(1, None)
    a, b = curvature[tuple(first)], curvature[tuple(second)]
    crosses = ((a < 0) != (b < 0)) & (np.abs(a - b) >= slope)
    nearer = np.abs(a) <= np.abs(b)
    crossings[tuple(first)] |= (crosses & nearer).astype(np.uint8)
    crossings[tuple(second)] |= (crosses & ~nearer).astype(np.uint8)
save("crossings", crossings, np.uint8)
