// Opens a page of new pieces in Chromium and uses it as a reader would.
//   node pieces_page_test.mjs SAMPLE_WRITER FOLDER   makes the sample page in FOLDER first
//   node pieces_page_test.mjs FOLDER                 looks at the page that is there
// Leaves pictures of the page in FOLDER. Prints "SKIPPED: why" where something it needs is missing.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { attempt, fitsIntoTheWindow, openBrowser, watch } from './chromium.mjs';

const args = process.argv.slice(2);
const folder = path.resolve(args.at(-1));
if (args.length === 2) execFileSync(args[0], [folder]);

// Everything that reaches the loudspeaker also reaches window.heard.
function listen() {
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target instanceof AudioDestinationNode) {
      window.heard = window.heard || new AnalyserNode(this.context, { fftSize: 2048 });
      connect.call(this, window.heard);
    }
    return connect.call(this, target, ...rest);
  };
  window.loudness = () => {
    if (window.audios.some(audio => !audio.paused && audio.readyState > 2)) return 1;
    if (!window.heard) return 0;
    const samples = new Float32Array(window.heard.fftSize);
    window.heard.getFloatTimeDomainData(samples);
    return Math.max(...samples.map(Math.abs));
  };
  // The sound files that were asked for.
  window.audios = [];
  window.Audio = class extends Audio {
    constructor(address) {
      super(address);
      window.audios.push(this);
    }
  };
}

// How many pixels of a roll have the colour of notes that were composed, or given.
function countPixels([roll, name]) {
  const copy = new OffscreenCanvas(roll.width + 1, roll.height);
  const g = copy.getContext('2d', { willReadFrequently: true });
  g.drawImage(roll, 1, 0);
  g.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name);
  g.fillRect(0, 0, 1, 1);
  const pixels = new Uint32Array(g.getImageData(0, 0, copy.width, copy.height).data.buffer);
  return pixels.filter(pixel => pixel === pixels[0]).length - 1;
}

async function openPage(browser, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  watch(page);
  await page.addInitScript(listen);
  await page.goto(pathToFileURL(path.join(folder, 'index.html')).href);
  return page;
}

// The first sheet music of the page, brought into view; null: there is none.
async function drawnSheet(page) {
  const sheet = page.locator('.sheet:not([hidden])').first();
  if (!await sheet.count()) return null;
  await sheet.scrollIntoViewIfNeeded();
  await page.waitForFunction(() => document.querySelector('.ink .filled'));
  return sheet;
}

