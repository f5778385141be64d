"""Statistics of bands over the polygons of a run, by rasterstats.

attributes-judge.py REGIONS.geojson SCENE.tif: prints JSON, per feature id and band number (from 1) the count, mean, min,
max and standard deviation (of the population) of the pixels whose centre lies inside, and area and perimeter of the
polygon in the scene's CRS.
"""

import json
import sys

import geopandas
import numpy
import rasterio
import rasterstats

regions, scene = sys.argv[1:]
with rasterio.open(scene) as source:
    bands = source.read().astype(numpy.float64)
    transform, crs, nodata = source.transform, source.crs, source.nodata

with open(regions) as file:
    ids = [feature["id"] for feature in json.load(file)["features"]]
shapes = geopandas.read_file(regions).to_crs(crs).geometry
judged = [{"area": shape.area, "perimeter": shape.length, "bands": []} for shape in shapes]
for band in bands:
    found = rasterstats.zonal_stats(
        shapes, band, affine=transform, nodata=nodata, all_touched=False, stats=["count", "mean", "min", "max", "std"]
    )
    for one, figures in zip(judged, found):
        one["bands"].append(figures)
print(json.dumps({"version": rasterstats.__version__, "regions": dict(zip(ids, judged))}))
