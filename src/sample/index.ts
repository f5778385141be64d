export {
  type Agreement,
  type ClassAgreement,
  type ClassMapping,
  mapClasses,
  measureAgreement,
} from './agreement.js';
export { generateSampleScene, type SampleScene, type SampleSceneOptions, type SampleTruth } from './sample-scene.js';
export { type SampleFiles, writeSampleScene } from './write-sample-scene.js';
export { zoneMapping, zonesOfNdvi } from './zones.js';
