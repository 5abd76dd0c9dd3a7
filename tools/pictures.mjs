// Makes the pictures of README.md and docs/: composes, engraves, opens the pages in Chromium, waits until
// what a picture shows is drawn, and writes docs/images/*.png. Composing has fixed seeds: the same
// program and fonts give the same pictures.
//   node tools/pictures.mjs PROGRAM                        pieces.png, quartet.png
//   node tools/pictures.mjs PROGRAM --corpus CHORALES      also quality_against_originality.png, in some minutes
//   node tools/pictures.mjs PROGRAM --comparison REPORT    also ladder.png, from the report of
//                                                          `bachprop compare CHORALES -o REPORT`, which trains
//                                                          five networks
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

import { openBrowser, watch } from "../tests/browser/chromium.mjs";
import { checkInk, openEye } from "../tests/browser/ink.mjs";

// The quartet of README.md: the best of 100 candidates for the second piece.
const quartet = { seed: 1, number: 2, bestOf: 100 };
const temperatures = ["0.5", "0.8", "1", "1.2"];

const images = fileURLToPath(new URL("../docs/images/", import.meta.url));
const { values: options, positionals } = parseArgs({
  options: { corpus: { type: "string" }, comparison: { type: "string" } },
  allowPositionals: true,
});
if (positionals.length !== 1) {
  console.error(
    "usage: node tools/pictures.mjs PROGRAM [--corpus CHORALES] [--comparison REPORT.html]",
  );
  process.exit(2);
}
const program = path.resolve(positionals[0]);
const work = mkdtempSync(path.join(tmpdir(), "pictures-"));

function bachprop(...args) {
  console.log(["bachprop", ...args].join(" "));
  execFileSync(program, args, { cwd: work, stdio: ["ignore", "ignore", "inherit"] });
}

async function open(file, viewport, deviceScaleFactor = 1) {
  const context = await browser.newContext({ viewport, deviceScaleFactor, colorScheme: "light" });
  const page = await context.newPage();
  watch(page);
  await page.goto(pathToFileURL(path.resolve(work, file)).href);
  await page.evaluate(() => document.fonts.ready);
  return page;
}

async function write(name, page, screenshot) {
  const png = await screenshot();
  if (page.problems.length) throw new Error(`${name}: ${page.problems.join("; ")}`);
  await checkInk(eye, png);
  writeFileSync(path.join(images, name), png);
  await page.context().close();
  console.log("  " + path.join("docs/images", name));
}

// Each roll and each system of the window has marks in it.
function windowIsDrawn() {
  const inSight = e => {
    const { top, bottom } = e.getBoundingClientRect();
    return bottom > 0 && top < window.innerHeight;
  };
  return (
    [...document.querySelectorAll(".scroll")]
      .filter(inSight)
      .every(roll => roll.querySelector(".notes")?.getAttribute("d")) &&
    [...document.querySelectorAll(".system")]
      .filter(inSight)
      .every(system => system.querySelector(".ink").hasChildNodes())
  );
}

// What `make compose` writes.
async function drawPieces() {
  bachprop("generate", "-n", "8", "--seed", "1", "-o", "pieces");
  const page = await open("pieces/index.html", { width: 1100, height: 1360 });
  await page.waitForFunction(windowIsDrawn);
  await write("pieces.png", page, () => page.screenshot());
}

async function drawQuartet() {
  const { seed, number, bestOf } = quartet;
  bachprop(
    "generate",
    "-n",
    String(number),
    "--seed",
    String(seed),
    "--best-of",
    String(bestOf),
    "--format",
    "midi",
    "-o",
    "chorales",
  );
  bachprop(
    "render",
    `chorales/piece-${String(number).padStart(3, "0")}.mid`,
    "-o",
    "sheets",
    "--arrange",
    "string-quartet",
    "--title",
    "A new chorale",
    "--composer",
    "BachProp",
    "--format",
    "svg",
  );
  const svg = readFileSync(
    path.join(work, `sheets/piece-${String(number).padStart(3, "0")}-page-1.svg`),
    "utf8",
  );
  writeFileSync(
    path.join(work, "sheet.html"),
    '<!DOCTYPE html><link rel="icon" href="data:,">' +
      "<style>body { margin: 0; background: white } svg { display: block; width: 1300px; height: auto }</style>" +
      svg.slice(svg.indexOf("<svg")),
  );
  const page = await open("sheet.html", { width: 1300, height: 1850 });
  const clip = await page.evaluate(() => {
    const margin = 30;
    const boxes = [...document.querySelectorAll("path, polyline")].map(e =>
      e.getBoundingClientRect(),
    );
    const left = Math.min(...boxes.map(box => box.left)) - margin;
    const top = Math.min(...boxes.map(box => box.top)) - margin;
    return {
      x: left,
      y: top,
      width: Math.max(...boxes.map(box => box.right)) + margin - left,
      height: Math.max(...boxes.map(box => box.bottom)) + margin - top,
    };
  });
  await write("quartet.png", page, () => page.screenshot({ clip }));
}

async function drawQuality(corpus) {
  for (const temperature of temperatures) {
    bachprop(
      "generate",
      "-n",
      "256",
      "--temperature",
      temperature,
      "--format",
      "midi",
      "-o",
      "temperature " + temperature,
    );
  }
  const [first, ...others] = temperatures.map(temperature => "temperature " + temperature);
  bachprop(
    "evaluate",
    first,
    "--beside",
    ...others,
    "--corpus",
    path.resolve(corpus),
    "-o",
    "report.html",
  );
  const page = await open("report.html", { width: 1100, height: 900 }, 2);
  const figure = page.locator("figure", { hasText: "Quality against originality" }).first();
  await page.waitForFunction(() => Object.values(Chart.instances).length > 0);
  await figure.locator("details, button").evaluateAll(all =>
    all.forEach(e => {
      e.hidden = true;
    }),
  );
  await figure.scrollIntoViewIfNeeded();
  await write("quality_against_originality.png", page, () => figure.screenshot());
}

async function drawLadder(report) {
  const page = await open(path.resolve(report), { width: 1100, height: 1500 });
  await page.waitForFunction(() => Object.values(Chart.instances).length > 0);
  await write("ladder.png", page, () => page.screenshot());
}

const browser = await openBrowser();
const eye = await openEye();
try {
  await drawPieces();
  await drawQuartet();
  if (options.corpus) await drawQuality(options.corpus);
  if (options.comparison) await drawLadder(options.comparison);
} finally {
  await eye.close();
  await browser.close();
  rmSync(work, { recursive: true });
}
