import { pathToFileURL } from 'node:url';
import { measurePixelM } from '../raster/pixel-size.js';
import { OUTPUT_NAMES } from '../store/keys.js';
import type { RunContext } from './context.js';
import { requireStaged } from './resume.js';
import { outlineScene } from './scene-outline.js';
import { type ItemFile, makeRunItem } from './stac-item.js';
import type { RunStatistics } from './statistics.js';

/** These tell when and how the run went: with their checksums no two runs would have the same Item. */
const CHANGING: readonly string[] = [OUTPUT_NAMES.statistics, OUTPUT_NAMES.report];

/** The run as a STAC Item; all files that do not tell times must be staged. */
export async function writeItem(context: RunContext, finished: Omit<RunStatistics, 'files'>): Promise<Uint8Array> {
  const { plan, ground } = context;
  const { recipe, classes, pixels, version } = finished;
  const { scene } = plan;
  const files: ItemFile[] = [];
  for (const name of plan.outputs.filter((output) => output !== OUTPUT_NAMES.item)) {
    files.push({ name, content: CHANGING.includes(name) ? null : await requireStaged(context, name) });
  }
  const item = makeRunItem({
    id: `${recipe.name}.${plan.sceneId}`,
    title: `${recipe.title}: ${plan.sceneId}`,
    version,
    scene: {
      ...scene,
      id: plan.sceneId,
      bboxLonLat: ground.bboxLonLat,
      outline: outlineScene(ground, scene),
      pixelM: measurePixelM(scene),
    },
    recipe: { name: recipe.name, version: recipe.version, method: recipe.segmenter },
    nodataPixels: pixels.nodata,
    classes,
    files,
    sources: [
      { href: toUrl(scene.location), title: plan.sceneId },
      ...Object.entries(plan.beside).map(([title, location]) => ({ href: toUrl(location), title })),
    ],
  });
  return new TextEncoder().encode(`${JSON.stringify(item, null, 2)}\n`);
}

/** Of a URL, what follows the path may be a key to the file. */
function toUrl(location: string): string {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(location)) return pathToFileURL(location).href;
  if (!/^https?:/i.test(location)) return location;
  const { origin, pathname } = new URL(location);
  return `${origin}${pathname}`;
}
