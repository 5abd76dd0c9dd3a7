// Takes a listening test in Chromium as a listener would, and scores what it saved.
//   node listening_test.mjs BACHPROP FOLDER
// Makes the test in FOLDER and leaves pictures of it there. Prints "SKIPPED: why" where something it
// needs is missing.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { fitsIntoTheWindow, openBrowser, watch } from "./chromium.mjs";
import { controlsOn, openPdf } from "./pdf.mjs";

const [bachprop, work] = [process.argv[2], path.resolve(process.argv[3])];
const test = path.join(work, "test");
const program = (...words) =>
  execFileSync(bachprop, words, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

// Pieces of one model on both sides: what is tested is the test.
function makeTest() {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const composed = ["1", "2"].map(seed => path.join(work, "by-seed-" + seed));
  composed.forEach((folder, i) =>
    program(
      "generate",
      "-n",
      "8",
      "--seed",
      String(i + 1),
      "--max-notes",
      "100",
      "--format",
      "midi",
      "-o",
      folder,
    ),
  );
  const [human, machine] = composed;
  program(
    "listening-test",
    "--human",
    human,
    "--machine",
    machine,
    "-n",
    "8",
    "--seconds",
    "1",
    "-o",
    test,
  );
  return JSON.parse(readFileSync(path.join(test, "key.json")));
}

// The right answer to an item as the page's buttons name it.
function rightAnswer(item) {
  return item.task === "single"
    ? item.excerpts[0].author
    : "ab"[item.excerpts.findIndex(excerpt => excerpt.author === "human")];
}

const other = { human: "machine", machine: "human", a: "b", b: "a" };

// Every fourth item in the key's list is answered wrongly.
const isAnsweredRightly = item => Number(item.id) % 4 !== 0;

// `drawn` is what the page's draws of whole numbers come to: 1 swaps the sides of pairs, 0 does not.
async function openPage(browser, drawn, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.addInitScript(number => {
    const draw = crypto.getRandomValues.bind(crypto);
    crypto.getRandomValues = array =>
      array instanceof Uint32Array ? array.fill(number) : draw(array);
    // The pitches that were given to the loudspeaker.
    window.pitches = [];
    window.OscillatorNode = class extends OscillatorNode {
      constructor(context, options) {
        super(context, options);
        window.pitches.push(Math.round(69 + 12 * Math.log2(options.frequency / 440)));
      }
    };
  }, drawn);
  watch(page);
  await page.goto(pathToFileURL(path.join(test, "index.html")).href);
  return page;
}

async function introduceOneself(page, experience) {
  await page.locator("#intro .main").click();
  assert.ok(await page.locator("#intro").isVisible(), "began without what must be said");
  await page.locator(`input[name=experience][value=${experience}]`).check();
  await page.locator("input[name=years]").fill("7");
  await page.locator("input[name=knows][value=some]").check();
  await page.locator("#intro .main").click();
}

// Which item stands on the page: the page keeps what it needs for a reload.
const shownItem = page =>
  page.evaluate(() => {
    const state = JSON.parse(Object.values(localStorage)[0]);
    return state.order[state.position];
  });

const place = page => page.locator("#place").textContent();

// Plays each excerpt for long enough. What sounds is the excerpt for which the answer below it, or
// beside that in a pair, stands.
async function listen(page, play) {
  const rows = await page.locator(".excerpt").count();
  for (let i = 0; i < rows; ++i) {
    assert.ok(await page.locator("#next").isDisabled(), "goes on before all was heard");
    await page.evaluate(() => {
      window.pitches = [];
    });
    await play(i);
    await page.waitForFunction(
      row => parseFloat(document.querySelectorAll(".excerpt .track div")[row].style.width) > 27,
      i,
    );
    const choice = page.locator("#answers button").nth(i);
    const name = await page.locator(".excerpt .name").nth(i).textContent();
    if (rows > 1) assert.equal((await choice.textContent())[0], name);
    const excerpt = rows > 1 ? "ab".indexOf(await choice.getAttribute("data-value")) : 0;
    assert.deepEqual(await page.evaluate(() => window.pitches), await pitchesOf(page, excerpt));
  }
}

async function pitchesOf(page, excerpt) {
  const data = JSON.parse(await page.locator("#data").textContent());
  const shown = await shownItem(page);
  return data.items
    .find(item => item.id === shown)
    .rolls[excerpt].notes.filter((_, i) => i % 3 === 2);
}

async function answerWithTheMouse(page, answer, confidence) {
  await listen(page, row => page.locator(".excerpt .play").nth(row).click());
  assert.ok(await page.locator("#next").isDisabled(), "goes on without an answer");
  await page.locator(`#answers button[data-value=${answer}]`).click();
  if (confidence)
    await page
      .locator("#confidence button")
      .nth(confidence - 1)
      .click();
  await page.locator("#next").click();
}

async function answerWithTheKeyboard(page, answer, confidence) {
  const values = await page
    .locator("#answers button")
    .evaluateAll(all => all.map(b => b.dataset.value));
  await listen(page, row => page.keyboard.press("ab"[row]));
  await page.keyboard.press(values[0] === answer ? "ArrowLeft" : "ArrowRight");
  if (confidence) await page.keyboard.press(String(confidence));
  await page.keyboard.press("Enter");
}

async function saveResults(page) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator("#save").click(),
  ]);
  const file = path.join(work, download.suggestedFilename());
  await download.saveAs(file);
  assert.equal(await page.locator("#text").inputValue(), readFileSync(file, "utf8"));
  return file;
}

