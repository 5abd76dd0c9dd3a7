// What the tests of pages share. Where Chromium or what drives it is missing, prints "SKIPPED: why" and ends.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";

function skip(why) {
  console.log("SKIPPED: " + why);
  process.exit(0);
}

function loadPlaywright() {
  try {
    return createRequire(new URL("../node/package.json", import.meta.url))("playwright-core");
  } catch {
    return skip("playwright-core is not installed: npm ci --prefix tests/node");
  }
}

const program = process.env.CHROMIUM || "/usr/bin/chromium";
const { chromium: launcher } = loadPlaywright();
if (!existsSync(program)) skip(program + " is not there; CHROMIUM names another");

export function openBrowser() {
  const isRoot = process.getuid && process.getuid() === 0;
  return launcher.launch({ executablePath: program, args: isRoot ? ["--no-sandbox"] : [] });
}

// Collects in page.problems what no page may do: fail, warn, or ask for anything from elsewhere.
export function watch(page) {
  page.problems = [];
  page.on("console", message => {
    if (["error", "warning"].includes(message.type())) page.problems.push(message.text());
  });
  page.on("pageerror", error => page.problems.push(String(error)));
  page.on("request", request => {
    if (!/^(file|data|blob):/.test(request.url())) page.problems.push("asked for " + request.url());
  });
}

export async function fitsIntoTheWindow(page) {
  const [content, window] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(content <= window, `${content} pixels in a window of ${window}`);
}

// Says of one test of a watched page whether it passed; the process then ends with 1 if one failed.
export async function attempt(name, page, test) {
  try {
    await test(page);
    assert.deepEqual(page.problems, []);
    console.log("passed  " + name);
  } catch (error) {
    process.exitCode = 1;
    console.log("FAILED  " + name + ": " + error.message);
  }
}
