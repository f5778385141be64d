/** What is known of the segments of one side that are not decided yet, by their number in the scene. */
export class SegmentTable {
  place = new Uint8Array(1024);
  isThing = new Uint8Array(1024);
  /** Pixels of the segment, and those of them that are compared. */
  total = new Float64Array(1024);
  compared = new Float64Array(1024);
  /** Numbers 1 to this exclusive are there. */
  end = 1;

  add(number: number, { place, isThing, total, compared }: SegmentFacts): void {
    if (number >= this.place.length) this.grow(number + 1);
    this.end = Math.max(this.end, number + 1);
    this.place[number] = place;
    this.isThing[number] = isThing;
    this.total[number] += total;
    this.compared[number] += compared;
  }

  /** Moves the sums of every number to the one that stands for its segment. */
  gather(rootOf: (number: number) => number): void {
    for (let number = 1; number < this.end; number++) {
      const root = rootOf(number);
      if (root === number) continue;
      this.total[root] += this.total[number];
      this.compared[root] += this.compared[number];
      this.total[number] = 0;
      this.compared[number] = 0;
    }
  }

  private grow(least: number): void {
    const length = Math.max(least, 2 * this.place.length);
    const place = new Uint8Array(length);
    const isThing = new Uint8Array(length);
    const total = new Float64Array(length);
    const compared = new Float64Array(length);
    place.set(this.place);
    isThing.set(this.isThing);
    total.set(this.total);
    compared.set(this.compared);
    Object.assign(this, { place, isThing, total, compared });
  }
}

export interface SegmentFacts {
  place: number;
  isThing: number;
  total: number;
  compared: number;
}
