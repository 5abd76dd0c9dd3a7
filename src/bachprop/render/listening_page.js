// After player.js.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const element = id => document.getElementById(id);
  const seconds = new TempoMap(data.items[0].rolls[0].tempos, data.ticksPerQuarter).secondAt(
    data.ticks,
  );
  // Of every excerpt, before an answer counts.
  const secondsToHear = Math.min(5, seconds / 4);

  const volumeInput = element("volume");
  const setVolume = () => player.setVolume(volumeInput.value / 100);
  volumeInput.addEventListener("input", setVolume);
  setVolume();

  // --- State ------------------------------------------------------------------------------------

  // What a reload must not lose. Each listener has an order of items of their own, and by a coin the
  // sides of all pairs are swapped or none: so they stay balanced.
  const storageName = "bachprop listening test " + data.test;

  function randomBelow(bound) {
    const most = Math.floor(2 ** 32 / bound) * bound;
    const number = crypto.getRandomValues(new Uint32Array(1))[0];
    return number < most ? number % bound : randomBelow(bound);
  }

  function shuffled(list) {
    const copy = [...list];
    for (let i = copy.length - 1; i > 0; --i) {
      const other = randomBelow(i + 1);
      [copy[i], copy[other]] = [copy[other], copy[i]];
    }
    return copy;
  }

  function newState() {
    const bytes = crypto.getRandomValues(new Uint8Array(8));
    return {
      listener: [...bytes].map(byte => byte.toString(16).padStart(2, "0")).join(""),
      order: shuffled(data.items.map(item => item.id)),
      swapped: randomBelow(2) === 1,
      part: "intro",
      position: 0,
      answers: {},
      about: null,
      saved: false,
    };
  }

  function storedState() {
    try {
      return JSON.parse(localStorage.getItem(storageName));
    } catch {
      return null;
    }
  }

  // Where the browser stores nothing, the test works until the page is left.
  function keep() {
    try {
      localStorage.setItem(storageName, JSON.stringify(state));
      stored = true;
    } catch {
      stored = false;
    }
  }

  let stored = false;
  let state = storedState() || newState();
  addEventListener("beforeunload", event => {
    if (!stored && Object.keys(state.answers).length > 0 && !state.saved) event.preventDefault();
  });

  const itemOf = id => data.items.find(item => item.id === id);
  const isDone = record => record && record.done;
  const answered = () => state.order.filter(id => isDone(state.answers[id])).length;

  // --- Excerpts ---------------------------------------------------------------------------------

  // A row with a play button, as player.js plays it. `record` counts in [index] how often it was
  // played and how many seconds of it were heard.
  class Excerpt {
    constructor(roll, name, record, index) {
      Object.assign(this, { name, record, index });
      this.notes = notesOf(roll);
      this.tempo = new TempoMap(roll.tempos, data.ticksPerQuarter);
      this.ticks = data.ticks;
      this.seconds = seconds;
      this.build();
    }
    build() {
      const copy = element("excerpt").content.cloneNode(true);
      this.element = copy.querySelector(".excerpt");
      this.button = copy.querySelector(".play");
      this.bar = copy.querySelector(".track div");
      this.time = copy.querySelector(".time");
      copy.querySelector(".name").textContent = this.name;
      this.button.addEventListener("click", () => this.toggle());
      this.showPlaying(false);
      this.place(0);
    }
    toggle() {
      if (player.piece === this) {
        player.pause();
        this.place(0);
        return;
      }
      const other = player.piece;
      player.pause();
      if (other) other.place(0);
      ++this.record.plays[this.index];
      keep();
      player.play(this);
    }
    place(tick) {
      this.tick = tick;
      const second = this.tempo.secondAt(tick);
      this.bar.style.width = (tick / this.ticks) * 100 + "%";
      const text = clock(second) + " / " + clock(this.seconds);
      if (this.time.textContent !== text) this.time.textContent = text;
      if (second > this.record.heard[this.index]) {
        const before = this.record.heard[this.index];
        this.record.heard[this.index] = second;
        if (before < secondsToHear && second >= secondsToHear) showNext();
      }
    }
    showPlaying(playing) {
      this.element.classList.toggle("playing", playing);
      this.button.setAttribute(
        "aria-label",
        (playing ? "Stop " : "Play ") + (this.name || "the excerpt"),
      );
    }
  }

  // --- Questions --------------------------------------------------------------------------------

  let excerpts = []; // as they stand on the page
  let record = null; // of the item on the page
  let shownAt = 0;

  function newRecord(item) {
    return {
      answer: null,
      confidence: null,
      seconds: 0,
      done: false,
      plays: item.rolls.map(() => 0),
      heard: item.rolls.map(() => 0),
    };
  }

  // The excerpts of an item in the order in which this listener meets them: indices.
  function sides(item) {
    const all = item.rolls.map((_, i) => i);
    return state.swapped ? all.reverse() : all;
  }

  function choice(text, value, field) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.dataset.value = value;
    button.addEventListener("click", () => choose(field, value));
    return button;
  }

  // Once more on the same degree of confidence takes it back.
  function choose(field, value) {
    record[field] = field === "confidence" && record[field] === value ? null : value;
    keep();
    showChoices();
    showNext();
  }

  function showChoices() {
    for (const [id, field] of [
      ["answers", "answer"],
      ["confidence", "confidence"],
    ]) {
      for (const button of element(id).children) {
        button.setAttribute("aria-pressed", button.dataset.value === String(record[field]));
      }
    }
  }

  function missing() {
    if (record.heard.some(heard => heard < secondsToHear)) {
      const what = record.heard.length > 1 ? "to some seconds of both" : "to some seconds of it";
      return "First listen " + what + ".";
    }
    return record.answer === null ? "Choose an answer." : "";
  }

  function showNext() {
    const text = missing();
    element("next").disabled = text !== "";
    if (element("hint").textContent !== text) element("hint").textContent = text;
  }

  function showQuestion() {
    const item = itemOf(state.order[state.position]);
    const pair = item.rolls.length > 1;
    record = state.answers[item.id] = state.answers[item.id] || newRecord(item);
    excerpts = sides(item).map(
      (side, i) => new Excerpt(item.rolls[side], pair ? "AB"[i] : "", record, side),
    );
    element("excerpts").replaceChildren(...excerpts.map(excerpt => excerpt.element));
    element("prompt").textContent = pair
      ? "One of these is by a human, the other by the machine. Which is the human’s?"
      : "Who wrote this?";
    element("answers").replaceChildren(
      ...(pair
        ? sides(item).map((side, i) => choice("AB"[i] + " is the human’s", "ab"[side], "answer"))
        : [choice("Human", "human", "answer"), choice("Machine", "machine", "answer")]),
    );
    element("keys").textContent =
      (pair ? "Keys: A and B play and stop" : "Keys: A plays and stops") +
      ", the left and right arrows choose, 1 to 5 say how sure you are, Enter goes on.";
    element("place").textContent = state.position + 1 + " of " + state.order.length;
    element("place-bar").style.width = (state.position / state.order.length) * 100 + "%";
    element("next").textContent = state.position + 1 < state.order.length ? "Next" : "Finish";
    shownAt = performance.now();
    showChoices();
    showNext();
  }

  function countTime() {
    if (state.part !== "question") return;
    record.seconds += (performance.now() - shownAt) / 1000;
    shownAt = performance.now();
  }

  function leaveQuestion() {
    player.pause();
    countTime();
  }

  function next() {
    if (missing()) return;
    record.done = true;
    leaveQuestion();
    ++state.position;
    show(state.position < state.order.length ? "question" : "end");
  }

  function onKey(event) {
    if (
      state.part !== "question" ||
      event.ctrlKey ||
      event.altKey ||
      event.metaKey ||
      event.repeat ||
      event.target === volumeInput
    )
      return;
    const key = event.key.toLowerCase();
    const chosen =
      event.target.getAttribute && event.target.getAttribute("aria-pressed") === "true";
    if (key === "a" || key === "b") {
      const excerpt = excerpts["ab".indexOf(key)];
      if (excerpt) excerpt.toggle();
    } else if (key === "arrowleft" || key === "arrowright") {
      element("answers").children[key === "arrowleft" ? 0 : 1].click();
    } else if ("12345".includes(key)) {
      choose("confidence", Number(key));
    } else if (key === "enter" && (event.target.tagName !== "BUTTON" || chosen)) {
      next();
    } else {
      return;
    }
    event.preventDefault();
  }

  // --- Results ----------------------------------------------------------------------------------

  function results() {
    const answers = state.order
      .filter(id => isDone(state.answers[id]))
      .map(id => {
        const { answer, confidence, plays, seconds: spent } = state.answers[id];
        return { item: id, answer, confidence, plays, seconds: Math.round(spent * 10) / 10 };
      });
    return {
      format: "bachprop listening test results",
      format_version: 1,
      test: data.test,
      listener: state.listener,
      ...state.about,
      order: state.order,
      sides_swapped: state.swapped,
      items: data.items.length,
      answers,
    };
  }

  function save() {
    const link = document.createElement("a");
    link.download = "results-" + state.listener + ".json";
    link.href = URL.createObjectURL(
      new Blob([element("text").value], { type: "application/json" }),
    );
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    state.saved = true;
    keep();
    element("saved").textContent =
      "Saved as " +
      link.download +
      ", where your browser keeps downloads. Please give that file to whoever gave you this page.";
    element("again").hidden = false;
  }

  function showEnd() {
    const unfinished = answered() < state.order.length;
    const anything = answered() > 0;
    element("thanks").textContent = anything ? "Thank you!" : "Nothing answered yet";
    element("summary").textContent = anything
      ? "You answered " +
        answered() +
        " of " +
        state.order.length +
        ". One step is left: save your results."
      : "There is nothing to save before the first answer. You can go on, or close the page.";
    element("save").hidden = !anything;
    element("copy").hidden = !anything;
    element("text").value = JSON.stringify(results(), null, 1) + "\n";
    element("saved").textContent = "";
    element("back").hidden = !unfinished;
    element("again").hidden = !state.saved;
  }

  function beginAnew() {
    player.pause();
    state = newState();
    element("intro").reset();
    element("copy").open = false;
    setVolume();
    show("intro");
  }

  // --- The parts of the page --------------------------------------------------------------------

  const parts = { intro() {}, question: showQuestion, end: showEnd };

  function show(part) {
    state.part = part;
    for (const id of Object.keys(parts)) element(id).hidden = id !== part;
    parts[part]();
    keep();
    element(part).querySelector("h2").focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  function begin(event) {
    event.preventDefault();
    player.pause();
    const form = new FormData(element("intro"));
    const years = form.get("years");
    state.about = {
      experience: form.get("experience"),
      years: years === "" ? null : Number(years),
      knows_music: form.get("knows"),
    };
    show("question");
  }

  function describe() {
    const count = data.items.reduce((sum, item) => sum + item.rolls.length, 0);
    element("how-many").textContent = count;
    const minutes = Math.max(1, Math.round((count * seconds * 1.3) / 60));
    element("how-long").textContent = minutes + (minutes === 1 ? " minute" : " minutes");
    if (data.music) {
      element("what-music").textContent = "Some are from " + data.music;
      element("familiar-question").textContent = "Do you know " + data.music + "?";
    }
  }

  function fillConfidence() {
    const words = ["guessed", "", "", "", "certain"];
    element("confidence").replaceChildren(
      ...words.map((word, i) => {
        const button = choice(String(i + 1), i + 1, "confidence");
        const label = document.createElement("span");
        label.textContent = word;
        button.append(label);
        return button;
      }),
    );
  }

  // A few notes of nobody's, to set the volume.
  function soundCheck() {
    const tempo = new TempoMap([0, 100], 48);
    const notes = [60, 64, 67, 72, 48].map((pitch, i) =>
      i < 4 ? { onset: i * 48, end: i * 48 + 48, pitch } : { onset: 192, end: 336, pitch },
    );
    const button = element("check");
    const piece = {
      notes,
      tempo,
      ticks: 336,
      seconds: tempo.secondAt(336),
      tick: 0,
      place(tick) {
        this.tick = tick;
      },
      showPlaying(playing) {
        button.classList.toggle("playing", playing);
        button.setAttribute("aria-label", playing ? "Stop the notes" : "Play a few notes");
      },
    };
    piece.showPlaying(false);
    button.addEventListener("click", () => {
      if (player.piece !== piece) {
        player.play(piece);
      } else {
        player.pause();
        piece.place(0);
      }
    });
  }

  describe();
  fillConfidence();
  soundCheck();
  element("intro").addEventListener("submit", begin);
  element("next").addEventListener("click", next);
  element("stop").addEventListener("click", () => {
    leaveQuestion();
    show("end");
  });
  element("back").addEventListener("click", () => show("question"));
  element("save").addEventListener("click", save);
  element("again").addEventListener("click", beginAnew);
  addEventListener("keydown", onKey);
  addEventListener("pagehide", () => {
    countTime();
    keep();
  });
  show(state.part);
})();
