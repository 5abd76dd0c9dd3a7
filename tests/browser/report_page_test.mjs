// Opens a report with every kind of item in Chromium and looks at it as a reader would.
//   node report_page_test.mjs SAMPLE_WRITER FOLDER   makes the sample page in FOLDER first
//   node report_page_test.mjs FOLDER                 looks at the page that is there
// Leaves pictures of the page in FOLDER. Prints "SKIPPED: why" where something it needs is missing.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { attempt, fitsIntoTheWindow, openBrowser, watch } from "./chromium.mjs";
import { controlsOn, openPdf } from "./pdf.mjs";

const args = process.argv.slice(2);
const folder = path.resolve(args.at(-1));
if (args.length === 2) execFileSync(args[0], [folder]);

// In the page: of each chart how many pixels have the colour of each of its series, at full
// strength and as a band; its size; the colour of its axis titles.
function lookAtCharts() {
  return [...document.querySelectorAll("figure canvas")].map(canvas => {
    const chart = Chart.getChart(canvas);
    const copy = new OffscreenCanvas(canvas.width, canvas.height);
    const g = copy.getContext("2d", { willReadFrequently: true });
    g.drawImage(canvas, 0, 0);
    const pixels = g.getImageData(0, 0, copy.width, copy.height).data;
    const count = (hex, least, most) => {
      const wanted = [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));
      let found = 0;
      for (let i = 0; i < pixels.length; i += 4) {
        if (
          pixels[i + 3] >= least &&
          pixels[i + 3] <= most &&
          wanted.every((value, j) => Math.abs(pixels[i + j] - value) <= 3)
        )
          ++found;
      }
      return found;
    };
    return {
      width: canvas.clientWidth,
      height: canvas.clientHeight,
      titles: chart.options.scales.x.title.color,
      series: chart.data.datasets.map(dataset => ({
        name: dataset.label,
        solid: count(dataset.backgroundColor, 250, 255),
        band: count(dataset.backgroundColor, 45, 57),
      })),
    };
  });
}

async function descriptions(page) {
  return JSON.parse(await page.locator("#charts").textContent());
}

async function everyChartShowsItsSeries(page) {
  const described = await descriptions(page);
  const charts = await page.evaluate(lookAtCharts);
  assert.equal(charts.length, described.length);
  charts.forEach((chart, i) => {
    assert.equal(chart.series.length, (described[i].series || [1]).length);
    for (const series of chart.series) {
      assert.ok(series.solid > 20, `${series.name} is missing in chart ${i}`);
    }
  });
  return charts;
}

// In the page: where a point is, in pixels of the window.
function placeOfPoint([index, series, point]) {
  const canvas = document.querySelectorAll("figure canvas")[index];
  const at = Chart.getChart(canvas).getDatasetMeta(series).data[point];
  const corner = canvas.getBoundingClientRect();
  return [corner.left + at.x, corner.top + at.y];
}

function tooltipOf(index) {
  const tooltip = Chart.getChart(document.querySelectorAll("figure canvas")[index]).tooltip;
  return {
    opacity: tooltip.opacity,
    title: tooltip.title,
    lines: tooltip.body.flatMap(b => b.lines),
  };
}

async function pointAt(page, index, series, point) {
  await page.locator("figure canvas").nth(index).scrollIntoViewIfNeeded();
  await page.mouse.move(...(await page.evaluate(placeOfPoint, [index, series, point])));
  await page.waitForFunction(
    i => Chart.getChart(document.querySelectorAll("figure canvas")[i]).tooltip?.opacity > 0,
    index,
  );
  return page.evaluate(tooltipOf, index);
}

async function placeOf(page, kind, also = () => true) {
  return (await descriptions(page)).findIndex(chart => chart.kind === kind && also(chart));
}

