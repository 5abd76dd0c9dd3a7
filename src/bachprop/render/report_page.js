"use strict";
(function () {
  const descriptions = JSON.parse(document.getElementById("charts").textContent);
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const print = window.matchMedia("print");
  // CSS pixels: the width of A4 within its margins and a figure's.
  const paperWidth = 660;
  const paperHeight = 250;
  const paperHighest = 720;
  const pointShapes = ["circle", "rectRot", "triangle", "rect", "rectRounded", "circle"];
  const drawn = [];
  let paper = false;

  function colour(name) {
    return getComputedStyle(document.documentElement)
      .getPropertyValue("--" + name)
      .trim();
  }

  function translucent(hex) {
    return hex + "33";
  }

  function seriesColour(series, place) {
    return colour("series-" + (((series.colour !== undefined ? series.colour : place) % 6) + 1));
  }

  function isDashed(series, place) {
    return series.colour !== undefined ? series.dashed : place >= 6;
  }

  function shortNumber(value, digits) {
    return String(Number(value.toPrecision(digits || 6)));
  }

  // What has a range is not known to more than a few digits.
  function withRange(value, range) {
    const known = range && range[0] !== null && range[1] !== null;
    return known
      ? shortNumber(value, 4) +
          " (" +
          shortNumber(range[0], 4) +
          " to " +
          shortNumber(range[1], 4) +
          ")"
      : shortNumber(value);
  }

  // [low, high] of value i of a series.
  function rangeAt(series, i) {
    return series.low ? [series.low[i], series.high[i]] : null;
  }

  function axis(label, extra) {
    return Object.assign(
      {
        title: { display: label !== "", text: label, color: colour("muted") },
        ticks: { color: colour("muted"), maxRotation: 60 },
        grid: { color: colour("line"), drawBorder: false },
      },
      extra,
    );
  }

  // What is counted, such as epochs, has no values between whole numbers.
  function linear(chart) {
    const counted = chart.series.every(series => series.x.every(Number.isInteger));
    const ticks = { color: colour("muted"), maxRotation: 60, precision: counted ? 0 : undefined };
    return { type: "linear", ticks };
  }

  const pen = document.createElement("canvas").getContext("2d");
  const labelHeight = 15;

  function textWidth(text) {
    pen.font = "12px " + Chart.defaults.font.family;
    return pen.measureText(text).width;
  }

  // In lines that are no wider than so many pixels, broken at blanks; a longer word has a line of
  // its own, and is broken where it must be.
  function wrapped(text, width) {
    const lines = [""];
    for (const word of text.split(" ")) {
      const line = lines[lines.length - 1];
      const longer = line === "" ? word : line + " " + word;
      if (line === "" || textWidth(longer) <= width) {
        lines[lines.length - 1] = longer;
      } else {
        lines.push(word);
      }
    }
    return lines.flatMap(line => broken(line, width));
  }

  function broken(word, width) {
    const parts = [""];
    for (const letter of word) {
      if (parts[parts.length - 1] !== "" && textWidth(parts[parts.length - 1] + letter) > width) {
        parts.push("");
      }
      parts[parts.length - 1] += letter;
    }
    return parts;
  }

  // How wide the labels of a chart may be: those of a lying one stand beside the bars.
  function labelWidth(chart, width) {
    return chart.lying ? 0.42 * width : Math.max(120, width / 8);
  }

  function categoryAxis(chart) {
    const result = axis(chart.x_label);
    result.grid.display = false;
    result.ticks.callback = function (value) {
      return wrapped(this.getLabelForValue(value), labelWidth(chart, this.chart.width));
    };
    return result;
  }

  // Every label of a lying chart has the room that it needs, however many lines it takes.
  function lyingHeight(chart, width) {
    const bars = 10 + 12 * chart.series.length;
    const rows = chart.labels.map(
      label => wrapped(label, labelWidth(chart, width)).length * labelHeight + 6,
    );
    return 80 + chart.labels.length * Math.max(bars, ...rows);
  }

  // Makes room on an axis for ends of bands and whiskers, which are no data of Chart.js.
  function room(ends, logarithmic) {
    const shown = ends.filter(end => Number.isFinite(end) && (!logarithmic || end > 0));
    return shown.length === 0
      ? {}
      : { suggestedMin: Math.min(...shown), suggestedMax: Math.max(...shown) };
  }

  function rangeEnds(chart) {
    return chart.series.flatMap(series => (series.low ? series.low.concat(series.high) : []));
  }

  function clipped(chart, paint) {
    const area = chart.chartArea;
    const g = chart.ctx;
    g.save();
    g.beginPath();
    g.rect(area.left - 1, area.top - 1, area.right - area.left + 2, area.bottom - area.top + 2);
    g.clip();
    paint(g);
    g.restore();
  }

  // A line between two points in pixels, with short ends across.
  function whisker(g, x0, y0, x1, y1) {
    const cap = 3;
    const across = x0 === x1 ? [cap, 0] : [0, cap];
    if (![x0, y0, x1, y1].every(Number.isFinite)) {
      return;
    }
    g.beginPath();
    for (const [x, y] of [
      [x0, y0],
      [x1, y1],
    ]) {
      g.moveTo(x - across[0], y - across[1]);
      g.lineTo(x + across[0], y + across[1]);
    }
    g.moveTo(x0, y0);
    g.lineTo(x1, y1);
    g.stroke();
  }

  // From the low ends and back along the high ends, once for each stretch without a gap.
  function paintBand(g, series, scales) {
    let stretch = [];
    const close = () => {
      const corners = stretch.concat(stretch.map(([x, , high]) => [x, high]).reverse());
      g.beginPath();
      corners.forEach(([x, y]) => g.lineTo(x, y));
      g.fill();
      stretch = [];
    };
    series.x.forEach((x, i) => {
      if ([x, series.y[i], series.low[i], series.high[i]].includes(null)) {
        close();
        return;
      }
      const [low, high] = rangeAt(series, i).map(end => scales.y.getPixelForValue(end));
      stretch.push([scales.x.getPixelForValue(x), low, high]);
    });
    close();
  }

  function bands(description) {
    return {
      id: "bands",
      beforeDatasetsDraw(chart) {
        clipped(chart, g => {
          description.series.forEach((series, place) => {
            if (series.low && chart.isDatasetVisible(place)) {
              g.fillStyle = translucent(seriesColour(series, place));
              paintBand(g, series, chart.scales);
            }
          });
        });
      },
    };
  }

  function barWhiskers(description) {
    return {
      id: "whiskers",
      afterDatasetsDraw(chart) {
        const scale = description.lying ? chart.scales.x : chart.scales.y;
        clipped(chart, g => {
          g.strokeStyle = colour("text");
          description.series.forEach((series, place) => {
            if (!series.low || !chart.isDatasetVisible(place)) {
              return;
            }
            chart.getDatasetMeta(place).data.forEach((bar, i) => {
              if ([series.values[i], series.low[i], series.high[i]].includes(null)) {
                return;
              }
              const [low, high] = rangeAt(series, i).map(end => scale.getPixelForValue(end));
              if (description.lying) {
                whisker(g, low, bar.y, high, bar.y);
              } else {
                whisker(g, bar.x, low, bar.x, high);
              }
            });
          });
        });
      },
    };
  }

  // The points of a scatter chart that can be seen, with their places in pixels.
  function visiblePoints(chart, description) {
    return description.series.flatMap((series, place) => {
      if (!chart.isDatasetVisible(place)) {
        return [];
      }
      const places = chart.getDatasetMeta(place).data;
      return series.points
        .map((point, i) => ({ point: point, colour: seriesColour(series, place), at: places[i] }))
        .filter(({ point }) => point.x !== null && point.y !== null);
    });
  }

  function pointWhiskers(description) {
    return {
      id: "whiskers",
      beforeDatasetsDraw(chart) {
        const { x, y } = chart.scales;
        clipped(chart, g => {
          for (const { point, colour, at } of visiblePoints(chart, description)) {
            g.strokeStyle = colour;
            if (point.x_range && !point.x_range.includes(null)) {
              const [low, high] = point.x_range.map(end => x.getPixelForValue(end));
              whisker(g, low, at.y, high, at.y);
            }
            if (point.y_range && !point.y_range.includes(null)) {
              const [low, high] = point.y_range.map(end => y.getPixelForValue(end));
              whisker(g, at.x, low, at.x, high);
            }
          }
        });
      },
    };
  }

  function overlap(a, b) {
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  }

  function box(left, top, width, height) {
    return { left: left, top: top, right: left + width, bottom: top + height };
  }

  // Where a name can stand: to the right, to the left, above, below, then at the corners.
  function nameBoxes(at, width) {
    const height = 13;
    const gap = 8;
    return [
      box(at.x + gap, at.y - height / 2, width, height),
      box(at.x - gap - width, at.y - height / 2, width, height),
      box(at.x - width / 2, at.y - gap - height, width, height),
      box(at.x - width / 2, at.y + gap, width, height),
      box(at.x + gap, at.y - gap - height, width, height),
      box(at.x + gap, at.y + gap, width, height),
      box(at.x - gap - width, at.y - gap - height, width, height),
      box(at.x - gap - width, at.y + gap, width, height),
    ];
  }

  // Small boxes along a line, which a name had better not cover.
  function alongLine(from, to) {
    const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / 5));
    return Array.from({ length: steps + 1 }, (_, i) => {
      const x = from.x + ((to.x - from.x) * i) / steps;
      const y = from.y + ((to.y - from.y) * i) / steps;
      return box(x - 2, y - 2, 4, 4);
    });
  }

  function whiskerBoxes(chart, { point, at }) {
    const { x, y } = chart.scales;
    const ends = (range, scale) => range.map(end => scale.getPixelForValue(end));
    const [left, right] = point.x_range ? ends(point.x_range, x) : [at.x, at.x];
    const [bottom, top] = point.y_range ? ends(point.y_range, y) : [at.y, at.y];
    return [
      box(left - 2, at.y - 3, right - left + 4, 6),
      box(at.x - 3, top - 2, 6, bottom - top + 4),
    ];
  }

  function lineBoxes(chart, description) {
    return description.series.flatMap((series, place) => {
      const points = chart.getDatasetMeta(place).data;
      return series.joined && chart.isDatasetVisible(place)
        ? points.slice(1).flatMap((to, i) => alongLine(points[i], to))
        : [];
    });
  }

  // Names beside points: where nothing is, else across whiskers and lines, but never over another
  // name or a point.
  function pointNames(description) {
    return {
      id: "names",
      afterDatasetsDraw(chart) {
        const g = chart.ctx;
        const area = chart.chartArea;
        const points = visiblePoints(chart, description);
        const taken = points.map(({ at }) => box(at.x - 5, at.y - 5, 10, 10));
        const lines = points
          .flatMap(point => whiskerBoxes(chart, point))
          .concat(lineBoxes(chart, description));
        const misses = boxes => place => !boxes.some(other => overlap(place, other));
        g.save();
        g.font = "12px " + Chart.defaults.font.family;
        g.fillStyle = colour("text");
        g.strokeStyle = colour("panel");
        g.lineWidth = 3;
        g.lineJoin = "round";
        g.textBaseline = "middle";
        chart.namesShown = [];
        for (const { point, at } of points.filter(({ point }) => point.name !== "")) {
          const places = nameBoxes(at, g.measureText(point.name).width)
            .filter(
              place =>
                place.left >= area.left &&
                place.right <= chart.width &&
                place.top >= area.top - 2 &&
                place.bottom <= area.bottom,
            )
            .filter(misses(taken));
          const chosen = places.find(misses(lines)) || places[0];
          if (chosen) {
            taken.push(chosen);
            chart.namesShown.push(point.name);
            const y = (chosen.top + chosen.bottom) / 2;
            g.strokeText(point.name, chosen.left, y);
            g.fillText(point.name, chosen.left, y);
          }
        }
        g.restore();
      },
    };
  }

  function barChart(chart, logarithmic) {
    return {
      type: "bar",
      data: {
        labels: chart.labels,
        datasets: [
          {
            label: chart.y_label,
            data: chart.values,
            backgroundColor: colour("series-1"),
            borderRadius: 2,
            categoryPercentage: 0.9,
            barPercentage: 0.95,
          },
        ],
      },
      options: {
        scales: {
          x: categoryAxis(chart),
          y: axis(chart.y_label, logarithmic ? { type: "logarithmic" } : { beginAtZero: true }),
        },
        plugins: {
          legend: { display: false },
          tooltip: { callbacks: { footer: items => chart.details[items[0].dataIndex] || "" } },
        },
      },
    };
  }

  function groupedBarChart(chart, logarithmic) {
    const labels = categoryAxis(chart);
    const values = axis(
      chart.y_label,
      Object.assign(
        room(rangeEnds(chart), logarithmic),
        logarithmic ? { type: "logarithmic" } : { beginAtZero: true },
      ),
    );
    if (chart.lying) {
      labels.ticks.autoSkip = false;
    }
    return {
      type: "bar",
      data: {
        labels: chart.labels,
        datasets: chart.series.map((series, place) => ({
          label: series.name,
          data: series.values,
          backgroundColor: seriesColour(series, place),
          borderRadius: chart.labels.length > 24 ? 0 : 2,
          categoryPercentage: 0.84,
          barPercentage: 1,
        })),
      },
      options: {
        indexAxis: chart.lying ? "y" : "x",
        interaction: { mode: "index", axis: chart.lying ? "y" : "x", intersect: false },
        scales: chart.lying ? { x: values, y: labels } : { x: labels, y: values },
        plugins: {
          legend: { display: false },
          tooltip: {
            callbacks: {
              title: items => chart.labels[items[0].dataIndex],
              label: item => {
                const series = chart.series[item.datasetIndex];
                const i = item.dataIndex;
                return series.name + ": " + withRange(series.values[i], rangeAt(series, i));
              },
            },
          },
        },
      },
      plugins: [barWhiskers(chart)],
    };
  }

  function lineDataset(series, place) {
    const stroke = seriesColour(series, place);
    return {
      label: series.name,
      data: series.x.map((x, i) => ({ x: x, y: series.y[i] })),
      borderColor: stroke,
      backgroundColor: stroke,
      borderDash: isDashed(series, place) ? [6, 4] : [],
      borderWidth: 2,
      pointRadius: series.x.length > 40 ? 0 : 2,
      pointHitRadius: 8,
    };
  }

  function lineChart(chart) {
    return {
      type: "line",
      data: { datasets: chart.series.map(lineDataset) },
      options: {
        interaction: { mode: "nearest", axis: "x", intersect: false },
        scales: {
          x: axis(chart.x_label, chart.log_x ? { type: "logarithmic" } : linear(chart)),
          y: axis(chart.y_label, room(rangeEnds(chart))),
        },
        plugins: {
          legend: { display: false },
          tooltip: {
            callbacks: {
              title: items => [chart.x_label, shortNumber(items[0].parsed.x)].join(" ").trim(),
              label: item => {
                const series = chart.series[item.datasetIndex];
                const i = item.dataIndex;
                return series.name + ": " + withRange(series.y[i], rangeAt(series, i));
              },
            },
          },
        },
      },
      plugins: [bands(chart)],
    };
  }

  function scatterDataset(series, place) {
    const fill = seriesColour(series, place);
    return {
      label: series.name,
      data: series.points.map(point => ({ x: point.x, y: point.y })),
      backgroundColor: fill,
      borderColor: fill,
      borderWidth: 1.5,
      showLine: series.joined,
      clip: 8,
      pointStyle: pointShapes[place % pointShapes.length],
      pointRadius: 5,
      pointHoverRadius: 7,
    };
  }

  // An axis of values none of which is negative shows nothing below zero, however near to it they are.
  function atZeroOrAbove(values) {
    const low = Math.min(...values);
    const high = Math.max(...values);
    return low >= 0 && low < (high - low) / 4 ? { min: 0 } : {};
  }

  // Ends the axis at a limit of its values where it would go beyond.
  function within(limits, values) {
    const low = Math.min(...values);
    const high = Math.max(...values);
    const beyond = high > low ? 0.06 * (high - low) : 1;
    return Object.assign(
      {},
      limits && low - beyond <= limits[0] ? { min: limits[0] } : {},
      limits && high + beyond >= limits[1] ? { max: limits[1] } : {},
    );
  }

  function scatterChart(chart) {
    const points = chart.series.flatMap(series => series.points);
    const spaced = (label, member, limits) => {
      const ends = points.flatMap(point => point[member + "_range"] || []);
      const values = points
        .map(point => point[member])
        .concat(ends)
        .filter(Number.isFinite);
      return axis(
        label,
        Object.assign({ grace: "6%" }, room(ends), atZeroOrAbove(values), within(limits, values)),
      );
    };
    return {
      type: "scatter",
      data: { datasets: chart.series.map(scatterDataset) },
      options: {
        scales: { x: spaced(chart.x_label, "x", chart.x_limits), y: spaced(chart.y_label, "y") },
        plugins: {
          legend: { display: false },
          tooltip: {
            callbacks: {
              title: items => chart.series[items[0].datasetIndex].points[items[0].dataIndex].name,
              label: item => {
                const series = chart.series[item.datasetIndex];
                const point = series.points[item.dataIndex];
                return [
                  series.name,
                  chart.x_label + ": " + withRange(point.x, point.x_range),
                  chart.y_label + ": " + withRange(point.y, point.y_range),
                ].filter(line => line !== "");
              },
            },
          },
        },
      },
      plugins: [pointWhiskers(chart), pointNames(chart)],
    };
  }

  const kinds = {
    bar: barChart,
    grouped_bar: groupedBarChart,
    line: lineChart,
    scatter: scatterChart,
  };

  // On paper nothing is resized after it was drawn: the size is set here, the style sheet scales it.
  function forPaper(config, chart, place) {
    config.options.responsive = false;
    config.options.devicePixelRatio = 3;
    place.width = paperWidth;
    place.height = chart.lying
      ? Math.min(paperHighest, lyingHeight(chart, paperWidth))
      : paperHeight;
  }

  // What the swatches of a legend look like, as classes.
  function swatchOf(chart, series, place) {
    if (chart.kind === "scatter") {
      return "swatch " + pointShapes[place % pointShapes.length];
    }
    return chart.kind === "line"
      ? "swatch line" + (isDashed(series, place) ? " dashed" : "")
      : "swatch";
  }

  function legendItem(chart, index, series, place) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    const swatch = document.createElement("span");
    const number = ((series.colour !== undefined ? series.colour : place) % 6) + 1;
    swatch.className = swatchOf(chart, series, place);
    swatch.style.setProperty("--colour", "var(--series-" + number + ")");
    button.type = "button";
    button.setAttribute("aria-pressed", "true");
    button.title = "show or hide";
    button.append(swatch, series.name);
    button.addEventListener("click", () => {
      const shown = button.getAttribute("aria-pressed") === "false";
      button.setAttribute("aria-pressed", String(shown));
      drawn[index].setDatasetVisibility(place, shown);
      drawn[index].update();
    });
    item.append(button);
    return item;
  }

  // As HTML above the chart: it wraps, is read out, and is worked with the keyboard.
  function buildLegend(chart, index) {
    if (!chart.series || chart.series.length < 2) {
      return;
    }
    const legend = document.createElement("ul");
    legend.className = "legend";
    legend.setAttribute("aria-label", "Legend");
    legend.append(...chart.series.map((series, place) => legendItem(chart, index, series, place)));
    document.querySelector("#chart-" + index + " .canvas").before(legend);
  }

  // Titles of axes that are longer than their axis take several lines.
  function wrapTitles(config, chart, width) {
    const room = { x: (chart.lying ? 0.5 : 0.8) * width, y: 0.65 * paperHeight };
    for (const [name, scale] of Object.entries(config.options.scales)) {
      scale.title.text = wrapped(scale.title.text, room[name]);
    }
  }

  function setHeight(chart, box) {
    if (chart.lying) {
      box.style.height = lyingHeight(chart, box.clientWidth) + "px";
    }
  }

  function draw(index) {
    const chart = descriptions[index];
    const figure = document.getElementById("chart-" + index);
    const place = figure.querySelector("canvas");
    const button = figure.querySelector("figcaption button");
    const logarithmic = button !== null && button.getAttribute("aria-pressed") === "true";
    const config = kinds[chart.kind](chart, logarithmic);
    config.options.animation = false;
    config.options.maintainAspectRatio = false;
    if (drawn[index]) {
      drawn[index].destroy();
      place.removeAttribute("style");
      place.removeAttribute("width");
      place.removeAttribute("height");
    }
    if (paper) {
      forPaper(config, chart, place);
    } else {
      setHeight(chart, place.parentNode);
    }
    wrapTitles(config, chart, paper ? paperWidth : place.parentNode.clientWidth);
    drawn[index] = new Chart(place, config);
    const hidden = figure.querySelectorAll('.legend [aria-pressed="false"]');
    if (hidden.length > 0) {
      figure
        .querySelectorAll(".legend button")
        .forEach((item, i) =>
          drawn[index].setDatasetVisibility(i, item.getAttribute("aria-pressed") === "true"),
        );
      drawn[index].update();
    }
  }

  function drawAll() {
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    descriptions.forEach((_, index) => draw(index));
  }

  function setPaper(wanted) {
    if (paper !== wanted) {
      paper = wanted;
      document.documentElement.classList.toggle("paper", paper);
      drawAll();
    }
  }

  document.querySelectorAll("figcaption button").forEach(button => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const pressed = button.getAttribute("aria-pressed") === "true";
      button.setAttribute("aria-pressed", pressed ? "false" : "true");
      draw(Number(button.dataset.chart));
    });
  });
  descriptions.forEach(buildLegend);
  dark.addEventListener("change", drawAll);
  window.addEventListener("resize", () => {
    if (!paper) {
      descriptions.forEach((chart, index) => setHeight(chart, drawn[index].canvas.parentNode));
    }
  });
  print.addEventListener("change", () => setPaper(print.matches));
  window.addEventListener("beforeprint", () => setPaper(true));
  window.addEventListener("afterprint", () => setPaper(print.matches));
  paper = print.matches;
  document.documentElement.classList.toggle("paper", paper);
  drawAll();
})();
