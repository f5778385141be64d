/**
 * Closed walks around the inside, instead of rings that touch: where several come to one place, each goes on along the
 * side of the inside it came by. Holes that touched each other in a row may part what a cut left of a polygon.
 *
 *      ╲ in  │  out ╱        two rings that touch at v: whoever comes in leaves by the next way out, counted
 *       ╲    │     ╱         clockwise from where it came from
 *    ────── v ──────
 *
 * On the meridian `joinLon` rings may run along each other in opposite directions: what they share there is left out.
 * Rings are lon, lat, … with the inside on the left, the first vertex not repeated.
 */
export function separateRings(rings: readonly number[][], joinLon: number | null): number[][] {
  const edges = collectEdges(joinLon === null ? rings : splitOnMeridian(rings, joinLon));
  const { lon, lat, next } = edges;
  const key = (vertex: number): string => `${lon[vertex]} ${lat[vertex]}`;
  const leaving = new Map<string, number[]>();
  const isDone = new Uint8Array(lon.length);
  if (joinLon !== null) markShared(edges, joinLon, isDone);
  for (let edge = 0; edge < lon.length; edge++) {
    if (isDone[edge]) continue;
    const here = leaving.get(key(edge));
    if (here) here.push(edge);
    else leaving.set(key(edge), [edge]);
  }

  const walks: number[][] = [];
  for (let first = 0; first < lon.length; first++) {
    const walk: number[] = [];
    for (let edge = first; !isDone[edge]; edge = leaveBy(edge)) {
      isDone[edge] = 1;
      walk.push(lon[edge], lat[edge]);
    }
    if (walk.length > 0) walks.push(walk);
  }
  return walks;

  function leaveBy(edge: number): number {
    const head = next[edge];
    const ways = leaving.get(key(head));
    if (!ways || ways.length === 1) return ways?.[0] ?? head;
    const back = angle(head, edge);
    const clockwise = ways.map((way) => (back - angle(way, next[way]) + 4 * Math.PI) % (2 * Math.PI) || 2 * Math.PI);
    return ways[clockwise.indexOf(Math.min(...clockwise))];
  }

  function angle(from: number, to: number): number {
    return Math.atan2(lat[to] - lat[from], lon[to] - lon[from]);
  }
}

/** Edges by the vertex where they begin; `next` is the one where they end. */
interface Edges {
  lon: number[];
  lat: number[];
  next: number[];
}

function collectEdges(rings: readonly number[][]): Edges {
  const edges: Edges = { lon: [], lat: [], next: [] };
  for (const ring of rings) {
    const first = edges.lon.length;
    const count = ring.length / 2;
    for (let i = 0; i < count; i++) {
      edges.lon.push(ring[2 * i]);
      edges.lat.push(ring[2 * i + 1]);
      edges.next.push(first + ((i + 1) % count));
    }
  }
  return edges;
}

/** Gives every side along the meridian the vertices that any other has there. */
function splitOnMeridian(rings: readonly number[][], joinLon: number): number[][] {
  const lats = new Set<number>();
  for (const ring of rings) for (let i = 0; i < ring.length; i += 2) if (ring[i] === joinLon) lats.add(ring[i + 1]);
  const northwards = [...lats].sort((p, q) => p - q);
  return rings.map((ring) => {
    const split: number[] = [];
    for (let i = 0; i < ring.length; i += 2) {
      const [lon, lat, toLon, toLat] = [ring[i], ring[i + 1], ring[(i + 2) % ring.length], ring[(i + 3) % ring.length]];
      split.push(lon, lat);
      if (lon !== joinLon || toLon !== joinLon) continue;
      const between = northwards.filter((at) => at > Math.min(lat, toLat) && at < Math.max(lat, toLat));
      for (const at of toLat > lat ? between : between.reverse()) split.push(joinLon, at);
    }
    return split;
  });
}

/** Marks the edges along the meridian that are there in both directions. */
function markShared({ lon, lat, next }: Edges, joinLon: number, isShared: Uint8Array): void {
  const byEnds = new Map<string, number>();
  lon.forEach((of, edge) => {
    if (of === joinLon && lon[next[edge]] === joinLon) byEnds.set(`${lat[edge]} ${lat[next[edge]]}`, edge);
  });
  for (const edge of byEnds.values()) {
    if (byEnds.has(`${lat[next[edge]]} ${lat[edge]}`)) isShared[edge] = 1;
  }
}
