import { addExact, createExactSums, roundExact } from '../../vectorize/exact-sum.js';
import { meanOf, ratio } from '../agreement.js';
import type { SegmentFacts } from './segment-table.js';

/** Segments of both sides, and those that match. */
export interface SegmentCounts {
  truth: number;
  mapped: number;
  matched: number;
}

/** Kirillov et al. (2019): panoptic quality is segmentation quality times recognition quality. */
export interface PanopticFigures extends SegmentCounts {
  /** Mean intersection over union of the pairs that match; null where none does. */
  segmentationQuality: number | null;
  /** F1 of the segments; null where there are none. */
  recognitionQuality: number | null;
  panopticQuality: number | null;
}

/** IoUs are summed in these units: whole numbers, so that no order shows. */
const IOU_UNITS = 2 ** 44;

const createCounts = () => ({
  truth: new Float64Array(256),
  mapped: new Float64Array(256),
  matched: new Float64Array(256),
});

/** What became of the segments, by place of their class. */
export class SegmentTally {
  private readonly all = createCounts();
  private readonly iou = createExactSums(256);
  /** Of numbered or connected objects alone. */
  private readonly things = createCounts();
  /** Segments of all that is of a class without being objects. */
  private readonly stuff = createCounts();
  /** Segments that lie, for more than their half, where the other side has no data. */
  readonly ignored = { truth: 0, mapped: 0 };

  match({ place, isThing }: Pick<SegmentFacts, 'place' | 'isThing'>, isTrueThing: number, iou: number): void {
    this.count('mapped', place, isThing);
    this.count('truth', place, isTrueThing);
    this.all.matched[place]++;
    this.things.matched[place] += isThing & isTrueThing;
    addExact(this.iou, place, Math.round(iou * IOU_UNITS));
  }

  miss(side: 'truth' | 'mapped', { place, isThing, total, compared }: SegmentFacts): void {
    if (2 * compared < total) this.ignored[side]++;
    else this.count(side, place, isThing);
  }

  /** Objects of all classes together, without the classes that a side knows only as stuff. */
  objects(): SegmentCounts {
    const { things, stuff } = this;
    const isStuff = (side: 'truth' | 'mapped', place: number) => stuff[side][place] > 0 && things[side][place] === 0;
    const sum: SegmentCounts = { truth: 0, mapped: 0, matched: 0 };
    for (let place = 1; place < 256; place++) {
      if (isStuff('truth', place) || isStuff('mapped', place)) continue;
      sum.truth += things.truth[place];
      sum.mapped += things.mapped[place];
      sum.matched += things.matched[place];
    }
    return sum;
  }

  private count(side: 'truth' | 'mapped', place: number, isThing: number): void {
    this.all[side][place]++;
    this.things[side][place] += isThing;
    this.stuff[side][place] += 1 - isThing;
  }

  figures(place: number): PanopticFigures {
    const { truth, mapped, matched } = this.all;
    const counts = { truth: truth[place], mapped: mapped[place], matched: matched[place] };
    const segmentationQuality = ratio(roundExact(this.iou, place) / IOU_UNITS, counts.matched);
    const recognitionQuality = f1Of(counts);
    const panopticQuality = recognitionQuality === null ? null : (segmentationQuality ?? 0) * recognitionQuality;
    return { ...counts, segmentationQuality, recognitionQuality, panopticQuality };
  }
}

export const f1Of = ({ truth, mapped, matched }: SegmentCounts): number | null => ratio(2 * matched, truth + mapped);

export type PanopticMeans = Pick<PanopticFigures, 'segmentationQuality' | 'recognitionQuality' | 'panopticQuality'>;

/** Means over the classes that have segments; of segmentation quality over all of these too, 0 where nothing matches. */
export function meanPanoptic(classes: readonly PanopticFigures[]): PanopticMeans {
  const there = classes.filter(({ recognitionQuality }) => recognitionQuality !== null);
  return {
    segmentationQuality: meanOf(there.map((one) => one.segmentationQuality ?? 0)),
    recognitionQuality: meanOf(there.map((one) => one.recognitionQuality)),
    panopticQuality: meanOf(there.map((one) => one.panopticQuality)),
  };
}
