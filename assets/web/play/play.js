// Panels that one can play with: each draws what `engine` computes of what is set, at every change.
(() => {
  const data = JSON.parse(document.getElementById("live-data").textContent);
  const { root, around } = looks;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const SVG = "http://www.w3.org/2000/svg";
  const FAR = 20000; // pixels; what is farther off is cut

  // Words and numbers.

  function say(key, values = {}) {
    const text = data.words[root.dataset.language][key];
    return text.replace(/\{(\w+)[^}]*\}/g, (_, name) => values[name]);
  }

  const signed = (text) => text.replaceAll("-", "−");
  const fixed = (value, places) => signed((Math.abs(value) < 0.5 / 10 ** places ? 0 : value).toFixed(places));
  const raised = (power) => [...String(power)].map((each) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(each)]).join("");

  // Some digits that count; very large and very small numbers as powers of ten.
  function short(value, count = 4) {
    if (!Number.isFinite(value)) return "∞";
    const size = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
    if (size >= 6 || size < -4) {
      const [digits, power] = value.toExponential(1).split("e");
      return `${signed(digits)} × 10${raised(Number(power))}`;
    }
    return fixed(value, Math.min(Math.max(count - 1 - size, 0), 6));
  }

  // Drawing.

  function node(kind, attributes, text) {
    const made = document.createElementNS(SVG, kind);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function ticksOf([low, high], most) {
    const rough = (high - low) / most;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough);
    const places = Math.max(-Math.floor(Math.log10(step) + 1e-9), 0);
    const ticks = [];
    for (let at = Math.ceil(low / step - 1e-9); at * step <= high + 1e-9 * step; at += 1) ticks.push(at * step);
    return ticks.map((value) => ({ value, text: fixed(value, places) }));
  }

  // Axes, a canvas below them for maps, and drawn things by their names.
  class Sheet {
    constructor(panel, name) {
      this.box = panel.querySelector(`[data-sheet=${name}]`);
      this.canvas = this.box.appendChild(document.createElement("canvas"));
      this.svg = this.box.appendChild(node("svg", { "aria-hidden": "true" }));
    }

    lay({ x, y, names = ["", ""], marks = {} }) {
      const [width, height] = [this.box.clientWidth, this.box.clientHeight];
      const edge = { left: names[1] ? 58 : 42, right: 12, top: 10, bottom: names[0] ? 46 : 26 };
      Object.assign(this, { xs: x, ys: y, left: edge.left, top: edge.top, parts: new Map() });
      this.width = Math.max(width - edge.left - edge.right, 10);
      this.height = Math.max(height - edge.top - edge.bottom, 10);
      const [right, bottom] = [edge.left + this.width, edge.top + this.height];
      const axes = node("g", { class: "axes" });
      for (const { value, text } of marks.x ?? ticksOf(x, this.width / 70)) {
        axes.append(node("text", { x: this.x(value), y: bottom + 17, "text-anchor": "middle" }, text));
      }
      for (const { value, text } of marks.y ?? ticksOf(y, this.height / 45)) {
        axes.append(node("path", { d: `M${edge.left} ${this.y(value)}H${right}` }));
        axes.append(node("text", { x: edge.left - 8, y: this.y(value) + 5, "text-anchor": "end" }, text));
      }
      const middle = edge.top + this.height / 2;
      axes.append(node("text", { x: edge.left + this.width / 2, y: bottom + 38, "text-anchor": "middle" }, names[0]));
      axes.append(
        node("text", { x: 14, y: middle, "text-anchor": "middle", transform: `rotate(-90 14 ${middle})` }, names[1]),
      );
      const frame = { x: edge.left, y: edge.top, width: this.width, height: this.height };
      const viewBox = `${edge.left} ${edge.top} ${this.width} ${this.height}`;
      this.inner = node("svg", { ...frame, viewBox, overflow: "hidden" });
      this.outer = node("g", {});
      this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
      this.svg.replaceChildren(axes, this.inner, this.outer);
    }

    x(value) {
      return this.left + ((value - this.xs[0]) / (this.xs[1] - this.xs[0])) * this.width;
    }

    y(value) {
      return this.top + (1 - (value - this.ys[0]) / (this.ys[1] - this.ys[0])) * this.height;
    }

    // What is at a place of the window.
    at(event) {
      const box = this.svg.getBoundingClientRect();
      const across = (event.clientX - box.left - this.left) / this.width;
      const up = 1 - (event.clientY - box.top - this.top) / this.height;
      return [
        this.xs[0] + Math.min(Math.max(across, 0), 1) * (this.xs[1] - this.xs[0]),
        this.ys[0] + Math.min(Math.max(up, 0), 1) * (this.ys[1] - this.ys[0]),
      ];
    }

    put(name, kind, attributes, layer = this.inner) {
      if (!this.parts.has(name)) this.parts.set(name, layer.appendChild(node(kind, { class: name })));
      const part = this.parts.get(name);
      for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value);
    }

    line(name, points) {
      let [before, d] = [null, ""];
      for (const [x, y] of points) {
        let place = [this.x(x), this.y(y)];
        if (place.some(Number.isNaN)) {
          before = null;
          continue;
        }
        const far = Math.max(...place.map((each, axis) => Math.abs(each - (before?.[axis] ?? each))));
        if (far > FAR) place = place.map((each, axis) => before[axis] + ((each - before[axis]) / far) * FAR);
        d += `${before ? "L" : "M"}${place[0].toFixed(1)} ${place[1].toFixed(1)}`;
        if (far > FAR) break;
        before = place;
      }
      this.put(name, "path", { d });
    }

    dots(name, points, shape = disc(4)) {
      this.put(name, "path", { d: points.map(([x, y]) => shape(this.x(x), this.y(y))).join("") });
    }

    point(name, [x, y]) {
      const there = [this.x(x), this.y(y)].every((each) => Math.abs(each) < FAR);
      this.put(name, "circle", there ? { cx: this.x(x), cy: this.y(y), r: 8 } : { r: 0 }, this.outer);
    }
  }

  const at = (x, y) => `M${x.toFixed(1)} ${y.toFixed(1)}`;
  const disc = (r) => (x, y) => `${at(x - r, y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
  const triangle = (x, y) => `${at(x, y - 5.5)}l5 8.7h-10z`;

  const between = ([low, high], count) =>
    Array.from({ length: count }, (_, place) => low + ((high - low) * place) / (count - 1));

  // A map: heights over a grid, as the scenes colour them, with lines of equal height.

  const GRID = 97;
  const LEVELS = 16;
  const grids = new Map();

  function gridOf(key, loss, [low, high]) {
    if (!grids.has(key)) {
      const [xs, ys] = [0, 1].map((axis) => between([low[axis], high[axis]], GRID));
      grids.set(key, Float64Array.from({ length: GRID * GRID }, (_, place) => loss([xs[place % GRID], ys[Math.floor(place / GRID)]])));
    }
    return grids.get(key);
  }

  function shadeOf([low, high, middle], value) {
    const share = Math.min(Math.max((value / 2 - low / 2) / (high / 2 - low / 2), 0), 1);
    if (middle === null) return share ** 0.6;
    const steepness = Math.log1p(-2 * middle) - 2 * Math.log(middle);
    const soft = (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
    return soft(Math.log(share) + steepness) / soft(steepness);
  }

  function heightsOf(grid) {
    const finite = [...grid].filter(Number.isFinite).sort((one, other) => one - other);
    const [low, high] = [finite[0], finite.at(-1)];
    const median = (finite[finite.length >> 1] - low) / (high - low);
    return [low, high, median > 0 && median < 0.17 ? median : null];
  }

  function drawMap(sheet, grid, heights) {
    const dense = Math.min(devicePixelRatio, 2);
    const [width, height] = [Math.round(sheet.width * dense), Math.round(sheet.height * dense)];
    const shades = new Float32Array(width * height);
    const known = Float64Array.from(grid, (value) => (Number.isFinite(value) ? shadeOf(heights, value) : NaN));
    for (let row = 0; row < height; row += 1) {
      const up = (1 - row / (height - 1)) * (GRID - 1);
      const j = Math.min(Math.floor(up), GRID - 2);
      for (let column = 0; column < width; column += 1) {
        const along = (column / (width - 1)) * (GRID - 1);
        const i = Math.min(Math.floor(along), GRID - 2);
        const corner = j * GRID + i;
        const [s, t] = [along - i, up - j];
        shades[row * width + column] =
          (known[corner] * (1 - s) + known[corner + 1] * s) * (1 - t) +
          (known[corner + GRID] * (1 - s) + known[corner + GRID + 1] * s) * t;
      }
    }
    const picture = new ImageData(width, height);
    for (let place = 0; place < shades.length; place += 1) {
      const shade = shades[place];
      if (Number.isNaN(shade)) continue;
      const across = (shades[place + 1] ?? shade) - shade;
      const down = (shades[place + width] ?? shade) - shade;
      const off = Math.abs(shade * LEVELS - Math.round(shade * LEVELS)) / (LEVELS * Math.hypot(across, down) + 1e-9);
      const light = 1 - 0.5 * Math.min(Math.max(dense / 2 + 0.5 - off, 0), 1);
      const colour = data.shades[Math.round(shade * (data.shades.length - 1))];
      picture.data.set([colour[0] * light, colour[1] * light, colour[2] * light, 255], 4 * place);
    }
    Object.assign(sheet.canvas, { width, height });
    const { style } = sheet.canvas;
    [style.left, style.top] = [`${sheet.left}px`, `${sheet.top}px`];
    [style.width, style.height] = [`${sheet.width}px`, `${sheet.height}px`];
    sheet.canvas.getContext("2d").putImageData(picture, 0, 0);
  }

  // A panel: what is set, its drawing, tasks, words that are heard, and its part of the address.

  const panels = new Map();
  const settings = new Map(); // by the panels that were touched, the last one first

  class Panel {
    constructor(name, keys) {
      Object.assign(this, { name, keys, values: data.panels[name], state: {}, waiting: false, moving: 0 });
      this.box = document.getElementById(`live-${name}`);
      this.said = this.box.querySelector("[role=status]");
      panels.set(name, this);
    }

    find(key) {
      return this.box.querySelector(`[data-key=${key}]`);
    }

    sheet(name) {
      return new Sheet(this.box, name);
    }

    say(key, values) {
      return say(`${this.name}.${key}`, values);
    }

    show(key, text) {
      const part = this.find(key);
      if (part.textContent !== text) part.textContent = text;
    }

    // Draw once before the next picture, however often something was set.
    later() {
      if (this.waiting) return;
      this.waiting = true;
      requestAnimationFrame(() => {
        this.waiting = false;
        this.draw();
      });
    }

    set(values) {
      Object.assign(this.state, values);
      this.later();
      this.note();
    }

    // What was set is in the address, as a link to it.
    note() {
      settings.delete(this.name);
      clearTimeout(Panel.noting);
      Panel.noting = setTimeout(() => {
        settings.delete(this.name);
        const parts = this.keys.map((key) => `${key}=${encodeURIComponent(this.state[key])}`);
        const all = [[this.name, `${this.name}?${parts.join("&")}`], ...settings];
        settings.clear();
        all.forEach(([name, text]) => settings.set(name, text));
        const address = `#${[...settings.values()].join(";")}`;
        Panel.written = address;
        try {
          history.replaceState(null, "", address);
        } catch {
          // a page in a frame may have no address of its own
        }
      }, 300);
    }

    hear(text) {
      if (this.said.textContent !== text) this.said.textContent = text;
    }

    tick(task) {
      const item = this.find(task);
      if (item.classList.contains("ticked")) return;
      item.classList.add("ticked");
      item.querySelector(".unseen").textContent = say("page.done");
    }

    input(key, handle) {
      const input = this.find(key);
      input.addEventListener("input", () => {
        this.stop();
        handle(input.value);
      });
      return input;
    }

    button(key, handle) {
      this.find(key).addEventListener("click", () => {
        this.stop();
        handle();
      });
    }

    // A number goes from one value to another; who wants no motion sees where it ends.
    move(from, to, seconds, each, end = () => {}) {
      this.stop();
      const token = this.moving;
      const began = performance.now();
      const go = (now) => {
        if (token !== this.moving) return;
        const share = still.matches ? 1 : Math.min((now - began) / (1000 * seconds), 1);
        each(from + (to - from) * share);
        if (share < 1) requestAnimationFrame(go);
        else end();
      };
      requestAnimationFrame(go);
    }

    stop() {
      this.moving += 1;
    }

    drag(sheet, handle) {
      const { svg } = sheet;
      svg.addEventListener("pointerdown", (event) => {
        if (event.button) return;
        this.stop();
        svg.setPointerCapture(event.pointerId);
        handle(sheet.at(event));
      });
      svg.addEventListener("pointermove", (event) => {
        if (svg.hasPointerCapture(event.pointerId)) handle(sheet.at(event));
      });
    }

    read(given) {
      const found = {};
      for (const key of this.keys) {
        const text = given.get(key);
        if (text === null) continue;
        const number = Number(text);
        found[key] = typeof this.state[key] === "number" ? number : text;
        if (typeof this.state[key] === "number" && !Number.isFinite(number)) delete found[key];
      }
      this.restore(found);
    }
  }

  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
  const RATE = 100; // steps of a rate's slider in a decade
  const rateOf = (place) => Number((10 ** (place / RATE)).toPrecision(3));
  const placeOf = (rate) => Math.round(Math.log10(rate) * RATE);

  // Logistic regression by hand.

  class Sigmoid extends Panel {
    constructor() {
      super("sigmoid", ["b0", "b1"]);
      const { spec, spans, first, values } = this.values;
      this.lowered = engine.objective(spec.objective);
      this.run = engine.train(spec, this.lowered);
      this.target = this.run.loss[Math.min(1, this.run.loss.length - 1)];
      this.state = { b0: first[0], b1: first[1] };
      this.turned = new Set();
      this.best = Infinity;
      this.reach = [Math.min(...values), Math.max(...values)];
      this.curve = this.sheet("curve");
      this.map = this.sheet("map");
      ["b0", "b1"].forEach((key, place) => {
        const input = this.input(key, (value) => this.play({ [key]: Number(value) }));
        Object.assign(input, { min: -spans[place], max: spans[place], step: spans[place] / 420 });
        input.addEventListener("change", () => this.tell());
      });
      this.drag(this.map, ([b0, b1]) => this.play({ b0, b1 }));
      this.map.svg.addEventListener("pointerup", () => this.tell());
      this.button("run", () => this.follow());
    }

    play(values) {
      this.ran = false;
      this.set(values);
      const way = Math.sign(this.state.b1) * (Math.abs(this.state.b1) > this.values.spans[1] / 25);
      if (way) this.turned.add(way);
      if (this.turned.size === 2) this.tick("sign");
      this.best = Math.min(this.best, this.loss());
      if (this.best < this.target) this.tick("beat");
    }

    loss() {
      return this.lowered.loss([this.state.b0, this.state.b1]);
    }

    restore(found) {
      this.set(found);
      this.ran = false;
      this.tell();
    }

    own() {
      const [mean, sd] = this.values.scale;
      const slope = this.state.b1 / sd;
      return [this.state.b0 - slope * mean, slope];
    }

    lay() {
      const { values, spec, spans } = this.values;
      const margin = 0.06 * (this.reach[1] - this.reach[0]);
      const x = [this.reach[0] - margin, this.reach[1] + margin];
      const marks = { y: [0, 0.5, 1].map((value) => ({ value, text: fixed(value, value % 1 ? 1 : 0) })) };
      this.curve.lay({ x, y: [-0.24, 1.24], names: [this.say("axis"), ""], marks });
      const spread = (row) => (((row * 0.618034) % 1) - 0.5) * 0.13;
      for (const [number, shape] of [disc(3.6), triangle].entries()) {
        const own = values.map((value, row) => [value, row]).filter(([, row]) => spec.objective.target[row] === number);
        const level = number ? 1.11 : -0.11;
        this.curve.dots(`rows class${number}`, own.map(([value, row]) => [value, level + spread(row)]), shape);
      }
      this.map.lay({ x: [-spans[0], spans[0]], y: [-spans[1], spans[1]], names: ["β₀", "β₁"] });
      const window = [[-spans[0], -spans[1]], [spans[0], spans[1]]];
      const grid = gridOf("sigmoid", (place) => this.lowered.loss(place), window);
      this.heights ??= heightsOf(grid);
      drawMap(this.map, grid, this.heights);
    }

    draw() {
      const { b0, b1 } = this.state;
      const [intercept, slope] = this.own();
      const centre = -intercept / slope;
      const xs = between(this.curve.xs, 161);
      this.curve.line("model", xs.map((x) => [x, engine.sigmoid(intercept + slope * x)]));
      const seen = centre > this.curve.xs[0] && centre < this.curve.xs[1] && Math.abs(b1) > this.values.spans[1] / 40;
      this.curve.line("drop", seen ? [[centre, 0.5], [centre, this.curve.ys[0]]] : []);
      this.curve.point("point", seen ? [centre, 0.5] : [Infinity, 0]);
      this.map.line("path casing", this.ran ? this.run.path : []);
      this.map.line("path", this.ran ? this.run.path : []);
      this.map.point("point", [b0, b1]);
      this.show("b0-said", fixed(b0, 2));
      this.show("b1-said", fixed(b1, 2));
      this.find("b0").value = b0;
      this.find("b1").value = b1;
      this.find("b0").setAttribute("aria-valuetext", fixed(b0, 2));
      this.find("b1").setAttribute("aria-valuetext", fixed(b1, 2));
      this.show("loss", fixed(this.loss(), 4));
      this.show("target", fixed(this.target, 4));
      this.find("loss").classList.toggle("ahead", this.loss() < this.target);
      const numbers = { b0: short(intercept), b1: short(slope), c: short(centre) };
      this.show("own", this.say(seen ? "own_numbers" : "no_centre", numbers));
      if (!this.ran) this.hint();
    }

    // What the sign does is seen while it changes, and heard when it has changed.
    hint() {
      const { b1 } = this.state;
      const flat = Math.abs(b1) < this.values.spans[1] / 100;
      this.show("sign-said", this.say(flat ? "flat" : b1 > 0 ? "up" : "down"));
    }

    tell() {
      this.hint();
      const told = { loss: fixed(this.loss(), 4), target: fixed(this.target, 4) };
      this.hear(this.loss() < this.target ? this.say("beaten", told) : this.find("sign-said").textContent);
    }

    follow() {
      this.ran = true;
      const { path, loss } = this.run;
      const last = path.length - 1;
      this.move(0, 1, 2.4, (share) => {
        const step = Math.round(last * share ** 3);
        this.set({ b0: path[step][0], b1: path[step][1] });
      }, () => {
        const [b0, b1] = path[last].map((value) => fixed(value, 2));
        const told = { loss: fixed(loss[last], 4), b0, b1, own: fixed(this.best, 4) };
        this.hint();
        this.hear([this.say("found", told), Number.isFinite(this.best) ? this.say("yours", told) : ""].join(" "));
        this.tick("found");
      });
    }
  }

  // A landscape, and a run on it.

  const GUESSES = {
    lowest: ["global", "only", "lowest"],
    other: ["local"],
    away: ["diverged", "away", "undefined", "left", "left_floorless"],
  };
  const MOST = 2000; // steps of a run
  const NEAR = 0.01;
  const UNSEEN = 0.002;

  // How a run has ended so far: in a minimum, gone, or on its way, as stage/runs/endings.py judges.
  function verdict({ path, loss, beyond, lowered }, land) {
    const [low, high] = land.window;
    const last = path.length - 1;
    const far = (one, other) => Math.max(...one.map((value, axis) => Math.abs(value - other[axis]) / (high[axis] - low[axis])));
    const isOff = (place) => place.some((value, axis) => value < low[axis] || value > high[axis]);
    if (beyond) {
      const undefinedThere = beyond.parameters.every(Number.isFinite) && Number.isNaN(beyond.loss) && Math.abs(loss[last]) < 1e150;
      return { key: undefinedThere ? "undefined" : "diverged", step: last + 1 };
    }
    if (land.isSeparated) return { key: "separated", step: last };
    if (isOff(path[last])) {
      const step = path.findLastIndex((place) => !isOff(place)) + 1;
      if (land.isFloorless) return { key: "left_floorless", step };
      const moves = path.slice(-4).map((place, index, all) => (index ? far(place, all[index - 1]) : 0)).slice(1);
      const grow = moves.length > 1 && moves.every((move, index) => !index || move > moves[index - 1]);
      return { key: grow && loss[last] > loss[0] ? "away" : "left", step };
    }
    const tail = path.slice(-Math.max(2, Math.floor(path.length / 10)));
    const rests = tail.every((place) => far(place, path[last]) <= NEAR);
    const near = land.minima.find(([x, y]) => far([x, y], path[last]) <= NEAR);
    if (rests && near) {
      const best = !land.isNamed ? "lowest" : land.minima.length === 1 ? "only" : "global";
      return { key: near[3] ? best : "local", step: last };
    }
    if (lowered.withGradient(path[last])[1].every((slope) => slope === 0)) return { key: "flat", step: last };
    if (path.slice(-Math.max(2, Math.floor(path.length / 2))).every((place) => far(place, path[last]) <= UNSEEN)) {
      return { key: "slow", step: last };
    }
    return { key: land.isFloorless ? "moving_floorless" : "moving", step: last };
  }

  class Descent extends Panel {
    constructor() {
      super("descent", ["surface", "optimizer", "rate", "x", "y", "done"]);
      const { own, surfaces, optimizers, spec } = this.values;
      this.map = this.sheet("map");
      this.state = { surface: own, optimizer: spec.name, done: 0, ...this.begun(surfaces[own]) };
      this.guess = null;
      this.fill("surface", Object.keys(surfaces));
      this.fill("optimizer", Object.keys(optimizers));
      this.input("surface", (surface) => this.play({ surface, done: 0, ...this.begun(surfaces[surface]) }, true));
      this.input("optimizer", (optimizer) => this.play({ optimizer }));
      const rate = this.input("rate", (place) => this.play({ rate: rateOf(place) }));
      const places = Object.values(surfaces).map((each) => placeOf(each.rate));
      Object.assign(rate, { min: Math.min(-4 * RATE, ...places), max: Math.max(2 * RATE, ...places), step: 1 });
      for (const key of ["x", "y"]) this.input(key, (value) => value !== "" && Number.isFinite(Number(value)) && this.play({ [key]: Number(value) }));
      for (const key of ["rate", "x", "y", "optimizer"]) this.find(key).addEventListener("change", () => this.tell());
      this.drag(this.map, ([x, y]) => this.play({ x, y }));
      this.map.svg.addEventListener("pointerup", () => this.tell());
      this.find("map").addEventListener("keydown", (event) => this.press(event));
      for (const guess of ["lowest", "other", "moving", "away"]) {
        this.button(`guess_${guess}`, () => {
          this.guess = guess;
          this.go();
        });
      }
      this.button("step", () => this.walk(this.state.done + 1));
      this.button("run", () => this.go());
      this.button("reset", () => {
        this.guess = null;
        this.play({ done: 0 });
        this.tell();
      });
    }

    get land() {
      return this.values.surfaces[this.state.surface];
    }

    begun({ rate, start }) {
      return { rate, x: start[0], y: start[1] };
    }

    fill(key, names) {
      this.find(key).replaceChildren(...names.map((name) => new Option(this.nameOf(key, name), name)));
      this.find(key).value = this.state[key];
    }

    nameOf(key, name) {
      return data.words[root.dataset.language][`${key}s.${name}`] ?? name;
    }

    play(values, isOther = false) {
      const started = this.state.done > 0;
      this.set(values);
      this.run = null;
      if (isOther) this.lay();
      if (started && ("x" in values || "y" in values)) this.guess = null;
    }

    restore(found) {
      const { surfaces, optimizers } = this.values;
      if (!(found.surface in surfaces)) delete found.surface;
      if (!(found.optimizer in optimizers)) delete found.optimizer;
      if (!(found.rate > 0)) delete found.rate;
      if ("done" in found) found.done = clamp(Math.round(found.done), 0, MOST);
      this.play({ ...(found.surface && this.begun(surfaces[found.surface])), ...found }, true);
      this.tell();
    }

    // The run of what is set, as far as it is asked for.
    followed() {
      const { surface, optimizer, rate, x, y, done } = this.state;
      if (!this.run) {
        const rule = this.values.optimizers[optimizer];
        const isOwn = surface === this.values.own;
        const own = isOwn ? this.values.spec : { seed: "0", steps: MOST };
        this.lowered = this.lowered?.key === surface ? this.lowered : Object.assign(engine.objective(this.land.objective), { key: surface });
        this.run = engine.begin({ ...own, optimizer: rule, learningRate: rate, start: [x, y] }, this.lowered);
      }
      while (this.run.path.length <= done && this.run.next());
      return this.run;
    }

    // As far as `done` has come: a step back is no other run.
    seen() {
      const { path, loss, beyond, lowered } = this.followed();
      const { done } = this.state;
      return { path: path.slice(0, done + 1), loss: loss.slice(0, done + 1), beyond: done >= path.length ? beyond : null, lowered };
    }

    lay() {
      const { window: [low, high], names, objective, heights } = this.land;
      this.map.lay({ x: [low[0], high[0]], y: [low[1], high[1]], names });
      const lowered = engine.objective(objective);
      drawMap(this.map, gridOf(`descent ${this.state.surface}`, (place) => lowered.loss(place), this.land.window), heights);
      const inside = [0, 1].map((axis) => ({ min: low[axis], max: high[axis], step: Number(((high[axis] - low[axis]) / 200).toPrecision(1)) }));
      Object.assign(this.find("x"), { step: "any" }, { min: inside[0].min, max: inside[0].max });
      Object.assign(this.find("y"), { step: "any" }, { min: inside[1].min, max: inside[1].max });
      this.show("name-x", names[0]);
      this.show("name-y", names[1]);
      for (const key of ["surface", "optimizer"]) this.fill(key, Object.keys(this.values[`${key}s`]));
      this.later();
    }

    draw() {
      const { rate, x, y, done } = this.state;
      const { path, loss, beyond } = this.seen();
      this.map.line("path casing", path);
      this.map.line("path", path);
      const marks = path.length > 400 ? [] : path.filter((place) => place.every((value) => Math.abs(value) < 1e6));
      this.map.dots("steps", marks, disc(3));
      this.map.point("ring", [x, y]);
      this.map.point("point", path.at(-1));
      this.show("rate-said", short(rate, 3));
      for (const key of ["x", "y"]) {
        if (document.activeElement !== this.find(key)) this.find(key).value = Number(this.state[key].toPrecision(4));
      }
      this.find("rate").value = placeOf(rate);
      this.find("rate").setAttribute("aria-valuetext", short(rate, 3));
      for (const key of ["surface", "optimizer"]) this.find(key).value = this.state[key];
      this.show("steps", String(path.length - 1));
      this.show("loss", short(loss.at(-1)));
      this.find("asking").hidden = done > 0;
      this.show("ended", this.judged());
      if (beyond || done >= MOST) this.find("step").setAttribute("aria-disabled", "true");
      else this.find("step").removeAttribute("aria-disabled");
    }

    ending() {
      return verdict(this.seen(), this.land);
    }

    judged() {
      const { loss, path } = this.seen();
      const told = { loss: short(loss.at(-1)), step: path.length - 1, start: short(loss[0]) };
      if (!this.state.done) return this.say("ready", { loss: short(loss[0]) });
      const { key, step } = this.ending();
      return this.say(key, { ...told, step });
    }

    tell() {
      const told = this.judged();
      if (!this.state.done) return this.hear(told);
      const { key } = this.ending();
      const came = Object.keys(GUESSES).find((name) => GUESSES[name].includes(key)) ?? "moving";
      if (came === "away") this.tick("diverge");
      if (["global", "only", "lowest", "local"].includes(key)) {
        const end = this.seen().path.at(-1).map((value) => value.toFixed(1)).join();
        this.ends ??= new Set();
        this.ends.add(`${this.state.surface} ${end}`);
        if (this.ends.size > 1) this.tick("move");
      }
      const said = this.guess && say(`descent.${came === this.guess ? "right" : "wrong"}`, { guess: say(`descent.guess_${this.guess}`) });
      this.hear([said, told].filter(Boolean).join(" "));
      if (this.guess) this.tick("guess");
    }

    go() {
      const { done } = this.state;
      this.walk(done + this.land.steps, clamp(this.land.steps * 0.08, 0.8, 3));
    }

    walk(to, seconds = 0.25) {
      const { done } = this.state;
      const end = Math.min(to, MOST);
      this.move(done, end, seconds, (step) => this.set({ done: Math.ceil(step) }), () => this.tell());
    }

    press(event) {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (!way) return;
      event.preventDefault();
      this.stop();
      const [low, high] = this.land.window;
      const step = event.shiftKey ? 0.1 : 0.02;
      const [x, y] = [this.state.x, this.state.y].map((value, axis) => clamp(value + way[axis] * step * (high[axis] - low[axis]), low[axis], high[axis]));
      this.play({ x, y });
      clearTimeout(this.hearing);
      this.hearing = setTimeout(() => this.tell(), 400);
    }
  }

  // Batches of a wave's series.

  class Minibatch extends Panel {
    constructor() {
      super("minibatch", ["size", "rate", "seed", "step"]);
      const { spec, sizes } = this.values;
      this.lowered = engine.objective(spec.objective);
      this.n = spec.objective.inputs.length;
      this.choices = [...sizes, this.n];
      this.state = { size: this.n, rate: spec.learningRate, seed: Number(spec.seed), step: 0 };
      this.series = this.sheet("series");
      this.curve = this.sheet("loss");
      const size = this.input("size", (place) => this.play({ size: this.choices[place] }));
      Object.assign(size, { min: 0, max: this.choices.length - 1, step: 1 });
      const rate = this.input("rate", (place) => this.play({ rate: rateOf(place) }));
      Object.assign(rate, { min: placeOf(spec.learningRate) - 2 * RATE, max: placeOf(spec.learningRate) + RATE, step: 1 });
      this.input("step", (step) => this.set({ step: Number(step) }));
      this.input("seed", (seed) => /^\d{1,15}$/.test(seed) && this.play({ seed: Number(seed) }));
      for (const key of ["size", "rate", "step", "seed"]) this.find(key).addEventListener("change", () => this.tell());
      this.button("another", () => {
        const { seed } = this.state;
        this.play({ seed: (seed + 1) % this.values.shuffles });
        this.tell();
      });
      this.button("next", () => this.walk(Math.min(this.state.step + 1, this.last), 0.2));
      this.button("run", () => this.walk(this.last, 4, this.state.step < this.last ? this.state.step : 0));
      this.button("reset", () => {
        this.set({ step: 0 });
        this.tell();
      });
      this.button("leap", () => {
        const step = this.leap();
        this.walk(step, 0.4);
      });
      this.dots = this.find("shuffles");
      this.dots.append(...Array.from({ length: this.values.shuffles }, (_, seed) => node("circle", { cx: 8 + 15 * (seed % 25), cy: 8 + 15 * Math.floor(seed / 25), r: 5 })));
      this.dots.setAttribute("viewBox", `0 0 ${25 * 15 + 1} ${Math.ceil(this.values.shuffles / 25) * 15 + 1}`);
      this.dots.addEventListener("click", ({ target }) => {
        const seed = [...this.dots.children].indexOf(target);
        if (seed < 0) return;
        this.stop();
        this.play({ seed });
        this.tell();
      });
    }

    get last() {
      return this.followed().path.length - 1;
    }

    play(values) {
      this.set(values);
      this.run = null;
      if ("size" in values || "rate" in values) this.count();
    }

    restore(found) {
      if ("size" in found && !(found.size >= 1)) delete found.size;
      if ("size" in found) {
        const near = (size) => Math.abs(Math.log(size / found.size));
        found.size = this.choices.reduce((best, size) => (near(size) < near(best) ? size : best));
      }
      if (!(found.rate > 0)) delete found.rate;
      if (!(Number.isSafeInteger(found.seed) && found.seed >= 0)) delete found.seed;
      this.play({ size: this.state.size, ...found });
      this.state.step = clamp(Math.round(this.state.step), 0, this.last);
      this.tell();
    }

    specOf(seed) {
      const { size, rate } = this.state;
      return { ...this.values.spec, batchSize: size < this.n ? size : null, learningRate: rate, seed: String(seed) };
    }

    followed() {
      this.run ??= engine.train(this.specOf(this.state.seed), this.lowered);
      return this.run;
    }

    arrives([period]) {
      const [low, high] = this.values.valley;
      return (low ?? -Infinity) <= period && period < (high ?? Infinity);
    }

    // The step that leads into the lowest valley for good, if one does.
    leap() {
      const { path } = this.followed();
      const outside = path.findLastIndex((place) => !this.arrives(place));
      return outside >= 0 && outside < path.length - 1 ? outside : null;
    }

    period(value) {
      return this.say("period", { value: fixed(value, this.values.decimals) });
    }

    batch(step) {
      return step < this.last ? engine.batchOf(this.specOf(this.state.seed), this.lowered.rows, step) : null;
    }

    lay() {
      const { spec: { objective }, window, highest } = this.values;
      const { inputs, target } = objective;
      const range = [Math.min(...target), Math.max(...target)];
      const margin = 0.08 * (range[1] - range[0]);
      this.times = [Math.min(...inputs), Math.max(...inputs)];
      const aside = 0.02 * (this.times[1] - this.times[0]);
      const plain = (ticks) => ticks.map((each) => ({ ...each, text: each.text }));
      this.series.lay({
        x: [this.times[0] - aside, this.times[1] + aside],
        y: [range[0] - margin, range[1] + margin],
        names: ["", this.say("axis")],
        marks: { x: plain(ticksOf(this.times, this.series.box.clientWidth / 90)) },
      });
      this.series.line("series", inputs.map((time, row) => [time, target[row]]));
      this.curve.lay({ x: window, y: [0, 1.15 * highest], names: [this.say("period_axis"), this.say("loss_axis")] });
      const periods = between(window, 481);
      this.curve.line("mean", [[window[0], 1], [window[1], 1]]);
      this.curve.line("full_loss", periods.map((period) => [period, this.lowered.loss([period])]));
    }

    draw() {
      const { window, goal, decimals, shuffles } = this.values;
      const { size, rate, seed } = this.state;
      const step = clamp(this.state.step, 0, this.last);
      const { path, loss } = this.followed();
      const { inputs, target } = this.values.spec.objective;
      const [here, batch] = [path[step], this.batch(step)];
      const isAll = size === this.n;
      const times = between(this.series.xs, 400);
      this.series.line("model", times.map((time) => [time, this.lowered.predicted(here, time)]));
      this.series.dots("years", inputs.map((time, row) => [time, target[row]]), disc(3));
      this.series.dots("lit", (batch ?? []).map((row) => [inputs[row], target[row]]), disc(5));
      const periods = between(window, 241);
      this.curve.line("batch_loss", batch ? periods.map((period) => [period, this.lowered.loss([period], batch)]) : []);
      const arrow = batch && [path[step + 1][0], this.lowered.loss(path[step + 1], batch)];
      this.curve.line("drop", batch ? [[here[0], loss[step]], [here[0], this.lowered.loss(here, batch)]] : []);
      this.curve.dots("trail", path.slice(0, step + 1).map(([period], index) => [period, loss[index]]), disc(3));
      this.curve.dots("landing", arrow ? [arrow] : [], disc(4));
      this.curve.point("point", [here[0], loss[step]]);
      const range = this.find("step");
      range.max = this.last;
      range.value = step;
      range.setAttribute("aria-valuetext", String(step));
      this.show("step-said", `${step} / ${this.last}`);
      this.find("size").value = this.choices.indexOf(size);
      const told = isAll ? this.say("of_all", { n: this.n }) : String(size);
      this.show("size-said", told);
      this.find("size").setAttribute("aria-valuetext", told);
      this.find("rate").value = placeOf(rate);
      this.show("rate-said", short(rate, 3));
      this.find("rate").setAttribute("aria-valuetext", short(rate, 3));
      if (document.activeElement !== this.find("seed")) this.find("seed").value = seed;
      this.find("shuffling").hidden = isAll;
      this.show("period", this.period(here[0]));
      this.show("loss", fixed(loss[step], 3));
      this.find("loss").classList.toggle("ahead", this.arrives(here));
      const leap = this.leap();
      this.find("leap").hidden = leap === null || isAll;
      [...this.dots.children].forEach((dot, index) => dot.classList.toggle("own", index === seed));
      const ended = step === this.last && step > 0;
      this.show("ended", ended ? this.ending() : this.say(step ? (isAll ? "going" : "going_batch") : "ready", { step, period: this.period(here[0]), loss: fixed(loss[step], 3) }));
      void goal;
      void decimals;
      void shuffles;
    }

    ending() {
      const { path, loss, beyond } = this.followed();
      const last = path.length - 1;
      const told = { n: this.n, steps: last, step: last, period: this.period(path[last][0]), loss: fixed(loss[last], 3) };
      if (beyond) return this.say("diverged", { step: last + 1 });
      const arrived = this.arrives(path[last]);
      if (this.state.size === this.n) return this.say(arrived ? "full" : this.rests() ? "stuck" : "under_way", told);
      const [low, high] = this.values.window;
      const key = arrived ? "arrives" : path[last][0] < low || path[last][0] > high ? "off" : "elsewhere";
      const leap = this.leap();
      const over = arrived && leap !== null ? this.say("over", { step: leap }) : "";
      return [over, this.say(key, told)].filter(Boolean).join(". ").replaceAll("。.", "。");
    }

    rests() {
      const { path } = this.followed();
      const [low, high] = this.values.window;
      return path.slice(-10).every(([period]) => Math.abs(period - path.at(-1)[0]) < 0.01 * (high - low));
    }

    tell() {
      const ended = this.state.step >= this.last && this.state.step > 0;
      if (ended && this.state.size === this.n) this.tick("stuck");
      if (ended && this.arrives(this.followed().path.at(-1))) this.tick("arrive");
      this.draw();
      this.hear(this.find("ended").textContent);
    }

    walk(to, seconds, from = this.state.step) {
      this.move(from, to, seconds, (step) => this.set({ step: Math.round(step) }), () => this.tell());
    }

    // Shuffles are counted in slices of a few milliseconds, so that the page stays quick.
    count() {
      const token = {};
      this.counting = token;
      const dots = [...this.dots.children];
      dots.forEach((dot) => dot.setAttribute("class", "open"));
      const { shuffles, goal, decimals } = this.values;
      let [done, arrived] = [0, 0];
      const isAll = this.state.size === this.n;
      const slice = () => {
        if (this.counting !== token) return;
        const until = performance.now() + 6;
        while (done < shuffles && performance.now() < until) {
          const made = isAll ? this.followed() : engine.train(this.specOf(done), this.lowered);
          const there = !made.beyond && this.arrives(made.path.at(-1));
          dots[done].setAttribute("class", there ? "there" : "lost");
          arrived += there;
          done += 1;
        }
        this.counted = { done, arrived, isAll };
        const near = fixed(goal, Math.max(decimals - 1, 0));
        const told = { done, arrived, total: shuffles, goal: near };
        this.show("count", done < shuffles ? this.say("counting", told) : this.say("shuffles", told));
        this.show("calm", this.say(isAll ? "calm" : "own"));
        dots[this.state.seed]?.classList.add("own");
        if (done < shuffles) setTimeout(slice);
        else if (!isAll && arrived > shuffles / 2) this.tick("most");
      };
      slice();
    }
  }

  // The page.

  const KINDS = { sigmoid: Sigmoid, descent: Descent, minibatch: Minibatch };

  function fillWords() {
    for (const each of document.querySelectorAll("[data-word]")) {
      each.textContent = say(each.dataset.word);
    }
    for (const each of document.querySelectorAll("[data-label]")) each.setAttribute("aria-label", say(each.dataset.label));
  }

  function layAll() {
    for (const panel of panels.values()) {
      panel.lay();
      panel.draw();
    }
  }

  // An address such as #descent?rate=0.2&x=1;sigmoid?b1=-1 sets what it names, and leads there.
  function readAddress() {
    const address = decodeURI(location.hash);
    if (address === Panel.written) return;
    const parts = location.hash.slice(1).split(";").map((part) => part.split("?"));
    for (const [name, query] of parts.reverse()) {
      const panel = panels.get(name);
      if (panel && query !== undefined) panel.read(new URLSearchParams(query));
      if (panel && query !== undefined) panel.box.scrollIntoView();
    }
  }

  fillWords();
  for (const name of Object.keys(data.panels)) new KINDS[name]();
  layAll();
  panels.get("minibatch")?.count();
  readAddress();
  addEventListener("hashchange", readAddress);
  around.push((change) => {
    change();
    fillWords();
    layAll();
    for (const panel of panels.values()) panel.tell?.();
    panels.get("minibatch")?.count();
  });
  let width = innerWidth;
  new ResizeObserver(() => {
    if (innerWidth === width) return;
    width = innerWidth;
    layAll();
  }).observe(document.body);
})();
