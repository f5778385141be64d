import { join } from 'node:path';
import { gdal } from '../support/gdal.js';
import { GEO_PYTHON } from '../support/geo-python.js';

/** What GEOS says of the polygons of a run as a coverage; areas in square degrees. */
export interface CoverageVerdict {
  count: number;
  /** Which polygons are not valid. */
  invalid: number[];
  /** Whether no two overlap, and neighbours have the same positions along their border. */
  isCoverage: boolean;
  sumArea: number;
  unionArea: number;
  /** Holes in the union. */
  gaps: number;
}

const SCRIPT = `
import json, sys
import geopandas, shapely
def judge(path):
    frame = geopandas.read_file(path)
    shapes = frame.geometry.values
    union = shapely.union_all(shapes)
    return dict(
        count=len(shapes),
        invalid=[int(i) for i in frame.index[~shapely.is_valid(shapes)]],
        isCoverage=bool(shapely.coverage_is_valid(shapes)),
        sumArea=float(shapely.area(shapes).sum()),
        unionArea=float(union.area),
        gaps=int(sum(shapely.get_num_interior_rings(shapely.get_parts(union)))),
    )
print(json.dumps([judge(path) for path in sys.argv[1:]]))
`;

/** Asks GEOS about `regions.fgb` in folders of outputs. */
export function judgeCoverages(outputs: readonly string[]): CoverageVerdict[] {
  const files = outputs.map((folder) => join(folder, 'regions.fgb'));
  return JSON.parse(gdal(GEO_PYTHON, ['-c', SCRIPT, ...files]).stdout) as CoverageVerdict[];
}
