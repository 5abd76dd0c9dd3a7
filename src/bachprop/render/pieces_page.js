'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const ticksPerQuarter = data.ticksPerQuarter;

  // --- Time -------------------------------------------------------------------------------------

  // Ticks to seconds and back, through the tempos of a piece.
  class TempoMap {
    constructor(tempos) {
      this.parts = [{ tick: 0, second: 0, rate: 120 * ticksPerQuarter / 60 }];
      for (let i = 0; i + 1 < tempos.length; i += 2) {
        const part = { tick: tempos[i], second: this.secondAt(tempos[i]),
                       rate: tempos[i + 1] * ticksPerQuarter / 60 };
        if (part.tick === 0) this.parts.pop();
        this.parts.push(part);
      }
    }
    partBefore(key, value) {
      let found = this.parts[0];
      for (const part of this.parts) if (part[key] <= value) found = part;
      return found;
    }
    secondAt(tick) {
      const part = this.partBefore('tick', tick);
      return part.second + (tick - part.tick) / part.rate;
    }
    tickAt(second) {
      const part = this.partBefore('second', second);
      return part.tick + (second - part.second) * part.rate;
    }
  }

  function clock(seconds) {
    const whole = Math.floor(seconds + 0.001);
    return Math.floor(whole / 60) + ':' + String(whole % 60).padStart(2, '0');
  }

  function notesOf(roll) {
    const notes = [];
    for (let i = 0; i + 2 < roll.notes.length; i += 3) {
      notes.push({ onset: roll.notes[i], end: roll.notes[i] + roll.notes[i + 1],
                   pitch: roll.notes[i + 2] });
    }
    return notes;
  }

  // --- Sound ------------------------------------------------------------------------------------

  // A small organ with a plucked beginning, in a small room.
  class Synth {
    constructor() {
      this.context = new (window.AudioContext || window.webkitAudioContext)();
      const c = this.context;
      this.master = new GainNode(c, { gain: volume() });
      const limiter = new DynamicsCompressorNode(c, { threshold: -16, ratio: 6, release: 0.2 });
      this.master.connect(limiter).connect(c.destination);
      this.tone = new BiquadFilterNode(c, { type: 'lowpass', frequency: 3200, Q: 0.3 });
      this.tone.connect(this.master);
      this.tone.connect(new ConvolverNode(c, { buffer: this.room() }))
        .connect(new GainNode(c, { gain: 0.22 })).connect(this.master);
      this.wave = c.createPeriodicWave(new Float32Array(8),
        new Float32Array([0, 1, 0.42, 0.2, 0.14, 0.06, 0.05, 0.03]));
    }
    // The echo of a room: noise that fades away.
    room() {
      const c = this.context;
      const buffer = c.createBuffer(2, Math.floor(c.sampleRate * 1.4), c.sampleRate);
      for (let channel = 0; channel < 2; ++channel) {
        const samples = buffer.getChannelData(channel);
        for (let i = 0; i < samples.length; ++i) {
          samples[i] = (Math.random() * 2 - 1) * Math.pow(1 - i / samples.length, 3);
        }
      }
      return buffer;
    }
    // What is scheduled from here on can be taken back at once by silence().
    begin() {
      this.bus = new GainNode(this.context);
      this.bus.connect(this.tone);
    }
    silence() {
      const bus = this.bus;
      if (!bus) return;
      this.bus = null;
      bus.gain.setTargetAtTime(0, this.context.currentTime, 0.03);
      setTimeout(() => bus.disconnect(), 300);
    }
    play(pitch, from, until) {
      const c = this.context;
      const voice = new OscillatorNode(c, { frequency: 440 * Math.pow(2, (pitch - 69) / 12) });
      voice.setPeriodicWave(this.wave);
      const gain = new GainNode(c, { gain: 0 });
      // Low notes sound weaker on small loudspeakers.
      const loudness = 0.2 * Math.pow(2, (64 - pitch) / 60);
      const release = Math.max(from + 0.05, until - 0.02);
      gain.gain.setValueAtTime(0, from);
      gain.gain.linearRampToValueAtTime(loudness, from + 0.012);
      gain.gain.setTargetAtTime(loudness * 0.45, from + 0.012, 0.35);
      gain.gain.setTargetAtTime(0, release, 0.07);
      voice.connect(gain).connect(this.bus);
      voice.start(from);
      voice.stop(release + 0.6);
      voice.onended = () => gain.disconnect();
    }
  }

  let synth = null;
  const volumeInput = document.getElementById('volume');
  function volume() { return Math.pow(volumeInput.value / 100, 2); }
  volumeInput.addEventListener('input', () => {
    if (synth) synth.master.gain.setTargetAtTime(volume(), synth.context.currentTime, 0.02);
  });

  // --- Playing ----------------------------------------------------------------------------------

  // Notes are handed to the audio clock ahead of time: far enough that a tab in the background,
  // whose timers run once a second, does not stumble.
  const aheadSeconds = 1.5;

  const player = {
    piece: null,
    play(piece) {
      this.pause();
      synth = synth || new Synth();
      synth.context.resume();
      synth.begin();
      if (piece.tick >= piece.ticks) piece.place(0);
      this.piece = piece;
      this.firstTick = piece.tick;
      this.next = 0;
      this.second0 = piece.tempo.secondAt(piece.tick);
      this.time0 = synth.context.currentTime + 0.08;
      this.timer = setInterval(() => this.schedule(), 100);
      this.schedule();
      piece.showPlaying(true);
      requestAnimationFrame(() => this.follow());
    },
    pause() {
      if (!this.piece) return;
      clearInterval(this.timer);
      synth.silence();
      this.piece.showPlaying(false);
      this.piece = null;
    },
    // Seconds into the piece.
    now() {
      return this.second0 + Math.max(0, synth.context.currentTime - this.time0);
    },
    schedule() {
      const { notes, tempo } = this.piece;
      const horizon = this.now() + aheadSeconds;
      for (; this.next < notes.length; ++this.next) {
        const note = notes[this.next];
        if (note.end <= this.firstTick) continue;
        const from = tempo.secondAt(Math.max(note.onset, this.firstTick));
        if (from > horizon) break;
        const shift = this.time0 - this.second0;
        synth.play(note.pitch, from + shift, tempo.secondAt(note.end) + shift);
      }
    },
    follow() {
      const piece = this.piece;
      if (!piece) return;
      const second = this.now();
      if (second >= piece.seconds + 0.3) {
        this.pause();
        piece.place(0);
        return;
      }
      piece.place(Math.min(piece.ticks, piece.tempo.tickAt(second)), true);
      requestAnimationFrame(() => this.follow());
    },
  };

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

  // --- The page ---------------------------------------------------------------------------------

  class Piece {
    constructor(json) {
      Object.assign(this, { title: json.title, given: json.given, roll: json.roll });
      this.notes = notesOf(json.roll);
      this.tempo = new TempoMap(json.roll.tempos);
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
      find('.midi').href = encodeURIComponent(json.midi);
      find('.midi').setAttribute('aria-label', this.title + ' as a MIDI file');
      this.rollElement.setAttribute('aria-label', this.title + ': piano roll, position');
      this.rollElement.setAttribute('aria-valuemax', this.seconds.toFixed(1));
      for (const fact of this.facts(json)) find('.facts').append(fact);
      this.listen();
      this.showPlaying(false);
      this.place(0);
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

  document.title = data.title;
  document.getElementById('title').textContent = data.title;
  document.getElementById('subtitle').textContent = data.subtitle;
  const pieces = data.pieces.map(json => new Piece(json));
  document.getElementById('pieces').append(...pieces.map(piece => piece.element));
  drawWhenSeen(pieces);
})();
