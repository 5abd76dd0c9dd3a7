// Opens a page of new pieces in Chromium and uses it as a reader would.
//   node pieces_page_test.mjs SAMPLE_WRITER FOLDER   makes the sample page in FOLDER first
//   node pieces_page_test.mjs FOLDER                 looks at the page that is there
// Leaves pictures of the page in FOLDER. Prints "SKIPPED: why" where something it needs is missing.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, renameSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { attempt, fitsIntoTheWindow, openBrowser, watch } from "./chromium.mjs";
import { openEye } from "./ink.mjs";
import { controlsOn, openPdf } from "./pdf.mjs";

const args = process.argv.slice(2);
const folder = path.resolve(args.at(-1));
if (args.length === 2) execFileSync(args[0], [folder]);

// The sample page has what each test looks at; another page need not.
const missing = what => assert.ok(args.length < 2, `the sample page lacks ${what}`);

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

async function openPage(browser, options, name = "index.html") {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  watch(page);
  await page.addInitScript(listen);
  await page.goto(pathToFileURL(path.join(folder, name)).href);
  return page;
}

// The first sheet music of the page, brought into view; null: there is none.
async function drawnSheet(page) {
  const sheet = page.locator(".sheet:not([hidden])").first();
  if (!(await sheet.count())) return null;
  await sheet.scrollIntoViewIfNeeded();
  await page.waitForFunction(() => document.querySelector(".ink .filled"));
  return sheet;
}

