// PDF files as they come out of a printer: poppler's pdftotext and pdftoppm read them. Where they are
// missing, this module prints "SKIPPED: why" when it is loaded, and ends.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

function run(program, args) {
  return execFileSync(program, args, {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "ignore"],
  });
}

// Before any test: none that failed is passed over.
for (const program of ["pdftotext", "pdftoppm"]) {
  if (spawnSync(program, ["-v"]).error?.code === "ENOENT") {
    console.log(`SKIPPED: ${program} is not installed: poppler-utils`);
    process.exit(0);
  }
}

const unescape = text =>
  text.replace(
    /&(lt|gt|amp|quot|apos);/g,
    (_, name) => ({ lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" })[name],
  );

// The words of each page with their upper and lower ends, in parts of its height.
function pagesOf(file) {
  const html = run("pdftotext", ["-bbox", file, "-"]);
  return html
    .split("<page ")
    .slice(1)
    .map(page => {
      const [, width, height] = page.match(/width="([\d.]+)" height="([\d.]+)"/).map(Number);
      const words = [
        ...page.matchAll(
          /<word xMin="[\d.-]+" yMin="([\d.-]+)" xMax="[\d.-]+" yMax="([\d.-]+)">(.*?)<\/word>/g,
        ),
      ].map(([, top, bottom, text]) => ({
        text: unescape(text),
        top: top / height,
        bottom: bottom / height,
      }));
      return { width, height, words };
    });
}

// `pages` as above; find() gives the places of words in a row; picture() a page as a PNG file's bytes.
export function openPdf(file) {
  const pages = pagesOf(file);
  const folder = mkdtempSync(path.join(tmpdir(), "pdf-"));
  return {
    pages,
    find(words) {
      return pages.flatMap((page, number) =>
        page.words
          .map((word, i) => ({
            page: number,
            top: word.top,
            bottom: word.bottom,
            texts: page.words.slice(i, i + words.length).map(w => w.text),
          }))
          .filter(({ texts }) => texts.join(" ") === words.join(" ")),
      );
    },
    picture(number) {
      const stem = path.join(folder, String(number));
      run("pdftoppm", [
        "-r",
        "72",
        "-png",
        "-singlefile",
        "-f",
        number + 1,
        "-l",
        number + 1,
        file,
        stem,
      ]);
      return readFileSync(stem + ".png");
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}

// Which of these words, those of buttons and hints, are on the paper.
export function controlsOn(pdf, words) {
  return words.filter(word => pdf.pages.some(page => page.words.some(({ text }) => text === word)));
}
