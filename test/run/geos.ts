import { join } from 'node:path';
import { gdal } from '../support/gdal.js';

/** What GEOS says of a layer of polygons; areas in square degrees. */
export interface GeosVerdict {
  count: number;
  /** Why polygons are not valid, with their ids. */
  invalid: string[];
  sumArea: number;
  unionArea: number;
  unionParts: number;
  unionHoles: number;
  warnings: string[];
}

const SCRIPT = `
import json, sys
from osgeo import gdal, ogr
warnings = []
gdal.PushErrorHandler(lambda level, number, text: warnings.append(text))
gdal.UseExceptions(); ogr.UseExceptions()
source = gdal.OpenEx(sys.argv[1], gdal.OF_VECTOR)
layer = source.GetLayer(0)
invalid, total, count = [], 0.0, 0
everything = ogr.Geometry(ogr.wkbMultiPolygon)
for feature in layer:
    geometry = feature.GetGeometryRef()
    count += 1
    before = len(warnings)
    if not geometry.IsValid():
        invalid.append('%d %s' % (feature.GetFID(), ' '.join(warnings[before:])))
    del warnings[before:]
    total += geometry.GetArea()
    if sys.argv[2] == 'union':
        for i in range(geometry.GetGeometryCount()):
            part = geometry.GetGeometryRef(i)
            everything.AddGeometry(part if part.GetGeometryName() == 'POLYGON' else geometry)
            if part.GetGeometryName() != 'POLYGON': break
answer = dict(count=count, invalid=invalid, sumArea=total, unionArea=0, unionParts=0, unionHoles=0, warnings=warnings)
if sys.argv[2] == 'union' and count:
    union = everything.UnionCascaded()
    parts = [union] if union.GetGeometryName() == 'POLYGON' else [union.GetGeometryRef(i) for i in range(union.GetGeometryCount())]
    answer.update(unionArea=union.GetArea(), unionParts=len(parts), unionHoles=sum(p.GetGeometryCount() - 1 for p in parts))
print(json.dumps(answer))
`;

/** Asks GEOS about every polygon of `regions.fgb` in a folder of outputs; their union only where asked for. */
export function judgePolygons(outputs: string, isUnited: boolean): GeosVerdict {
  const args = ['-c', SCRIPT, join(outputs, 'regions.fgb'), isUnited ? 'union' : 'each'];
  return JSON.parse(gdal('/usr/bin/python3', args).stdout) as GeosVerdict;
}
