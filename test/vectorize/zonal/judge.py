"""What exactextract (fractions) and rasterstats (centres) say of zones, as JSON on stdout.

    python judge.py classes.tif index.tif zones.geojson EPSG-code-of-the-zones

Zones are in longitude and latitude. Their edges are straight there, so they are cut into many before they are projected.
Classes are bytes, 0 is nodata; the index is NaN where there is no class.
"""
import json
import sys
import warnings

import exactextract
import geopandas
import rasterio
import rasterstats
import shapely

warnings.filterwarnings('ignore')
PIECES = 300
classes, index, zones, epsg = sys.argv[1:5]
with rasterio.open(classes) as raster:
    crs = raster.crs
fields = geopandas.read_file(zones).set_crs(int(epsg), allow_override=True)
fields['geometry'] = [shapely.segmentize(g, shapely.minimum_bounding_radius(g) / PIECES) for g in fields.geometry]
fields = fields.to_crs(crs)

figures = ['count', 'mean', 'min', 'max', 'stdev', 'quantile(q=0.1)', 'quantile(q=0.5)', 'quantile(q=0.9)']
of_index = exactextract.exact_extract(index, fields, figures)
of_classes = exactextract.exact_extract(classes, fields, ['count', 'unique', 'frac'])
centres = rasterstats.zonal_stats(fields, classes, categorical=True, nodata=0)
answers = []
for i in range(len(fields)):
    found = of_index[i]['properties']
    shares = of_classes[i]['properties']
    pixels = {int(k): float(f * shares['count']) for k, f in zip(shares['unique'], shares['frac'])}
    number = lambda name: None if found['count'] == 0 else float(found[name])
    answers.append({
        'pixels': float(found['count']),
        'classes': pixels,
        **{name: number(name) for name in ['mean', 'min', 'max']},
        'std': number('stdev'),
        **{f'p{q}': number(f'quantile_{q}') for q in [10, 50, 90]},
        'centres': {int(k): int(v) for k, v in centres[i].items()},
    })
versions = {m.__name__: m.__version__ for m in [exactextract, rasterstats, shapely]}
print(json.dumps({'versions': versions, 'zones': answers}))
