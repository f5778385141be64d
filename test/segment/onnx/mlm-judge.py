"""Which of the STAC Items named (JSON files) the schemas of STAC and of its extension MLM refuse, and why: a list for each.

Arguments: the folder of the schemas, then the items. Schemas that are only pointed at are written out here as far as it
matters: classes of the extension classification (1.1), types of the extension raster (1.1).
"""

import json
import sys
from pathlib import Path

from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

NAME = {'type': 'string', 'pattern': '^[0-9A-Za-z-_]+$'}
CLASS = {
    'type': 'object',
    'required': ['value', 'name'],
    'properties': {
        'value': {'type': 'integer'},
        'name': NAME,
        'description': {'type': 'string', 'minLength': 1},
        'color_hint': {'type': 'string', 'pattern': '^([0-9A-F]{6})$'},
    },
}
EXPRESSION = {'type': 'object', 'required': ['format', 'expression'], 'properties': {'format': {'type': 'string'}}}
TYPES = (
    'int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 cint16 cint32 cfloat32 cfloat64 other'
).split()
POINTED_AT = {
    'https://stac-extensions.github.io/classification/v1.1.0/schema.json': {
        'definitions': {
            'fields': {'properties': {'classification:classes': {'type': 'array', 'minItems': 1, 'items': CLASS}}}
        }
    },
    'https://stac-extensions.github.io/raster/v1.1.0/schema.json': {
        'definitions': {'bands': {'items': {'properties': {'data_type': {'type': 'string', 'enum': TYPES}}}}}
    },
    'https://stac-extensions.github.io/processing/v1.1.0/schema.json': {
        'definitions': {'fields': {'properties': {'processing:expression': EXPRESSION}}}
    },
    'https://geojson.org/schema/Feature.json': {},
    'https://geojson.org/schema/Geometry.json': {'type': 'object', 'required': ['type', 'coordinates']},
}


def main(folder: str, *items: str) -> None:
    stored = {}
    for path in Path(folder).glob('**/json-schema/*.json'):
        schema = json.loads(path.read_text())
        # The name in the id of one of them is misspelt.
        schema['$id'] = schema['$id'].rsplit('/', 1)[0] + '/' + path.name
        stored[schema['$id']] = schema
    resources = [(uri, Resource(schema, DRAFT7)) for uri, schema in {**stored, **POINTED_AT}.items()]
    registry = Registry().with_resources(resources)
    found = [next(stored[uri] for uri in stored if part in uri) for part in ('item-spec/json-schema/item', '/mlm/')]
    judges = [Draft7Validator(schema, registry=registry) for schema in found]
    answers = {}
    for path in items:
        # That of the schemas.
        item = {**json.loads(Path(path).read_text()), 'stac_version': '1.1.0-beta.1'}
        answers[path] = [
            f'{"/".join(map(str, error.absolute_path))}: {error.message[:300]}'
            for judge in judges
            for error in judge.iter_errors(item)
        ]
    print(json.dumps(answers))


main(*sys.argv[1:])
