import { describe, expect, it } from 'vitest';
import type { ApiPart } from '../../../src/query/ogc/api-part.js';
import { createMemorySource, makeSquare } from '../memory-source.js';
import { asker } from './ask.js';

const ask = asker(createMemorySource({ fields: [makeSquare(0, [15, 48])] }));

describe('the description of the API', () => {
  it('is OpenAPI 3.0', async () => {
    const { headers, json } = await ask('/api');
    expect(headers.get('Content-Type')).toBe('application/vnd.oai.openapi+json;version=3.0');
    expect(json.openapi).toBe('3.0.3');
    expect(json.servers).toEqual([{ url: 'https://maps.example' }]);
  });

  it('has the parameters as the standard asks', async () => {
    const { limit, bbox, datetime } = (await ask('/api')).json.components.parameters;
    for (const parameter of [limit, bbox, datetime]) {
      expect(parameter).toMatchObject({ in: 'query', required: false, style: 'form', explode: false });
    }
    expect(limit.schema).toMatchObject({ type: 'integer', minimum: 1, maximum: 10_000, default: 1000 });
    expect(bbox.schema).toMatchObject({ type: 'array', items: { type: 'number' } });
    expect(datetime.schema.type).toBe('string');
  });

  it('refers to what is there, and has an address for all that answers', async () => {
    const { json } = await ask('/api');
    const find = (ref: string) =>
      ref
        .slice(2)
        .split('/')
        .reduce((at, key) => at?.[key], json);
    const refs = [...JSON.stringify(json).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1]);
    expect(refs.length).toBeGreaterThan(20);
    for (const ref of refs) expect([ref, typeof find(ref)]).toEqual([ref, 'object']);
    const ids = Object.values(json.paths as Record<string, { get: { operationId: string } }>).map(
      ({ get }) => get.operationId,
    );
    expect(new Set(ids).size).toBe(ids.length);
    for (const path of Object.keys(json.paths)) {
      const { status } = await ask(path.replace('{collectionId}', 'fields').replace('{featureId}', '0'));
      expect([path, status]).toEqual([path, 200]);
    }
  });

  it('has the path of each collection, for clients that look for it', async () => {
    const { json } = await ask('/api');
    const own = json.paths['/collections/fields/items'].get;
    expect(own.parameters).toContainEqual({ $ref: '#/components/parameters/limit' });
  });

  it('knows every parameter that is taken, and no other is', async () => {
    const { json } = await ask('/api');
    const names = json.paths['/collections/{collectionId}/items'].get.parameters.map(({ $ref }: { $ref?: string }) =>
      $ref?.split('/').at(-1),
    );
    expect(names).toEqual(expect.arrayContaining(['bbox', 'filter', 'crs', 'label', 'area_m2', 'id']));
    const { json: problem } = await ask('/collections/fields/items?x=1');
    for (const name of names.filter(Boolean)) expect(problem.detail).toContain(name);
  });
});

describe('what a server answers besides', () => {
  const described = async (parts: readonly ApiPart[]) => {
    const source = createMemorySource({ fields: [makeSquare(0, [15, 48])] });
    return asker(source, { besides: parts })('/api');
  };

  it('is described with it, and changes its ETag', async () => {
    const [plain, more] = await Promise.all([
      described([]),
      described([
        { paths: { '/jobs': { get: {} } }, schemas: { Job: {} }, securitySchemes: { key: { type: 'apiKey' } } },
        { paths: { '/recipes': { get: {} } }, securitySchemes: { bearer: { type: 'http' } } },
      ]),
    ]);
    expect(Object.keys(more.json.paths)).toEqual([...Object.keys(plain.json.paths), '/jobs', '/recipes']);
    expect(more.json.security).toEqual([{ key: [] }, { bearer: [] }]);
    expect(more.json.components.schemas).toEqual({ Job: {} });
    expect(more.json.components.responses).toEqual(plain.json.components.responses);
    expect(plain.json.security).toBeUndefined();
    expect(more.headers.get('ETag')).not.toBe(plain.headers.get('ETag'));
  });
});