// Answers all items, reloads in the middle, and saves. What was answered: { id: right }.
async function takeTheTest(page, key) {
  const items = new Map(key.items.map(item => [item.id, item]));
  const done = {};
  await introduceOneself(page, "plays");
  for (let i = 0; i < items.size; ++i) {
    assert.equal(await place(page), `${i + 1} of ${items.size}`);
    const item = items.get(await shownItem(page));
    assert.ok(!(item.id in done), "asked twice");
    const right = rightAnswer(item);
    done[item.id] = isAnsweredRightly(item);
    const answer = done[item.id] ? right : other[right];
    await (i % 2 ? answerWithTheKeyboard : answerWithTheMouse)(
      page,
      answer,
      done[item.id] ? 4 : i % 3,
    );
    if (i === 3) {
      await page.reload();
      assert.equal(await place(page), `5 of ${items.size}`);
    }
  }
  assert.match(await page.locator("#summary").textContent(), /You answered 8 of 8/);
  return { done, file: await saveResults(page) };
}

function checkResults(file, key, done) {
  const results = JSON.parse(readFileSync(file));
  assert.equal(results.sides_swapped, true);
  assert.equal(results.test, key.test);
  assert.equal(path.basename(file), `results-${results.listener}.json`);
  assert.deepEqual([results.experience, results.years, results.knows_music], ["plays", 7, "some"]);
  assert.deepEqual(
    results.answers.map(answer => answer.item),
    results.order,
  );
  assert.deepEqual(
    [...results.order].sort(),
    key.items.map(item => item.id),
  );
  for (const answer of results.answers) {
    const item = key.items.find(other => other.id === answer.item);
    assert.equal(answer.answer === rightAnswer(item), done[answer.item], "item " + answer.item);
    assert.deepEqual(
      answer.plays,
      item.excerpts.map(() => 1),
    );
    if (done[answer.item]) assert.equal(answer.confidence, 4);
  }
}

function checkScore(file, key, done) {
  const score = JSON.parse(
    program("listening-test", "--score", file, "--key", path.join(test, "key.json"), "--json"),
  );
  const right = task => key.items.filter(item => item.task === task && done[item.id]).length;
  assert.equal(score.all.answers, 8);
  assert.equal(score.all.right, Object.values(done).filter(Boolean).length);
  assert.equal(score.all.right, 6);
  assert.equal(score.singles.right, right("single"));
  assert.equal(score.pairs.right, right("pair"));
  assert.equal(score.by_experience.plays.right, 6);
  assert.equal(score.by_experience.none.answers, 0);
  assert.equal(score.mean_confidence.right, 4);
}

// Another listener stops at once, changes their mind, and stops after one answer.
async function stopEarly(page, key) {
  await introduceOneself(page, "none");
  await page.locator("#stop").click();
  assert.match(await page.locator("#summary").textContent(), /nothing to save/);
  for (const part of ["#save", "#copy", "#again"]) {
    assert.ok(
      !(await page.locator(part).isVisible()),
      part + " is offered before the first answer",
    );
  }
  await page.locator("#back").click();
  const shown = await shownItem(page);
  const item = key.items.find(each => each.id === shown);
  await answerWithTheMouse(page, rightAnswer(item), null);
  await page.locator("#stop").click();
  assert.match(await page.locator("#thanks").textContent(), /Thank you/);
  assert.match(await page.locator("#summary").textContent(), /You answered 1 of 8/);
  return saveResults(page);
}

// On paper: what the test is about and what it asks of the listener, without a button.
async function printsItsText(page) {
  const file = path.join(work, "intro.pdf");
  await page.pdf({ path: file, preferCSSPageSize: true, printBackground: true });
  const pdf = openPdf(file);
  try {
    assert.equal(pdf.pages.length, 1);
    assert.equal(pdf.find(["A", "listening", "test"]).length, 1);
    assert.equal(pdf.find(["Do", "you", "know", "music"]).length, 1);
    assert.deepEqual(controlsOn(pdf, ["Begin", "Volume", "Next", "Save"]), []);
  } finally {
    pdf.close();
  }
}

const key = makeTest();
const browser = await openBrowser();
try {
  const page = await openPage(browser, 1, { viewport: { width: 1200, height: 900 } });
  assert.ok(
    !/"(author|human|machine|piece)"|piece-0/.test(await page.locator("#data").textContent()),
    "the page knows who wrote what",
  );
  await printsItsText(page);
  const { done, file } = await takeTheTest(page, key);
  checkResults(file, key, done);
  checkScore(file, key, done);
  assert.deepEqual(page.problems, []);
  console.log("passed  a listener answers, reloads, saves, and is scored");

  const phone = await openPage(browser, 0, {
    viewport: { width: 360, height: 740 },
    colorScheme: "dark",
  });
  await fitsIntoTheWindow(phone);
  await phone.screenshot({ path: path.join(work, "phone-dark.png"), fullPage: true });
  const early = await stopEarly(phone, key);
  await fitsIntoTheWindow(phone);
  const both = JSON.parse(
    program(
      "listening-test",
      "--score",
      file,
      early,
      file,
      "--key",
      path.join(test, "key.json"),
      "--json",
    ),
  );
  assert.deepEqual(
    [both.all.right, both.all.answers, both.listeners.length, both.unfinished],
    [7, 9, 2, 1],
  );
  await phone.locator("#again").click();
  assert.ok(await phone.locator("#intro").isVisible());
  assert.deepEqual(phone.problems, []);
  console.log("passed  another stops early, and is counted with one answer");
} catch (error) {
  console.log("FAILED  " + error.stack);
  process.exitCode = 1;
}
await browser.close();