const tests = {
  async everyPieceHasARollWithItsNotes(page) {
    const data = JSON.parse(await page.locator('#data').textContent());
    const rolls = page.locator('.roll canvas');
    assert.equal(await rolls.count(), data.pieces.length);
    for (let i = 0; i < Math.min(8, data.pieces.length); ++i) {
      const roll = rolls.nth(i);
      await roll.scrollIntoViewIfNeeded();
      await page.waitForTimeout(150);
      const handle = await roll.elementHandle();
      const given = await page.evaluate(countPixels, [handle, '--given']);
      assert.ok(await page.evaluate(countPixels, [handle, '--note']) > 200, `roll ${i} is blank`);
      assert.equal(given > 0, data.pieces[i].given > 0, `given notes of roll ${i}`);
    }
  },

  async everyLinkLeadsToAFile(page) {
    assert.equal(await page.locator('.files .midi').count(), await page.locator('.piece').count());
    for (const href of await page.locator('.files a').evaluateAll(all => all.map(a => a.href))) {
      assert.ok(existsSync(new URL(href)), href);
    }
  },

  async thePlayButtonSoundsAndMovesTheCursorUntilItIsPressedAgain(page) {
    const piece = page.locator('.piece').first();
    const place = () => piece.locator('.cursor').evaluate(e => new DOMMatrix(getComputedStyle(e).transform).e);
    await piece.locator('.play').click();
    await page.waitForFunction(() => window.loudness() > 0.01, null, { timeout: 10000 });
    const before = await place();
    await page.waitForTimeout(500);
    assert.ok(await place() > before, 'the cursor stands still');
    assert.match(await piece.locator('.play').getAttribute('aria-label'), /^Pause /);
    await piece.locator('.play').click();
    assert.match(await piece.locator('.play').getAttribute('aria-label'), /^Play /);
    await page.waitForFunction(() => window.loudness() < 0.001, null, { timeout: 10000 });
    const paused = await place();
    await page.waitForTimeout(300);
    assert.equal(await place(), paused);
  },

  async onlyOnePiecePlaysAtATime(page) {
    const buttons = page.locator('.play');
    if (await buttons.count() < 2) return;
    await buttons.nth(0).click();
    await buttons.nth(1).click();
    assert.equal(await page.locator('.piece.playing').count(), 1);
    await buttons.nth(1).click();
    assert.equal(await page.locator('.piece.playing').count(), 0);
  },

  async aClickInTheRollPlaysFromThere(page) {
    const piece = page.locator('.piece').first();
    const roll = piece.locator('.roll');
    const box = await roll.boundingBox();
    await roll.click({ position: { x: box.width / 2, y: box.height / 2 } });
    await page.waitForFunction(() => window.loudness() > 0.01, null, { timeout: 10000 });
    const end = Number(await roll.getAttribute('aria-valuemax'));
    const now = Number(await roll.getAttribute('aria-valuenow'));
    assert.ok(now > end * 0.4 && now < end * 0.9, `at ${now} of ${end} seconds`);
    await piece.locator('.play').click();
  },

  async theKeyboardDoesTheSame(page) {
    const piece = page.locator('.piece').first();
    const roll = piece.locator('.roll');
    const at = async () => Number(await roll.getAttribute('aria-valuenow'));
    await roll.focus();
    await page.keyboard.press('Home');
    assert.equal(await at(), 0);
    await page.keyboard.press('ArrowRight');
    assert.ok(await at() > 0);
    await page.keyboard.press('Space');
    assert.ok(await piece.evaluate(e => e.classList.contains('playing')));
    await page.keyboard.press('Space');
    assert.ok(!await piece.evaluate(e => e.classList.contains('playing')));
  },

  async sheetMusicIsDrawnWhenItIsSeen(page) {
    const sheet = await drawnSheet(page);
    if (!sheet) return;
    const ink = sheet.locator('.page').first().locator('.ink');
    assert.ok(await ink.locator('.filled').count() > 10, 'no notes');
    const [width, lines] = await ink.evaluate(e => [e.ownerSVGElement.clientWidth, e.getBBox().width]);
    assert.ok(lines > 10000 && width > 300, `${lines} on ${width} pixels`);
    const others = page.locator('.sheet:not([hidden])');
    assert.equal(await others.count(), JSON.parse(await page.locator('#data').textContent())
      .pieces.filter(piece => piece.sheet).length);
  },

  async theCursorFollowsInTheSheetMusicAndAClickThereMovesIt(page) {
    const sheet = await drawnSheet(page);
    if (!sheet) return;
    const piece = page.locator('.piece', { has: page.locator('.sheet:not([hidden])') }).first();
    const at = async () => Number(await piece.locator('.roll').getAttribute('aria-valuenow'));
    const place = sheet.locator('.place.here');
    const svg = sheet.locator('.page').first();
    await svg.click({ position: { x: (await svg.boundingBox()).width * 0.55, y: 40 } });
    const clicked = await at();
    assert.ok(clicked > 0, 'still at the beginning');
    const x = Number(await place.getAttribute('x'));
    await page.waitForFunction(
      ([rect, before]) => Number(rect.getAttribute('x')) > before, [await place.elementHandle(), x]);
    assert.equal(await place.evaluate(e => getComputedStyle(e).visibility), 'visible');
    await piece.locator('.play').click();
    await piece.locator('.roll').focus();
    await page.keyboard.press('Home');
    assert.equal(await at(), 0);
  },

  async theLastPageComesIntoView(page) {
    const sheet = await drawnSheet(page);
    if (!sheet || await sheet.locator('.page').count() < 2) return;
    const piece = page.locator('.piece', { has: page.locator('.sheet:not([hidden])') }).first();
    await piece.locator('.roll').focus();
    await page.keyboard.press('End');
    assert.ok(await sheet.locator('.pages').evaluate(e => e.scrollTop) > 0);
    assert.equal(await sheet.locator('.page').last().locator('.place.here').count(), 1);
    await page.keyboard.press('Home');
    assert.equal(await sheet.locator('.pages').evaluate(e => e.scrollTop), 0);
  },

  async aSoundFileIsPlayedInThePlaceOfTheNotes(page) {
    const piece = page.locator('.piece', { has: page.locator('.sound') }).first();
    if (!await piece.count()) return;
    await piece.locator('.play').click();
    await page.waitForFunction(() => window.audios.some(a => !a.paused && a.currentTime > 1.2));
    assert.equal(await page.evaluate(() => window.audios.filter(a => !a.paused).length), 1);
    const roll = piece.locator('.roll');
    assert.ok(Number(await roll.getAttribute('aria-valuenow')) > 0.9);
    await roll.click({ position: { x: (await roll.boundingBox()).width / 2, y: 20 } });
    const half = Number(await roll.getAttribute('aria-valuemax')) / 2;
    await page.waitForFunction(
      second => window.audios.some(a => !a.paused && Math.abs(a.currentTime - second) < 3), half);
    await page.locator('#volume').fill('20');
    assert.ok(await page.evaluate(() => window.audios.find(a => !a.paused).volume) < 0.1);
    await page.locator('#volume').fill('70');
    await piece.locator('.play').click();
    assert.ok(await page.evaluate(() => window.audios.every(a => a.paused)), 'still sounds');
  },

  async aPieceWhoseSoundFileIsGoneIsPlayedFromItsNotes(page) {
    const data = JSON.parse(await page.locator('#data').textContent());
    const i = data.pieces.findIndex(piece => piece.sound);
    if (i < 0) return;
    const file = path.join(folder, data.pieces[i].sound);
    renameSync(file, file + '.gone');
    await page.reload();
    const play = page.locator('.piece').nth(i).locator('.play');
    await play.click();
    await page.waitForFunction(() => window.loudness() > 0.01, null, { timeout: 10000 });
    await play.click();
    renameSync(file + '.gone', file);
    page.problems = page.problems.filter(text => !/ERR_FILE_NOT_FOUND/.test(text));
    await page.reload();
  },

  async aPieceThatIsOverGoesBackToItsBeginning(page) {
    const piece = page.locator('.piece').first();
    await piece.locator('.roll').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Space');
    await page.waitForFunction(() => !document.querySelector('.piece.playing'), null, { timeout: 20000 });
    assert.match(await piece.locator('.time').textContent(), /^0:00 /);
  },
};

const browser = await openBrowser();

const windows = {
  desktop: { viewport: { width: 1280, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
  'phone-dark': { viewport: { width: 390, height: 844 }, colorScheme: 'dark', deviceScaleFactor: 2 },
  'desktop-dark': { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
};
for (const [name, options] of Object.entries(windows)) {
  const page = await openPage(browser, options);
  await attempt(name + ': fits into the window', page, fitsIntoTheWindow);
  await page.waitForTimeout(300);
  await page.screenshot({ path: path.join(folder, name + '.png') });
  if (name === 'desktop') for (const test in tests) await attempt(test, page, tests[test]);
  await page.close();
}
await browser.close();
