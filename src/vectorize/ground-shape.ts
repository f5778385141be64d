import type { Ground, GroundScene } from './ground.js';

/** By how much of a pixel a straight lattice line may bend between two of its vertices in lon/lat. */
const BEND_PX = 0.05;
const LONGEST_PX = 4096;
/** Places along each axis at which the bend is measured. */
const PROBES = 5;

/**
 * How lattice lines look in longitude and latitude. A line that is straight in the scene's CRS is a curve in degrees:
 * without enough vertices a long straight border would cut through what lies a pixel beside it.
 */
export function measureShape(
  { width, height }: Pick<GroundScene, 'width' | 'height'>,
  toLonLat: Ground['toLonLat'],
): Pick<Ground, 'densifyPx' | 'isMirrored'> {
  const locate = (...lattice: number[]): Float64Array => {
    const lonLat = new Float64Array(lattice.length);
    toLonLat(Int32Array.from(lattice), lonLat);
    return lonLat;
  };
  const middleCol = width >> 1;
  const middleRow = height >> 1;
  const [lon, lat, lonRight, latRight, lonDown, latDown] = locate(
    ...[middleCol, middleRow],
    ...[middleCol + 1, middleRow],
    ...[middleCol, middleRow + 1],
  );
  const cross = (lonRight - lon) * (latDown - lat) - (latRight - lat) * (lonDown - lon);

  /** Largest bend of lines of `length` pixels, in parts of the pixel's shorter side there. */
  const bend = (length: number): number => {
    let worst = 0;
    for (let i = 0; i < PROBES; i++) {
      for (let j = 0; j < PROBES; j++) {
        const col = Math.floor(((width - 1) * i) / (PROBES - 1));
        const row = Math.floor(((height - 1) * j) / (PROBES - 1));
        worst = Math.max(worst, bendOf(locate, { col, row, length, right: true, width, height }));
        worst = Math.max(worst, bendOf(locate, { col, row, length, right: false, width, height }));
      }
    }
    return worst;
  };

  let densifyPx = LONGEST_PX;
  while (densifyPx > 1 && bend(densifyPx) > BEND_PX) densifyPx /= 2;
  return { densifyPx, isMirrored: cross > 0 };
}

interface Line {
  col: number;
  row: number;
  length: number;
  right: boolean;
  width: number;
  height: number;
}

/** Distance of the line's middle from the straight between its ends. The line is cut at the scene's border. */
function bendOf(locate: (...lattice: number[]) => Float64Array, line: Line): number {
  const { right, width, height } = line;
  const half = Math.min(line.length, right ? width : height) >> 1;
  if (half === 0) return 0;
  const col = right ? Math.min(line.col, width - 2 * half) : line.col;
  const row = right ? line.row : Math.min(line.row, height - 2 * half);
  const [stepX, stepY] = right ? [half, 0] : [0, half];
  const places = [col, row, col + stepX, row + stepY, col + 2 * stepX, row + 2 * stepY];
  const [lon0, lat0, lon1, lat1, lon2, lat2, lonRight, latRight, lonDown, latDown] = locate(
    ...places,
    ...[col + 1, row],
    ...[col, row + 1],
  );
  const bent = Math.hypot(lon1 - (lon0 + lon2) / 2, lat1 - (lat0 + lat2) / 2);
  const pixel = Math.min(Math.hypot(lonRight - lon0, latRight - lat0), Math.hypot(lonDown - lon0, latDown - lat0));
  return bent / pixel;
}
