"""The trained networks as one ONNX file for images of any size, and what describes it."""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from network import CLIP, OFFSET
from samples import BANDS, CLASSES

ROLES = dict(zip(BANDS, "blue green red rededge1 rededge2 rededge3 nir nir08 swir1 swir2".split()))
TITLES = dict(zip(CLASSES, ["Water", "Trees", "Grass", "Flooded vegetation", "Crops", "Shrub and scrub", "Built", "Bare ground", "Snow and ice"]))
# The colours of Dynamic World.
COLORS = dict(zip(CLASSES, "419bdf 397d49 88b053 7a87c6 e49635 dfc35a c4281b a59b8f b39fe1".split()))
EXTENSIONS = [
    "https://stac-extensions.github.io/mlm/v1.5.2/schema.json",
    "https://stac-extensions.github.io/raster/v1.1.0/schema.json",
    "https://stac-extensions.github.io/file/v2.1.0/schema.json",
]


def write_onnx(members, path: Path, version: str) -> int:
    """
    features (N x 10 x H x W) - clip - log - 1x1 convolutions, a group for each network - mean of logits, in two outputs:
    `scores` (N x 9 x H x W, adding up to 1) and `classes` (N x H x W, ids 1 to 9). Gives the number of parameters.
    """
    count, classes, parameters = len(members), len(CLASSES), 0
    weights, nodes = [], []

    def constant(name, values, dtype=np.float32):
        weights.append(numpy_helper.from_array(np.asarray(values, dtype), name))
        return name

    def convolve(source, target, matrices, biases, groups=1):
        nonlocal parameters
        weight, bias = np.concatenate(matrices), np.concatenate(biases)
        parameters += weight.size + bias.size
        inputs = [source, constant(f"{target}_weight", weight[:, :, None, None]), constant(f"{target}_bias", bias)]
        nodes.append(helper.make_node("Conv", inputs, [target], kernel_shape=[1, 1], group=groups))

    layers = [[(l.weight.detach().double().numpy(), l.bias.detach().double().numpy()) for l in m.layers if hasattr(l, "weight")] for m in members]
    nodes.append(helper.make_node("Clip", ["features", constant("least", CLIP[0]), constant("most", CLIP[1])], ["clipped"]))
    nodes.append(helper.make_node("Add", ["clipped", constant("offset", OFFSET)], ["raised"]))
    nodes.append(helper.make_node("Log", ["raised"], ["logs"]))
    # Standardising is a linear step: it is part of the first convolution.
    first = [(w / m.std.numpy(), b - w @ (m.mean.numpy() / m.std.numpy())) for m, [(w, b), *_] in zip(members, layers)]
    convolve("logs", "hidden_1", *zip(*first))
    nodes.append(helper.make_node("Relu", ["hidden_1"], ["active_1"]))
    convolve("active_1", "hidden_2", *zip(*[l[1] for l in layers]), groups=count)
    nodes.append(helper.make_node("Relu", ["hidden_2"], ["active_2"]))
    convolve("active_2", "votes", *zip(*[l[2] for l in layers]), groups=count)
    convolve("votes", "logits", [np.hstack([np.eye(classes) / count] * count)], [np.zeros(classes)])
    nodes.append(helper.make_node("Softmax", ["logits"], ["scores"], axis=1))
    nodes.append(helper.make_node("ArgMax", ["logits"], ["best"], axis=1, keepdims=0))
    nodes.append(helper.make_node("Gather", [constant("class_ids", range(1, classes + 1), np.uint8), "best"], ["classes"]))

    image = lambda name, channels: helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", channels, "height", "width"])
    ids = helper.make_tensor_value_info("classes", TensorProto.UINT8, ["batch", "height", "width"])
    graph = helper.make_graph(nodes, "land-cover-s2", [image("features", len(BANDS))], [ids, image("scores", classes)], weights)
    model = helper.make_model(graph, producer_name="landquilt", producer_version=version, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    model.doc_string = "Land cover from the spectrum of each Sentinel-2 pixel, in the nine classes of Dynamic World"
    legend = [{"id": k + 1, "name": TITLES[name], "color": f"#{COLORS[name]}"} for k, name in enumerate(CLASSES)]
    helper.set_model_props(model, {"features": json.dumps([ROLES[b] for b in BANDS]), "classes": json.dumps(legend)})
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString(deterministic=True))
    return parameters


def write_item(folder: Path, parameters: int, hyperparameters: dict) -> None:
    content = (folder / "model.onnx").read_bytes()
    named = [{"name": ROLES[band], "description": band} for band in BANDS]
    classes = [
        {"value": k + 1, "name": name, "title": TITLES[name], "description": TITLES[name], "color_hint": COLORS[name].upper()}
        for k, name in enumerate(CLASSES)
    ]
    tasks = ["semantic-segmentation", "classification"]
    output = lambda name, result: {"name": name, "tasks": tasks, "result": result, "classification:classes": classes, "post_processing_function": None}
    west, south, east, north = -125, 24, -66, 50
    item = {
        "type": "Feature",
        "stac_version": "1.1.0",
        "stac_extensions": EXTENSIONS,
        "id": "land-cover-s2",
        "geometry": {"type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]]},
        "bbox": [west, south, east, north],
        "properties": {
            "title": "Land cover from Sentinel-2 spectra",
            "description": "The nine classes of Dynamic World from the spectrum of each pixel alone. Read the model card (README.md) first.",
            "license": "Apache-2.0",
            "datetime": None,
            "start_datetime": "2015-06-27T00:00:00Z",
            "end_datetime": "2021-12-31T23:59:59Z",
            "gsd": 10,
            "mlm:name": "landquilt-land-cover-s2",
            "mlm:architecture": "MLP",
            "mlm:tasks": tasks,
            "mlm:framework": "ONNX",
            "mlm:total_parameters": parameters,
            "mlm:pretrained": True,
            "mlm:accelerator": "amd64",
            "mlm:accelerator_constrained": False,
            "mlm:accelerator_summary": "any processor that ONNX Runtime runs on",
            "mlm:hyperparameters": hyperparameters,
            "mlm:input": [
                {
                    "name": "features",
                    "description": "Reflectance, 0 to 1, top of atmosphere or surface; none of it NaN",
                    "bands": [band["name"] for band in named],
                    "input": {"shape": [-1, len(BANDS), -1, -1], "dim_order": ["batch", "bands", "height", "width"], "data_type": "float32"},
                    "value_scaling": None,
                    "resize_type": None,
                }
            ],
            "mlm:output": [
                output("scores", {"shape": [-1, len(CLASSES), -1, -1], "dim_order": ["batch", "class", "height", "width"], "data_type": "float32"}),
                output("classes", {"shape": [-1, -1, -1], "dim_order": ["batch", "height", "width"], "data_type": "uint8"}),
            ],
        },
        "links": [],
        "assets": {
            "model": {
                "href": "./model.onnx",
                "type": "application/octet-stream; application=onnx",
                "title": "Land cover from Sentinel-2 spectra",
                "roles": ["mlm:model", "mlm:weights"],
                "mlm:artifact_type": "onnx",
                "raster:bands": [{"name": ROLES[band], "data_type": "float32"} for band in BANDS],
                "file:size": len(content),
                "file:checksum": f"1220{hashlib.sha256(content).hexdigest()}",
            }
        },
    }
    (folder / "model.json").write_text(json.dumps(item, indent=2) + "\n")
