import { findIndex } from './indices/table.js';
import { type BandRef, OTHER_SCENES, type OtherScene, type Source } from './segmenter.js';

/** What a name in a recipe means: a layer of the recipe, else an index, else a band; after `before.`, another scene's. */
export function toNamedSource(name: BandRef, layerNames: readonly string[]): Source {
  if (typeof name === 'number') return { kind: 'band', band: name };
  if (layerNames.includes(name)) return { kind: 'layer', name };
  const scene = OTHER_SCENES.find((other) => name.startsWith(`${other}.`));
  return scene ? { ...ofScene(name.slice(scene.length + 1)), scene } : ofScene(name);
}

function ofScene(name: string): Exclude<Source, { kind: 'layer' }> & { scene?: OtherScene } {
  const index = findIndex(name);
  if (index) return { kind: 'index', name: index.name };
  return { kind: 'band', band: /^\d+$/.test(name) ? Number(name) : name };
}
