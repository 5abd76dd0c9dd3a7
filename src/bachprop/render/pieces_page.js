// After player.js.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const ticksPerQuarter = data.ticksPerQuarter;

  const volumeInput = document.getElementById("volume");
  const setVolume = () => player.setVolume(volumeInput.value / 100);
  volumeInput.addEventListener("input", setVolume);
  setVolume();

  // --- Piano rolls ------------------------------------------------------------------------------

  const pixelsPerQuarter = 9; // at least, where the piece is longer than the page is wide
  const gutter = 26; // pixels at the left, for the names of the octaves
  // A roll on paper is divided into rows.
  const paperWidth = 680;
  const paperHeight = 100;
  const paperPixelsPerQuarter = 14;
  const isBlackKey = pitch => [1, 3, 6, 8, 10].includes(pitch % 12);

  function pitchRange(notes) {
    const pitches = notes.map(note => note.pitch);
    let [low, high] = pitches.length ? [Math.min(...pitches), Math.max(...pitches)] : [60, 72];
    while (high - low < 24) {
      --low;
      ++high;
    }
    return { low: low - 1, high: high + 1 };
  }

  // The onsets of bars, from a list of [onset, length, onset, length, ...].
  function barLines(bars, ticks) {
    const lines = [];
    for (let i = 0; i + 1 < bars.length; i += 2) {
      const until = i + 2 < bars.length ? Math.min(bars[i + 2], ticks) : ticks;
      for (let tick = bars[i]; tick < until && bars[i + 1] > 0; tick += bars[i + 1])
        lines.push(tick);
    }
    return lines;
  }

  const box = (x, y, width, height) =>
    `M${x.toFixed(1)} ${y.toFixed(1)}h${width.toFixed(1)}v${height.toFixed(1)}h${(-width).toFixed(1)}z`;

  // What lies between two ticks of a piece, so many pixels wide and high.
  class RollDrawing {
    constructor(piece, { from, until, width, height }) {
      Object.assign(this, { piece, from, until, width, height, range: pitchRange(piece.notes) });
      this.rowHeight = height / (this.range.high - this.range.low + 1);
      this.svg = document.getElementById("roll").content.cloneNode(true).firstElementChild;
      this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    }
    x(tick) {
      return gutter + ((tick - this.from) / (this.until - this.from)) * (this.width - gutter - 1);
    }
    y(pitch) {
      return (this.range.high - pitch) * this.rowHeight;
    }
    pitches(wanted) {
      const { low, high } = this.range;
      return Array.from({ length: high - low + 1 }, (_, i) => low + i).filter(wanted);
    }
    set(selector, path) {
      this.svg.querySelector(selector).setAttribute("d", path.join(""));
    }
    draw() {
      this.set(
        ".keys",
        this.pitches(isBlackKey).map(pitch => box(0, this.y(pitch), this.width, this.rowHeight)),
      );
      this.drawBars();
      this.drawOctaves();
      const { notes, given } = this.piece;
      this.set(
        ".notes",
        notes.slice(given).map(note => this.note(note)),
      );
      this.set(
        ".given",
        notes.slice(0, given).map(note => this.note(note)),
      );
      return this.svg;
    }
    drawBars() {
      const lines = barLines(this.piece.roll.bars, this.piece.ticks);
      if (lines.length > 1 && this.x(lines[1]) - this.x(lines[0]) < 5) return;
      this.set(
        ".bars",
        lines
          .filter(tick => tick >= this.from && tick <= this.until)
          .map(tick => box(Math.round(this.x(tick)) - 1, 0, 1, this.height)),
      );
    }
    drawOctaves() {
      const octaves = this.pitches(pitch => pitch % 12 === 0);
      const foot = pitch => this.y(pitch) + this.rowHeight;
      this.set(
        ".octaves",
        octaves.map(pitch => box(0, Math.round(foot(pitch)), this.width, 1)),
      );
      this.svg.querySelector(".names").append(
        ...octaves.map(pitch => {
          const name = svgElement(this.svg, "text", { x: gutter / 2, y: foot(pitch) - 2 });
          name.textContent = "C" + (pitch / 12 - 1);
          return name;
        }),
      );
    }
    // Its line, half a pixel all around, rounds the corners.
    note({ onset, end, pitch }) {
      if (end <= this.from || onset >= this.until) return "";
      const left = this.x(Math.max(onset, this.from)) + 0.5;
      const right = this.x(Math.min(end, this.until)) - 1;
      return box(
        left,
        this.y(pitch) + 0.5,
        Math.max(0.5, right - left),
        Math.max(1, this.rowHeight - 1.5),
      );
    }
  }

  function drawRoll(piece) {
    const { drawing, rollElement, scroll } = piece;
    const width = Math.max(scroll.clientWidth, (piece.ticks / ticksPerQuarter) * pixelsPerQuarter);
    rollElement.style.width = width + "px";
    piece.width = width;
    const height = rollElement.clientHeight;
    drawing.replaceChildren(
      new RollDrawing(piece, { from: 0, until: piece.ticks, width, height }).draw(),
    );
    piece.place(piece.tick);
  }

  // Rows of as many whole bars as there is room for, and a pick-up before the first.
  function drawRollForPaper(piece) {
    const bar = piece.roll.bars[1] || 4 * ticksPerQuarter;
    const room = ((paperWidth - gutter) / paperPixelsPerQuarter) * ticksPerQuarter;
    const row = Math.max(1, Math.floor(room / bar)) * bar;
    const rows = [];
    let until = (piece.roll.bars[0] || 0) + row;
    for (let from = 0; from < piece.ticks; from = until, until += row) {
      rows.push(
        new RollDrawing(piece, { from, until, width: paperWidth, height: paperHeight }).draw(),
      );
    }
    piece.paperRoll.replaceChildren(...rows);
  }

  // --- Sheet music ------------------------------------------------------------------------------

  // Lengths in sheet music are those of SystemDrawing: lines of staves are 250 apart, a line of music
  // on A4 is some 27,000 long. A shorter one is not blown up.
  const shortestLine = 24000;
  const margin = 200;
  const cursorWidth = 130;
  const mostOpenSheets = 32;

  function svgElement(like, name, attributes) {
    const element = document.createElementNS(like.namespaceURI, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  }

  function drawLines(system, ink) {
    for (const [width, points] of system.lines) {
      let path = "";
      for (let i = 0; i + 3 < points.length; i += 4) {
        path += `M${points[i]} ${points[i + 1]}L${points[i + 2]} ${points[i + 3]}`;
      }
      ink.append(svgElement(ink, "path", { d: path, class: "drawn", "stroke-width": width }));
    }
  }

  function drawShapes(system, ink) {
    for (let i = 0; i + 2 < system.shapes.length; i += 3) {
      const [path, filled, evenOdd, stroke] = data.outlines[system.shapes[i]];
      const attributes = {
        d: `M${system.shapes[i + 1]} ${system.shapes[i + 2]}${path}`,
        class: (filled ? "filled " : "") + (stroke ? "drawn" : ""),
      };
      if (evenOdd) attributes["fill-rule"] = "evenodd";
      if (stroke) attributes["stroke-width"] = stroke;
      ink.append(svgElement(ink, "path", attributes));
    }
  }

  // Whether any of an element is in the window.
  function isInSight(element) {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < window.innerHeight;
  }

  // The systems of a piece, one below the other. They are drawn when they are first seen.
  class Sheet {
    constructor(json, element, title, seek) {
      this.places = []; // { second, system, x }, by time
      for (let i = 0; i + 2 < json.places.length; i += 3) {
        const [second, system, x] = json.places.slice(i, i + 3);
        this.places.push({ second, system, x });
      }
      this.element = element;
      this.view = element.querySelector(".systems");
      this.view.setAttribute("aria-label", "Sheet music of " + title);
      this.seek = seek;
      // All begin and end at one place: what is as wide is drawn as large.
      const lefts = json.systems.map(({ box: [left] }) => left);
      const rights = json.systems.map(({ box: [left, , width] }) => left + width);
      this.left = Math.min(...lefts) - margin;
      this.width = Math.max(shortestLine, Math.max(...rights) - this.left + margin);
      this.drawn = json.systems.map((system, i) => this.build(system, i, json.systems.length));
      this.listenToSize();
    }

    build(system, i, count) {
      const svg = document.getElementById("system").content.cloneNode(true).firstElementChild;
      const [, top, , height] = system.box;
      svg.setAttribute(
        "viewBox",
        `${this.left} ${top - margin} ${this.width} ${height + 2 * margin}`,
      );
      svg.setAttribute("aria-label", `line ${i + 1} of ${count}`);
      svg.style.aspectRatio = this.width + " / " + (height + 2 * margin);
      svg.addEventListener("click", event => this.onClick(event, svg, i));
      this.view.append(svg);
      const place = svg.querySelector(".place");
      const [staffTop, staffHeight] = system.staves;
      const attributes = { y: staffTop - 150, width: cursorWidth, height: staffHeight + 300 };
      for (const [key, value] of Object.entries(attributes)) place.setAttribute(key, value);
      return { svg, system, place, isDrawn: false };
    }

    draw(svg) {
      const drawn = this.drawn.find(each => each.svg === svg);
      if (drawn.isDrawn) return;
      drawn.isDrawn = true;
      const ink = svg.querySelector(".ink");
      drawLines(drawn.system, ink);
      drawShapes(drawn.system, ink);
    }

    drawAll() {
      for (const { svg } of this.drawn) this.draw(svg);
    }

    // A sheet that is longer than its box can be scrolled, also with keys, or shown whole.
    listenToSize() {
      const button = this.element.querySelector(".whole");
      const look = () => {
        const isCut = this.view.scrollHeight > this.view.clientHeight + 1;
        if (isCut) this.view.tabIndex = 0;
        else this.view.removeAttribute("tabindex");
        button.hidden = !isCut && !this.element.classList.contains("shown-whole");
      };
      button.addEventListener("click", () => {
        const whole = this.element.classList.toggle("shown-whole");
        button.setAttribute("aria-expanded", String(whole));
        button.textContent = whole ? "Show less" : "Show all of it";
        look();
      });
      new ResizeObserver(look).observe(this.view);
    }

    onClick(event, svg, system) {
      const { x } = new DOMPoint(event.clientX, event.clientY).matrixTransform(
        svg.getScreenCTM().inverse(),
      );
      const inSystem = this.places.filter(place => place.system === system);
      if (!inSystem.length) return;
      const before = inSystem.filter(place => place.x <= x);
      this.seek((before.length ? before.at(-1) : inSystem[0]).second);
    }

    // Marks a time, and brings it into view if wanted.
    place(second, inView) {
      const at = this.places.findLastIndex(place => place.second <= second + 0.001);
      if (at < 0) return;
      const here = this.places[at];
      const next = this.places[at + 1];
      let x = here.x;
      if (next && next.system === here.system) {
        x += ((next.x - here.x) * (second - here.second)) / (next.second - here.second || 1);
      }
      const { svg, place } = this.drawn[here.system];
      if (this.shown !== here.system) {
        const last = this.shown;
        this.shown = here.system;
        this.drawn.forEach((each, i) => each.place.classList.toggle("here", i === here.system));
        if (inView && last !== undefined) this.bringIntoWindow(this.drawn[last].svg, svg);
      }
      place.setAttribute("x", x - cursorWidth / 4);
      if (inView && this.element.open) this.bringIntoView(svg, x);
    }

    // A sheet shown whole goes with the window, as long as the reader looks at it.
    bringIntoWindow(last, svg) {
      if (this.element.open && this.element.classList.contains("shown-whole") && isInSight(last)) {
        svg.scrollIntoView({ block: "nearest" });
      }
    }

    bringIntoView(svg, x) {
      const { view } = this;
      const { top: svgTop, width, height } = svg.getBoundingClientRect();
      const top = svgTop - view.getBoundingClientRect().top - view.clientTop + view.scrollTop;
      if (top < view.scrollTop || top + height > view.scrollTop + view.clientHeight) {
        view.scrollTop = Math.max(0, top - 8);
      }
      const left = ((x - this.left) * width) / this.width;
      if (left < view.scrollLeft || left > view.scrollLeft + view.clientWidth * 0.9) {
        view.scrollLeft = left - view.clientWidth * 0.1;
      }
    }
  }

  // --- The page ---------------------------------------------------------------------------------

  const fileTypes = {
    midi: "audio/midi",
    musicxml: "application/vnd.recordare.musicxml+xml",
    pdf: "application/pdf",
    sound: "audio/ogg",
  };
  const counted = (count, what) => count + " " + what + (count === 1 ? "" : "s");

  class Piece {
    constructor(json) {
      Object.assign(this, { title: json.title, given: json.given, roll: json.roll });
      this.sound = json.sound && encodeURIComponent(json.sound);
      this.notes = notesOf(json.roll);
      this.tempo = new TempoMap(json.roll.tempos, ticksPerQuarter);
      this.ticks = Math.max(1, ...this.notes.map(note => note.end));
      this.seconds = this.tempo.secondAt(this.ticks);
      this.tick = 0;
      this.width = 0;
      this.build(json);
    }

    build(json) {
      const copy = document.getElementById("piece").content.cloneNode(true);
      const find = selector => copy.querySelector(selector);
      this.element = find(".piece");
      this.button = find(".play");
      this.time = find(".time");
      this.scroll = find(".scroll");
      this.rollElement = find(".roll");
      this.drawing = find(".drawing");
      this.paperRoll = find(".paper-roll");
      this.cursor = find(".cursor");
      find("h2").textContent = this.title;
      find(".files").append(...this.links(json));
      find(".files").setAttribute("aria-label", "Files of " + this.title);
      this.rollElement.setAttribute("aria-label", this.title + ": piano roll, position");
      this.rollElement.setAttribute("aria-valuemax", this.seconds.toFixed(1));
      find(".facts").append(...this.facts(json));
      find(".figures dl").append(...this.figures(json));
      this.buildSheet(json.sheet, find(".sheet"));
      this.listen();
      this.showPlaying(false);
      this.place(0);
    }

    links(json) {
      const kinds = [
        ["MIDI", json.midi, "a MIDI file", "midi"],
        ["MusicXML", json.musicxml, "MusicXML, for notation programs", "musicxml"],
        ["PDF", json.pdf, "sheet music to print", "pdf"],
        ["Sound", json.sound, "a sound file", "sound"],
      ];
      return kinds
        .filter(([, file]) => file)
        .map(([text, file, what, kind]) => {
          const link = document.createElement("a");
          Object.assign(link, {
            textContent: text,
            className: kind,
            href: encodeURIComponent(file),
            download: file,
            draggable: true,
          });
          link.setAttribute("aria-label", this.title + " as " + what);
          link.addEventListener("dragstart", ({ dataTransfer }) => {
            dataTransfer.setData("DownloadURL", [fileTypes[kind], file, link.href].join(":"));
            dataTransfer.setData("text/uri-list", link.href);
          });
          return link;
        });
    }

    buildSheet(json, element) {
      element.hidden = !json;
      if (!json) return;
      this.element.classList.add("has-sheet");
      this.sheet = new Sheet(json, element, this.title, second => {
        this.seek(this.tempo.tickAt(second + 0.002));
        if (player.piece !== this) player.play(this);
      });
      element.open = data.pieces.length <= mostOpenSheets;
    }

    facts(json) {
      const fact = (text, kind) => {
        const span = document.createElement("span");
        span.textContent = text;
        if (kind) span.className = kind;
        return span;
      };
      const facts =
        this.given > 0
          ? [
              fact(counted(this.given, "note") + " given", "swatch given"),
              fact(counted(this.notes.length - this.given, "note") + " composed", "swatch"),
            ]
          : [fact(counted(this.notes.length, "note"))];
      if (json.music) facts.push(fact(json.music));
      if (json.remark) facts.push(fact(json.remark));
      facts.push(fact(clock(this.seconds) + " minutes", "on-paper"));
      if (!json.ended) facts.push(fact("breaks off: as long as a piece may be", "cut"));
      return facts;
    }

    // Terms and what they are here, for those who want to know.
    figures(json) {
      const quarters = Math.round((this.ticks / ticksPerQuarter) * 100) / 100;
      const figures = [
        ["Length", counted(quarters, "quarter note")],
        [
          "End",
          json.ended
            ? "found by the network itself"
            : "none: cut off at the greatest number of notes",
        ],
      ];
      if (json.logLikelihood !== null) {
        const value = json.logLikelihood.toFixed(2).replace("-", "\u2212");
        const chance = (100 * Math.exp(json.logLikelihood)).toPrecision(2);
        figures.push([
          "How expected it was",
          `the network gave each of its notes, in the geometric mean, a chance of ${chance} %: ` +
            `a log-likelihood of ${value} a note, in natural logarithms`,
        ]);
      }
      figures.push(...json.figures);
      return figures.flatMap(([term, what]) => {
        const [dt, dd] = ["dt", "dd"].map(name => document.createElement(name));
        dt.textContent = term;
        dd.textContent = what;
        return [dt, dd];
      });
    }

    listen() {
      this.button.addEventListener("click", () => this.toggle());
      this.rollElement.addEventListener("click", event => {
        const box = this.rollElement.getBoundingClientRect();
        this.seek(((event.clientX - box.left - gutter) / (box.width - gutter)) * this.ticks);
        if (player.piece !== this) player.play(this);
      });
      this.rollElement.addEventListener("keydown", event => this.onKey(event));
    }

    onKey(event) {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const bar = this.roll.bars[1] || 4 * ticksPerQuarter;
      const places = {
        ArrowLeft: this.tick - bar,
        ArrowDown: this.tick - bar,
        ArrowRight: this.tick + bar,
        ArrowUp: this.tick + bar,
        Home: 0,
        End: this.ticks,
      };
      if (event.key === " " || event.key === "Enter") this.toggle();
      else if (event.key in places) this.seek(places[event.key]);
      else return;
      event.preventDefault();
    }

    toggle() {
      if (player.piece === this) player.pause();
      else player.play(this);
    }

    seek(tick) {
      const playing = player.piece === this;
      if (playing) player.pause();
      this.place(Math.min(this.ticks, Math.max(0, tick)), true);
      this.rollElement.classList.toggle("placed", this.tick > 0);
      if (playing) player.play(this);
    }

    // The place of a tick in the roll, in pixels.
    leftOf(tick) {
      return gutter + (tick / this.ticks) * (this.width - gutter - 1);
    }

    // Puts the cursor at a tick and, if wanted, brings it into view.
    place(tick, inView = false) {
      this.tick = tick;
      const second = this.tempo.secondAt(tick);
      const left = this.leftOf(tick) - 1;
      this.cursor.style.transform = "translateX(" + left + "px)";
      const text = clock(second) + " / " + clock(this.seconds);
      if (this.time.textContent !== text) {
        this.time.textContent = text;
        this.rollElement.setAttribute("aria-valuenow", second.toFixed(1));
        this.rollElement.setAttribute(
          "aria-valuetext",
          clock(second) + " of " + clock(this.seconds),
        );
      }
      if (this.sheet) this.sheet.place(second, inView);
      if (inView) this.bringIntoView(left);
    }

    bringIntoView(left) {
      const { scrollLeft, clientWidth, scrollWidth } = this.scroll;
      if (scrollWidth <= clientWidth) return;
      if (left < scrollLeft || left > scrollLeft + clientWidth * 0.9) {
        this.scroll.scrollLeft = left - clientWidth * 0.1;
      }
    }

    showPlaying(playing) {
      this.element.classList.toggle("playing", playing);
      this.rollElement.classList.toggle("placed", this.tick > 0);
      this.button.setAttribute("aria-label", (playing ? "Pause " : "Play ") + this.title);
    }
  }

  // Rolls are drawn when they come near the window: there may be a thousand.
  function drawWhenSeen(pieces) {
    const pieceOf = new Map(pieces.map(piece => [piece.scroll, piece]));
    const drawn = new Set();
    const seen = new IntersectionObserver(
      entries => {
        for (const entry of entries) {
          if (!entry.isIntersecting || drawn.has(entry.target)) continue;
          drawn.add(entry.target);
          drawRoll(pieceOf.get(entry.target));
        }
      },
      { rootMargin: "600px" },
    );
    pieces.forEach(piece => seen.observe(piece.scroll));
    window.addEventListener("resize", () => {
      if (!onPaper) drawn.forEach(scroll => drawRoll(pieceOf.get(scroll)));
    });
  }

  function drawSheetsWhenSeen(pieces) {
    const sheetOf = new Map();
    const seen = new IntersectionObserver(
      entries => {
        for (const entry of entries) {
          if (entry.isIntersecting) sheetOf.get(entry.target).draw(entry.target);
        }
      },
      { rootMargin: "600px" },
    );
    for (const { sheet } of pieces.filter(piece => piece.sheet)) {
      for (const { svg } of sheet.drawn) {
        sheetOf.set(svg, sheet);
        seen.observe(svg);
      }
    }
  }

  // On paper every sheet is open and drawn, whether it was seen or not; afterwards all is as before.
  let onPaper = false;
  function setPaper(pieces, wanted) {
    if (onPaper === wanted) return;
    onPaper = wanted;
    for (const piece of pieces) {
      if (!piece.sheet) {
        if (wanted) drawRollForPaper(piece);
        else piece.paperRoll.replaceChildren();
        continue;
      }
      const { sheet } = piece;
      if (wanted) {
        sheet.wasOpen = sheet.element.open;
        sheet.drawAll();
      }
      sheet.element.open = wanted || sheet.wasOpen;
    }
  }

  function drawForPaper(pieces) {
    const print = window.matchMedia("print");
    print.addEventListener("change", () => setPaper(pieces, print.matches));
    window.addEventListener("beforeprint", () => setPaper(pieces, true));
    window.addEventListener("afterprint", () => setPaper(pieces, print.matches));
    setPaper(pieces, print.matches);
  }

  document.title = data.title;
  document.getElementById("title").textContent = data.title;
  document.getElementById("subtitle").textContent = data.subtitle;
  const pieces = data.pieces.map(json => new Piece(json));
  document.getElementById("pieces").append(...pieces.map(piece => piece.element));
  drawWhenSeen(pieces);
  drawSheetsWhenSeen(pieces);
  drawForPaper(pieces);
})();
