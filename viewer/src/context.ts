import type { Api } from './api.js';
import type { LoadedRun } from './load-run.js';
import type { MapLibreMap } from './map/create-map.js';
import { boxOfMap } from './map/create-map.js';
import type { Look } from './map/run-layers.js';
import { type Choice, type Place, placeOfBox } from './question.js';
import type { RunEntry } from './runs.js';
import { type Shape, viewBox } from './shape.js';
import type { Signal } from './signal.js';
import type { Theme } from './theme.js';

/** What totals are of: what the map shows, what was drawn, or all. */
export type Scope = 'view' | 'drawn' | 'all';

/** What all parts of the page share. */
export interface Context {
  api: Api;
  map: MapLibreMap;
  theme: Signal<Theme>;
  runs: Signal<readonly RunEntry[]>;
  run: Signal<LoadedRun | null>;
  choice: Signal<Choice>;
  look: Signal<Look>;
  scope: Signal<Scope>;
  shape: Signal<Shape | null>;
  /** Id of the region whose attributes are shown. */
  region: Signal<string | null>;
  /** Counts up when the map came to rest. */
  moved: Signal<number>;
  /** Says something to those who do not see it happen. */
  announce(text: string): void;
}

/** Where totals are of at this moment. */
export function currentPlace({ scope, shape, map }: Context): Place {
  if (scope.get() === 'all') return null;
  if (scope.get() === 'drawn' && shape.get()) return shape.get();
  return placeOfBox(viewBox(boxOfMap(map)));
}

export const collectionPath = ({ id }: { id: string }, rest = ''): string =>
  `collections/${encodeURIComponent(id)}${rest}`;
