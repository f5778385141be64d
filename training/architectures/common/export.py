"""A trained network as a fixture: model.onnx, model.json, and what torch answers to a stored patch."""

import copy
import json
import math
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from .data import ROLES
from .model_item import Description, make_item

FIXTURES = Path(__file__).parents[3] / 'test' / 'fixtures' / 'models'
PATCH_FILE = FIXTURES / 'patch.bin'
# patch.bin: bands of ROLES x side x side, one byte each, reflectance x 410: then nothing lies halfway between bytes.
PATCH_SIDE, PATCH_SCALE = 128, 410
OPSET = 17
# About so many numbers of each output are stored.
STORED = 200
# Smaller arrays are no larger than the node that would cast them.
LEAST_HALVED = 64
TYPES = {'float32': torch.float32, 'float16': torch.float16, 'uint8': torch.uint8}


def write_patch(reflectance: np.ndarray) -> None:
    """Stores a piece of the scene; bands in the order of ROLES."""
    numbers = np.clip(np.rint(reflectance * PATCH_SCALE), 0, 255).astype(np.uint8)
    FIXTURES.mkdir(parents=True, exist_ok=True)
    PATCH_FILE.write_bytes(numbers.tobytes())


def scale(reflectance: np.ndarray, scaling: list[dict]) -> np.ndarray:
    """MLM's `value_scaling`, one for each band or one for all."""
    each = scaling if len(scaling) > 1 else scaling * len(reflectance)
    return np.stack([scale_band(band, one) for band, one in zip(reflectance, each)])


def scale_band(band: np.ndarray, one: dict) -> np.ndarray:
    if one['type'] == 'min-max':
        return (band - one['minimum']) / (one['maximum'] - one['minimum'])
    if one['type'] == 'z-score':
        return (band - one['mean']) / one['stddev']
    assert one['type'] == 'scale'
    return band / one['value']


def to_type(values: np.ndarray, data_type: str) -> torch.Tensor:
    """Values as they are fed; whole numbers are rounded and kept within a byte."""
    if data_type == 'uint8':
        values = np.clip(np.rint(values), 0, 255)
    return torch.from_numpy(np.ascontiguousarray(values)).to(TYPES[data_type])


def stored_input(description: Description, side: int) -> torch.Tensor:
    stored = np.frombuffer(PATCH_FILE.read_bytes(), np.uint8).reshape(len(ROLES), PATCH_SIDE, PATCH_SIDE)
    order = [list(ROLES).index(band) for band in description.bands]
    values = scale(stored[order, :side, :side] / PATCH_SCALE, description.scaling)
    if description.input.sides == 'NHWC':
        values = values.transpose(1, 2, 0)
    return to_type(values, description.input.data_type)[None]


def export(network: nn.Module, description: Description, side: int, metrics: dict) -> None:
    """`side` is that of the patch that is answered for the tests, and the only one where the shape fixes it."""
    folder = FIXTURES / description.name
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / 'model.onnx'
    network = make_storable(network)
    image = stored_input(description, side)
    with torch.no_grad():
        expected = as_tuple(network(image))
    ports = (description.input, *description.outputs)
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        # The exporter that traces: the other one knows neither torchvision's detectors nor MaxUnpool.
        torch.onnx.export(
            network,
            (image,),
            str(path),
            dynamo=False,
            opset_version=OPSET,
            input_names=[description.input.name],
            output_names=[port.name for port in description.outputs],
            dynamic_axes={
                port.name: {i: name_side(port, i) for i, length in enumerate(port.shape) if length < 0}
                for port in ports
            },
        )
    slim(path)
    set_header(path, description)
    parameters = sum(parameter.numel() for parameter in network.parameters())
    write_json(folder / 'model.json', make_item(description, parameters, metrics))
    check(path, description, image, expected)
    outputs = {port.name: sparse(value) for port, value in zip(description.outputs, expected)}
    write_json(folder / 'reference.json', {'side': side, 'outputs': outputs})
    print(f'{description.name}: {path.stat().st_size} bytes, {parameters} parameters, {metrics}', flush=True)


def make_storable(network: nn.Module) -> nn.Module:
    """A copy whose weights half precision holds exactly, so that their file is half as large."""
    network = copy.deepcopy(network).eval()
    for part in [part for part in network.modules() if isinstance(part, nn.Sequential)]:
        for i in range(len(part) - 1, 0, -1):
            if isinstance(part[i], nn.BatchNorm2d):
                part[i - 1] = fuse_conv_bn_eval(part[i - 1], part[i])
                del part[i]
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.copy_(parameter.half().to(parameter.dtype))
    return network


