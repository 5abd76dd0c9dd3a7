// After player.js.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const ticksPerQuarter = data.ticksPerQuarter;

  const volumeInput = document.getElementById('volume');
  const setVolume = () => player.setVolume(volumeInput.value / 100);
  volumeInput.addEventListener('input', setVolume);
  setVolume();

  // --- Piano rolls ------------------------------------------------------------------------------

  const pixelsPerQuarter = 9;  // at least, where the piece is longer than the page is wide
  const gutter = 26;  // pixels at the left, for the names of the octaves
  const mostCanvasPixels = 16000;  // browsers draw no wider canvas
  const isBlackKey = pitch => [1, 3, 6, 8, 10].includes(pitch % 12);

  function pitchRange(notes) {
    let low = Math.min(...notes.map(note => note.pitch));
    let high = Math.max(...notes.map(note => note.pitch));
    if (!notes.length) [low, high] = [60, 72];
    while (high - low < 24) { --low; ++high; }
    return { low: low - 1, high: high + 1 };
  }

  // The onsets of bars, from a list of [onset, length, onset, length, ...].
  function barLines(bars, ticks) {
    const lines = [];
    for (let i = 0; i + 1 < bars.length; i += 2) {
      const until = i + 2 < bars.length ? Math.min(bars[i + 2], ticks) : ticks;
      for (let tick = bars[i]; tick < until && bars[i + 1] > 0; tick += bars[i + 1]) lines.push(tick);
    }
    return lines;
  }

  function drawKeys(g, range, y, rowHeight, width, colour) {
    g.fillStyle = colour('--black-key');
    for (let pitch = range.low; pitch <= range.high; ++pitch) {
      if (isBlackKey(pitch)) g.fillRect(0, y(pitch), width, rowHeight);
    }
  }

  function drawBars(g, piece, x, height, colour) {
    const lines = barLines(piece.roll.bars, piece.ticks);
    if (lines.length > 1 && x(lines[1]) - x(lines[0]) < 5) return;
    g.fillStyle = colour('--bar');
    for (const tick of lines) g.fillRect(Math.round(x(tick)) - 1, 0, 1, height);
  }

  function drawOctaves(g, range, y, rowHeight, width, colour) {
    g.font = '10px system-ui, sans-serif';
    g.textBaseline = 'bottom';
    g.textAlign = 'center';
    for (let pitch = range.low; pitch <= range.high; ++pitch) {
      if (pitch % 12 !== 0) continue;
      g.fillStyle = colour('--line');
      g.fillRect(0, Math.round(y(pitch) + rowHeight), width, 1);
      g.fillStyle = colour('--muted');
      g.fillText('C' + (pitch / 12 - 1), gutter / 2, y(pitch) + rowHeight);
    }
  }

  function drawNotes(g, piece, x, y, rowHeight, colour) {
    const height = Math.max(2, rowHeight - 0.5);
    piece.notes.forEach((note, i) => {
      g.fillStyle = colour(i < piece.given ? '--given' : '--note');
      const left = x(note.onset);
      const width = Math.max(1.5, x(note.end) - left - 1);
      g.beginPath();
      if (g.roundRect) g.roundRect(left, y(note.pitch), width, height, Math.min(2, height / 2, width / 2));
      else g.rect(left, y(note.pitch), width, height);
      g.fill();
    });
  }

  function drawRoll(piece) {
    const { canvas, rollElement, scroll } = piece;
    const ratio = window.devicePixelRatio || 1;
    const width = Math.min(mostCanvasPixels / ratio,
      Math.max(scroll.clientWidth, piece.ticks / ticksPerQuarter * pixelsPerQuarter));
    rollElement.style.width = width + 'px';
    const height = rollElement.clientHeight;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const g = canvas.getContext('2d');
    g.scale(ratio, ratio);
    const style = getComputedStyle(document.documentElement);
    const colour = name => style.getPropertyValue(name);
    const range = pitchRange(piece.notes);
    const rowHeight = height / (range.high - range.low + 1);
    piece.width = width;
    const x = tick => piece.leftOf(tick);
    const y = pitch => (range.high - pitch) * rowHeight;
    drawKeys(g, range, y, rowHeight, width, colour);
    drawBars(g, piece, x, height, colour);
    drawOctaves(g, range, y, rowHeight, width, colour);
    drawNotes(g, piece, x, y, rowHeight, colour);
    piece.place(piece.tick);
  }

  // --- Sheet music ------------------------------------------------------------------------------

  // Lengths on pages of sheet music are those of PageDrawing, of which a page is some 30,000 wide.
  const pageMargin = 500;
  const cursorWidth = 130;
  const mostOpenSheets = 32;

  const svgElement = (like, name, attributes) => {
    const element = document.createElementNS(like.namespaceURI, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };

  function drawLines(page, ink) {
    for (const [width, points] of page.lines) {
      let path = '';
      for (let i = 0; i + 3 < points.length; i += 4) {
        path += `M${points[i]} ${points[i + 1]}L${points[i + 2]} ${points[i + 3]}`;
      }
      ink.append(svgElement(ink, 'path', { d: path, class: 'drawn', 'stroke-width': width }));
    }
  }

  function drawShapes(page, ink) {
    for (let i = 0; i + 2 < page.shapes.length; i += 3) {
      const [path, filled, evenOdd, stroke] = data.outlines[page.shapes[i]];
      const attributes = { d: `M${page.shapes[i + 1]} ${page.shapes[i + 2]}${path}`,
                           class: (filled ? 'filled ' : '') + (stroke ? 'drawn' : '') };
      if (evenOdd) attributes['fill-rule'] = 'evenodd';
      if (stroke) attributes['stroke-width'] = stroke;
      ink.append(svgElement(ink, 'path', attributes));
    }
  }

  // The upper and the lower end of what stands on a page.
  function extent(page) {
    const ys = page.shapes.filter((_, i) => i % 3 === 2);
    for (const [, points] of page.lines) ys.push(...points.filter((_, i) => i % 2 === 1));
    const [low, high] = ys.reduce(([a, b], y) => [Math.min(a, y), Math.max(b, y)],
                                  [page.height, 0]);
    const top = Math.max(0, low - pageMargin);
    return { top, height: Math.max(1, Math.min(page.height, high + pageMargin) - top) };
  }

  // The pages of a piece. They are drawn when they are first seen.
  class Sheet {
    constructor(json, element, seek) {
      this.pages = json.pages;
      this.places = [];  // { second, page, x, top, height }, by time
      for (let i = 0; i + 4 < json.places.length; i += 5) {
        const [second, page, x, top, height] = json.places.slice(i, i + 5);
        if (page < this.pages.length) this.places.push({ second, page, x, top, height });
      }
      this.element = element;
      this.view = element.querySelector('.pages');
      this.drawn = [];
      this.seek = seek;
      const count = this.pages.length;
      element.querySelector('summary').textContent =
        count === 1 ? 'Sheet music' : 'Sheet music, ' + count + ' pages';
      this.pages.forEach((page, i) => this.build(page, i));
    }

    build(page, i) {
      const svg = document.getElementById('page').content.cloneNode(true).firstElementChild;
      const { top, height } = extent(page);
      svg.setAttribute('viewBox', `0 ${top} ${page.width} ${height}`);
      svg.style.aspectRatio = page.width + ' / ' + height;
      svg.addEventListener('click', event => this.onClick(event, svg, i));
      this.view.append(svg);
      this.drawn.push({ svg, page, isDrawn: false, place: svg.querySelector('.place') });
    }

    draw(svg) {
      const drawn = this.drawn.find(each => each.svg === svg);
      if (drawn.isDrawn) return;
      drawn.isDrawn = true;
      const ink = svg.querySelector('.ink');
      drawLines(drawn.page, ink);
      drawShapes(drawn.page, ink);
    }

    onClick(event, svg, page) {
      const point = new DOMPoint(event.clientX, event.clientY)
        .matrixTransform(svg.getScreenCTM().inverse());
      const distance = place => Math.max(0, place.top - point.y, point.y - place.top - place.height);
      const onPage = this.places.filter(place => place.page === page);
      const nearest = Math.min(...onPage.map(distance));
      const inSystem = onPage.filter(place => distance(place) === nearest);
      if (!inSystem.length) return;
      const before = inSystem.filter(place => place.x <= point.x);
      this.seek((before.length ? before.at(-1) : inSystem[0]).second);
    }

    // Marks a time, and brings it into view if wanted.
    place(second, inView) {
      const at = this.places.findLastIndex(place => place.second <= second + 0.001);
      if (at < 0) return;
      const here = this.places[at];
      const next = this.places[at + 1];
      let x = here.x;
      if (next && next.page === here.page && next.top === here.top) {
        x += (next.x - here.x) * (second - here.second) / (next.second - here.second || 1);
      }
      this.drawn.forEach(({ place }, page) => place.classList.toggle('here', page === here.page));
      const { svg, place } = this.drawn[here.page];
      const attributes = { x: x - cursorWidth / 4, y: here.top - 150, width: cursorWidth,
                           height: here.height + 300 };
      for (const [key, value] of Object.entries(attributes)) place.setAttribute(key, value);
      if (inView && this.element.open) this.bringIntoView(svg, here, x);
    }

    bringIntoView(svg, here, x) {
      const { view } = this;
      const box = svg.viewBox.baseVal;
      const { top: svgTop, width } = svg.getBoundingClientRect();
      const scale = width / box.width;
      const offset = svgTop - view.getBoundingClientRect().top - view.clientTop + view.scrollTop;
      const top = offset + (here.top - box.y) * scale;
      const bottom = top + here.height * scale;
      if (top < view.scrollTop || bottom > view.scrollTop + view.clientHeight) {
        view.scrollTop = top - view.clientHeight * 0.12;
      }
      const left = x * scale;
      if (left < view.scrollLeft || left > view.scrollLeft + view.clientWidth * 0.9) {
        view.scrollLeft = left - view.clientWidth * 0.1;
      }
    }
  }

  // --- The page ---------------------------------------------------------------------------------

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
      const copy = document.getElementById('piece').content.cloneNode(true);
      const find = selector => copy.querySelector(selector);
      this.element = find('.piece');
      this.button = find('.play');
      this.time = find('.time');
      this.scroll = find('.scroll');
      this.rollElement = find('.roll');
      this.canvas = find('canvas');
      this.cursor = find('.cursor');
      find('h2').textContent = this.title;
      for (const link of this.links(json)) find('.files').append(link);
      this.rollElement.setAttribute('aria-label', this.title + ': piano roll, position');
      this.rollElement.setAttribute('aria-valuemax', this.seconds.toFixed(1));
      for (const fact of this.facts(json)) find('.facts').append(fact);
      this.buildSheet(json.sheet, find('.sheet'));
      this.listen();
      this.showPlaying(false);
      this.place(0);
    }

    links(json) {
      const kinds = [['MIDI', json.midi, 'a MIDI file', 'midi'],
                     ['MusicXML', json.musicxml, 'MusicXML, for notation programs', 'musicxml'],
                     ['PDF', json.pdf, 'sheet music to print', 'pdf'],
                     ['Sound', json.sound, 'a sound file', 'sound']];
      return kinds.filter(([, file]) => file).map(([text, file, what, kind]) => {
        const link = document.createElement('a');
        Object.assign(link, { textContent: text, className: kind, href: encodeURIComponent(file),
                              download: file });
        link.setAttribute('aria-label', this.title + ' as ' + what);
        return link;
      });
    }

    buildSheet(json, element) {
      element.hidden = !json;
      if (!json) return;
      this.sheet = new Sheet(json, element, second => {
        this.seek(this.tempo.tickAt(second + 0.002));
        if (player.piece !== this) player.play(this);
      });
      element.open = data.pieces.length <= mostOpenSheets;
    }

    facts(json) {
      const fact = (text, kind) => {
        const span = document.createElement('span');
        span.textContent = text;
        if (kind) span.className = kind;
        return span;
      };
      const quarters = Math.round(this.ticks / ticksPerQuarter * 100) / 100;
      const facts = [fact(quarters + ' quarters')];
      if (this.given > 0) {
        facts.unshift(fact(this.given + ' notes given', 'swatch given'),
          fact(this.notes.length - this.given + ' notes composed', 'swatch'));
      } else {
        facts.unshift(fact(this.notes.length + (this.notes.length === 1 ? ' note' : ' notes')));
      }
      facts.push(json.ended ? fact('ended by itself') : fact('cut off: longest length reached', 'cut'));
      if (json.logLikelihood !== null) {
        facts.push(fact('log-likelihood a note ' + json.logLikelihood.toFixed(2).replace('-', '\u2212')));
      }
      return facts;
    }

    listen() {
      this.button.addEventListener('click', () => this.toggle());
      this.rollElement.addEventListener('click', event => {
        const box = this.rollElement.getBoundingClientRect();
        this.seek((event.clientX - box.left - gutter) / (box.width - gutter) * this.ticks);
        if (player.piece !== this) player.play(this);
      });
      this.rollElement.addEventListener('keydown', event => this.onKey(event));
    }

    onKey(event) {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const bar = this.roll.bars[1] || 4 * ticksPerQuarter;
      const places = { ArrowLeft: this.tick - bar, ArrowDown: this.tick - bar,
                       ArrowRight: this.tick + bar, ArrowUp: this.tick + bar,
                       Home: 0, End: this.ticks };
      if (event.key === ' ' || event.key === 'Enter') this.toggle();
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
      this.rollElement.classList.toggle('placed', this.tick > 0);
      if (playing) player.play(this);
    }

    // The place of a tick in the roll, in pixels.
    leftOf(tick) {
      return gutter + tick / this.ticks * (this.width - gutter - 1);
    }

    // Puts the cursor at a tick and, if wanted, brings it into view.
    place(tick, inView = false) {
      this.tick = tick;
      const second = this.tempo.secondAt(tick);
      const left = this.leftOf(tick) - 1;
      this.cursor.style.transform = 'translateX(' + left + 'px)';
      const text = clock(second) + ' / ' + clock(this.seconds);
      if (this.time.textContent !== text) {
        this.time.textContent = text;
        this.rollElement.setAttribute('aria-valuenow', second.toFixed(1));
        this.rollElement.setAttribute('aria-valuetext', clock(second) + ' of ' + clock(this.seconds));
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
      this.element.classList.toggle('playing', playing);
      this.rollElement.classList.toggle('placed', this.tick > 0);
      this.button.setAttribute('aria-label', (playing ? 'Pause ' : 'Play ') + this.title);
    }
  }

  // Rolls are drawn when they come near the window: there may be a thousand.
  function drawWhenSeen(pieces) {
    const pieceOf = new Map(pieces.map(piece => [piece.scroll, piece]));
    const drawn = new Set();
    const seen = new IntersectionObserver(entries => {
      for (const entry of entries) {
        if (!entry.isIntersecting || drawn.has(entry.target)) continue;
        drawn.add(entry.target);
        drawRoll(pieceOf.get(entry.target));
      }
    }, { rootMargin: '600px' });
    pieces.forEach(piece => seen.observe(piece.scroll));
    const redraw = () => drawn.forEach(scroll => drawRoll(pieceOf.get(scroll)));
    window.addEventListener('resize', redraw);
    window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  }

  function drawSheetsWhenSeen(pieces) {
    const sheetOf = new Map();
    const seen = new IntersectionObserver(entries => {
      for (const entry of entries) {
        if (entry.isIntersecting) sheetOf.get(entry.target).draw(entry.target);
      }
    }, { rootMargin: '600px' });
    for (const { sheet } of pieces.filter(piece => piece.sheet)) {
      for (const { svg } of sheet.drawn) {
        sheetOf.set(svg, sheet);
        seen.observe(svg);
      }
    }
  }

  document.title = data.title;
  document.getElementById('title').textContent = data.title;
  document.getElementById('subtitle').textContent = data.subtitle;
  const pieces = data.pieces.map(json => new Piece(json));
  document.getElementById('pieces').append(...pieces.map(piece => piece.element));
  drawWhenSeen(pieces);
  drawSheetsWhenSeen(pieces);
})();
