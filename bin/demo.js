#!/usr/bin/env node
import { runDemo } from '../dist/cli/demo.js';

await runDemo(process.argv[2] ?? 'out/demo');
