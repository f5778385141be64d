import type { PolygonGeometry } from './mvt.js';
import type { PolygonSink } from './polygon-sink.js';
import { Quantizer } from './quantize.js';
import type { TilePlace } from './tile-id.js';
import type { Detail } from './zooms.js';

/** Draws polygons, as shares of the world's side, into the geometry of a feature in a tile. */
export class Pen implements PolygonSink {
  private readonly quantizer = new Quantizer();
  private place: TilePlace = { z: 0, x: 0, y: 0 };
  private gridUnits = 1;
  private minHoleArea = 0;
  private hasOuter = false;
  private isHole = false;

  constructor(private readonly geometry: PolygonGeometry) {}

  /** A feature begins. */
  begin(place: TilePlace, { gridUnits, minArea }: Detail): void {
    this.geometry.clear();
    this.place = place;
    this.gridUnits = gridUnits;
    // What fills a small hole is not drawn either.
    this.minHoleArea = minArea;
  }

  ring(isHole: boolean): boolean {
    if (isHole && !this.hasOuter) return false;
    if (!isHole) {
      this.hasOuter = false;
      this.geometry.mark();
    }
    this.isHole = isHole;
    this.quantizer.open(this.place, this.gridUnits);
    return true;
  }

  put(x: number, y: number): void {
    this.quantizer.put(x, y);
  }

  end(isAround: boolean): void {
    const { isHole, quantizer, geometry } = this;
    if (isHole && isAround) {
      geometry.backToMark();
      this.hasOuter = false;
      return;
    }
    const count = quantizer.finish(isHole, isHole ? this.minHoleArea : 0);
    if (count > 0) geometry.ring(quantizer.points, count);
    if (!isHole) this.hasOuter = count > 0;
  }
}