const tests = {
  async everyPieceHasARollWithItsNotes(page) {
    const data = JSON.parse(await page.locator("#data").textContent());
    const rolls = page.locator(".roll");
    assert.equal(await rolls.count(), data.pieces.length);
    for (let i = 0; i < Math.min(8, data.pieces.length); ++i) {
      const roll = rolls.nth(i);
      await roll.scrollIntoViewIfNeeded();
      await roll.locator(".notes").first().waitFor({ state: "attached" });
      const picture = await page.locator(".scroll").nth(i).screenshot();
      const given = await eye.pixelsLike(picture, "#c4622d");
      assert.ok((await eye.pixelsLike(picture, "#1f6f8b")) > 200, `roll ${i} is blank`);
      assert.equal(given > 0, data.pieces[i].given > 0, `given notes of roll ${i}`);
    }
  },

  async everyLinkLeadsToAFile(page) {
    assert.equal(await page.locator(".files .midi").count(), await page.locator(".piece").count());
    for (const href of await page.locator(".files a").evaluateAll(all => all.map(a => a.href))) {
      assert.ok(existsSync(new URL(href)), href);
    }
  },

  async thePlayButtonSoundsAndMovesTheCursorUntilItIsPressedAgain(page) {
    const piece = page.locator(".piece").first();
    const place = () =>
      piece.locator(".cursor").evaluate(e => new DOMMatrix(getComputedStyle(e).transform).e);
    await piece.locator(".play").click();
    await page.waitForFunction(() => window.loudness() > 0.01, null, { timeout: 10000 });
    const before = await place();
    await page.waitForTimeout(500);
    assert.ok((await place()) > before, "the cursor stands still");
    assert.match(await piece.locator(".play").getAttribute("aria-label"), /^Pause /);
    await piece.locator(".play").click();
    assert.match(await piece.locator(".play").getAttribute("aria-label"), /^Play /);
    await page.waitForFunction(() => window.loudness() < 0.001, null, { timeout: 10000 });
    const paused = await place();
    await page.waitForTimeout(300);
    assert.equal(await place(), paused);
  },

  async onlyOnePiecePlaysAtATime(page) {
    const buttons = page.locator(".play");
    if ((await buttons.count()) < 2) return missing("a second piece");
    await buttons.nth(0).click();
    await buttons.nth(1).click();
    assert.equal(await page.locator(".piece.playing").count(), 1);
    await buttons.nth(1).click();
    assert.equal(await page.locator(".piece.playing").count(), 0);
  },

  async aClickInTheRollPlaysFromThere(page) {
    const piece = page.locator(".piece").first();
    const roll = piece.locator(".roll");
    const box = await roll.boundingBox();
    await roll.click({ position: { x: box.width / 2, y: box.height / 2 } });
    await page.waitForFunction(() => window.loudness() > 0.01, null, { timeout: 10000 });
    const end = Number(await roll.getAttribute("aria-valuemax"));
    const now = Number(await roll.getAttribute("aria-valuenow"));
    assert.ok(now > end * 0.4 && now < end * 0.9, `at ${now} of ${end} seconds`);
    await piece.locator(".play").click();
  },

  async theKeyboardDoesTheSame(page) {
    const piece = page.locator(".piece").first();
    const roll = piece.locator(".roll");
    const at = async () => Number(await roll.getAttribute("aria-valuenow"));
    await roll.focus();
    await page.keyboard.press("Home");
    assert.equal(await at(), 0);
    await page.keyboard.press("ArrowRight");
    assert.ok((await at()) > 0);
    await page.keyboard.press("Space");
    assert.ok(await piece.evaluate(e => e.classList.contains("playing")));
    await page.keyboard.press("Space");
    assert.ok(!(await piece.evaluate(e => e.classList.contains("playing"))));
  },

  // A name of a file is a link: a click saves it, and it can be pulled into another program.
  async theNamesOfFilesCanBePulledIntoAnotherProgram(page) {
    const pulled = await page
      .locator(".files .midi")
      .first()
      .evaluate(link => {
        const dataTransfer = new DataTransfer();
        link.dispatchEvent(new DragEvent("dragstart", { dataTransfer }));
        return {
          draggable: link.draggable,
          href: link.href,
          download: dataTransfer.getData("DownloadURL"),
          address: dataTransfer.getData("text/uri-list"),
        };
      });
    assert.ok(pulled.draggable);
    assert.equal(pulled.download, "audio/midi:piece-001.mid:" + pulled.href);
    assert.equal(pulled.address, pulled.href);
  },

  async theFactsAreForMusiciansAndFiguresAreFoldedAway(page) {
    const data = JSON.parse(await page.locator("#data").textContent());
    for (let i = 0; i < data.pieces.length; ++i) {
      const piece = page.locator(".piece").nth(i);
      const facts = await piece.locator(".facts").innerText();
      assert.doesNotMatch(facts, /likelihood|network|by itself/);
      if (data.pieces[i].music) assert.ok(facts.includes(data.pieces[i].music), facts);
      assert.equal(/breaks off/.test(facts), !data.pieces[i].ended, facts);
    }
    const figures = page.locator(".figures").first();
    assert.ok(!(await figures.locator("dl").isVisible()));
    await figures.locator("summary").click();
    const likelihood = data.pieces[0].logLikelihood;
    const text = await figures.innerText();
    assert.ok(text.includes(`a chance of ${(100 * Math.exp(likelihood)).toPrecision(2)} %`), text);
    assert.ok(text.includes(`a log-likelihood of \u2212${(-likelihood).toFixed(2)} a note`), text);
    await figures.locator("summary").click();
  },

  async textIsShownAsItIsAndWithoutControlCharacters(page) {
    const titles = (await page.locator("h2").allTextContents()).join("\n");
    assert.doesNotMatch(titles, /(?!\n)\p{Cc}/u);
    if (titles.includes("Piece 8")) assert.ok(titles.includes("Piece 8 שיר 小星星 <b>"), titles);
    assert.deepEqual(
      await page
        .locator("h1, h2, #subtitle")
        .evaluateAll(all => all.map(e => e.dir).filter(dir => dir !== "auto")),
      [],
    );
  },

  // For those who do not see the page: each control and each picture has a name, and nothing that
  // is reached with the keyboard is without one.
  async everythingHasAName(page) {
    const nameless = await page
      .locator("button, a, input, [role], [tabindex]")
      .evaluateAll(all =>
        all
          .filter(
            e =>
              e.checkVisibility() &&
              !(e.getAttribute("aria-label") || e.innerText || e.labels?.length),
          )
          .map(e => e.outerHTML.slice(0, 80)),
      );
    assert.deepEqual(nameless, []);
  },

  async sheetMusicIsDrawnWhenItIsSeen(page) {
    const sheet = await drawnSheet(page);
    if (!sheet) return missing("sheet music");
    const ink = sheet.locator(".system").first().locator(".ink");
    assert.ok((await ink.locator(".filled").count()) > 10, "no notes");
    const [width, lines] = await ink.evaluate(e => [
      e.ownerSVGElement.clientWidth,
      e.getBBox().width,
    ]);
    assert.ok(lines > 10000 && width > 300, `${lines} on ${width} pixels`);
    const others = page.locator(".sheet:not([hidden])");
    assert.equal(
      await others.count(),
      JSON.parse(await page.locator("#data").textContent()).pieces.filter(piece => piece.sheet)
        .length,
    );
  },

  // Above, below and between systems there is no more white than a staff or so is high.
  async sheetMusicEndsWhereItsInkEnds(page) {
    const sheets = page.locator(".sheet:not([hidden])");
    for (let i = 0; i < (await sheets.count()); ++i) {
      const sheet = sheets.nth(i);
      await sheet.scrollIntoViewIfNeeded();
      await page.waitForFunction(
        s => s.querySelector(".ink").hasChildNodes(),
        await sheet.elementHandle(),
      );
      const [view, content, systems] = await sheet.evaluate(s => [
        s.querySelector(".systems").clientHeight,
        [...s.querySelectorAll(".system")].reduce((sum, e) => sum + e.clientHeight, 0),
        [...s.querySelectorAll(".system")]
          .filter(e => e.querySelector(".ink").hasChildNodes())
          .map(e => {
            const ink = e.querySelector(".ink").getBBox();
            return [ink.y - e.viewBox.baseVal.y, e.viewBox.baseVal.height - ink.height, ink.width];
          }),
      ]);
      assert.ok(view < content + 40 * systems.length + 20, `${view} pixels for ${content}`);
      for (const [above, white] of systems) {
        assert.ok(above >= 0 && white < 1000, `${above} above, ${white} of white`);
      }
    }
  },

  async aLongSheetIsScrolledOrShownWhole(page) {
    const sheet = page.locator(".sheet", { has: page.locator(".whole:visible") }).first();
    if (!(await sheet.count())) return missing("sheet music");
    const view = sheet.locator(".systems");
    const hidden = () => view.evaluate(e => e.scrollHeight - e.clientHeight);
    const button = sheet.locator(".whole");
    assert.ok((await hidden()) > 1);
    assert.equal(await view.getAttribute("tabindex"), "0");
    await button.click();
    assert.ok((await hidden()) <= 1, "not all of it");
    assert.equal(await button.getAttribute("aria-expanded"), "true");
    await button.click();
    assert.ok((await hidden()) > 1);
  },

  async theCursorFollowsInTheSheetMusicAndAClickThereMovesIt(page) {
    const sheet = await drawnSheet(page);
    if (!sheet) return missing("sheet music");
    const piece = page.locator(".piece", { has: page.locator(".sheet:not([hidden])") }).first();
    const at = async () => Number(await piece.locator(".roll").getAttribute("aria-valuenow"));
    const place = sheet.locator(".place.here");
    const svg = sheet.locator(".system").first();
    await svg.click({ position: { x: (await svg.boundingBox()).width * 0.55, y: 20 } });
    const clicked = await at();
    assert.ok(clicked > 0, "still at the beginning");
    const x = Number(await place.getAttribute("x"));
    await page.waitForFunction(
      ([rect, before]) => Number(rect.getAttribute("x")) > before,
      [await place.elementHandle(), x],
    );
    assert.equal(await place.evaluate(e => getComputedStyle(e).visibility), "visible");
    await piece.locator(".play").click();
    await piece.locator(".roll").focus();
    await page.keyboard.press("Home");
    assert.equal(await at(), 0);
  },

  async theLastSystemComesIntoView(page) {
    const piece = page.locator(".piece", { has: page.locator(".whole:visible") }).first();
    if (!(await piece.count())) return missing("a piece that is longer than its window");
    await piece.locator(".roll").focus();
    await page.keyboard.press("End");
    const view = piece.locator(".systems");
    assert.ok((await view.evaluate(e => e.scrollTop)) > 0);
    assert.equal(await piece.locator(".place.here").count(), 1);
    assert.ok(
      await piece.locator(".place.here").evaluate(e => {
        const frame = e.closest(".systems").getBoundingClientRect();
        const box = e.getBoundingClientRect();
        return box.top >= frame.top - 1 && box.top < frame.bottom;
      }),
      "the cursor is out of sight",
    );
    await page.keyboard.press("Home");
    assert.equal(await view.evaluate(e => e.scrollTop), 0);
  },

  async aSoundFileIsPlayedInThePlaceOfTheNotes(page) {
    const piece = page.locator(".piece", { has: page.locator(".sound") }).first();
    if (!(await piece.count())) return missing("a sound file");
    await piece.locator(".play").click();
    await page.waitForFunction(() => window.audios.some(a => !a.paused && a.currentTime > 1.2));
    assert.equal(await page.evaluate(() => window.audios.filter(a => !a.paused).length), 1);
    const roll = piece.locator(".roll");
    assert.ok(Number(await roll.getAttribute("aria-valuenow")) > 0.9);
    await roll.click({ position: { x: (await roll.boundingBox()).width / 2, y: 20 } });
    const half = Number(await roll.getAttribute("aria-valuemax")) / 2;
    await page.waitForFunction(
      second => window.audios.some(a => !a.paused && Math.abs(a.currentTime - second) < 3),
      half,
    );
    await page.locator("#volume").fill("20");
    assert.ok((await page.evaluate(() => window.audios.find(a => !a.paused).volume)) < 0.1);
    await page.locator("#volume").fill("70");
    await piece.locator(".play").click();
    assert.ok(await page.evaluate(() => window.audios.every(a => a.paused)), "still sounds");
  },

  async aPieceWhoseSoundFileIsGoneIsPlayedFromItsNotes(page) {
    const data = JSON.parse(await page.locator("#data").textContent());
    const i = data.pieces.findIndex(piece => piece.sound);
    if (i < 0) return missing("a sound file");
    const file = path.join(folder, data.pieces[i].sound);
    renameSync(file, file + ".gone");
    await page.reload();
    const play = page.locator(".piece").nth(i).locator(".play");
    await play.click();
    await page.waitForFunction(() => window.loudness() > 0.01, null, { timeout: 10000 });
    await play.click();
    renameSync(file + ".gone", file);
    page.problems = page.problems.filter(text => !/ERR_FILE_NOT_FOUND/.test(text));
    await page.reload();
  },

  async aPieceThatIsOverGoesBackToItsBeginning(page) {
    const piece = page.locator(".piece").first();
    await piece.locator(".roll").focus();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Space");
    await page.waitForFunction(() => !document.querySelector(".piece.playing"), null, {
      timeout: 20000,
    });
    assert.match(await piece.locator(".time").textContent(), /^0:00 /);
  },
};

