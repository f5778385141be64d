"""What a user of rasterio and ONNX Runtime writes: patch after patch, read, scaled, asked, and its classes written.

The peer of bench/inference.ts, with the same patches. Prints its most memory in megabytes, and its seconds with the
imports, which are what a user waits for.

usage: inference-peer.py scene.tif model.onnx out.tif patch overlap threads
"""

import resource
import sys
import time

began = time.perf_counter()

import numpy as np
import onnxruntime
import rasterio
from rasterio.windows import Window

scene_path, model, out_path = sys.argv[1:4]
patch, overlap, threads = map(int, sys.argv[4:7])

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = threads
session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
cell = patch - 2 * overlap


def starts(size):
    """Of every cell along a side: where it begins and ends, and where its patch begins; a patch is asked once."""
    spans = []
    for start in range(0, size, cell):
        begin = min(max(start - overlap, 0), size - patch)
        end = min(start + cell, size)
        if spans and spans[-1][2] == begin:
            spans[-1] = (spans[-1][0], end, begin)
        else:
            spans.append((start, end, begin))
    return spans


def softmax(logits):
    shares = np.exp(logits - logits.max(axis=0))
    return shares / shares.sum(axis=0)


with rasterio.open(scene_path) as scene:
    profile = dict(
        driver="GTiff",
        width=scene.width,
        height=scene.height,
        count=1,
        dtype="uint8",
        nodata=0,
        crs=scene.crs,
        transform=scene.transform,
        compress="deflate",
        tiled=True,
        blockxsize=512,
        blockysize=512,
    )
    with rasterio.open(out_path, "w", **profile) as out:
        for top, bottom, y in starts(scene.height):
            for left, right, x in starts(scene.width):
                window = Window(x, y, patch, patch)
                pixels = scene.read(window=window)
                valid = scene.dataset_mask(window=window) > 0
                image = pixels.astype(np.float32) * np.float32(1e-4)
                image[:, ~valid] = 0
                (logits,) = session.run(None, {"image": image[None]})
                classes = (softmax(logits[0]).argmax(axis=0) + 1).astype(np.uint8)
                classes[~valid] = 0
                own = classes[top - y : bottom - y, left - x : right - x]
                out.write(own, 1, window=Window(left, top, right - left, bottom - top))

print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
print("seconds", round(time.perf_counter() - began, 3))
