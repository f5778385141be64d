import { InputError } from '../../errors.js';
import { crsFromEpsg, type Projection, toLonLat } from '../../raster/crs.js';

/** How a file names the CRS of its zones. */
export interface NamedCrs {
  authority: string | null;
  code: string | null;
  /** For a person. */
  name: string | null;
}

/** Longitude and latitude on WGS84, two or three axes. In these files longitude comes first, whatever EPSG says. */
const LON_LAT = ['OGC:CRS84', 'OGC:CRS84H', 'EPSG:4326', 'EPSG:4979'];

/**
 * What brings a file's coordinates to longitude and latitude; null where they are that already.
 *
 * @throws InputError for a CRS that cannot be computed with
 */
export function findToLonLat(crs: NamedCrs | null, source: string): Projection | null {
  if (!crs) return null;
  const key = `${(crs.authority || 'EPSG').toUpperCase()}:${crs.code}`;
  if (LON_LAT.includes(key)) return null;
  const refuse = (got: string, cause?: unknown): InputError => {
    const wanted = 'longitude and latitude (EPSG:4326), or a CRS with an EPSG code';
    return new InputError({ thing: 'CRS of the zones', wanted, got, source }, { cause });
  };
  const epsg = /^EPSG:(\d{1,6})$/.exec(key)?.[1];
  if (!epsg || epsg === '0') throw refuse(crs.name || (crs.code ? key : 'one without a code'));
  try {
    return toLonLat(crsFromEpsg(Number(epsg)));
  } catch (error) {
    throw refuse(`${key}, which cannot be computed with${crs.name ? ` (${crs.name})` : ''}`, error);
  }
}
