"""Objects in the outputs of networks, longhand with NumPy and OpenCV: as torchvision pastes masks, and as Ultralytics makes them.

    python judge.py folder

Reads arrays as .npy that cases.json names; writes, for each case, the objects and, for each pixel, how near the mask is.
"""

import json
import sys
from pathlib import Path

import cv2
import numpy as np

BOX_IOU = 0.7
MOST_OBJECTS = 300


def paste(masks: np.ndarray, boxes: np.ndarray, side: int) -> np.ndarray:
    """torchvision.models.detection.roi_heads.paste_masks_in_image, with padding 1."""
    pasted = np.zeros((len(masks), side, side), np.float32)
    for out, mask, box in zip(pasted, masks[:, 0], boxes.astype(np.float32)):
        padded = np.pad(mask, 1)
        grown = np.float32(padded.shape[0] / mask.shape[0])
        middle, half = (box[:2] + box[2:]) * np.float32(0.5), (box[2:] - box[:2]) * np.float32(0.5) * grown
        (x1, y1), (x2, y2) = (middle - half).astype(np.int64), (middle + half).astype(np.int64)
        width, height = max(x2 - x1 + 1, 1), max(y2 - y1 + 1, 1)
        large = cv2.resize(padded, (int(width), int(height)), interpolation=cv2.INTER_LINEAR)
        left, right, top, bottom = max(x1, 0), min(x2 + 1, side), max(y1, 0), min(y2 + 1, side)
        if left < right and top < bottom:
            out[top:bottom, left:right] = large[top - y1 : bottom - y1, left - x1 : right - x1]
    return pasted - np.float32(0.5)


def mask_rcnn(case: dict, arrays: dict[str, np.ndarray]) -> tuple[list, np.ndarray]:
    scores = arrays['scores']
    order = [k for k in np.argsort(-scores, kind='stable') if scores[k] >= case['minScore']][:MOST_OBJECTS]
    masks = paste(arrays['masks'][order], arrays['boxes'][order], case['sizePx'])
    # What is not above the threshold anywhere is no object.
    kept = [i for i in range(len(order)) if (masks[i] >= 0).any()]
    return [[int(arrays['labels'][order[i]]), float(scores[order[i]])] for i in kept], masks[kept]


def yolo(case: dict, arrays: dict[str, np.ndarray]) -> tuple[list, np.ndarray]:
    rows = arrays['detections'][0]
    prototypes = arrays['prototypes'][0]
    if case['isSorted']:
        boxes, scores, labels, coefficients = rows[:, :4], rows[:, 4], rows[:, 5].astype(int), rows[:, 6:]
        order = [k for k in np.argsort(-scores, kind='stable') if scores[k] >= case['minScore']]
    else:
        rows = rows if case['isTransposed'] else rows.T
        count = case['classCount']
        boxes = np.concatenate([rows[:, :2] - rows[:, 2:4] / 2, rows[:, :2] + rows[:, 2:4] / 2], 1)
        scores, labels = rows[:, 4 : 4 + count].max(1), rows[:, 4 : 4 + count].argmax(1)
        coefficients = rows[:, 4 + count :]
        order = suppress(boxes, scores, labels, case['minScore'])
    side = case['sizePx']
    objects, masks = [], []
    at = np.arange(side)
    for k in order:
        logits = np.tensordot(coefficients[k].astype(np.float64), prototypes.astype(np.float64), 1)
        large = cv2.resize(logits, (side, side), interpolation=cv2.INTER_LINEAR)
        x1, y1, x2, y2 = boxes[k]
        is_in = ((at >= y1) & (at < y2))[:, None] & ((at >= x1) & (at < x2))[None]
        large = np.where(is_in, large, -1)
        if (large > 0).any():
            objects.append([int(labels[k]), float(scores[k])])
            masks.append(large.astype(np.float32))
    return objects, np.array(masks, np.float32).reshape(-1, side, side)


def suppress(boxes: np.ndarray, scores: np.ndarray, labels: np.ndarray, least: float) -> list[int]:
    kept: list[int] = []
    for k in np.argsort(-scores, kind='stable'):
        if scores[k] < least or len(kept) == MOST_OBJECTS:
            break
        same = [j for j in kept if labels[j] == labels[k]]
        if all(box_iou(boxes[j].astype(float), boxes[k].astype(float)) <= BOX_IOU for j in same):
            kept.append(int(k))
    return kept


def box_iou(a: np.ndarray, b: np.ndarray) -> float:
    shared = np.prod(np.maximum(0, np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])))
    return shared / (np.prod(a[2:] - a[:2]) + np.prod(b[2:] - b[:2]) - shared)


def main(folder: Path) -> None:
    for case in json.loads((folder / 'cases.json').read_text()):
        arrays = {}
        for name, (dtype, shape) in case['arrays'].items():
            arrays[name] = np.fromfile(folder / f'{case["name"]}-{name}.bin', dtype).reshape(shape)
        objects, masks = (yolo if 'prototypes' in arrays else mask_rcnn)(case, arrays)
        (folder / f'{case["name"]}.json').write_text(json.dumps(objects))
        masks.astype(np.float32).tofile(folder / f'{case["name"]}.bin')


if __name__ == '__main__':
    main(Path(sys.argv[1]))
