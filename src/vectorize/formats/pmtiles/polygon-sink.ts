/** Takes polygons vertex by vertex, so that a large one need not be in memory: outer rings, each before its holes. */
export interface PolygonSink {
  /** A ring begins; false where it is not wanted, and then nothing of it follows. */
  ring(isHole: boolean): boolean;
  /** Its next vertex; the first is not repeated. */
  put(x: number, y: number): void;
  /** It ends. `isAround`: it goes around all that can be seen, so that a polygon with such a hole cannot be. */
  end(isAround: boolean): void;
}
