"""The description that lies beside the model: a STAC Item with the extension "Machine Learning Model" 1.5.2."""

import hashlib
from pathlib import Path

from data import COLOURS
from network import CLASSES, SIDE_MULTIPLE

HOST = "https://stac-extensions.github.io"
BANDS = ("red", "green", "blue")
TASKS = ["semantic-segmentation"]
# A running track in tile 7 is 170 px long, and 177 m by the rules of athletics; tiles 4 and 8 show the same ground as
# others at the same size. The data itself does not say it.
PIXEL_SIZE_M = 1.0
# What a patch sees beyond its own pixels on each side: further off, little changes.
PATCH_PX, OVERLAP_PX = 512, 64
# A multihash (multiformats.io) of SHA-256: its code and its length before the digest.
SHA256_MULTIHASH = "1220"


def describe(path: Path, title: str) -> dict:
    content = path.read_bytes()
    return {
        "href": f"./{path.name}",
        "type": "application/octet-stream; application=onnx",
        "title": title,
        "roles": ["mlm:model", "mlm:weights"],
        "mlm:artifact_type": "onnx",
        "raster:bands": [{"name": name, "data_type": "uint8"} for name in BANDS],
        "file:size": len(content),
        "file:checksum": SHA256_MULTIHASH + hashlib.sha256(content).hexdigest(),
    }


def make_item(folder: Path, parameters: int, hyperparameters: dict) -> dict:
    classes = [
        {"value": value, "name": name, "description": name, "color_hint": f"{COLOURS[name]:06X}"}
        for value, name in enumerate(CLASSES)
    ]
    properties = {
        "title": "Land cover of aerial pictures",
        "description": "Building, land, road, vegetation and water in red, green and blue of about 1 m a pixel; trained in Dubai.",
        "license": "Apache-2.0",
        "datetime": "2026-11-20T00:00:00Z",
        "gsd": PIXEL_SIZE_M,
        "mlm:name": "land-cover-rgb",
        "mlm:architecture": "residual encoder-decoder",
        "mlm:tasks": TASKS,
        "mlm:framework": "ONNX",
        "mlm:total_parameters": parameters,
        "mlm:pretrained": True,
        "mlm:accelerator": "amd64",
        "mlm:accelerator_constrained": False,
        "mlm:accelerator_summary": "any processor that ONNX Runtime runs on",
        "mlm:hyperparameters": hyperparameters,
        "mlm:input": [describe_input()],
        "mlm:output": [describe_output(classes)],
        # What MLM has no place for.
        "landquilt:network": {
            "values": "stored",
            "multiplePx": SIDE_MULTIPLE,
            "patchPx": PATCH_PX,
            "overlapPx": OVERLAP_PX,
        },
    }
    return {
        "type": "Feature",
        "stac_version": "1.1.0",
        "stac_extensions": [
            f"{HOST}/mlm/v1.5.2/schema.json",
            f"{HOST}/raster/v1.1.0/schema.json",
            f"{HOST}/file/v2.1.0/schema.json",
        ],
        "id": "land-cover-rgb",
        "geometry": None,
        "properties": properties,
        "links": [],
        "assets": {
            "model": describe(folder / "model.onnx", "32-bit floats"),
            "model-int8": describe(folder / "model.int8.onnx", "8-bit integers"),
        },
    }


def describe_input() -> dict:
    return {
        "name": "image",
        "description": "8-bit red, green and blue; height and width are multiples of 32",
        "bands": list(BANDS),
        "input": {
            "shape": [-1, len(BANDS), -1, -1],
            "dim_order": ["batch", "bands", "height", "width"],
            "data_type": "float32",
        },
        "value_scaling": [{"type": "min-max", "minimum": 0, "maximum": 255}],
        "resize_type": None,
    }


def describe_output(classes: list[dict]) -> dict:
    return {
        "name": "scores",
        "description": "A probability for each class, as large as the input",
        "tasks": TASKS,
        "result": {
            "shape": [-1, len(CLASSES), -1, -1],
            "dim_order": ["batch", "class", "height", "width"],
            "data_type": "float32",
        },
        "classification:classes": classes,
        "post_processing_function": None,
    }
