// Panels that one can play with: each draws what `engine` computes of what is set, at every change.
(() => {
  const data = JSON.parse(document.getElementById("live-data").textContent);
  const { root, around } = looks;

  // Numbers.

  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
  const extent = (values) => [Math.min(...values), Math.max(...values)];
  const between = ([low, high], count) =>
    Array.from({ length: count }, (_, place) => low + ((high - low) * place) / (count - 1));
  const signed = (text) => text.replaceAll("-", "−");
  const fixed = (value, places) => signed((Math.abs(value) < 0.5 / 10 ** places ? 0 : value).toFixed(places));
  const power = (exponent) => `× 10${`${exponent}`.replace(/./g, (each) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(each)])}`;

  // Some digits that count; very large and very small numbers as powers of ten.
  function short(value, count = 4) {
    if (!Number.isFinite(value)) return "–";
    const size = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
    if (size < 6 && size >= -4) return fixed(value, clamp(count - 1 - size, 0, 6));
    const [digits, exponent] = value.toExponential(1).split("e");
    return `${signed(digits)} ${power(Number(exponent))}`;
  }

  // The ticks of an axis, and what its numbers are to be multiplied by if they are large or small.
  function ticksOf([low, high], most) {
    const rough = (high - low) / Math.max(most, 4.2);
    const decade = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((each) => each * decade).find((each) => each >= rough);
    const size = Math.floor(Math.log10(Math.max(Math.abs(low), Math.abs(high))));
    const unit = size >= 5 || size < -3 ? size : 0;
    const places = Math.max(unit - Math.floor(Math.log10(step) + 1e-9), 0);
    const [first, last] = [Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)];
    const values = Array.from({ length: last - first + 1 }, (_, place) => (first + place) * step);
    const ticks = values.map((value) => [value, fixed(value / 10 ** unit, places)]);
    return { ticks, factor: unit ? `(${power(unit)})` : "" };
  }

  // Drawing: axes with what stays behind, and before them drawn things by their names.

  const FAR = 1e6; // pixels; what is farther off is drawn so far off, and nothing after it
  const disc = (r) => `m${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
  const TRIANGLE = "m0-5.5l5 8.7h-10z";

  function node(kind, attributes, text = "") {
    const made = document.createElementNS("http://www.w3.org/2000/svg", kind);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.textContent = text;
    return made;
  }

  class Sheet {
    constructor(box) {
      const [back, front] = box.children;
      const [[axes, behind], [inner, outer]] = [back.children, front.children];
      Object.assign(this, { box, back, front, axes, behind, inner, outer, parts: {} });
    }

    lay({ x, y, names = ["", ""], ticks }) {
      const { box, axes } = this;
      const height = Math.max(box.clientHeight - 39, 10);
      const up = ticks ? { ticks, factor: "" } : ticksOf(y, height / 36);
      const left = Math.max(42, 10 + 8.5 * Math.max(...up.ticks.map(([, text]) => text.length)));
      const width = Math.max(box.clientWidth - left - 18, 10);
      Object.assign(this, { xs: x, ys: y, width, height });
      box.style.setProperty("--left", `${left}px`);
      for (const each of [this.back, this.front]) each.setAttribute("viewBox", `0 0 ${width} ${height}`);
      const across = ticksOf(x, width / 48);
      const write = (text, x, y, anchor) => axes.append(node("text", { x, y, "text-anchor": anchor }, text));
      axes.replaceChildren();
      for (const [value, text] of across.ticks) write(text, this.x(value), height + 20, "middle");
      for (const [value, text] of up.ticks) {
        axes.append(node("path", { d: `M0 ${this.y(value)}h${width}` }));
        write(text, -7, this.y(value) + 5, "end");
      }
      const [one, other = one] = up.ticks.slice(-2).map(([value]) => this.y(value));
      write(`${names[1]} ${up.factor}`, -left, (one + other) / 2 + 5, "start");
      box.nextElementSibling.textContent = `${names[0]} ${across.factor}`;
    }

    // A map: all that is at least as high as a band begins, in its colour, over those below.
    layMap({ window: [low, high], bands }, names) {
      this.lay({ x: [low[0], high[0]], y: [low[1], high[1]], names });
      this.behind.setAttribute("viewBox", "0 0 1000 1000");
      const band = (d, index) => node("path", { d, class: "band", style: `fill: rgb(${data.colours[index]})` });
      this.behind.replaceChildren(...bands.map(band));
    }

    x(value) {
      return ((value - this.xs[0]) / (this.xs[1] - this.xs[0])) * this.width;
    }

    y(value) {
      return (1 - (value - this.ys[0]) / (this.ys[1] - this.ys[0])) * this.height;
    }

    // What is at a place of the browser's window.
    at({ clientX, clientY }) {
      const box = this.front.getBoundingClientRect();
      const shares = [(clientX - box.left) / box.width, 1 - (clientY - box.top) / box.height];
      return [this.xs, this.ys].map(([low, high], axis) => low + clamp(shares[axis], 0, 1) * (high - low));
    }

    // Where points are in the picture, up to the first that is far off.
    places(points) {
      const found = [];
      for (const [x, y] of points) {
        const place = [this.x(x), this.y(y)];
        const far = Math.max(Math.hypot(...place) / FAR, 1);
        if (Number.isFinite(far)) found.push(place.map((each) => (each / far).toFixed(1)).join(" "));
        if (far !== 1) break;
      }
      return found;
    }

    draw(name, d, layer = this.inner) {
      const part = (this.parts[name] ??= layer.appendChild(node("path", { class: name })));
      if (part.getAttribute("d") !== d) part.setAttribute("d", d);
    }

    line(name, points, layer) {
      this.draw(name, this.places(points).map((place, index) => (index ? "L" : "M") + place).join(""), layer);
    }

    dots(name, points, shape, layer) {
      this.draw(name, this.places(points).map((place) => `M${place}${shape}`).join(""), layer);
    }

    // What is outside is told at the edge, by an arrow.
    point(name, points, text = "") {
      const { outer, width, height } = this;
      const [x, y] = points.length ? [this.x(points[0][0]), this.y(points[0][1])] : [];
      const [isLeft, arrow] = [x < width / 2, x < 0 ? "←" : x > width ? "→" : y < 0 ? "↑" : y > height ? "↓" : ""];
      this.dots(name, arrow ? [] : points, disc(8), outer);
      const place = { x: clamp(x, 6, width - 6), y: clamp(y + 5, 18, height - 6), "text-anchor": isLeft ? "start" : "end" };
      this.away?.remove();
      this.away = arrow ? outer.appendChild(node("text", place, isLeft ? `${arrow} ${text}` : `${text} ${arrow}`)) : null;
    }
  }

  // What can be set: which value is at each place of what sets it, how it is told, and how a text of
  // the address is read.

  const isNumber = (text) => text.trim() !== "" && Number.isFinite(Number(text));
  const number = { read: (text) => (isNumber(text) ? Number(text) : undefined) };
  const choice = (values) => ({ valueAt: String, placeOf: String, read: (text) => values.find((each) => each === text) });

  const slider = (min, max, step, tell) =>
    ({ ...number, limits: { min, max, step }, valueAt: Number, placeOf: (value) => value, tell });

  const among = (values, tell) => ({
    ...slider(0, values.length - 1, 1, tell),
    valueAt: (place) => values[place],
    placeOf: (value) => values.indexOf(value),
    read: (text) => values.find((each) => String(each) === text),
  });

  const PLACES = 100; // of a slider for rates, in each decade
  const placeOf = (rate) => Math.round(Math.log10(rate) * PLACES);
  const rates = (min, max) => ({
    ...slider(min, max, 1, (rate) => short(rate, 3)),
    valueAt: (place) => Number((10 ** (place / PLACES)).toPrecision(3)),
    placeOf,
    read: (text) => (Number(text) > 0 ? number.read(text) : undefined),
  });

  // A panel: what is set, its drawing, tasks, words that are heard, and its part of the address.

  const panels = new Map();
  const settings = new Map(); // parts of the address, the one that was set last at the end

  class Panel {
    constructor(name) {
      const box = document.getElementById(`live-${name}`);
      const all = (kind, made) =>
        Object.fromEntries([...box.querySelectorAll(`[data-${kind}]`)].map((each) => [each.dataset[kind], made(each)]));
      Object.assign(this, { name, box, values: data.panels[name], moves: 0, shown: 0, isMoving: false });
      Object.assign(this, { parts: all("key", (each) => each), sheets: all("sheet", (each) => new Sheet(each)) });
      panels.set(name, this);
    }

    // Buttons call the methods that are called as they are.
    begin(controls, state) {
      Object.assign(this, { controls, state });
      for (const [key, { limits }] of Object.entries(controls)) Object.assign(this.parts[key] ?? {}, limits);
      this.box.addEventListener("input", ({ target: { dataset: { key }, value } }) => {
        this.play({ [key]: controls[key].valueAt(value) });
      });
      this.box.addEventListener("change", () => this.rest());
      this.box.addEventListener("click", ({ target }) => {
        const button = target.closest("button");
        if (button) this[button.dataset.key](button.value);
      });
    }

    // Names stand as they are; a field of a text has a value, or is a name.
    say(key, values = {}) {
      const { names, texts } = data.words[root.dataset.language][this.name];
      const filled = names[key] ?? texts[key].replace(/\{(\w+)[^}]*\}/g, (_, field) => values[field] ?? names[field]);
      return filled.replace(/ ([=×]) /g, "\u00a0$1\u00a0"); // an equation stays on one line
    }

    join(texts) {
      return texts.filter(Boolean).join(" ").replaceAll("。 ", "。");
    }

    // By hand, which ends what moves by itself.
    play(values) {
      Object.assign(this, { moves: this.moves + 1, shown: 0, isMoving: false });
      this.set(values);
    }

    set(values) {
      Object.assign(this.state, values);
      this.note();
      cancelAnimationFrame(this.drawing);
      this.drawing = requestAnimationFrame(() => this.draw());
    }

    draw() {
      const texts = this.picture(this.state);
      for (const [key, { placeOf, tell }] of Object.entries(this.controls)) {
        const value = this.state[key];
        if (placeOf) this.parts[key].value = placeOf(value);
        if (tell) this.parts[key].ariaValueText = texts[`${key}-said`] = tell(value);
      }
      for (const [key, text] of Object.entries(texts)) {
        if (this.parts[key].textContent !== String(text)) this.parts[key].textContent = text;
      }
    }

    // Say how it is now to who hears the page; who sees it has read it.
    tell() {
      this.draw();
      this.box.querySelector("[role=status]").textContent = this.parts.now.textContent;
    }

    // A hand rests, or what it started has ended: what is there now was found.
    rest() {
      this.tell();
      for (const [task, isFound] of Object.entries(this.found())) {
        if (isFound) this.parts[`task_${task}`].classList.add("ticked");
      }
    }

    // What was set is in the address, as a link to it.
    note() {
      const plain = (value) => (Number.isFinite(value) ? Number(value.toPrecision(6)) : value);
      clearTimeout(this.noting);
      this.noting = setTimeout(() => {
        const own = Object.keys(this.controls).map((key) => [key, plain(this.state[key])]);
        settings.delete(this.name);
        settings.set(this.name, `${this.name}?${new URLSearchParams(own)}`);
        try {
          history.replaceState(null, "", `#${[...settings.values()].reverse().join(";")}`);
        } catch {
          // a page in a frame may have no address of its own
        }
      }, 300);
    }

    read(query) {
      const given = new URLSearchParams(query);
      const known = Object.entries(this.controls).map(([key, { read }]) => [key, read(given.get(key) ?? "")]);
      this.play(Object.fromEntries(known.filter(([, value]) => value !== undefined)));
      this.tell();
      this.box.scrollIntoView();
    }

    drag(sheet, valuesAt) {
      const { front } = sheet;
      const follow = (event) => front.hasPointerCapture(event.pointerId) && this.play(valuesAt(sheet.at(event)));
      front.addEventListener("pointerdown", (event) => {
        if (event.button) return;
        front.setPointerCapture(event.pointerId);
        follow(event);
      });
      front.addEventListener("pointermove", follow);
      front.addEventListener("pointerup", () => this.rest());
    }

    // A number goes from one value to another; who wants no motion sees where it ends.
    move(from, to, seconds, each) {
      this.play({});
      this.isMoving = true;
      const { moves } = this;
      const began = performance.now();
      const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const go = (now) => {
        if (moves !== this.moves) return;
        const share = isStill ? 1 : clamp((now - began) / (1000 * seconds), 0, 1);
        each(from + (to - from) * share);
        if (share < 1) return requestAnimationFrame(go);
        this.isMoving = false;
        this.rest();
      };
      requestAnimationFrame(go);
    }

    next(key) {
      this.walk(key, this.state[key] + 1, 0.2);
    }

    // From the step that is shown to another, one by one.
    walk(key, to, seconds) {
      this.move(this.state[key], to, seconds, (step) => this.set({ [key]: Math.round(step) }));
    }
  }

  // Logistic regression by hand.

  class Sigmoid extends Panel {
    constructor() {
      super("sigmoid");
      const { spec, window: [low, high], first: [b0, b1] } = this.values;
      this.lowered = engine.objective(spec.objective);
      this.trained = engine.train(spec, this.lowered);
      const target = this.trained.loss[1] ?? this.trained.loss[0];
      Object.assign(this, { target, seen: high[1] / 40, signs: new Map(), best: Infinity, isGiven: true });
      const [along, turned] = [0, 1].map((axis) => slider(low[axis], high[axis], "any", (value) => fixed(value, 2)));
      this.begin({ b0: along, b1: turned }, { b0, b1 });
      this.drag(this.sheets.map, ([b0, b1]) => ({ b0, b1 }));
    }

    get loss() {
      return this.lowered.loss([this.state.b0, this.state.b1]);
    }

    // The sign of β₁; 0 as long as the curve is nearly flat.
    get sign() {
      return Math.abs(this.state.b1) > this.seen ? Math.sign(this.state.b1) : 0;
    }

    found() {
      const { loss, target, sign, signs, moves, shown } = this;
      if (shown) return { found: shown === this.trained.path.length };
      this.isGiven &&= loss < target; // what a link or the run gave is not found by hand
      if (!this.isGiven && signs.get(sign) < moves) this.best = Math.min(this.best, loss); // nor what first shows a sign
      if (sign && !signs.has(sign)) signs.set(sign, moves);
      return { sign: signs.size === 2, beat: this.best < target };
    }

    run() {
      const { path } = this.trained;
      this.isGiven = true;
      this.move(0, 1, 2.4, (share) => {
        this.shown = Math.round(1 + (path.length - 1) * share ** 3);
        const [b0, b1] = path[this.shown - 1];
        this.set({ b0, b1 });
      });
    }

    lay() {
      const { sheets: { curve, map }, values: { values, spec } } = this;
      const [low, high] = extent(values);
      const [margin, ticks] = [0.06 * (high - low), [0, 0.5, 1].map((p) => [p, String(p)])];
      curve.lay({ x: [low - margin, high + margin], y: [-0.24, 1.24], names: [this.say("axis"), "p"], ticks });
      const heightOf = (y, row) => y + (y ? 0.11 : -0.11) + (((row * 0.618034) % 1) - 0.5) * 0.13;
      const rows = spec.objective.rows.map(([, y], row) => [values[row], heightOf(y, row), y]);
      [disc(3.6), TRIANGLE].forEach((shape, y) => {
        curve.dots(`rows class${y}`, rows.filter((row) => row[2] === y), shape, curve.behind);
      });
      map.layMap(this.values, ["β₀", "β₁"]);
    }

    picture({ b0, b1 }) {
      const { loss, target, sign, sheets: { curve, map }, values: { scale: [mean, sd] } } = this;
      const centre = mean - (b0 / b1) * sd;
      const hasCentre = sign !== 0 && curve.xs[0] < centre && centre < curve.xs[1];
      curve.line("model", between(curve.xs, 161).map((x) => [x, this.lowered.predicted([b0, b1], (x - mean) / sd)]));
      curve.line("drop", hasCentre ? [[centre, 0.5], [centre, curve.ys[0]]] : []);
      curve.point("point", hasCentre ? [[centre, 0.5]] : []);
      for (const name of ["path casing", "path"]) map.line(name, this.trained.path.slice(0, this.shown));
      map.point("point", [[b0, b1]]);
      this.parts.loss.classList.toggle("ahead", loss < target);
      const own = { b0: short(b0 - (b1 / sd) * mean), b1: short(b1 / sd), c: short(centre) };
      return {
        loss: fixed(loss, 4),
        target: fixed(target, 4),
        own: this.say(hasCentre ? "own_numbers" : "no_centre", own),
        now: this.told(),
      };
    }

    told() {
      const { loss, target, best, sign, signs, moves, shown, trained: { path }, state: { b0, b1 } } = this;
      const numbers = { loss: fixed(loss, 4), b0: fixed(b0, 2), b1: fixed(b1, 2), own: fixed(best, 4), step: shown - 1 };
      const tried = [["down", "flat", "up"][sign + 1], loss < target && signs.get(sign) < moves && "beaten"];
      const keys = !shown ? tried : shown < path.length ? ["at_step"] : ["found", best < Infinity && "yours"];
      return this.join(keys.map((key) => key && this.say(key, numbers)));
    }
  }

  // A landscape, and a run on it.

  const [MOST, AHEAD] = [2000, 500]; // steps of a run, and how many more tell whether it comes back
  const [NEAR, UNSEEN] = [0.01, 0.002]; // in the window's sides
  const USUAL = 1e15; // larger numbers lead to none because they are large
  const GUESSES = {
    lowest: ["global", "only", "lowest"],
    other: ["local"],
    away: ["diverged", "away", "undefined", "gone", "left_floorless"],
  };
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

  class Descent extends Panel {
    constructor() {
      super("descent");
      const { own, surfaces, optimizers, spec } = this.values;
      const places = Object.values(surfaces).map(({ rate }) => placeOf(rate));
      const controls = {
        surface: choice(Object.keys(surfaces)),
        optimizer: choice(Object.keys(optimizers)),
        rate: rates(Math.min(-4 * PLACES, ...places), Math.max(2 * PLACES, ...places)),
        ...{ x: number, y: number, done: number },
      };
      this.ends = [];
      this.begin(controls, { optimizer: spec.name, ...this.begun(own) });
      this.drag(this.sheets.map, ([x, y]) => ({ x, y, done: 0 }));
      this.parts.map.addEventListener("keydown", (event) => this.press(event));
    }

    get land() {
      return this.values.surfaces[this.state.surface];
    }

    begun(surface) {
      const { rate, start: [x, y] } = this.values.surfaces[surface];
      return { surface, rate, x, y, done: 0 };
    }

    set(values) {
      if (Object.keys(values).some((key) => key !== "done")) Object.assign(this, { begunRun: null, guessed: null });
      const { surface } = values;
      super.set(surface ? { ...this.begun(surface), ...values } : values);
      if (surface) this.lay();
    }

    lay() {
      const { land, sheets: { map }, parts } = this;
      const names = land.names.join(", ");
      this.lowered = engine.objective(land.objective);
      map.layMap(land, land.names);
      parts.names.textContent = names;
      parts.help.textContent = this.say("help", { names });
    }

    // The run of what is set, computed up to a step if it comes so far.
    runTo(last) {
      const { state: { surface, optimizer, rate, x, y }, values: { own, spec, optimizers } } = this;
      const way = { optimizer: optimizers[optimizer], learningRate: rate, start: [x, y] };
      this.begunRun ??= engine.begin(surface === own ? { ...spec, ...way } : way, this.lowered);
      return this.begunRun.to(last);
    }

    picture({ x, y, done: asked }) {
      const { sheets: { map }, parts, land } = this;
      const done = (this.state.done = clamp(Math.round(asked), 0, MOST));
      const run = this.runTo(done);
      const path = run.path.slice(0, done + 1);
      const step = path.length - 1;
      for (const name of ["path casing", "path"]) map.line(name, path);
      map.dots("steps", path.length > 400 ? [] : path, disc(3.5));
      map.point("ring", [[x, y]]);
      parts.asking.classList.toggle("asked", done > 0);
      const told = { step, loss: short(run.loss[step]), place: path[step].map((each) => short(each, 3)).join(", ") };
      map.point("point", [path[step]], told.place);
      const now = this.isMoving || !done ? this.say(done ? "going" : "ready", told) : this.judged(path, told);
      return { steps: step, loss: told.loss, place: told.place, now, run: this.say(done ? "run_on" : "run", land) };
    }

    judged(path, told) {
      const { guessed, state: { surface, x, y } } = this;
      const [key, values] = this.verdict(path);
      this.end = { key, surface, start: `${[x, y]}`, minimum: values?.minimum };
      const came = Object.keys(GUESSES).find((each) => GUESSES[each].includes(key)) ?? "moving";
      const answer = came === guessed ? "right" : "wrong";
      const guess = guessed && this.say(answer, { guess: this.say(`guess_${guessed}`) });
      return this.join([guess, this.say(key, { ...told, ...values })]);
    }

    found() {
      if (!this.state.done) return {};
      const { guessed, ends, end: { key, surface, start, minimum } } = this;
      // another start alone counts: another rate or optimizer may lead elsewhere, too
      const isOther = (end) => end.surface === surface && end.start !== start && end.minimum !== minimum;
      const move = minimum && ends.some(isOther);
      if (minimum) ends.push(this.end);
      return { guess: guessed, move, diverge: key === "diverged" || key === "away" };
    }

    // How it ended, judged by fewer signs than stage/runs/endings.py, to the same words.
    verdict(path) {
      const { lowered, begunRun: { beyond, loss }, land: { window: [low, high], minima, isFloorless, isSeparated } } = this;
      const [last, end] = [path.length - 1, path.at(-1)];
      const far = (one, other) => Math.max(...one.map((value, axis) => Math.abs(value - other[axis]) / (high[axis] - low[axis])));
      const stays = (count, reach) => path.slice(-Math.max(2, Math.floor(count))).every((place) => far(place, end) <= reach);
      const isInside = (place) => place.every((value, axis) => low[axis] <= value && value <= high[axis]);
      if (beyond && last < this.state.done) {
        const isUsual = [...beyond.parameters, loss[last]].every((value) => Math.abs(value) < USUAL);
        return [isUsual && Number.isNaN(beyond.loss) ? "undefined" : "diverged", { step: last + 1 }];
      }
      if (isSeparated) return ["separated"];
      if (!isInside(end)) return this.outside(last, isInside, far);
      const near = minima.find(([place]) => far(place, end) <= NEAR);
      if (near && stays(path.length / 10, NEAR)) return [near[1], { minimum: near[0] }];
      if (lowered.gradient(end).every((slope) => slope === 0)) return ["flat"];
      if (stays(path.length / 2, UNSEEN)) return ["slow"];
      const turns = path.slice(-8).filter((place, at, all) => at > 1 && far(place, all[at - 2]) < far(place, all[at - 1]));
      return [turns.length > 3 ? "swinging" : isFloorless ? "moving_floorless" : "moving"];
    }

    // Off the map: what comes next tells whether it comes back.
    outside(last, isInside, far) {
      const { path, loss, beyond } = this.runTo(last + AHEAD);
      const step = path.slice(0, last).findLastIndex(isInside) + 1;
      const back = path.findIndex((place, index) => index > last && isInside(place));
      if (back > 0) return ["returns", { step, back }];
      if (this.land.isFloorless) return ["left_floorless", { step }];
      const [one, two, three, four] = path.slice(-4);
      const grows = four && far(one, two) < far(two, three) && far(two, three) < far(three, four) && loss.at(-1) > loss[0];
      return [beyond || grows ? "away" : "gone", { step, ahead: path.length - 1 - last }];
    }

    guess(guessed) {
      this.guessed = guessed;
      this.run();
    }

    run() {
      const { steps } = this.land;
      this.walk("done", this.state.done + steps, clamp(0.08 * steps, 0.8, 3));
    }

    reset() {
      this.guessed = null;
      this.play({ done: 0 });
      this.tell();
    }

    press(event) {
      if (!(event.key in ARROWS)) return;
      event.preventDefault();
      const { state, land: { window: [low, high] } } = this;
      const share = event.shiftKey ? 0.1 : 0.02;
      const moved = (value, axis) => value + ARROWS[event.key][axis] * share * (high[axis] - low[axis]);
      const [x, y] = [state.x, state.y].map((value, axis) => clamp(moved(value, axis), low[axis], high[axis]));
      this.play({ x, y, done: 0 });
      this.tell();
    }
  }

  // Batches of a wave's series.

  class Minibatch extends Panel {
    constructor() {
      super("minibatch");
      const { spec, sizes, seeds } = this.values;
      this.lowered = engine.objective(spec.objective);
      this.rows = spec.objective.rows;
      this.n = this.rows.length;
      this.circles = [...this.parts.runs.querySelectorAll("input")];
      const place = placeOf(spec.learningRate);
      const controls = {
        size: among([...sizes, this.n], (size) => (size === this.n ? this.say("of_all") : String(size))),
        rate: rates(place - 2 * PLACES, place + PLACES),
        seed: { ...choice(seeds), placeOf: null },
        step: slider(0, spec.steps, 1, (step) => `${step} / ${this.last}`),
      };
      this.begin(controls, { size: this.n, rate: spec.learningRate, seed: seeds[0], step: 0 });
      this.parts.runs.addEventListener("change", () => this.run());
    }

    // As long as what is set leads nowhere else, it is trained once.
    get trained() {
      return (this.made ??= this.train(this.state.seed));
    }

    get last() {
      return this.trained.path.length - 1;
    }

    // The step that leads into the lowest valley for good; null without one.
    get over() {
      const outside = this.trained.path.findLastIndex((place) => !this.arrives(place));
      return outside >= 0 && outside < this.last ? outside : null;
    }

    get isAll() {
      return this.state.size === this.n;
    }

    isThere({ path, beyond }) {
      return !beyond && this.arrives(path.at(-1));
    }

    arrives([period]) {
      const [low, high] = this.values.valley;
      return (low ?? -Infinity) <= period && period < (high ?? Infinity);
    }

    train(seed) {
      const { isAll, values: { spec }, state: { size, rate } } = this;
      return engine.train({ ...spec, batchSize: isAll ? null : size, learningRate: rate, seed }, this.lowered);
    }

    set(values) {
      const isOther = "size" in values || "rate" in values;
      if (isOther || "seed" in values) this.made = null;
      super.set(isOther ? { step: 0, ...values } : values);
      if (isOther) this.count();
    }

    lay() {
      const { rows, sheets: { series, loss }, values: { window, highest } } = this;
      const [first, last, low, high] = [0, 1].flatMap((axis) => extent(rows.map((row) => row[axis])));
      const [aside, above] = [0.02 * (last - first), 0.08 * (high - low)];
      series.lay({ x: [first - aside, last + aside], y: [low - above, high + above] });
      series.line("series", rows, series.behind);
      loss.lay({ x: window, y: [0, 1.15 * highest], names: [this.say("period_axis"), ""] });
      loss.line("full_loss", between(window, 481).map((period) => [period, this.lowered.loss([period])]), loss.behind);
    }

    picture({ step: wanted, seed }) {
      const { rows, lowered, isAll, last, parts, sheets: { series, loss: curve }, trained: { path, loss, batches } } = this;
      const step = (this.state.step = clamp(Math.round(wanted), 0, last));
      const [[here], batch] = [path[step], batches[step]];
      const onBatch = (period) => [period, lowered.loss([period], batch)];
      series.line("model", between(series.xs, 400).map((time) => [time, lowered.predicted([here], time)]));
      series.dots("years", rows, disc(3));
      series.dots("lit", (batch ?? []).map((row) => rows[row]), disc(5));
      curve.line("batch_loss", batch ? between(curve.xs, 241).map(onBatch) : []);
      curve.line("drop", batch ? [[here, loss[step]], onBatch(here)] : []);
      curve.dots("trail", path.slice(0, step).map(([period], index) => [period, loss[index]]), disc(3));
      curve.dots("landing", batch ? [onBatch(path[step + 1][0])] : [], disc(5));
      parts.step.max = last;
      parts.runs.disabled = isAll;
      parts.leap.hidden = isAll || this.over === null;
      parts.loss.classList.toggle("ahead", this.arrives([here]));
      this.circles.find((circle) => circle.value === seed).checked = true;
      const period = this.say("period", { value: fixed(here, this.values.decimals) });
      curve.point("point", [[here, loss[step]]], period);
      const key = this.verdict(step);
      const told = { step: key === "diverged" ? step + 1 : step, steps: step, period, loss: fixed(loss[step], 3) };
      return { period, loss: told.loss, now: this.say(key, told), run: this.say("run", { steps: last }) };
    }

    verdict(step) {
      const { isAll, last, trained: { path, beyond }, values: { window: [low, high] } } = this;
      if (beyond && step === last) return "diverged";
      if (step === this.over && !isAll) return "over";
      if (!step) return "ready";
      if (step < last) return isAll ? "going" : "going_batch";
      const [[period], isThere] = [path[step], this.arrives(path[step])];
      if (!isAll) return isThere ? "arrives" : period < low || period > high ? "off" : "elsewhere";
      const rests = path.slice(-10).every(([each]) => Math.abs(each - period) < NEAR * (high - low));
      return period <= 0 ? "gone" : isThere ? "full" : rests ? "stuck" : "under_way";
    }

    found() {
      return this.state.step < this.last ? {} : { stuck: this.isAll, arrive: this.isThere(this.trained) };
    }

    run() {
      this.state.step = 0;
      this.walk("step", this.last, 4);
    }

    leap() {
      this.walk("step", this.over, 0.4);
    }

    // Runs are counted once a slider rests, one after the other, so that the page stays quick.
    count() {
      const { circles, isAll, parts } = this;
      const tell = (place, kind) => {
        circles[place].className = kind;
        circles[place].ariaLabel = this.say(`circle_${kind}`, { number: place + 1 });
      };
      let [done, arrived] = [0, 0];
      const next = () => {
        const isThere = this.isThere(isAll ? this.trained : this.train(circles[done].value));
        tell(done, isThere ? "there" : "lost");
        arrived += isThere;
        done += 1;
        parts.count.textContent = this.say(done < circles.length ? "counting" : "runs", { done, arrived });
        if (done < circles.length) this.counting = setTimeout(next);
      };
      circles.forEach((_, place) => tell(place, "open"));
      parts.count.textContent = this.say("counting", { done });
      parts.calm.textContent = this.say(isAll ? "calm" : "own");
      clearTimeout(this.counting);
      this.counting = setTimeout(next, 120);
    }
  }

  // The page.

  function lay() {
    for (const panel of panels.values()) {
      panel.lay();
      panel.draw();
    }
  }

  function speak() {
    for (const panel of panels.values()) {
      for (const each of panel.box.querySelectorAll("[data-word]")) each.textContent = panel.say(each.dataset.word);
    }
    lay();
    panels.get("minibatch")?.count();
  }

  // An address such as #descent?rate=0.2&x=1;sigmoid?b1=-1 sets what it names, and leads there.
  function readAddress() {
    const parts = location.hash.slice(1).split(";").map((part) => part.split("?"));
    for (const [name, query] of parts.reverse()) {
      if (query !== undefined) panels.get(name)?.read(query);
    }
  }

  for (const name of Object.keys(data.panels)) new { sigmoid: Sigmoid, descent: Descent, minibatch: Minibatch }[name]();
  speak();
  readAddress();
  addEventListener("hashchange", readAddress);
  addEventListener("resize", lay);
  around.push((change) => {
    change();
    speak();
  });
})();
