import { describe, expect, it } from 'vitest';
import { parseCql2Text } from '../../../src/query/cql2/parse-text.js';
import { findReach } from '../../../src/query/cql2/reach.js';

const reachOf = (text: string) => findReach(parseCql2Text(text));

describe('the box in which a filter can be true', () => {
  it('is that of a geometry that features have to meet', () => {
    expect(reachOf('S_INTERSECTS(geometry, BBOX(1, 2, 3, 4))')).toEqual([1, 2, 3, 4]);
    expect(reachOf('S_WITHIN(geometry, POLYGON((0 0, 5 1, 2 7, 0 0)))')).toEqual([0, 0, 5, 7]);
    expect(reachOf('S_TOUCHES(POINT(3 4), geometry)')).toEqual([3, 4, 3, 4]);
    expect(reachOf('S_INTERSECTS(geometry, BBOX(170, 2, -170, 4))')).toEqual([-180, 2, 180, 4]);
    expect(reachOf('S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT(1 2), LINESTRING(5 0, 4 9)))')).toEqual([
      1, 0, 5, 9,
    ]);
  });

  it('is that of one part of a conjunction, and goes around those of an alternative', () => {
    const near = 'S_INTERSECTS(geometry, BBOX(1, 2, 3, 4))';
    const far = 'S_CROSSES(geometry, LINESTRING(7 -5, 9 3))';
    expect(reachOf(`area_m2 > 5 AND ${near} AND label = 'x'`)).toEqual([1, 2, 3, 4]);
    expect(reachOf(`(${near} AND class = 1) OR ${far}`)).toEqual([1, -5, 9, 4]);
  });

  it('is not known where features elsewhere may do', () => {
    const near = 'S_INTERSECTS(geometry, BBOX(1, 2, 3, 4))';
    for (const text of ['class = 1', `NOT ${near}`, `${near} OR class = 1`, 'S_DISJOINT(geometry, POINT(1 2))']) {
      expect(reachOf(text), text).toBeNull();
    }
    expect(reachOf('S_INTERSECTS(POINT(1 2), BBOX(1, 2, 3, 4))')).toBeNull();
    expect(reachOf(`(${near}) = TRUE`)).toBeNull();
  });
});
