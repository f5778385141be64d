"""check-item.py ITEM SCHEMAS: validates a STAC Item with the MLM extension against their JSON Schemas. Prints what is wrong."""
import json
import pathlib
import sys

from jsonschema import Draft7Validator, RefResolver

item = json.load(open(sys.argv[1]))
root = pathlib.Path(sys.argv[2])
mlm = json.load(open(root / 'mlm/json-schema/schema.json'))
core = json.loads((root / 'spec/item-spec/json-schema/item.json').read_text().replace('1.1.0-beta.1"', '1.1.0"'))
host = 'https://stac-extensions.github.io'
types = ['int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64', 'float16', 'float32', 'float64', 'other']
classes = {
    'type': 'array',
    'minItems': 1,
    'items': {
        'type': 'object',
        'required': ['value'],
        'properties': {
            'value': {'type': 'integer'},
            'name': {'type': 'string', 'pattern': '^[0-9A-Za-z-_]+$'},
            'color_hint': {'type': 'string', 'pattern': '^([0-9A-F]{6})$'},
        },
    },
}
# What the schema takes from others that are not stored here, by their documentation.
store = {
    f'{host}/raster/v1.1.0/schema.json': {
        'definitions': {'bands': {'items': {'properties': {'data_type': {'type': 'string', 'enum': types}}}}}
    },
    f'{host}/classification/v1.1.0/schema.json': {
        'definitions': {'fields': {'properties': {'classification:classes': classes}}}
    },
    f'{host}/processing/v1.1.0/schema.json': {
        'definitions': {'fields': {'properties': {'processing:expression': {'type': 'object', 'required': ['format', 'expression']}}}}
    },
    'https://geojson.org/schema/Feature.json': {},
    'https://geojson.org/schema/Geometry.json': {},
}
for file in (root / 'spec/item-spec/json-schema').glob('*.json'):
    text = file.read_text()
    # They name each other under more than one version.
    for version in ('v1.1.0', 'v1.1.0-beta.1'):
        store[f'https://schemas.stacspec.org/{version}/item-spec/json-schema/{file.name}'] = json.loads(text)
for schema in (mlm, core):
    for error in Draft7Validator(schema, resolver=RefResolver.from_schema(schema, store=store)).iter_errors(item):
        print('/'.join(map(str, error.path)), error.message[:300])
