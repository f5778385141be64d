import { openScene, type Scene } from '../tiling/open-scene.js';
import { type Command, JSON_OPTION, onlyPositional } from './command.js';

export const inspectCommand: Command = {
  name: 'inspect',
  arguments: '<scene>',
  summary: 'What a GeoTIFF holds, as this program sees it.',
  options: { json: JSON_OPTION },
  async run(call, io) {
    const scene = await openScene(onlyPositional(call, 'scene'));
    try {
      const facts = describeScene(scene);
      io.stdout.write(call.json ? `${JSON.stringify(facts)}\n` : formatFacts(facts));
    } finally {
      await scene.close();
    }
  },
};

function describeScene(scene: Scene) {
  const { location, width, height, bandCount, dataType, bandNames, crs, affine, nodata } = scene;
  const { overviews, blockSize, compression, metadata, photometric, alphaBand, datetime, size } = scene;
  const pixels = { width, height, bandCount, dataType, bandNames, nodata, alphaBand, photometric };
  return { location, ...pixels, crs, affine, datetime, overviews, blockSize, compression, size, metadata };
}

function formatFacts(facts: ReturnType<typeof describeScene>): string {
  const { bandNames, overviews, blockSize, metadata, crs } = facts;
  const lines: [string, string][] = [
    ['scene', facts.location],
    ['size', `${facts.width} × ${facts.height} pixels, ${(facts.size / 1e6).toFixed(1)} MB`],
    ['bands', `${facts.bandCount} × ${facts.dataType}${facts.alphaBand ? `, band ${facts.alphaBand} is alpha` : ''}`],
    ['names', bandNames.some(Boolean) ? bandNames.map((name, i) => name || `(${i + 1})`).join(', ') : 'none'],
    ['CRS', crs ? (crs.epsg ? `EPSG:${crs.epsg}` : crs.proj) : 'none'],
    ['affine', facts.affine.join(', ')],
    ['nodata', String(facts.nodata ?? 'none')],
    ['date', facts.datetime ?? 'unknown'],
    ['stored', `${facts.compression}, blocks of ${blockSize.width} × ${blockSize.height}`],
    ['overviews', overviews.map(({ width, height }) => `${width} × ${height}`).join(', ') || 'none'],
    ...Object.entries(metadata),
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('');
}
