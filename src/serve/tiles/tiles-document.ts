import type { ApiPart } from '../../query/ogc/api-part.js';

const PROBLEM = { $ref: '#/components/responses/Problem' };
const string = { type: 'string' };
const number = { type: 'number' };
const whole = { type: 'integer', minimum: 0 };
const inPath = (name: string, schema: object = string) => ({ name, in: 'path', required: true, schema });
const COLLECTION = inPath('collectionId');
const KIND = inPath('name', { ...string, enum: ['vector', 'mask', 'source'] });
const FORMAT = { name: 'f', in: 'query', schema: { ...string, enum: ['json'] } };

const answer = (description: string, properties: object) => ({
  200: { description, content: { 'application/json': { schema: { type: 'object', properties } } } },
  400: PROBLEM,
  404: PROBLEM,
});
const list = (properties: object) => ({ type: 'array', items: { type: 'object', properties } });

/** What is told of tiles and legends. */
export const TILES_DOCUMENT: ApiPart = {
  paths: {
    '/collections/{collectionId}/legend': {
      get: {
        summary: 'The classes of a map, with their colours and areas.',
        operationId: 'legend',
        parameters: [COLLECTION, FORMAT],
        responses: answer('Classes in order of id.', {
          classes: list({
            id: whole,
            label: string,
            colour: { ...string, pattern: '^#[0-9a-f]{6}$' },
            area_m2: number,
          }),
        }),
      },
    },
    '/collections/{collectionId}/tiles': {
      get: {
        summary: 'The tiles that there are of a run.',
        operationId: 'tilesets',
        parameters: [COLLECTION, FORMAT],
        responses: answer('Kinds of tiles, each with the address of its TileJSON.', {
          tilesets: list({ name: string, tilejson: { ...string, format: 'uri' } }),
        }),
      },
    },
    '/collections/{collectionId}/tiles/{name}': {
      get: {
        summary: 'What a web map needs to know of tiles (TileJSON 3.0).',
        operationId: 'tileset',
        parameters: [COLLECTION, KIND, FORMAT],
        responses: answer('TileJSON.', {
          ...{ tilejson: string, tiles: { type: 'array', items: string }, minzoom: whole, maxzoom: whole },
          bounds: { type: 'array', items: number, minItems: 4, maxItems: 4 },
        }),
      },
    },
    '/collections/{collectionId}/tiles/{name}/{z}/{x}/{file}': {
      get: {
        summary: 'A tile in Web Mercator: polygons (Mapbox Vector Tile), or a picture of 256 × 256 pixels.',
        operationId: 'tile',
        parameters: [
          ...[COLLECTION, KIND, inPath('z', whole), inPath('x', whole)],
          { ...inPath('file'), description: 'The row with its ending: `5.mvt` of vector tiles, `5.png` of others.' },
          { name: 'v', in: 'query', description: 'As TileJSON has it: the answer may be kept then.', schema: string },
        ],
        responses: {
          200: {
            description: 'The tile.',
            content: {
              'application/vnd.mapbox-vector-tile': { schema: { ...string, format: 'binary' } },
              'image/png': { schema: { ...string, format: 'binary' } },
            },
          },
          204: { description: 'No polygon lies in it.' },
          ...{ 400: PROBLEM, 404: PROBLEM },
        },
      },
    },
  },
};
