/** Where basins begin. */
export interface Markers {
  /** Number of the marker that a pixel belongs to, from 1 to `count` in the order of first pixels; 0: none. */
  markers: Uint32Array;
  count: number;
}
