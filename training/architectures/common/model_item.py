"""The file beside a model: a STAC Item with the extension "Machine Learning Model" (github.com/stac-extensions/mlm)."""

from dataclasses import dataclass, field

from .data import Class

PIXEL_M = 10
EXTENSIONS = [
    'https://stac-extensions.github.io/mlm/v1.5.2/schema.json',
    'https://stac-extensions.github.io/raster/v1.1.0/schema.json',
]
SIDES = {
    'N': 'batch',
    'C': 'bands',
    'K': 'class',
    'H': 'height',
    'W': 'width',
    'I': 'instance',
    'X': 'coordinate',
    'A': 'anchor',
    'F': 'feature',
}


@dataclass(frozen=True)
class Port:
    """An input or output. Sides are letters of SIDES; -1 is any length."""

    name: str
    sides: str
    shape: tuple[int, ...]
    data_type: str = 'float32'
    task: str = 'semantic-segmentation'
    """Classes by the channel, id or label that stands for them, from `first`."""
    classes: tuple[Class, ...] = ()
    first: int = 0
    """Pixels of the input for each of its own."""
    stride: int = 1


@dataclass(frozen=True)
class Description:
    """What is told of a model. `scaling` is MLM's `value_scaling` of reflectance."""

    name: str
    architecture: str
    text: str
    bands: tuple[str, ...]
    scaling: list[dict]
    input: Port
    outputs: tuple[Port, ...]
    tasks: tuple[str, ...] = ('semantic-segmentation',)
    metadata: dict[str, str] = field(default_factory=dict)
    """Of options of the method `network` what MLM has no place for."""
    own: dict = field(default_factory=dict)


def make_item(description: Description, parameters: int, metrics: dict) -> dict:
    measured = ', '.join(f'{name} {value:.3f}' for name, value in metrics.items())
    return {
        'type': 'Feature',
        'stac_version': '1.1.0',
        'stac_extensions': EXTENSIONS,
        'id': description.name,
        'geometry': None,
        'properties': {
            'description': f'{description.text} On held-out rows of the sample scene: {measured}.',
            'datetime': '2026-06-18T10:15:00Z',
            'gsd': PIXEL_M,
            'mlm:name': description.name,
            'mlm:architecture': description.architecture,
            'mlm:tasks': list(description.tasks),
            'mlm:framework': 'ONNX',
            'mlm:total_parameters': parameters,
            'mlm:pretrained': True,
            'mlm:input': [describe_input(description)],
            'mlm:output': [describe_output(port) for port in description.outputs],
            'landquilt:network': {'values': 'reflectance', **description.own},
        },
        'links': [],
        'assets': {
            'model': {
                'href': './model.onnx',
                'type': 'application/octet-stream; application=onnx',
                'roles': ['mlm:model', 'mlm:weights'],
                'mlm:artifact_type': 'onnx',
                'raster:bands': [{'name': band} for band in description.bands],
            }
        },
    }


def describe_input(description: Description) -> dict:
    port = description.input
    return {
        'name': port.name,
        'bands': list(description.bands),
        'input': describe_array(port),
        'value_scaling': description.scaling,
    }


def describe_output(port: Port) -> dict:
    classes = [
        {'value': value, 'name': entry.name, 'title': entry.name.replace('-', ' '), 'color_hint': entry.color}
        for value, entry in enumerate(port.classes, start=port.first)
    ]
    return {
        'name': port.name,
        'tasks': [port.task],
        'result': describe_array(port, SIDES | {'C': 'channel'}),
        **({'classification:classes': classes} if classes else {}),
    }


def describe_array(port: Port, sides: dict[str, str] = SIDES) -> dict:
    return {
        'shape': list(port.shape),
        'dim_order': [sides[letter] for letter in port.sides],
        'data_type': port.data_type,
    }
