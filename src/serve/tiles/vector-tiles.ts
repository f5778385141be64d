import { NotThere } from '../../query/ogc/problem.js';
import { VECTOR_FORMATS } from '../../run/outputs.js';
import type { Store } from '../../store/store.js';
import { LAYER_NAME } from '../../vectorize/formats/pmtiles/draw-tile.js';
import type { PublishedRun } from '../load-run.js';
import { hasFile } from '../opened-files.js';
import type { Readers } from '../run-reader.js';
import { createArchives } from './archive-tiles.js';
import { createDrawnTiles } from './drawn-tiles.js';
import { fieldsOf } from './tile-fields.js';
import type { TileKind } from './tileset.js';

/** The polygons of a run: from its archive of tiles, or else drawn from its FlatGeobuf. */
export function createVectorTiles(store: Store, readers: Readers): TileKind {
  const archives = createArchives(store, readers);
  const drawn = createDrawnTiles(readers);
  const makerOf = (run: PublishedRun) => (hasFile(run, VECTOR_FORMATS.pmtiles.file) ? archives : drawn);
  return {
    name: 'vector',
    type: 'application/vnd.mapbox-vector-tile',
    ending: '.mvt',
    isIn: () => true,
    async describe(run) {
      const zooms = await makerOf(run).zooms(run);
      const fields = fieldsOf(run).map(({ name, kind }) => [name, kind === 'string' ? 'String' : 'Number']);
      return {
        ...zooms,
        description: 'The polygons of the classes',
        vector_layers: [{ id: LAYER_NAME, ...zooms, fields: Object.fromEntries(fields) }],
      };
    },
    async tile(run, place) {
      const maker = makerOf(run);
      const { maxzoom } = await maker.zooms(run);
      if (place.z > maxzoom) throw new NotThere('vector tile above zoom', String(maxzoom));
      return maker.tile(run, place);
    },
  };
}
