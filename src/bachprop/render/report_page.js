"use strict";
(function () {
  const descriptions = JSON.parse(document.getElementById("charts").textContent);
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const drawn = [];

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  }

  function axis(label, extra) {
    return Object.assign(
      {
        title: { display: label !== "", text: label, color: colour("muted") },
        ticks: { color: colour("muted"), maxRotation: 60 },
        grid: { color: colour("line"), drawBorder: false },
      },
      extra
    );
  }

  function barChart(chart, logarithmic) {
    const x = axis(chart.x_label);
    x.grid.display = false;
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
          x: x,
          y: axis(chart.y_label, logarithmic ? { type: "logarithmic" } : { beginAtZero: true }),
        },
        plugins: {
          legend: { display: false },
          tooltip: { callbacks: { footer: (items) => chart.details[items[0].dataIndex] || "" } },
        },
      },
    };
  }

  function points(series) {
    return series.x.map((x, i) => ({ x: x, y: series.y[i] }));
  }

  function strokeOf(series, place) {
    const chosen = series.colour !== undefined;
    return {
      colour: colour("series-" + (((chosen ? series.colour : place) % 6) + 1)),
      dashed: chosen ? series.dashed : place >= 6,
    };
  }

  function dataset(series, place) {
    const stroke = strokeOf(series, place);
    return {
      label: series.name,
      data: points(series),
      borderColor: stroke.colour,
      backgroundColor: stroke.colour,
      borderDash: stroke.dashed ? [6, 4] : [],
      borderWidth: 2,
      pointRadius: series.x.length > 40 ? 0 : 2,
      pointHitRadius: 8,
    };
  }

  function lineChart(chart) {
    return {
      type: "line",
      data: {
        datasets: chart.series.map(dataset),
      },
      options: {
        interaction: { mode: "nearest", axis: "x", intersect: false },
        scales: { x: axis(chart.x_label, { type: "linear" }), y: axis(chart.y_label) },
        plugins: {
          legend: {
            display: chart.series.length > 1,
            labels: { color: colour("text"), boxWidth: 14, boxHeight: 2 },
          },
        },
      },
    };
  }

  function draw(index) {
    const chart = descriptions[index];
    const figure = document.getElementById("chart-" + index);
    const button = figure.querySelector("button");
    const logarithmic = button !== null && button.getAttribute("aria-pressed") === "true";
    const config = chart.kind === "bar" ? barChart(chart, logarithmic) : lineChart(chart);
    config.options.animation = false;
    config.options.maintainAspectRatio = false;
    if (drawn[index]) {
      drawn[index].destroy();
    }
    drawn[index] = new Chart(figure.querySelector("canvas"), config);
  }

  function drawAll() {
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    descriptions.forEach((_, index) => draw(index));
  }

  document.querySelectorAll("figure button").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const pressed = button.getAttribute("aria-pressed") === "true";
      button.setAttribute("aria-pressed", pressed ? "false" : "true");
      draw(Number(button.dataset.chart));
    });
  });
  dark.addEventListener("change", drawAll);
  drawAll();
})();
