"""outline-judge.py ITEM RASTER: how far the outline of a STAC Item is from the raster's border, point by point, as PROJ places it.

Prints JSON: whether it is valid, and the area between both as a share of the whole.
"""
import json
import sys

import numpy
import rasterio
from rasterio.warp import transform
from shapely.affinity import translate
from shapely.geometry import Polygon, shape
from shapely.ops import unary_union

POINTS = 2000
outline = shape(json.load(open(sys.argv[1]))['geometry'])
with rasterio.open(sys.argv[2]) as raster:
    along = numpy.linspace(0, 1, POINTS)
    width, height = raster.width, raster.height
    cols = numpy.concatenate([along * width, 0 * along + width, (1 - along) * width, 0 * along])
    rows = numpy.concatenate([0 * along, along * height, 0 * along + height, (1 - along) * height])
    xs, ys = rasterio.transform.xy(raster.transform, rows, cols, offset='ul')
    lons, lats = (numpy.array(values) for values in transform(raster.crs, 'EPSG:4326', xs, ys))
is_across = lons.max() - lons.min() > 180
if is_across:
    lons = numpy.where(lons < 0, lons + 360, lons)
    parts = [part if part.bounds[0] >= 0 else translate(part, 360) for part in outline.geoms]
    whole = unary_union([part.buffer(1e-7) for part in parts])
else:
    whole = outline
border = Polygon(zip(lons, lats))
between = whole.symmetric_difference(border).area / border.area
print(json.dumps({'valid': outline.is_valid, 'across': bool(is_across), 'between': between}))
