// What is on a picture: PNG files decoded by Chromium, and looked at.
import assert from "node:assert/strict";

import { openBrowser } from "./chromium.mjs";

// A browser's page that looks at pictures. Close it with close().
export async function openEye() {
  const browser = await openBrowser();
  const page = await browser.newPage();
  await page.evaluate(() => {
    window.pixelsOf = async base64 => {
      const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const g = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d", {
        willReadFrequently: true,
      });
      g.drawImage(bitmap, 0, 0);
      return g.getImageData(0, 0, bitmap.width, bitmap.height);
    };
  });
  return {
    size: png => page.evaluate(sizeOf, png.toString("base64")),
    inkIn: (png, region) => page.evaluate(inkIn, [png.toString("base64"), region]),
    pixelsLike: (png, colour) => page.evaluate(pixelsLike, [png.toString("base64"), colour]),
    largestEmptyShare: png => page.evaluate(largestEmptyShare, png.toString("base64")),
    close: () => browser.close(),
  };
}

const mostEmpty = 1 / 8;
const leastInk = 0.01;

// Fails where a picture has a large empty rectangle, or a quarter of its height without ink: it was
// taken before what it shows was drawn.
export async function checkInk(eye, png) {
  const empty = await eye.largestEmptyShare(png);
  assert.ok(empty < mostEmpty, `${(100 * empty).toFixed(1)} % are one empty rectangle`);
  for (let quarter = 0; quarter < 4; ++quarter) {
    const ink = await eye.inkIn(png, { top: quarter / 4, bottom: (quarter + 1) / 4 });
    assert.ok(
      ink > leastInk,
      `${(100 * ink).toFixed(2)} % ink in quarter ${quarter + 1} of its height`,
    );
  }
}

// The functions below run in the page.

async function sizeOf(base64) {
  const { width, height } = await window.pixelsOf(base64);
  return { width, height };
}

// The share of the pixels of a region, in parts of the picture's width and height, that are clearly
// darker or of another colour than the region's most frequent one.
async function inkIn([base64, { left = 0, top = 0, right = 1, bottom = 1 }]) {
  const { data, width, height } = await window.pixelsOf(base64);
  const colours = new Map();
  const all = [];
  for (let y = Math.floor(top * height); y < Math.floor(bottom * height); ++y) {
    for (let x = Math.floor(left * width); x < Math.floor(right * width); ++x) {
      const at = 4 * (y * width + x);
      const colour = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
      colours.set(colour, (colours.get(colour) || 0) + 1);
      all.push(colour);
    }
  }
  if (all.length === 0) return 0;
  const [paper] = [...colours].reduce((a, b) => (b[1] > a[1] ? b : a));
  const parts = colour => [colour >> 16, (colour >> 8) & 255, colour & 255];
  const paperParts = parts(paper);
  const isInk = colour => parts(colour).some((part, i) => Math.abs(part - paperParts[i]) > 48);
  return all.filter(isInk).length / all.length;
}

// How many pixels have a colour, "#1f6f8b", or nearly.
async function pixelsLike([base64, colour]) {
  const wanted = [1, 3, 5].map(i => parseInt(colour.slice(i, i + 2), 16));
  const { data } = await window.pixelsOf(base64);
  let found = 0;
  for (let i = 0; i < data.length; i += 4) {
    if (wanted.every((part, j) => Math.abs(data[i + j] - part) <= 6)) ++found;
  }
  return found;
}

// The share of the picture that the largest rectangle takes in which there is nothing: neither a
// mark nor a line. Measured in squares of 16 pixels.
async function largestEmptyShare(base64) {
  const side = 16;
  const { data, width, height } = await window.pixelsOf(base64);
  const [columns, rows] = [Math.floor(width / side), Math.floor(height / side)];
  const isEmpty = (column, row) => {
    const first = 4 * (row * side * width + column * side);
    for (let y = 0; y < side; ++y) {
      for (let x = 0; x < side; ++x) {
        const at = first + 4 * (y * width + x);
        for (let i = 0; i < 3; ++i) {
          if (Math.abs(data[at + i] - data[first + i]) > 6) return false;
        }
      }
    }
    return true;
  };
  // How many empty squares stand above each other up to here, row by row; of each run of columns the
  // lowest such pile bounds a rectangle.
  const piles = new Array(columns).fill(0);
  let largest = 0;
  for (let row = 0; row < rows; ++row) {
    for (let column = 0; column < columns; ++column) {
      piles[column] = isEmpty(column, row) ? piles[column] + 1 : 0;
    }
    for (let from = 0; from < columns; ++from) {
      let lowest = Infinity;
      for (let to = from; to < columns && piles[to] > 0; ++to) {
        lowest = Math.min(lowest, piles[to]);
        largest = Math.max(largest, lowest * (to - from + 1));
      }
    }
  }
  return largest / (columns * rows);
}
