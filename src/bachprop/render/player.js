"use strict";
// What the pages that play music share: time, sound, and one player for all pieces of a page.
const { TempoMap, clock, notesOf, player } = (() => {
  // --- Time -------------------------------------------------------------------------------------

  // Ticks to seconds and back, through the tempos of a piece.
  class TempoMap {
    constructor(tempos, ticksPerQuarter) {
      this.parts = [{ tick: 0, second: 0, rate: (120 * ticksPerQuarter) / 60 }];
      for (let i = 0; i + 1 < tempos.length; i += 2) {
        const part = {
          tick: tempos[i],
          second: this.secondAt(tempos[i]),
          rate: (tempos[i + 1] * ticksPerQuarter) / 60,
        };
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
      const part = this.partBefore("tick", tick);
      return part.second + (tick - part.tick) / part.rate;
    }
    tickAt(second) {
      const part = this.partBefore("second", second);
      return part.tick + (second - part.second) * part.rate;
    }
  }

  function clock(seconds) {
    const whole = Math.floor(seconds + 0.001);
    return Math.floor(whole / 60) + ":" + String(whole % 60).padStart(2, "0");
  }

  function notesOf(roll) {
    const notes = [];
    for (let i = 0; i + 2 < roll.notes.length; i += 3) {
      notes.push({
        onset: roll.notes[i],
        end: roll.notes[i] + roll.notes[i + 1],
        pitch: roll.notes[i + 2],
      });
    }
    return notes;
  }

  // --- Sound ------------------------------------------------------------------------------------

  // A small organ with a plucked beginning, in a small room.
  class Synth {
    constructor() {
      this.context = new (window.AudioContext || window.webkitAudioContext)();
      const c = this.context;
      this.master = new GainNode(c, { gain: loudness() });
      const limiter = new DynamicsCompressorNode(c, { threshold: -16, ratio: 6, release: 0.2 });
      this.master.connect(limiter).connect(c.destination);
      this.tone = new BiquadFilterNode(c, { type: "lowpass", frequency: 3200, Q: 0.3 });
      this.tone.connect(this.master);
      this.tone
        .connect(new ConvolverNode(c, { buffer: this.room() }))
        .connect(new GainNode(c, { gain: 0.22 }))
        .connect(this.master);
      this.wave = c.createPeriodicWave(
        new Float32Array(8),
        new Float32Array([0, 1, 0.42, 0.2, 0.14, 0.06, 0.05, 0.03]),
      );
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
  let volume = 0.7;
  const loudness = () => volume * volume;

  // Notes are handed to the audio clock ahead of time: far enough that a tab in the background,
  // whose timers run once a second, does not stumble.
  const aheadSeconds = 1.5;

  // A piece played here, from a second on.
  class Performance {
    constructor(piece, second) {
      this.piece = piece;
      synth = synth || new Synth();
      synth.context.resume();
      synth.begin();
      this.firstTick = piece.tick;
      this.next = 0;
      this.second0 = second;
      this.time0 = synth.context.currentTime + 0.08;
      this.timer = setInterval(() => this.schedule(), 100);
      this.schedule();
    }
    stop() {
      clearInterval(this.timer);
      synth.silence();
    }
    now() {
      return this.second0 + Math.max(0, synth.context.currentTime - this.time0);
    }
    isOver() {
      return this.now() >= this.piece.seconds + 0.3;
    }
    setVolume() {
      synth.master.gain.setTargetAtTime(loudness(), synth.context.currentTime, 0.02);
    }
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
    }
  }

  // A piece's sound file, from a second on. `fail` is called where the browser cannot play it.
  class Recording {
    constructor(piece, second, fail) {
      this.second0 = second;
      this.audio = new Audio(piece.sound);
      this.audio.addEventListener("error", fail);
      this.setVolume();
      this.audio.currentTime = second;
      this.audio.play().catch(error => {
        if (error.name !== "AbortError") fail();
      });
    }
    stop() {
      this.audio.pause();
      // Lets go of the file.
      this.audio.removeAttribute("src");
      this.stopped = true;
    }
    now() {
      return this.audio.readyState ? this.audio.currentTime : this.second0;
    }
    isOver() {
      return this.audio.ended;
    }
    setVolume() {
      this.audio.volume = loudness();
    }
  }

  // --- Playing ----------------------------------------------------------------------------------

  // Plays one piece at a time. A piece has
  //   notes       [{ onset, end, pitch }], by onset, in ticks
  //   tempo       a TempoMap
  //   ticks       its length, and seconds, the same
  //   tick        where it stands
  //   sound       the address of its sound file; where there is none, or none that can be played,
  //               the notes are played
  //   place(tick, inView)   puts it there; inView: and brings that into view
  //   showPlaying(whether)  tells that it begins or ceases to play
  const player = {
    piece: null,
    // 0 .. 1, as a slider has it.
    setVolume(value) {
      volume = value;
      if (synth) synth.master.gain.setTargetAtTime(loudness(), synth.context.currentTime, 0.02);
      if (this.source) this.source.setVolume();
    },
    play(piece) {
      this.pause();
      if (piece.tick >= piece.ticks) piece.place(0);
      this.piece = piece;
      this.source = this.sourceOf(piece);
      piece.showPlaying(true);
      requestAnimationFrame(() => this.follow());
    },
    sourceOf(piece) {
      const second = piece.tempo.secondAt(piece.tick);
      if (!piece.sound) return new Performance(piece, second);
      const recording = new Recording(piece, second, () => {
        if (recording.stopped) return;
        piece.sound = null;
        this.play(piece);
      });
      return recording;
    },
    pause() {
      if (!this.piece) return;
      this.source.stop();
      this.source = null;
      this.piece.showPlaying(false);
      this.piece = null;
    },
    follow() {
      const piece = this.piece;
      if (!piece) return;
      if (this.source.isOver()) {
        this.pause();
        piece.place(0);
        return;
      }
      piece.place(Math.min(piece.ticks, piece.tempo.tickAt(this.source.now())), true);
      requestAnimationFrame(() => this.follow());
    },
  };

  return { TempoMap, clock, notesOf, player };
})();
