// Plays the pictures of a clip, and shows what has become of them since they were last built.

(() => {
  "use strict";
  const MOST = 24; // pictures that are asked for at once
  const TELLS = 200; // milliseconds between two words on where the viewer is
  const byId = (id) => document.getElementById(id);
  const words = JSON.parse(byId("words").textContent);
  const root = document.documentElement;
  const canvas = byId("picture");
  const context = canvas.getContext("2d");
  const pictures = new Map();
  let state = { pictures: [], marks: [], captions: [], fps: 15, command: "", controls: [] };
  let [names, news, olds] = [[], [], []];
  let [frame, shown, running, telling, isFetching] = [0, "", null, null, false];

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const last = () => Math.max(0, names.length - 1);
  const clamp = (at) => Math.min(Math.max(0, at), last());
  const seconds = (at) => at / state.fps;

  function clock(at) {
    const time = seconds(at);
    return `${Math.floor(time / 60)}:${(time % 60).toFixed(2).padStart(5, "0")}`;
  }

  function post(name, said) {
    const body = JSON.stringify(said);
    fetch(name, { method: "POST", body, headers: { "Content-Type": "application/json" } }).catch(() => {});
  }

  function hear(event) {
    const before = names.length;
    state = JSON.parse(event.data);
    [names, news, olds] = [[], [], []];
    for (const [count, name, isNew, isOld] of state.pictures) {
      for (let each = 0; each < count; each += 1) {
        names.push(name);
        news.push(isNew);
        olds.push(isOld);
      }
    }
    const used = new Set(names);
    for (const name of pictures.keys()) if (!used.has(name)) pictures.delete(name);
    if (before && frame > last()) frame = last();
    layOut();
    fetchMore();
    show();
  }

  async function fetchMore() {
    if (isFetching) return;
    const wanted = new Set();
    for (let each = 0; each < names.length && wanted.size < MOST; each += 1) {
      const name = names[(frame + each) % names.length];
      if (name && !pictures.has(name)) wanted.add(name);
    }
    if (!wanted.size) return;
    isFetching = true;
    // The picture that is waited for comes alone.
    const isAwaited = wanted.has(names[frame]);
    const asked = isAwaited ? [names[frame]] : [...wanted];
    let found = 0;
    try {
      const answer = await fetch(`pictures/${asked.join(",")}`);
      const content = await answer.arrayBuffer();
      const view = new DataView(content);
      let at = 0;
      for (const name of asked) {
        const length = view.getUint32(at);
        if (length) {
          pictures.set(name, new Blob([content.slice(at + 4, at + 4 + length)], { type: "image/jpeg" }));
          found += 1;
        }
        at += 4 + length;
      }
    } catch {
      // the command has ended, as is said elsewhere
    }
    isFetching = false;
    if (found) {
      show();
      fetchMore();
    }
  }

  async function show() {
    tellPlace();
    const name = names[frame];
    if (!name || name === shown || !pictures.has(name)) return;
    const bitmap = await createImageBitmap(pictures.get(name));
    if (name !== names[frame]) return;
    if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) {
      [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
    }
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    shown = name;
    canvas.dataset.shown = name;
  }

  function tellPlace() {
    const place = byId("place");
    place.max = last();
    place.value = frame;
    place.setAttribute("aria-valuetext", clock(frame));
    canvas.setAttribute("aria-label", fill(words.picture, { time: clock(frame) }));
    const number = `${words.frame} ${frame}`;
    byId("time").textContent = `${clock(frame)} / ${clock(names.length)} · ${number}`;
    byId("mark").textContent = markName();
    const said = state.captions.filter(([start, stop]) => start <= frame && frame < stop);
    byId("caption").textContent = said.map((each) => each[2]).join("\n");
    byId("older").hidden = !(olds[frame] && state.isBuilding && names[frame]);
    byId("command").textContent = command();
  }

  function layOut() {
    const isFailed = Boolean(state.fault);
    root.classList.toggle("is-failed", isFailed);
    root.classList.toggle("has-fault", isFailed);
    if (state.title) {
      byId("title").textContent = state.title;
      document.title = `${state.title} · gradreel watch`;
    }
    if (state.size) root.style.setProperty("--shape", state.size[0] / state.size[1]);
    byId("status").textContent = status();
    byId("change").disabled = !news.includes(1);
    layOutSpans();
    layOutFault();
    layOutOptions();
    const remarks = [...(state.remarks ?? []), ...(state.isHeard ? [words.heard] : [])];
    byId("remarks").replaceChildren(...remarks.map((each) => element("li", each)));
  }

  function status() {
    const count = (kinds) => kinds.reduce((sum, each) => sum + each, 0);
    const [frames, done] = [names.length, olds.filter((each) => !each).length];
    if (state.fault) return words.failed;
    if (state.isBuilding && state.busy) {
      const { seconds: waited, step } = state.busy;
      return `${fill(words.busy, { seconds: waited })}${step ? `: ${placeOf(step)}: ${step.source}` : ""}`;
    }
    if (state.isBuilding && !frames) return words.beginning;
    if (state.isBuilding) return fill(state.hadBefore ? words.building : words.growing, { done, frames });
    if (!state.hadBefore) return fill(words.first, { frames });
    return count(news) ? fill(words.shown, { news: count(news), frames }) : words.same;
  }

  function layOutSpans() {
    const spans = [];
    let at = 0;
    const total = Math.max(1, names.length);
    const add = (kind, start, count) => {
      const span = element("i", "", kind);
      span.style.left = `${(100 * start) / total}%`;
      if (count) span.style.width = `${(100 * count) / total}%`;
      spans.push(span);
    };
    const merged = [];
    for (const [count, name, isNew, isOld] of state.pictures) {
      const kind = isOld || !name ? "missing" : isNew ? "new" : "done";
      const before = merged.at(-1);
      if (before?.[0] === kind) before[2] += count;
      else merged.push([kind, at, count]);
      at += count;
    }
    for (const each of merged) add(...each);
    for (const [mark] of state.marks) if (mark) add("mark", mark, 0);
    byId("spans").replaceChildren(...spans);
  }

  function layOutFault() {
    const { fault } = state;
    const box = byId("fault");
    const text = JSON.stringify(fault);
    if (box.dataset.fault === text) return;
    box.dataset.fault = text;
    box.hidden = !fault;
    if (!fault) return;
    byId("faultLine").textContent = fault.line;
    const steps = fault.steps.map((step) => {
      const item = element("li", "");
      const where = step.function ? `${placeOf(step)}, ${step.function}` : placeOf(step);
      item.append(element("span", where), element("code", step.source));
      return item;
    });
    byId("steps").replaceChildren(...steps);
    byId("trace").hidden = !fault.traceback;
    byId("traceback").textContent = fault.traceback;
  }

  function layOutOptions() {
    const form = byId("options");
    const wrong = byId("wrong");
    wrong.hidden = !state.choiceFault;
    wrong.textContent = state.choiceFault ?? "";
    if (!form.hidden || !state.controls.length) return;
    form.hidden = false;
    byId("fields").replaceChildren(...state.controls.map(field));
  }

  function field(control) {
    const label = element("label", words[control.name] ?? control.flag);
    label.title = control.help;
    const input = document.createElement(control.choices.length && control.isClosed ? "select" : "input");
    input.name = control.name;
    if (input.tagName === "SELECT") {
      const none = element("option", control.hint);
      none.value = "";
      input.append(none, ...control.choices.map((each) => element("option", each)));
    } else {
      input.placeholder = control.hint;
      input.autocomplete = "off";
      input.spellcheck = false;
      if (control.choices.length) {
        const list = document.createElement("datalist");
        list.id = `of-${control.name}`;
        list.append(...control.choices.map((each) => element("option", each)));
        input.setAttribute("list", list.id);
        label.append(list);
      }
    }
    input.value = state.values[control.name] ?? control.value;
    label.append(input);
    return label;
  }

  function element(kind, text, style = "") {
    const made = document.createElement(kind);
    made.textContent = text;
    if (style) made.className = style;
    return made;
  }

  function placeOf(step) {
    return fill(words.line, { file: step.file.split("/").at(-1), line: step.line });
  }

  function markAt() {
    return state.marks.filter(([start]) => start <= frame).at(-1);
  }

  function markName() {
    const name = markAt()?.[1] ?? "";
    return /^\d+$/.test(name) ? fill(words.animation, { number: name }) : name;
  }

  function command() {
    if (!state.command) return "";
    const start = markAt()?.[0] ?? 0;
    const stop = state.marks.find(([each]) => each > frame)?.[0] ?? names.length;
    const part = [];
    if (start > 0) part.push(`--from ${number(seconds(start))}`);
    if (stop < names.length) part.push(`--to ${number(seconds(stop))}`);
    return [state.command, ...part].join(" ");
  }

  const number = (value) => String(Number(value.toFixed(3)));

  function go(to) {
    frame = clamp(to);
    if (running) running = { at: performance.now(), from: frame };
    show();
    fetchMore();
    telling ??= setTimeout(() => {
      telling = null;
      post("at", frame);
    }, TELLS);
  }

  function run(now) {
    if (!running) return;
    const next = running.from + Math.floor(((now - running.at) * state.fps) / 1000);
    if (next > frame) {
      if (!pictures.has(names[clamp(next)])) running = { at: now, from: frame }; // it waits for it
      else {
        frame = clamp(next);
        show();
      }
      fetchMore();
    }
    if (frame >= last()) return pause();
    requestAnimationFrame(run);
  }

  function pause() {
    running = null;
    root.classList.remove("playing");
    byId("play").setAttribute("aria-label", words.play);
    go(frame);
  }

  const does = {
    play() {
      if (running) return pause();
      if (frame >= last()) frame = 0;
      running = { at: performance.now(), from: frame };
      root.classList.add("playing");
      byId("play").setAttribute("aria-label", words.pause);
      requestAnimationFrame(run);
    },
    back: () => go(frame - 1),
    on: () => go(frame + 1),
    before: () => go(state.marks.filter(([each]) => each < frame).at(-1)?.[0] ?? 0),
    after: () => go(state.marks.find(([each]) => each > frame)?.[0] ?? last()),
    first: () => go(0),
    last: () => go(last()),
    change() {
      const starts = news.flatMap((each, at) => (each && !news[at - 1] ? [at] : []));
      if (starts.length) go(starts.find((each) => each > frame) ?? starts[0]);
    },
    again: () => post("again", null),
    async copy() {
      const text = command();
      try {
        await navigator.clipboard.writeText(text);
        byId("status").textContent = `${words.copied}: ${text}`;
      } catch {
        byId("status").textContent = `${words.uncopied} ${text}`;
      }
    },
  };
  const keys = {
    " ": "play",
    ArrowLeft: "back",
    ArrowRight: "on",
    Home: "first",
    End: "last",
    n: "change",
    c: "copy",
    r: "again",
  };
  const shifted = { ArrowLeft: "before", ArrowRight: "after" };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.target;
    const types = at.closest?.("form, summary") || (at.closest?.("button") && event.key === " ");
    const name = (event.shiftKey && shifted[event.key]) || keys[event.key];
    if (types || !name) return;
    event.preventDefault();
    does[name]();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-does]");
    if (button) does[button.dataset.does]();
  });
  byId("place").addEventListener("input", (event) => go(Number(event.target.value)));
  const choose = () => post("options", Object.fromEntries(new FormData(byId("options"))));
  byId("options").addEventListener("submit", (event) => {
    event.preventDefault();
    choose();
  });
  byId("options").addEventListener("change", (event) => event.target.tagName === "SELECT" && choose());

  const events = new EventSource("events");
  events.addEventListener("message", hear);
  events.addEventListener("error", () => {
    byId("status").textContent = words.ended;
  });
})();