const tests = {
  everyChartShowsItsSeries,

  async bandsAreDrawnOnlyWhereTheyAreAskedFor(page) {
    const charts = await page.evaluate(lookAtCharts);
    (await descriptions(page)).forEach((chart, i) => {
      if (chart.kind !== "line") return;
      chart.series.forEach((series, j) => {
        const { band } = charts[i].series[j];
        assert.ok(
          series.low ? band > 1000 : band < 100,
          `${band} pixels of a band of ${series.name}`,
        );
      });
    });
  },

  async aClickOnANameHidesItsSeries(page) {
    const index = await placeOf(page, "line");
    const name = page.locator(`#chart-${index} .legend button`).first();
    const solid = async () => (await page.evaluate(lookAtCharts))[index].series[0].solid;
    await name.click();
    assert.equal(await name.getAttribute("aria-pressed"), "false");
    assert.ok((await solid()) < 20, "it is still there");
    await name.click();
    assert.ok((await solid()) > 20, "it does not come back");
  },

  async theLeadIsAListWhoseMainClausesAreBold(page) {
    const items = page.locator("ul.lead > li");
    assert.equal(await items.count(), 3);
    assert.equal(
      await items.first().locator("strong").innerText(),
      "What is new is close to what is known",
    );
    assert.equal(await items.nth(1).locator("code").innerText(), "bachprop generate --max-copy 8");
  },

  async aBandIsHiddenWithItsCurve(page) {
    const index = await placeOf(page, "line");
    await page.evaluate(
      i => Chart.getChart(document.querySelectorAll("figure canvas")[i]).hide(0),
      index,
    );
    const [hidden, shown] = (await page.evaluate(lookAtCharts))[index].series;
    await page.evaluate(
      i => Chart.getChart(document.querySelectorAll("figure canvas")[i]).show(0),
      index,
    );
    assert.ok(hidden.band < 100 && shown.band > 1000, `${hidden.band}, ${shown.band} pixels`);
  },

  async pointingAtAPointShowsItsNameAndItsRanges(page) {
    const tooltip = await pointAt(page, await placeOf(page, "scatter"), 0, 2);
    assert.deepEqual(tooltip.title, ["large <b>"]);
    assert.deepEqual(tooltip.lines, [
      "networks",
      "share of own patterns: 0.42",
      "judged as human: 0.52 (0.45 to 0.6)",
    ]);
  },

  async pointingAtACurveShowsItsBand(page) {
    const tooltip = await pointAt(page, await placeOf(page, "line", chart => !chart.log_x), 0, 0);
    assert.ok(tooltip.lines.includes("generated: 1 (0.3 to 1.5)"), tooltip.lines.join("; "));
  },

  async namesStandBesidePointsWhereThereIsRoom(page) {
    const index = await placeOf(page, "scatter");
    const names = await page.evaluate(
      i => Chart.getChart(document.querySelectorAll("figure canvas")[i]).namesShown,
      index,
    );
    assert.deepEqual(names, ["small", "medium", "large <b>", "unseen human"]);
  },

  async lyingBarsShowEveryLabelAndScalesLeaveSomeOut(page) {
    const ticks = async index =>
      page.evaluate(
        i =>
          Object.values(Chart.getChart(document.querySelectorAll("figure canvas")[i]).scales).find(
            scale => scale.type === "category",
          ).ticks.length,
        index,
      );
    assert.equal(await ticks(await placeOf(page, "grouped_bar", chart => chart.lying)), 4);
    assert.ok((await ticks(await placeOf(page, "grouped_bar", chart => !chart.lying))) < 60);
  },

  async anAxisEndsWhereItsValuesCannotGoBeyond(page) {
    const index = await placeOf(page, "scatter");
    const [low, high] = await page.evaluate(i => {
      const { x } = Chart.getChart(document.querySelectorAll("figure canvas")[i]).scales;
      return [x.min, x.max];
    }, index);
    assert.ok(low >= 0 && low < 0.2, `from ${low}`);
    assert.equal(high, 1);
  },

  async aLogarithmicScaleIsAButtonAway(page) {
    const index = await placeOf(page, "grouped_bar", chart => !chart.lying);
    const scale = () =>
      page.evaluate(
        i => Chart.getChart(document.querySelectorAll("figure canvas")[i]).scales.y.type,
        index,
      );
    const button = page.locator("figure").nth(index).locator("figcaption button");
    assert.equal(await scale(), "linear");
    await button.click();
    assert.equal(await scale(), "logarithmic");
    await button.click();
    assert.equal(await scale(), "linear");
  },

  async theContentsLeadToEveryHeading(page) {
    const targets = await page
      .locator(".contents a")
      .evaluateAll(links =>
        links.map(link => document.getElementById(link.hash.slice(1))?.textContent),
      );
    assert.deepEqual(targets, await page.locator("main h2, main h3").allTextContents());
    await page.locator(".contents a").last().click();
    assert.ok(
      await page
        .locator("h2")
        .last()
        .evaluate(heading => heading.getBoundingClientRect().top < window.innerHeight),
    );
  },
};

