import { type Agreement, measureAgreement } from '../evaluate/agreement.js';
import type { FittedModel } from './fit-model.js';
import { predictEnsemble } from './trees/ensemble.js';
import { UNSEEN } from './trees/forest.js';
import type { TrainingSet } from './trees/training-set.js';

/** How well a model does on places it has not learnt from. */
export interface ModelAccuracy {
  /** On the labels held out; null where there are none. */
  heldOut: JudgedModel | null;
  /**
   * Of a forest: each sample judged by the trees that have not seen it. Its neighbours have been seen, so this looks better
   * than it is.
   */
  outOfBag: JudgedModel | null;
}

export interface JudgedModel extends Agreement {
  /** Samples by true class (rows) and the class they were given (columns), in the order of the classes. */
  confusion: number[][];
}

export function measureModel(fitted: FittedModel, trained: TrainingSet, heldOut: TrainingSet): ModelAccuracy {
  const { outOfBag, ensemble } = fitted;
  const predicted = heldOut.classOf.length > 0 ? predictEnsemble(ensemble, heldOut.features).classes : null;
  return {
    heldOut: predicted && judge(heldOut, predicted),
    outOfBag: outOfBag && judge(trained, outOfBag),
  };
}

function judge({ classOf, classCount }: TrainingSet, given: Uint8Array): JudgedModel {
  const confusion = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
  for (let i = 0; i < given.length; i++) if (given[i] !== UNSEEN) confusion[classOf[i]][given[i]]++;
  return { confusion, ...measureAgreement(confusion) };
}
