export type { JudgedModel, ModelAccuracy } from './measure-model.js';
export type { ModelKind, TrainOptions } from './options.js';
export { type TrainedClass, type TrainHooks, type TrainResult, type TrainStep, trainModel } from './train-model.js';
