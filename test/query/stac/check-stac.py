"""check-stac.py SCHEMAS: validates STAC documents (a JSON array on stdin) against the JSON Schemas of STAC. Prints what is wrong."""
import json
import pathlib
import sys

from jsonschema import Draft7Validator, RefResolver

root = pathlib.Path(sys.argv[1])
KINDS = {'Feature': 'item', 'Collection': 'collection', 'Catalog': 'catalog'}
# GeoJSON's own schemas are not stored here: others judge geometries.
store = {'https://geojson.org/schema/Feature.json': {}, 'https://geojson.org/schema/Geometry.json': {}}
schemas = {}
for file in root.glob('*/json-schema/*.json'):
    # They name each other under more than one version, of which the last has the same rules.
    text = file.read_text().replace('1.1.0-beta.1', '1.1.0')
    schemas[file.stem] = json.loads(text)
    store[f'https://schemas.stacspec.org/v1.1.0/{file.parent.parent.name}/json-schema/{file.name}'] = schemas[file.stem]
for document in json.load(sys.stdin):
    schema = schemas[KINDS[document['type']]]
    for error in Draft7Validator(schema, resolver=RefResolver.from_schema(schema, store=store)).iter_errors(document):
        print(document['id'], '/'.join(map(str, error.path)), error.message[:300])