// However far a table is scrolled, its caption and its first column are in sight, and before it is
// scrolled to its end a shadow shows that there is more.
async function wideTablesKeepTheirNamesInSight(page) {
  const wide = page.locator(".scroll").filter({ hasText: "longest copy" });
  const edges = () =>
    wide.evaluate(scroll => {
      const first = scroll.querySelector("tbody td").getBoundingClientRect();
      const caption = scroll.parentNode.querySelector(".caption").getBoundingClientRect();
      const frame = scroll.getBoundingClientRect();
      return {
        first: Math.round(first.left - frame.left),
        share: first.width / frame.width,
        caption: Math.round(caption.left - frame.left),
        beyond: caption.right - frame.right,
        hidden: scroll.scrollWidth - scroll.clientWidth,
        at: scroll.scrollLeft,
      };
    });
  const expected = await edges();
  assert.equal(expected.first, 0);
  assert.equal(expected.caption, 0);
  assert.ok(expected.share < 0.5, `the first column takes ${expected.share} of the table`);
  assert.ok(expected.beyond < 1, "the caption is cut");
  await wide.evaluate(scroll => {
    scroll.scrollLeft = 1e6;
  });
  const scrolled = await edges();
  assert.ok(
    Math.abs(scrolled.at - expected.hidden) <= 1,
    "the table cannot be scrolled to its end",
  );
  assert.deepEqual([scrolled.first, scrolled.caption], [0, 0]);
  await wide.evaluate(scroll => {
    scroll.scrollLeft = 0;
  });
}

async function intervalsStandBelowTheirNumbersInTablesOfManyColumns(page) {
  const below = await page.locator("table.many .interval").evaluateAll(all =>
    all.map(interval => {
      const range = document.createRange();
      range.selectNode(interval.previousSibling);
      return interval.getBoundingClientRect().top >= range.getBoundingClientRect().bottom - 8;
    }),
  );
  assert.ok(below.length > 0 && below.every(value => value), "an interval beside its number");
}

// Names are whole, however narrow the window is.
async function legendsNameEverySeries(page) {
  for (const [i, chart] of (await descriptions(page)).entries()) {
    const series = chart.series || [];
    const items = page.locator(`#chart-${i} .legend button`);
    assert.deepEqual(
      await items.allTextContents(),
      series.length > 1 ? series.map(each => each.name) : [],
    );
    for (const [wide, narrow] of await items.evaluateAll(all =>
      all.map(e => [e.scrollWidth, e.clientWidth]),
    )) {
      assert.ok(wide <= narrow, `a name of ${wide} pixels in ${narrow}`);
    }
  }
}

// Labels of bars are whole, in as many lines as they need, within the chart, and not one over another.
async function labelsAreWhole(page) {
  const described = await descriptions(page);
  const seen = await page.evaluate(() =>
    [...document.querySelectorAll("figure canvas")].map(canvas => {
      const chart = Chart.getChart(canvas);
      const scale = Object.values(chart.scales).find(each => each.type === "category");
      if (!scale) return null;
      const pen = document.createElement("canvas").getContext("2d");
      pen.font = "12px " + Chart.defaults.font.family;
      const lines = scale.ticks.map(tick => [tick.label].flat());
      return {
        lines,
        wide: Math.max(...lines.flat().map(line => pen.measureText(line).width)),
        room: scale.axis === "y" ? scale.right - Math.max(0, scale.left) : Infinity,
        rowHeight: scale.height / scale.ticks.length,
        lying: scale.axis === "y",
        height: canvas.clientHeight,
        box: canvas.parentNode.clientHeight,
      };
    }),
  );
  seen.forEach((chart, i) => {
    if (!chart) return;
    const labels = chart.lines.map(lines => lines.join(" "));
    assert.ok(
      labels.every(label => described[i].labels.includes(label)),
      labels.join("; "),
    );
    assert.ok(chart.wide <= chart.room, `labels of ${chart.wide} pixels have ${chart.room}`);
    if (chart.lying) {
      assert.deepEqual(labels, described[i].labels);
      const most = Math.max(...chart.lines.map(lines => lines.length));
      assert.ok(14 * most <= chart.rowHeight, `${most} lines in ${chart.rowHeight} pixels`);
      assert.ok(chart.height <= chart.box + 1, `${chart.height} pixels in ${chart.box}`);
    }
  });
}

