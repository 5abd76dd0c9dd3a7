// Chromium for the tests of pages. Where it or what drives it is missing, prints "SKIPPED: why" and ends.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

function skip(why) {
  console.log('SKIPPED: ' + why);
  process.exit(0);
}

function loadPlaywright() {
  try {
    return createRequire(new URL('../node/package.json', import.meta.url))('playwright-core');
  } catch {
    return skip('playwright-core is not installed: npm ci --prefix tests/node');
  }
}

// The program's path; to be given to the launcher.
export const chromium = process.env.CHROMIUM || '/usr/bin/chromium';
export const { chromium: launcher } = loadPlaywright();
if (!existsSync(chromium)) skip(chromium + ' is not there; CHROMIUM names another');
