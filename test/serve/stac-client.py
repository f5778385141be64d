"""stac-client.py URL: reads a STAC API with pystac-client. Prints what it found as JSON."""
import json
import sys

from pystac_client import Client

catalog = Client.open(sys.argv[1])


def ids(**search):
    found = [[item.id for item in catalog.search(method=method, **search).items()] for method in ('GET', 'POST')]
    assert found[0] == found[1], found
    return found[0]


everything = list(catalog.search(limit=1).items())
fields = next(catalog.search(ids=['crop-health.seam'], fields=['proj:code', '-assets']).items_as_dicts())
print(json.dumps({
    'collections': [collection.id for collection in catalog.get_collections()],
    'all': ids(),
    'pages': [item.id for item in everything],
    'box': ids(bbox=[15, 48, 16, 49]),
    'seam': ids(bbox=[179.9, 60, -179.9, 70]),
    'point': ids(intersects={'type': 'Point', 'coordinates': [-179.5, 64]}),
    'june': ids(datetime='2026-06'),
    'ids': ids(ids=['crop-health.seam']),
    'backwards': ids(sortby='-landquilt:scene'),
    'by_time': ids(sortby=[{'field': 'properties.datetime', 'direction': 'desc'}, {'field': 'id', 'direction': 'asc'}]),
    'zone': ids(filter={'op': '=', 'args': [{'property': 'proj:code'}, 'EPSG:32660']}, filter_lang='cql2-json'),
    'zone_text': [item.id for item in catalog.search(method='GET', filter="proj:code LIKE '%60'").items()],
    'counted': catalog.search(filter={'op': 'isNull', 'args': [{'property': 'datetime'}]}).matched(),
    'fields': sorted(fields['properties']),
    'queryables': [len(one.get_queryables()['properties']) for one in (catalog, catalog.get_collection('crop-health'))],
    'claims': [catalog.conforms_to(name) for name in ('SORT', 'FIELDS', 'FILTER')],
    'hrefs': {item.id: item.assets['mask'].href for item in everything},
    'parents': [item.get_collection().id for item in everything],
}))