async function noBackTicksAreShown(page) {
  assert.doesNotMatch(await page.locator("main").innerText(), /`/);
}

// Charts are drawn anew for paper: in light colours, whatever those of the screen are, and as wide
// as the sheet; afterwards they are what they were.
async function printsInLightColours(page) {
  const looks = async () =>
    (await page.evaluate(lookAtCharts)).map(({ width, height, titles }) => [width, height, titles]);
  const drawnFor = paper =>
    page.waitForFunction(
      wanted => document.documentElement.classList.contains("paper") === wanted,
      paper,
    );
  const screen = page.viewportSize();
  const before = await looks();
  await page.emulateMedia({ media: "print" });
  await drawnFor(true);
  const charts = await everyChartShowsItsSeries(page);
  for (const chart of charts) {
    assert.equal(chart.titles, "#646b74");
    assert.ok(chart.height > 150 && chart.width > 300, `${chart.width} x ${chart.height}`);
  }
  assert.equal(await page.locator("figcaption button:visible").count(), 0);
  const breaks = await page
    .locator("figure, tr")
    .evaluateAll(parts => parts.map(part => getComputedStyle(part).breakInside));
  assert.ok(
    breaks.every(value => value === "avoid"),
    "a chart or a row can be cut",
  );
  await page.setViewportSize({ width: 688, height: 1009 }); // A4 within its margins
  await fitsIntoTheWindow(page);
  await page.setViewportSize(screen);
  await page.emulateMedia({ media: null });
  await drawnFor(false);
  assert.deepEqual(await looks(), before);
}

// Printing itself tells the page so: the pictures that it then puts on paper are those of the script.
async function drawsForPaperWhenItIsPrinted(page, file) {
  await page.evaluate(() => {
    window.printed = [];
    window.addEventListener("beforeprint", () => {
      window.printed = Object.values(Chart.instances).map(
        chart => chart.options.scales.x.title.color,
      );
    });
  });
  const pdf = await page.pdf({ path: file, preferCSSPageSize: true, printBackground: true });
  assert.match(pdf.toString("latin1"), /\/MediaBox \[0 0 59\d[.\d]* 84\d[.\d]*\]/);
  const printed = await page.evaluate(() => window.printed);
  assert.equal(printed.length, (await descriptions(page)).length);
  assert.ok(
    printed.every(colour => colour === "#646b74"),
    printed.join(),
  );
  await everyChartShowsItsSeries(page);
  await fitsIntoTheWindow(page);
  const paper = openPdf(file);
  try {
    assert.deepEqual(controlsOn(paper, ["Figures"]), []);
    // Once in the contents.
    assert.equal(paper.find(["Folded", "away"]).length, 1, "a heading without anything below it");
    for (const { name } of (await descriptions(page)).flatMap(chart => chart.series || [])) {
      assert.ok(paper.find(name.split(" ")).length > 0, `${name} is in no legend on paper`);
    }
  } finally {
    paper.close();
  }
}

// A title that is longer than its axis is in several lines, not squeezed.
async function titlesOfAxesFit(page) {
  const titles = await page.evaluate(() => {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = "12px " + Chart.defaults.font.family;
    return Object.values(Chart.instances).flatMap(chart =>
      Object.values(chart.scales)
        .filter(scale => scale.options.title.display)
        .map(scale => ({
          text: scale.options.title.text,
          room: scale.isHorizontal() ? scale.width : scale.height,
          wide: Math.max(
            ...[scale.options.title.text].flat().map(line => pen.measureText(line).width),
          ),
        })),
    );
  });
  assert.ok(titles.length > 5);
  for (const { text, wide, room } of titles)
    assert.ok(wide <= room + 1, `${text}: ${wide} pixels in ${room}`);
}

async function openPage(browser, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  watch(page);
  await page.goto(pathToFileURL(path.join(folder, "index.html")).href);
  return page;
}

const browser = await openBrowser();

const windows = {
  desktop: { viewport: { width: 1200, height: 900 } },
  phone: {
    viewport: { width: 360, height: 740 },
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
  },
  "desktop-dark": { viewport: { width: 1200, height: 900 }, colorScheme: "dark" },
};
for (const [name, options] of Object.entries(windows)) {
  const page = await openPage(browser, options);
  await page.screenshot({ path: path.join(folder, name + ".png"), fullPage: true });
  await attempt(name + ": fits into the window", page, fitsIntoTheWindow);
  await attempt(name + ": every chart shows its series", page, everyChartShowsItsSeries);
  await attempt(
    name + ": wide tables keep their names in sight",
    page,
    wideTablesKeepTheirNamesInSight,
  );
  await attempt(
    name + ": intervals stand below their numbers",
    page,
    intervalsStandBelowTheirNumbersInTablesOfManyColumns,
  );
  await attempt(name + ": legends name every series", page, legendsNameEverySeries);
  await attempt(name + ": labels are whole", page, labelsAreWhole);
  await attempt(name + ": titles of axes fit", page, titlesOfAxesFit);
  await attempt(name + ": no back-ticks are shown", page, noBackTicksAreShown);
  if (name === "desktop") for (const test in tests) await attempt(test, page, tests[test]);
  if (name !== "phone") {
    await attempt(name + ": prints in light colours", page, printsInLightColours);
    await attempt(name + ": draws for paper when it is printed", page, p =>
      drawsForPaperWhenItIsPrinted(p, path.join(folder, name + ".pdf")),
    );
  }
  await page.close();
}
await browser.close();
