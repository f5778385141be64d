import { InternalError } from '../../../errors.js';
import { cropObject, type FoundObject } from './instances/found-object.js';
import { readMaskRcnn } from './mask-rcnn.js';
import type { NetworkGrid, NetworkSpec, Patch, PatchInstance, PatchOutputs } from './spec.js';
import { classesByLabel } from './things.js';
import { readYoloSeg } from './yolo-seg.js';

/** What of a network is needed to read the instances it finds. */
export type InstanceSpec = Pick<
  NetworkSpec,
  'kind' | 'instance' | 'classes' | 'things' | 'patchPx' | 'minScore' | 'model'
>;

/**
 * The instances that a network found in a patch, best first, with no more of each than lies within the scene. Those of a
 * class that nobody named are left out.
 *
 * @throws InputError where the outputs are not of the shape that was said
 */
export function* readInstances(
  outputs: PatchOutputs,
  { window }: Pick<Patch, 'window'>,
  { spec, grid }: { spec: InstanceSpec; grid: Pick<NetworkGrid, 'width' | 'height'> },
): Generator<PatchInstance> {
  const labels = classesByLabel(spec);
  const scene = { col: 0, row: 0, width: grid.width, height: grid.height };
  for (const { label, score, window: seen, mask } of readObjects(outputs, spec)) {
    const index = labels.get(label);
    if (index === undefined) continue;
    const placed = { ...seen, col: window.col + seen.col, row: window.row + seen.row };
    const object = cropObject({ window: placed, mask }, scene);
    if (object) yield { class: index, score, ...object };
  }
}

function readObjects(outputs: PatchOutputs, spec: InstanceSpec): Generator<FoundObject> {
  const { instance, patchPx, minScore, model } = spec;
  const options = { sizePx: patchPx, minScore, source: model };
  switch (instance?.family) {
    case 'mask-rcnn': {
      const [boxes, labels] = [outputs[instance.boxes], outputs[instance.labels]];
      const [scores, masks] = [outputs[instance.scores], outputs[instance.masks]];
      return readMaskRcnn({ boxes, labels, scores, masks }, options);
    }
    case 'yolo-seg': {
      const [detections, prototypes] = [outputs[instance.detections], outputs[instance.prototypes]];
      return readYoloSeg(
        { detections, prototypes },
        { ...options, leastClasses: 1 + Math.max(...classesByLabel(spec).keys()) },
      );
    }
    default:
      throw new InternalError({ thing: 'network', wanted: 'one that finds instances', got: 'another', source: model });
  }
}