// Printed as it was opened, before anything was scrolled to: each piece begins with its title and has
// ink below it, as much as a system of music has; no control is on the paper.
async function printsEveryPiece(page, file) {
  await page.emulateMedia({ media: "print" });
  for (const [width, box, height, drawn] of await page.locator(".system").evaluateAll(all =>
    all.map(e => {
      const style = getComputedStyle(e);
      const inner =
        parseFloat(style.width) - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      const { width, height } = e.viewBox.baseVal;
      return [
        inner,
        e.parentNode.clientWidth,
        parseFloat(style.height) - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom),
        (inner * height) / width,
      ];
    }),
  )) {
    assert.ok(
      width >= box - 1 && height >= drawn - 1,
      `a system in ${width} x ${height} of ${box} x ${drawn}`,
    );
  }
  await page.emulateMedia({ media: null });
  const data = JSON.parse(await page.locator("#data").textContent());
  const states = () =>
    page.evaluate(() => [...document.querySelectorAll("details")].map(details => details.open));
  const before = await states();
  await page.pdf({ path: file, preferCSSPageSize: true, printBackground: true });
  assert.deepEqual(await states(), before);
  assert.equal(await page.locator(".paper-roll svg").count(), 0);
  const pdf = openPdf(file);
  try {
    assert.ok(pdf.pages.length <= Math.max(5, data.pieces.length), `${pdf.pages.length} pages`);
    const places = data.pieces.map((piece, i) => {
      const found = pdf.find(["Piece", String(i + 1)]);
      assert.equal(found.length, 1, `"${piece.title}" stands on the paper ${found.length} times`);
      return found[0];
    });
    for (let i = 0; i < places.length; ++i) {
      const { page: number, bottom } = places[i];
      const next = places[i + 1];
      const region = { top: bottom + 0.02, bottom: next && next.page === number ? next.top : 1 };
      // Of a sheet of paper: a line of music is some percent of it high.
      const ink = (await eye.inkIn(pdf.picture(number), region)) * (region.bottom - region.top);
      assert.ok(
        ink > leastInk,
        `${(1000 * ink).toFixed(2)} per mille of ink under the title of piece ${i + 1}`,
      );
    }
    assert.deepEqual(
      controlsOn(pdf, ["Volume", "MIDI", "MusicXML", "Sound", "Figures", "Click", "Show"]),
      [],
    );
  } finally {
    pdf.close();
  }
}

const leastInk = 0.0005;

const browser = await openBrowser();
const eye = await openEye();

const windows = {
  desktop: { viewport: { width: 1280, height: 900 } },
  phone: {
    viewport: { width: 360, height: 740 },
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
  },
  "phone-dark": {
    viewport: { width: 360, height: 740 },
    colorScheme: "dark",
    deviceScaleFactor: 2,
  },
  "desktop-dark": { viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
};
for (const [name, options] of Object.entries(windows)) {
  const page = await openPage(browser, options);
  await attempt(name + ": fits into the window", page, fitsIntoTheWindow);
  await page.waitForTimeout(300);
  await page.screenshot({ path: path.join(folder, name + ".png") });
  await attempt(name + ": prints every piece", page, p =>
    printsEveryPiece(p, path.join(folder, name + ".pdf")),
  );
  if (name === "desktop") for (const test in tests) await attempt(test, page, tests[test]);
  await page.close();
}
if (existsSync(path.join(folder, "many.html"))) {
  const page = await openPage(browser, windows.desktop, "many.html");
  await attempt("many pieces: prints every one", page, p =>
    printsEveryPiece(p, path.join(folder, "many.pdf")),
  );
  await page.close();
}
await eye.close();
await browser.close();
