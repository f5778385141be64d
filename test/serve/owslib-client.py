"""owslib-client.py URL COLLECTION WEST SOUTH EAST NORTH: reads a collection with OWSLib. Prints what it found as JSON."""
import json
import sys

from owslib.ogcapi.features import Features

url, collection, *box = sys.argv[1:]
api = Features(url)
found = api.collection_items(collection, limit=10000)
some = api.collection_items(collection, bbox=[float(side) for side in box], limit=10)
large = api.collection_items(collection, filter='area_m2 > 2000', limit=1)
print(json.dumps({
    'collections': api.feature_collections(),
    'queryables': sorted(api.collection_queryables(collection)['properties']),
    'areas': sorted(feature['properties']['area_m2'] for feature in found['features']),
    'inBox': some['numberMatched'],
    'large': large['numberMatched'],
    'same': api.collection_item(collection, found['features'][7]['id'])['geometry'] == found['features'][7]['geometry'],
}))
