import type { FilterGeometry } from './expression.js';
import { filterError, MOST_DEPTH } from './filter-error.js';
import type { TokenReader } from './token-reader.js';

/** Kinds of geometry by their name in small letters, and how many brackets lie around their positions. */
const KINDS = {
  point: ['Point', 0],
  multipoint: ['MultiPoint', 1],
  linestring: ['LineString', 1],
  multilinestring: ['MultiLineString', 2],
  polygon: ['Polygon', 2],
  multipolygon: ['MultiPolygon', 3],
} as const;

const COLLECTION = 'geometrycollection';
export const WKT_NAMES: readonly string[] = [...Object.keys(KINDS), COLLECTION];

type Nested = number[] | Nested[];

/** Reads a geometry in well-known text (OGC 06-103r4); heights are read and left out of all questions. */
export function parseWkt(reader: TokenReader, depth = 0): FilterGeometry {
  if (depth > MOST_DEPTH) throw filterError(`at most ${MOST_DEPTH} collections within each other`, 'more');
  const { accept, expect, fail, peek, take } = reader;
  const name = take().value.toLowerCase();
  for (const flag of ['zm', 'z', 'm']) if (accept(flag)) break;
  if (name === COLLECTION) return { type: 'GeometryCollection', geometries: parseMany(parseMember) };
  const [type, levels] = KINDS[name as keyof typeof KINDS];
  const coordinates = type === 'Point' ? parseOne(parsePosition) : parseNested(levels, type === 'MultiPoint');
  return { type, coordinates } as FilterGeometry;

  function parseMember(): FilterGeometry {
    if (!WKT_NAMES.includes(peek().value.toLowerCase())) fail('a geometry');
    return parseWkt(reader, depth + 1);
  }

  function parseNested(left: number, isMultiPoint: boolean): Nested[] {
    if (left > 1) return parseMany(() => parseNested(left - 1, false));
    return parseMany(() => (isMultiPoint && peek().value === '(' ? parseOne(parsePosition) : parsePosition()));
  }

  function parseMany<Item>(parse: () => Item): Item[] {
    if (accept('empty')) return [];
    expect('(');
    const items = [parse()];
    while (accept(',')) items.push(parse());
    expect(')');
    return items;
  }

  function parseOne<Item>(parse: () => Item): Item {
    expect('(');
    const item = parse();
    expect(')');
    return item;
  }

  function parsePosition(): number[] {
    const position = [parseNumber(), parseNumber()];
    while (peek().kind === 'number' || peek().value === '-') position.push(parseNumber());
    return position.length > 4 ? fail('a position of 2 to 4 numbers') : position;
  }

  function parseNumber(): number {
    const sign = accept('-') ? -1 : 1;
    if (sign === 1) accept('+');
    return peek().kind === 'number' ? sign * Number(take().value) : fail('a number');
  }
}
