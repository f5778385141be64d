import { tileAt } from '../tiling/grid.js';
import { writeCog } from '../tiling/write-cog.js';
import type { RunContext } from './context.js';
import { loadClasses } from './tile-pack.js';

/** The class mask of the whole scene as a cloud optimized GeoTIFF, put together from the tiles. */
export function writeMask(context: RunContext): AsyncGenerator<Uint8Array> {
  const { plan, grid } = context;
  const { recipe, scene } = plan;
  const strips = createStripReader(context);
  const options = {
    width: grid.width,
    height: grid.height,
    dataType: 'uint8',
    bandCount: 1,
    affine: scene.affine,
    crs: scene.crs,
    nodata: 0,
    palette: plan.legend,
    bandNames: ['class'],
    metadata: {
      LANDQUILT_RECIPE: `${recipe.name} ${recipe.version}`,
      ...Object.fromEntries(recipe.legend.map(({ id, name }) => [`CLASS_${id}`, name])),
    },
    overviews: 'mode',
  } as const;
  return writeCog(options, async (row, count) => [await strips(row, count)]);
}

/** Reads full rows of the mask; keeps one row of tiles. */
function createStripReader(context: RunContext) {
  const { grid } = context;
  let loadedRow = -1;
  let strip = new Uint8Array(0);

  async function load(tileRow: number): Promise<void> {
    strip = new Uint8Array(tileAt(grid, tileRow * grid.columns).core.height * grid.width);
    for (let column = 0; column < grid.columns; column++) {
      const { index, core } = tileAt(grid, tileRow * grid.columns + column);
      const classes = await loadClasses(context, index);
      for (let y = 0; y < core.height; y++) {
        strip.set(classes.subarray(y * core.width, (y + 1) * core.width), y * grid.width + core.col);
      }
    }
    loadedRow = tileRow;
  }

  return async (row: number, count: number): Promise<Uint8Array> => {
    const rows = new Uint8Array(count * grid.width);
    for (let at = row; at < row + count; ) {
      const tileRow = Math.floor(at / grid.tileSizePx);
      if (tileRow !== loadedRow) await load(tileRow);
      const first = at - tileRow * grid.tileSizePx;
      const taken = Math.min(row + count - at, strip.length / grid.width - first);
      rows.set(strip.subarray(first * grid.width, (first + taken) * grid.width), (at - row) * grid.width);
      at += taken;
    }
    return rows;
  };
}