def name_side(port, i: int) -> str:
    """Sides of equal length have one name."""
    return port.sides[i] if port.sides[i] in 'NI' or port.stride == 1 else f'{port.name}_{port.sides[i]}'


def slim(path: Path) -> None:
    """Leaves out what does nothing or is there twice; the operators stay those of the standard."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(path)
    options.log_severity_level = 3
    # Anchors are larger than the few nodes that make them.
    kept = ['ConstantFolding']
    onnxruntime.InferenceSession(str(path), options, providers=['CPUExecutionProvider'], disabled_optimizers=kept)


def set_header(path: Path, description: Description) -> None:
    """Sides as the description has them, metadata, and no names that only cost room."""
    model = onnx.load(str(path))
    used = {node.domain for node in model.graph.node} | {''}
    imports = [one for one in model.opset_import if one.domain in used]
    del model.opset_import[:]
    model.opset_import.extend(imports)
    del model.graph.value_info[:]
    for node in model.graph.node:
        node.name = ''
        node.doc_string = ''
    for value, port in zip((*model.graph.input, *model.graph.output), (description.input, *description.outputs)):
        sides = [length if length > 0 else name_side(port, i) for i, length in enumerate(port.shape)]
        shape = onnx.helper.make_tensor_type_proto(value.type.tensor_type.elem_type, sides)
        value.type.CopyFrom(shape)
    halve(model.graph)
    rename(model.graph)
    onnx.helper.set_model_props(model, description.metadata)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def halve(graph: onnx.GraphProto) -> None:
    """Stores weights in half precision, where that loses nothing, and casts them back."""
    for initializer in graph.initializer:
        values = onnx.numpy_helper.to_array(initializer)
        if values.dtype != np.float32 or values.size < LEAST_HALVED:
            continue
        halves = values.astype(np.float16)
        if np.array_equal(halves.astype(np.float32), values):
            name = f'{initializer.name}_half'
            cast = onnx.helper.make_node('Cast', [name], [initializer.name], to=onnx.TensorProto.FLOAT)
            graph.node.insert(0, cast)
            initializer.CopyFrom(onnx.numpy_helper.from_array(halves, name))


def rename(graph: onnx.GraphProto) -> None:
    """Short names for what lies within; graphs within loops are left alone, with all that they use."""
    kept = {value.name for value in (*graph.input, *graph.output)} | {''}
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.HasField('g'):
                kept.update(names_within(attribute.g))
    names: dict[str, str] = {}

    def short(name: str) -> str:
        return name if name in kept else names.setdefault(name, f'v{len(names)}')

    for initializer in graph.initializer:
        initializer.name = short(initializer.name)
    for node in graph.node:
        node.input[:] = [short(name) for name in node.input]
        node.output[:] = [short(name) for name in node.output]


def names_within(graph: onnx.GraphProto) -> set[str]:
    names = {name for node in graph.node for name in (*node.input, *node.output)}
    names |= {value.name for value in (*graph.input, *graph.output)}
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.HasField('g'):
                names |= names_within(attribute.g)
    return names


def check(path: Path, description: Description, image: torch.Tensor, expected: tuple) -> None:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, providers=['CPUExecutionProvider'])
    got = session.run([port.name for port in description.outputs], {description.input.name: image.numpy()})
    tolerance = 2e-2 if description.input.data_type == 'float16' else 1e-4
    for port, mine, theirs in zip(description.outputs, got, expected):
        theirs = theirs.numpy()
        assert mine.shape == theirs.shape, (port.name, mine.shape, theirs.shape)
        difference = np.abs(mine.astype(np.float64) - theirs.astype(np.float64)).max(initial=0)
        assert difference < tolerance, (port.name, difference)


def sparse(value: torch.Tensor) -> dict:
    """The shape, and every so manieth number, the last side running fastest."""
    flat = value.numpy().astype(np.float64).ravel()
    every = max(1, math.ceil(flat.size / STORED))
    values = [round(number, 6) for number in flat[::every].tolist()]
    return {'shape': list(value.shape), 'every': every, 'values': values}


def as_tuple(result) -> tuple:
    return tuple(result) if isinstance(result, (tuple, list)) else (result,)


def write_json(path: Path, content: dict) -> None:
    path.write_text(json.dumps(content, indent=None if path.name == 'reference.json' else 2) + '\n')
