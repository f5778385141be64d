import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { toLonLat } from '../../src/raster/crs.js';
import { openScene } from '../../src/tiling/open-scene.js';

/** Without a code, by parameters: GDAL writes the keys, we read them. */
const BY_PARAMETERS = [
  '+proj=tmerc +lat_0=10 +lon_0=12 +k=0.9998 +x_0=300000 +y_0=20000 +ellps=GRS80',
  '+proj=tmerc +lat_0=10 +lon_0=12 +k=0.9998 +x_0=300000 +y_0=20000 +ellps=GRS80 +units=us-ft',
  '+proj=lcc +lat_0=44 +lon_0=10 +lat_1=43 +lat_2=50 +x_0=70000 +y_0=66000 +ellps=GRS80',
  '+proj=lcc +lat_0=44 +lon_0=10 +lat_1=43 +lat_2=50 +x_0=70000 +y_0=66000 +ellps=GRS80 +units=ft',
  '+proj=lcc +lat_1=46 +lat_0=46 +lon_0=10 +k_0=0.9999 +x_0=70000 +y_0=66000 +ellps=GRS80',
  '+proj=aea +lat_0=40 +lon_0=12 +lat_1=41 +lat_2=50 +x_0=5 +y_0=7 +ellps=WGS84',
  '+proj=laea +lat_0=45 +lon_0=12 +x_0=1 +y_0=2 +ellps=WGS84',
  '+proj=stere +lat_0=90 +lat_ts=70 +lon_0=-45 +ellps=WGS84',
  '+proj=stere +lat_0=90 +k_0=0.994 +lon_0=0 +x_0=2000000 +y_0=2000000 +ellps=WGS84',
  '+proj=stere +lat_0=46 +lon_0=25 +k_0=0.99975 +x_0=500000 +y_0=500000 +ellps=WGS84',
  '+proj=sterea +lat_0=46 +lon_0=25 +k_0=0.99975 +x_0=500000 +y_0=500000 +ellps=WGS84',
  '+proj=merc +lon_0=10 +k=0.99 +x_0=3 +ellps=WGS84',
  '+proj=merc +lat_ts=40 +lon_0=10 +ellps=WGS84',
  '+proj=eqc +lat_ts=40 +lon_0=10 +ellps=WGS84',
  '+proj=cea +lat_ts=30 +lon_0=10 +ellps=WGS84',
  '+proj=poly +lat_0=40 +lon_0=10 +ellps=WGS84',
  '+proj=sinu +lon_0=10 +ellps=WGS84',
  '+proj=sinu +lon_0=0 +R=6371007.181',
  '+proj=aeqd +lat_0=40 +lon_0=10 +ellps=WGS84',
  '+proj=eqdc +lat_0=40 +lon_0=10 +lat_1=41 +lat_2=50 +ellps=WGS84',
  '+proj=tmerc +lon_0=12 +k=0.9998 +ellps=bessel +towgs84=577,90,463,5.1,1.4,5.2,2.4',
  '+proj=longlat +ellps=WGS84 +pm=2.33722917',
  '+proj=longlat +a=6378160 +rf=298.25',
  // Refused, because they cannot be told or are not computed as PROJ does.
  '+proj=laea +lat_0=45 +lon_0=12 +units=km +ellps=WGS84',
  '+proj=ortho +lat_0=40 +lon_0=10 +ellps=WGS84',
  '+proj=mill +lon_0=10 +ellps=WGS84',
  '+proj=vandg +lon_0=10 +ellps=WGS84',
  '+proj=omerc +lat_0=46 +lonc=9 +alpha=80 +gamma=80 +k=1 +ellps=WGS84',
];
const REFUSED = /units=km|ortho|mill|vandg|omerc/;

const WRITE = `
import json, sys
from osgeo import gdal, osr
osr.UseExceptions(); gdal.UseExceptions()
out, definitions = sys.argv[1], json.loads(sys.argv[2])
def xy(crs):
    crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return crs
wgs84 = osr.SpatialReference()
wgs84.ImportFromEPSG(4326)
places = []
for i, definition in enumerate(definitions):
    crs = osr.SpatialReference()
    crs.ImportFromProj4(definition + ' +no_defs')
    path = f'{out}/{i}.tif'
    made = gdal.GetDriverByName('GTiff').Create(path, 2, 2, 1, gdal.GDT_Byte)
    made.SetGeoTransform([0, 1, 0, 0, 0, -1])
    made.SetProjection(crs.ExportToWkt())
    made = None
    read = xy(gdal.Open(path).GetSpatialRef())
    latitude = 75.2 if '+lat_0=90' in definition else 47.3
    x, y, _ = osr.CoordinateTransformation(xy(wgs84), read).TransformPoint(14.1, latitude)
    places.append([x, y, 14.1, latitude])
print(json.dumps(places))
`;

describe('CRS that files describe by parameters', () => {
  it('put places where PROJ puts them, or are refused', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'landquilt-crs-'));
    try {
      const args = ['-c', WRITE, folder, JSON.stringify(BY_PARAMETERS)];
      const output = execFileSync('/usr/bin/python3', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      const places = JSON.parse(output) as [number, number, number, number][];
      for (const [i, [x, y, longitude, latitude]] of places.entries()) {
        const opened = openScene(join(folder, `${i}.tif`));
        if (REFUSED.test(BY_PARAMETERS[i]!)) {
          await expect(opened, BY_PARAMETERS[i]).rejects.toThrow(InputError);
          continue;
        }
        const scene = await opened;
        await scene.close();
        const got = toLonLat(scene.crs!)(x, y);
        expect(Math.hypot(got[0] - longitude, got[1] - latitude), BY_PARAMETERS[i]).toBeLessThan(1e-8);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
