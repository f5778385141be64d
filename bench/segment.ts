import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSampleScene } from '../src/sample/index.js';
import { median, spread } from './quantiles.js';
import { SEGMENT_CASES } from './segment-cases.js';

/**
 * Every method on one picture, in one thread and in two at once, beside scikit-image, OpenCV and scikit-learn.
 *
 *   npx tsx bench/segment.ts [--short]        GEO_PYTHON names a Python with these packages
 */
interface Timed {
  name: string;
  sizePx?: number;
  seconds: number[];
}

const speed = (sizePx: number, seconds: readonly number[]): number => sizePx ** 2 / 1e6 / median(seconds);
const milliseconds = (seconds: readonly number[]): string =>
  spread(
    seconds.map((value) => 1000 * value),
    1,
  );

const isShort = process.argv.includes('--short');
const sidePx = isShort ? 512 : 2048;
const rounds = isShort ? 1 : 5;
const python = process.env.GEO_PYTHON ?? 'python3';
const folder = mkdtempSync(join(tmpdir(), 'landquilt-segment-'));
try {
  const file = join(folder, 'picture.raw');
  writeFileSync(file, makePicture());
  const hasPeers = spawnSync(python, ['-c', 'import cv2, skimage, sklearn']).status === 0;
  if (!hasPeers) console.log('no peers: pip install scikit-image opencv-python-headless scikit-learn');
  const ours = ['npx', 'tsx', 'bench/segment-ours.ts', file, String(sidePx), String(rounds)];
  const [one] = await timeTogether([ours]);
  const two = await timeTogether([ours, ours]);
  const peers = hasPeers
    ? (await timeTogether([[python, 'bench/segment-peers.py', file, String(sidePx), String(rounds), '1']]))[0]
    : [];
  console.log(
    `\n${sidePx} × ${sidePx} pixels: milliseconds as min / median / max, megapixels a second in one thread and in two`,
  );
  for (const { name, peers: wanted } of SEGMENT_CASES) {
    const { seconds, sizePx = sidePx } = find(one, name);
    const both = two.reduce((sum, timed) => sum + speed(sizePx, find(timed, name).seconds), 0);
    const figures = `${milliseconds(seconds).padStart(24)}  ${speed(sizePx, seconds).toFixed(1).padStart(7)} ${both.toFixed(1).padStart(7)}`;
    const beside = wanted.flatMap((peer) => {
      const found = peers.find((timed) => timed.name === peer);
      return found ? [`${peer} ${(median(found.seconds) / median(seconds)).toFixed(1)} ×`] : [];
    });
    console.log(`  ${name.padEnd(22)}${figures}   ${beside.join(', ')}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** Near infrared, red and green of the sample scene, 8 bits, one band after the other; mirrored to the side. */
function makePicture(): Uint8Array {
  const { width, height, bands } = generateSampleScene();
  const picture = new Uint8Array(3 * sidePx * sidePx);
  const mirror = (at: number, size: number) => (Math.floor(at / size) % 2 === 0 ? at % size : size - 1 - (at % size));
  [4, 2, 1].forEach((band, k) => {
    const scale = k === 0 ? 255 / 6000 : 255 / 3500;
    for (let row = 0; row < sidePx; row++) {
      for (let col = 0; col < sidePx; col++) {
        const value = bands[band]![mirror(row, height) * width + mirror(col, width)]!;
        picture[(k * sidePx + row) * sidePx + col] = Math.min(255, value * scale);
      }
    }
  });
  return picture;
}

function timeTogether(commands: string[][]): Promise<Timed[][]> {
  return Promise.all(
    commands.map(
      ([program, ...args]) =>
        new Promise<Timed[]>((resolve, reject) => {
          const child = spawn(program!, args, { stdio: ['ignore', 'pipe', 'inherit'] });
          let output = '';
          child.stdout.on('data', (text) => {
            output += text;
          });
          child.on('close', (code) => {
            const lines = output.split('\n').filter((line) => line.startsWith('{'));
            if (code === 0) resolve(lines.map((line) => JSON.parse(line) as Timed));
            else reject(new Error(`${program} ended with ${code}`));
          });
        }),
    ),
  );
}

function find(timed: readonly Timed[], name: string): Timed {
  return timed.find((one) => one.name === name)!;
}
