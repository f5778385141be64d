import { spawnSync } from 'node:child_process';
import { CLIENT } from '../../scripts/lambda-runtime.js';
import { GEO_MODULES, GEO_PACKAGES, GEO_PYTHON } from './geo-python.js';

/** The outside programs that the integration tests ask, and how to get each of them. */
const JUDGES = [
  { name: 'GDAL command line programs', command: ['gdalinfo', '--version'], install: 'apt-get install gdal-bin' },
  {
    name: 'GDAL for Python',
    command: ['/usr/bin/python3', '-c', 'import osgeo.gdal, osgeo_utils'],
    install: 'apt-get install python3-gdal',
  },
  {
    name: 'Chromium, for the viewer',
    command: ['/usr/bin/chromium', '--version'],
    install: 'apt-get install chromium',
  },
  {
    name: `Python with ${GEO_PACKAGES.replaceAll(' ', ', ')}`,
    command: [GEO_PYTHON, '-c', `import ${GEO_MODULES}`],
    install: `python3 -m venv geo && geo/bin/pip install ${GEO_PACKAGES}, then GEO_PYTHON=$PWD/geo/bin/python`,
  },
  {
    name: "Lambda's client of its Runtime API, and the Node that Lambda has",
    command: ['test', '-f', CLIENT],
    install: 'npm run measure:functions -- --install (needs cmake, a C++ compiler and Python)',
  },
];

/** Fails before the first test when a judge is missing: an integration run never passes by skipping. */
export default function setup(): void {
  const missing = JUDGES.filter(({ command: [program, ...args] }) => spawnSync(program!, args).status !== 0);
  if (missing.length === 0) return;
  const lines = missing.map((judge) => `  ${judge.name}: ${judge.install}`);
  throw new Error(`the integration tests need programs that are not here:\n${lines.join('\n')}`);
}
