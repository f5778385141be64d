"""query-peer.py FGB FOLDER PORT: makes ready what pygeoapi needs to serve the features of a FlatGeobuf from a GeoPackage
with an R-tree, through GDAL: regions.gpkg, config.yml, openapi.json in a folder."""
import json
import os
import sys
from pathlib import Path

from osgeo import gdal, ogr
from pygeoapi.openapi import OAPIFormat, generate_openapi_document

fgb, folder, port = sys.argv[1:]
gdal.UseExceptions()
gpkg, config, openapi = (os.path.join(folder, name) for name in ('regions.gpkg', 'config.yml', 'openapi.json'))
# In the order of the file, which keeps neighbours together.
gdal.VectorTranslate(gpkg, fgb, format='GPKG', layerName='regions', layerCreationOptions=['SPATIAL_INDEX=YES'],
                     options=['-gt', '100000'])
data = ogr.Open(gpkg)
west, east, south, north = data.GetLayer(0).GetExtent()
url = f'http://127.0.0.1:{port}'
text = {'title': 'bench', 'description': 'bench', 'keywords': ['bench']}
with open(config, 'w') as out:
    # JSON is YAML.
    json.dump({
        'server': {
            'bind': {'host': '127.0.0.1', 'port': int(port)}, 'url': url, 'mimetype': 'application/json',
            'encoding': 'utf-8', 'languages': ['en-US'], 'gzip': False, 'pretty_print': False, 'cors': True,
            'limits': {'default_items': 1000, 'max_items': 10000},
            'map': {'url': 'https://tile.openstreetmap.org/{z}/{x}/{y}.png', 'attribution': 'none'},
        },
        'logging': {'level': 'ERROR'},
        'metadata': {
            'identification': {**text, 'keywords_type': 'theme', 'terms_of_service': url, 'url': url},
            'license': {'name': 'none', 'url': url}, 'provider': {'name': 'bench', 'url': url},
            'contact': {'name': 'bench', 'email': 'bench@example.org'},
        },
        'resources': {'regions': {
            'type': 'collection', **text, 'links': [],
            'extents': {'spatial': {'bbox': [west, south, east, north],
                                    'crs': 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'}},
            'providers': [{'type': 'feature', 'name': 'OGR', 'id_field': 'id', 'layer': 'regions',
                           'data': {'source_type': 'GPKG', 'source': gpkg, 'source_capabilities': {'paging': True}}}],
        }},
    }, out)
with open(openapi, 'w') as out:
    out.write(generate_openapi_document(Path(config), OAPIFormat.json))
