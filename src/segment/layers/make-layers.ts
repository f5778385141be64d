import { InputError } from '../../errors.js';
import { suggest } from '../recipe-problems.js';
import type { SceneBands, Source } from '../segmenter.js';
import type { Layer, LayerOptions } from './layer.js';
import { findLayerKind } from './list.js';

/** The layers of a recipe, made ready. */
export interface MadeLayers {
  /** By name; a layer comes after those it stands on. */
  layers: ReadonlyMap<string, Layer>;
  /** How far a source looks around a pixel, with all that it stands on. */
  haloOf(sources: readonly Source[]): number;
}

/** @throws InputError for a layer that stands on itself, or on one that is not there */
export function makeLayers(defined: Readonly<Record<string, LayerOptions>>, scene: SceneBands): MadeLayers {
  const layers = new Map<string, Layer>();
  const make = (name: string, under: readonly string[]): void => {
    if (layers.has(name)) return;
    const path = [...under, name];
    if (under.includes(name)) {
      const wanted = 'layers that stand on others, not on themselves';
      throw new InputError({ thing: `recipe: layers.${name}`, wanted, got: path.join(' of ') });
    }
    const options = defined[name] ?? unknownLayer(name, Object.keys(defined));
    const layer = findLayerKind(options.type)!.create(options, scene);
    for (const source of layer.sources) if (source.kind === 'layer') make(source.name, path);
    layers.set(name, layer);
  };
  for (const name of Object.keys(defined)) make(name, []);

  const haloOf = (sources: readonly Source[]): number =>
    Math.max(0, ...sources.map((source) => (source.kind === 'layer' ? reachOf(layers.get(source.name)!) : 0)));
  const reachOf = ({ haloPx, sources }: Layer): number => haloPx + haloOf(sources);
  return { layers, haloOf };
}

/** @throws InputError where a source is a layer that the recipe does not define */
export function checkLayers(sources: readonly Source[], layers: ReadonlyMap<string, Layer>): void {
  for (const source of sources) {
    if (source.kind === 'layer' && !layers.has(source.name)) unknownLayer(source.name, [...layers.keys()]);
  }
}

function unknownLayer(name: string, names: readonly string[]): never {
  const wanted = names.length > 0 ? `one of ${names.join(', ')}` : 'it to be defined under layers';
  throw new InputError({ thing: `recipe: layer ${name}`, wanted, got: `none${suggest(name, names)}` });
}

/** Names of all layers that sources are or stand on. */
export function standsOn(sources: readonly Source[], layers: ReadonlyMap<string, Layer>): Set<string> {
  const names = sources.flatMap((source) =>
    source.kind === 'layer' ? [source.name, ...standsOn(layers.get(source.name)!.sources, layers)] : [],
  );
  return new Set(names);
}

/** All sources that these read, directly or through layers: indices and bands alone. */
export function rootSources(sources: readonly Source[], layers: ReadonlyMap<string, Layer>): Source[] {
  return sources.flatMap((source) =>
    source.kind === 'layer' ? rootSources(layers.get(source.name)!.sources, layers) : [source],
  );
}
