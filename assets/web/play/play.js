// Panels that one can play with: each draws what `engine` computes of what is set, at every change.
(() => {
  const data = JSON.parse(document.getElementById("live-data").textContent);
  const { root, around } = looks;
  const SVG = "http://www.w3.org/2000/svg";
  const FAR = 20000; // pixels; a line that leads farther is cut

  // Words and numbers.

  const word = (key) => data.words[root.dataset.language][key];
  const say = (key, values = {}) => word(key).replace(/\{(\w+)[^}]*\}/g, (_, name) => values[name]);
  const signed = (text) => text.replaceAll("-", "−");
  const fixed = (value, places) => signed((Math.abs(value) < 0.5 / 10 ** places ? 0 : value).toFixed(places));
  const raised = (power) => [...String(power)].map((each) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(each)]).join("");

  // Some digits that count; very large and very small numbers as powers of ten.
  function short(value, count = 4) {
    if (!Number.isFinite(value)) return "–";
    const size = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
    if (size < 6 && size >= -4) return fixed(value, Math.min(Math.max(count - 1 - size, 0), 6));
    const [digits, power] = value.toExponential(1).split("e");
    return `${signed(digits)} × 10${raised(Number(power))}`;
  }

  const plain = (value) => (typeof value === "string" || Number.isInteger(value) ? value : Number(value.toPrecision(6)));
  const joined = (...texts) => texts.join(" ").replaceAll("。 ", "。").trim();
  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
  const between = ([low, high], count) => Array.from({ length: count }, (_, place) => low + ((high - low) * place) / (count - 1));

  // Drawing: axes, a canvas below them for maps, and drawn things by their names.

  function node(kind, attributes, text = "") {
    const made = document.createElementNS(SVG, kind);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.textContent = text;
    return made;
  }

  function ticksOf([low, high], most) {
    const rough = (high - low) / Math.max(most, 4.2);
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough);
    const first = Math.ceil(low / step - 1e-9);
    const count = Math.floor(high / step + 1e-9) - first + 1;
    return Array.from({ length: count }, (_, place) => [(first + place) * step, fixed((first + place) * step, Math.max(-Math.floor(Math.log10(step) + 1e-9), 0))]);
  }

  const PLAIN = { "aria-hidden": "true", preserveAspectRatio: "none" };

  class Sheet {
    constructor(panel, name) {
      this.box = panel.querySelector(`[data-sheet=${name}]`);
      this.canvas = this.box.appendChild(document.createElement("canvas"));
      this.back = this.box.appendChild(node("svg", PLAIN)); // what stays isn't painted anew
      this.svg = this.box.appendChild(node("svg", PLAIN));
    }

    lay({ x, y, names = ["", ""], across, up }) {
      const { clientWidth, clientHeight } = this.box;
      Object.assign(this, { xs: x, ys: y, left: 42, top: 10, parts: new Map() });
      this.width = Math.max(clientWidth - this.left - 18, 10);
      this.height = Math.max(clientHeight - this.top - (names[0] ? 47 : 29), 10);
      const [right, bottom] = [this.left + this.width, this.top + this.height];
      const axes = node("g", { class: "axes" });
      for (const [value, text] of across ?? ticksOf(x, this.width / 48)) {
        axes.append(node("text", { x: this.x(value), y: bottom + 20, "text-anchor": "middle" }, text));
      }
      const ticks = up ?? ticksOf(y, this.height / 36);
      for (const [value, text] of ticks) {
        axes.append(node("path", { d: `M${this.left} ${this.y(value)}H${right}` }));
        axes.append(node("text", { x: this.left - 7, y: this.y(value) + 5, "text-anchor": "end" }, text));
      }
      axes.append(node("text", { x: this.left + this.width / 2, y: bottom + 40, "text-anchor": "middle", class: "first" }, names[0]));
      const title = axes.lastChild;
      const highest = ticks.slice(-2).map(([value]) => value);
      axes.append(node("text", { x: 0, y: this.y((highest[0] + highest.at(-1)) / 2) + 5, class: "second" }, names[1]));
      const viewBox = `${this.left} ${this.top} ${this.width} ${this.height}`;
      const frame = { x: this.left, y: this.top, width: this.width, height: this.height, viewBox, overflow: "hidden" };
      [this.under, this.inner, this.outer] = [node("svg", frame), node("svg", frame), node("g", {})];
      for (const each of [this.back, this.svg]) each.setAttribute("viewBox", `0 0 ${clientWidth} ${clientHeight}`);
      this.back.replaceChildren(axes, this.under);
      this.svg.replaceChildren(this.inner, this.outer);
      const room = clientWidth / Math.max(title.getComputedTextLength(), 1);
      if (room < 1) title.setAttribute("style", `font-size: ${Math.max(15 * room, 11)}px`);
    }

    x(value) {
      return this.left + ((value - this.xs[0]) / (this.xs[1] - this.xs[0])) * this.width;
    }

    y(value) {
      return this.top + (1 - (value - this.ys[0]) / (this.ys[1] - this.ys[0])) * this.height;
    }

    // What is at a place of the window.
    at({ clientX, clientY }) {
      const box = this.svg.getBoundingClientRect();
      const shares = [(clientX - box.left - this.left) / this.width, 1 - (clientY - box.top - this.top) / this.height];
      return [this.xs, this.ys].map(([low, high], axis) => low + clamp(shares[axis], 0, 1) * (high - low));
    }

    put(name, kind, attributes, layer = this.inner) {
      if (!this.parts.has(name)) this.parts.set(name, layer.appendChild(node(kind, { class: name })));
      for (const [key, value] of Object.entries(attributes)) this.parts.get(name).setAttribute(key, value);
    }

    line(name, points, layer) {
      let [before, d] = [null, ""];
      for (const point of points) {
        let place = [this.x(point[0]), this.y(point[1])];
        if (!before && !place.every((each) => Math.abs(each) < FAR)) continue;
        const far = before ? Math.max(...place.map((each, axis) => Math.abs(each - before[axis]))) : 0;
        if (!Number.isFinite(far)) break;
        if (far > FAR) place = place.map((each, axis) => before[axis] + ((each - before[axis]) / far) * FAR);
        d += `${before ? "L" : "M"}${place[0].toFixed(1)} ${place[1].toFixed(1)}`;
        if (far > FAR) break;
        before = place;
      }
      this.put(name, "path", { d }, layer);
    }

    dots(name, points, shape, layer) {
      const places = points.map(([x, y]) => [this.x(x), this.y(y)]).filter((place) => place.every((each) => Math.abs(each) < FAR));
      this.put(name, "path", { d: places.map(([x, y]) => `M${x.toFixed(1)} ${y.toFixed(1)}${shape}`).join("") }, layer);
    }

    point(name, [x, y]) {
      const place = [this.x(x), this.y(y)];
      const isSeen = place.every((each) => Math.abs(each) < FAR);
      this.put(name, "circle", isSeen ? { cx: place[0], cy: place[1], r: 8 } : { r: 0 }, this.outer);
    }
  }

  const disc = (r) => `m${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
  const TRIANGLE = "m0-5.5l5 8.7h-10z";

  // Maps: a loss over a grid, coloured as the scenes do, with lines of equal height.

  const GRID = 81;
  const LEVELS = 16;
  const grids = new Map();

  function gridOf(key, loss, [low, high]) {
    if (!grids.has(key)) {
      const [xs, ys] = [0, 1].map((axis) => between([low[axis], high[axis]], GRID));
      grids.set(key, Float64Array.from({ length: GRID * GRID }, (_, place) => loss([xs[place % GRID], ys[Math.floor(place / GRID)]])));
    }
    return grids.get(key);
  }

  // As stage/runs/landscape.py has it: in proportion, or by logarithms where most of it is low.
  function shadeOf([low, high, middle], value) {
    if (!Number.isFinite(value)) return NaN;
    const share = clamp((value / 2 - low / 2) / (high / 2 - low / 2), 0, 1);
    if (middle === null) return share ** 0.6;
    const steepness = Math.log1p(-2 * middle) - 2 * Math.log(middle);
    const [softplus] = engine.OPERATIONS.softplus;
    return softplus(Math.log(share) + steepness) / softplus(steepness);
  }

  function drawMap({ box, canvas, left, top, width, height }, grid, heights) {
    const dense = Math.min(devicePixelRatio, 2);
    const [across, down] = [Math.round(width * dense), Math.round(height * dense)];
    const known = grid.map((value) => shadeOf(heights, value));
    const shades = new Float32Array(across * down);
    for (let row = 0; row < down; row += 1) {
      const up = (1 - row / (down - 1)) * (GRID - 1);
      const j = Math.min(Math.floor(up), GRID - 2);
      for (let column = 0; column < across; column += 1) {
        const along = (column / (across - 1)) * (GRID - 1);
        const i = Math.min(Math.floor(along), GRID - 2);
        const [corner, s, t] = [j * GRID + i, along - i, up - j];
        const below = known[corner] * (1 - s) + known[corner + 1] * s;
        shades[row * across + column] = below * (1 - t) + (known[corner + GRID] * (1 - s) + known[corner + GRID + 1] * s) * t;
      }
    }
    const picture = new ImageData(across, down);
    shades.forEach((shade, place) => {
      if (Number.isNaN(shade)) return;
      const steepness = Math.hypot((shades[place + 1] ?? shade) - shade, (shades[place + across] ?? shade) - shade);
      const off = Math.abs(shade * LEVELS - Math.round(shade * LEVELS)) / (LEVELS * steepness + 1e-9);
      const light = 1 - 0.5 * clamp(dense / 2 + 0.5 - off, 0, 1);
      const colour = data.shades[Math.round(shade * (data.shades.length - 1))];
      for (let part = 0; part < 3; part += 1) picture.data[4 * place + part] = colour[part] * light;
      picture.data[4 * place + 3] = 255;
    });
    Object.assign(canvas, { width: across, height: down });
    const share = (size, whole) => `${(100 * size) / whole}%`; // on paper the box has another width
    Object.assign(canvas.style, { left: share(left, box.clientWidth), width: share(width, box.clientWidth) });
    Object.assign(canvas.style, { top: share(top, box.clientHeight), height: share(height, box.clientHeight) });
    canvas.getContext("2d").putImageData(picture, 0, 0);
  }

  // A panel: what is set, its drawing, tasks, words that are heard, and its part of the address.

  const panels = new Map();
  const addresses = new Map(); // of the panels that were touched, the last one first
  let written = "";

  class Panel {
    constructor(name, keys) {
      Object.assign(this, { name, keys, values: data.panels[name], box: document.getElementById(`live-${name}`) });
      [this.waiting, this.moving] = [false, 0];
      panels.set(name, this);
    }

    find(key) {
      return this.box.querySelector(`[data-key=${key}]`);
    }

    say(key, values) {
      return say(`${this.name}.${key}`, values);
    }

    show(texts) {
      for (const [key, text] of Object.entries(texts)) {
        const part = this.find(key);
        if (part.textContent !== String(text)) part.textContent = text;
      }
    }

    slide(key, place, text) {
      const input = this.find(key);
      input.value = place;
      input.setAttribute("aria-valuetext", text);
      this.show({ [`${key}-said`]: text });
    }

    // Draw once before the next picture, however often something was set.
    set(values) {
      Object.assign(this.state, values);
      this.note();
      if (this.waiting) return;
      this.waiting = true;
      requestAnimationFrame(() => {
        this.waiting = false;
        this.draw();
      });
    }

    // What was set is in the address, as a link to it.
    note() {
      clearTimeout(this.noting);
      this.noting = setTimeout(() => {
        const own = this.keys.map((key) => `${key}=${encodeURIComponent(plain(this.state[key]))}`).join("&");
        addresses.delete(this.name);
        written = `#${[`${this.name}?${own}`, ...addresses.values()].join(";")}`;
        addresses.set(this.name, `${this.name}?${own}`);
        try {
          history.replaceState(null, "", written);
        } catch {
          // a page in a frame may have no address of its own
        }
      }, 300);
    }

    read(given) {
      const found = {};
      for (const key of this.keys.filter((each) => given.has(each))) {
        const isNumber = typeof this.state[key] === "number";
        const value = isNumber ? Number(given.get(key)) : given.get(key);
        if (!isNumber || Number.isFinite(value)) found[key] = value;
      }
      this.restore(found);
      this.tell();
    }

    // Say how it is now to who hears the page; who sees it has read it.
    tell() {
      this.draw();
      this.box.querySelector("[role=status]").textContent = this.find("now").textContent;
    }

    tick(...tasks) {
      for (const item of tasks.map((task) => this.find(`task_${task}`))) {
        item.classList.add("ticked");
        item.querySelector(".unseen").textContent = say("page.done");
      }
    }

    input(key, handle, limits = {}) {
      const input = this.find(key);
      Object.assign(input, limits);
      input.addEventListener("input", () => {
        this.moving += 1;
        handle(input.value);
      });
      input.addEventListener("change", () => this.tell());
    }

    button(key, handle) {
      this.find(key).addEventListener("click", () => {
        this.moving += 1;
        handle();
      });
    }

    drag(sheet, handle) {
      const { svg } = sheet;
      svg.addEventListener("pointerdown", (event) => {
        if (event.button) return;
        this.moving += 1;
        svg.setPointerCapture(event.pointerId);
        handle(sheet.at(event));
      });
      svg.addEventListener("pointermove", (event) => svg.hasPointerCapture(event.pointerId) && handle(sheet.at(event)));
      svg.addEventListener("pointerup", () => this.tell());
    }

    // A number goes from one value to another; who wants no motion sees where it ends.
    move(from, to, seconds, each, end = () => this.tell()) {
      const token = (this.moving += 1);
      const began = performance.now();
      const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const go = (now) => {
        if (token !== this.moving) return;
        const share = isStill ? 1 : clamp((now - began) / (1000 * seconds), 0, 1);
        each(from + (to - from) * share);
        if (share < 1) requestAnimationFrame(go);
        else end();
      };
      requestAnimationFrame(go);
    }
  }

  // A rate's slider has so many places in a decade.
  const PLACES = 100;
  const rateAt = (place) => Number((10 ** (place / PLACES)).toPrecision(3));
  const placeOf = (rate) => Math.round(Math.log10(rate) * PLACES);

  // Logistic regression by hand.

  class Sigmoid extends Panel {
    constructor() {
      super("sigmoid", ["b0", "b1"]);
      const { spec, spans, first } = this.values;
      this.lowered = engine.objective(spec.objective);
      this.run = engine.train(spec, this.lowered);
      this.target = this.run.loss[Math.min(1, this.run.loss.length - 1)];
      this.state = { b0: first[0], b1: first[1] };
      Object.assign(this, { signs: new Set(), best: Infinity, ran: false });
      Object.assign(this, { curve: new Sheet(this.box, "curve"), map: new Sheet(this.box, "map") });
      ["b0", "b1"].forEach((key, place) => {
        const limits = { min: -spans[place], max: spans[place], step: "any" };
        this.input(key, (value) => this.play({ [key]: Number(value) }), limits);
      });
      this.drag(this.map, ([b0, b1]) => this.play({ b0, b1 }));
      this.button("run", () => this.follow());
    }

    get loss() {
      return this.lowered.loss([this.state.b0, this.state.b1]);
    }

    play(values) {
      this.ran = false;
      this.set(values);
      if (Math.abs(this.state.b1) > this.values.spans[1] / 25) this.signs.add(Math.sign(this.state.b1));
      this.best = Math.min(this.best, this.loss);
      if (this.signs.size === 2) this.tick("sign");
      if (this.best < this.target) this.tick("beat");
    }

    restore(found) {
      this.ran = false;
      this.set(found);
    }

    follow() {
      const { path } = this.run;
      const last = path.length - 1;
      this.ran = true;
      const at = (share) => path[Math.round(last * share ** 3)];
      this.move(0, 1, 2.4, (share) => this.set({ b0: at(share)[0], b1: at(share)[1] }), () => {
        this.tick("found");
        this.tell();
      });
    }

    lay() {
      const { values, spec, spans, heights } = this.values;
      const [low, high] = [Math.min(...values), Math.max(...values)];
      const margin = 0.06 * (high - low);
      const up = [[0, "0"], [0.5, "0.5"], [1, "1"]];
      this.curve.lay({ x: [low - margin, high + margin], y: [-0.24, 1.24], names: [this.say(this.curve.box.clientWidth < 320 ? "axis_short" : "axis"), "p"], up });
      [disc(3.6), TRIANGLE].forEach((shape, number) => {
        const spread = (row) => number + (number ? 0.11 : -0.11) + (((row * 0.618034) % 1) - 0.5) * 0.13;
        const own = values.map((value, row) => [value, spread(row)]).filter((_, row) => spec.objective.target[row] === number);
        this.curve.dots(`rows class${number}`, own, shape, this.curve.under);
      });
      this.map.lay({ x: [-spans[0], spans[0]], y: [-spans[1], spans[1]], names: ["β₀", "β₁"] });
      const window = [spans.map((span) => -span), spans];
      drawMap(this.map, gridOf("sigmoid", (place) => this.lowered.loss(place), window), heights);
    }

    draw() {
      const { b0, b1 } = this.state;
      const { scale: [mean, sd], spans } = this.values;
      const slope = b1 / sd;
      const intercept = b0 - slope * mean;
      const centre = -intercept / slope;
      const { xs, ys } = this.curve;
      this.curve.line("model", between(xs, 161).map((x) => [x, engine.sigmoid(intercept + slope * x)]));
      const isSeen = centre > xs[0] && centre < xs[1] && Math.abs(b1) > spans[1] / 40;
      this.curve.line("drop", isSeen ? [[centre, 0.5], [centre, ys[0]]] : []);
      this.curve.point("point", isSeen ? [centre, 0.5] : [Infinity, 0]);
      for (const name of ["path casing", "path"]) this.map.line(name, this.ran ? this.run.path : []);
      this.map.point("point", [b0, b1]);
      this.slide("b0", b0, fixed(b0, 2));
      this.slide("b1", b1, fixed(b1, 2));
      const own = { b0: short(intercept), b1: short(slope), c: short(centre) };
      this.show({ loss: fixed(this.loss, 4), target: fixed(this.target, 4), own: this.say(isSeen ? "own_numbers" : "no_centre", own) });
      this.find("loss").classList.toggle("ahead", this.loss < this.target);
      this.show({ now: this.message() });
    }

    message() {
      const { b0, b1 } = this.state;
      const numbers = { loss: fixed(this.loss, 4), target: fixed(this.target, 4), own: fixed(this.best, 4), b0: fixed(b0, 2), b1: fixed(b1, 2) };
      const isFlat = Math.abs(b1) < this.values.spans[1] / 100;
      const sign = this.say(isFlat ? "flat" : b1 > 0 ? "up" : "down");
      if (!this.ran) return joined(sign, this.loss < this.target ? this.say("beaten", numbers) : "");
      return joined(this.say("found", numbers), Number.isFinite(this.best) ? this.say("yours", numbers) : "");
    }
  }

  // A landscape, and a run on it.

  const MOST = 2000; // steps of a run
  const [NEAR, UNSEEN] = [0.01, 0.002]; // in the window's sides
  const GUESSES = {
    lowest: ["global", "only", "lowest"],
    other: ["local"],
    away: ["diverged", "away", "undefined", "left", "left_floorless"],
    moving: [],
  };

  // How a run has ended so far, judged by fewer signs than stage/runs/endings.py, to the same words.
  function verdict({ path, loss, beyond, lowered }, { window: [low, high], minima, isNamed, isFloorless, isSeparated }) {
    const last = path.length - 1;
    const far = (one, other) => Math.max(...one.map((value, axis) => Math.abs(value - other[axis]) / (high[axis] - low[axis])));
    const isOff = (place) => place.some((value, axis) => value < low[axis] || value > high[axis]);
    const stays = (count, reach) => path.slice(-Math.max(2, Math.floor(count))).every((place) => far(place, path[last]) <= reach);
    if (beyond) {
      const hasNone = beyond.parameters.every(Number.isFinite) && Number.isNaN(beyond.loss) && Math.abs(loss[last]) < 1e150;
      return [hasNone ? "undefined" : "diverged", last + 1];
    }
    if (isSeparated) return ["separated", last];
    if (isOff(path[last])) {
      const [one, two, three, four] = path.slice(-4);
      const grows = four !== undefined && far(one, two) < far(two, three) && far(two, three) < far(three, four) && loss[last] > loss[0];
      return [isFloorless ? "left_floorless" : grows ? "away" : "left", path.findLastIndex((place) => !isOff(place)) + 1];
    }
    const near = minima.find(([x, y]) => far([x, y], path[last]) <= NEAR);
    if (near && stays(path.length / 10, NEAR)) return [!near[3] ? "local" : !isNamed ? "lowest" : minima.length > 1 ? "global" : "only", last];
    if (lowered.withGradient(path[last])[1].every((slope) => slope === 0)) return ["flat", last];
    if (stays(path.length / 2, UNSEEN)) return ["slow", last];
    return [isFloorless ? "moving_floorless" : "moving", last];
  }

  class Descent extends Panel {
    constructor() {
      super("descent", ["surface", "optimizer", "rate", "x", "y", "done"]);
      const { own, surfaces, spec } = this.values;
      this.map = new Sheet(this.box, "map");
      this.state = { surface: own, optimizer: spec.name, done: 0, ...this.begun(own) };
      Object.assign(this, { guess: null, run: null, ends: new Set() });
      this.input("surface", (surface) => this.play({ surface, done: 0, ...this.begun(surface) }));
      this.input("optimizer", (optimizer) => this.play({ optimizer }));
      const places = Object.values(surfaces).map(({ rate }) => placeOf(rate));
      const limits = { min: Math.min(-4 * PLACES, ...places), max: Math.max(2 * PLACES, ...places), step: 1 };
      this.input("rate", (place) => this.play({ rate: rateAt(place) }), limits);
      for (const axis of ["x", "y"]) {
        this.input(axis, (text) => text && Number.isFinite(Number(text)) && this.play({ [axis]: Number(text) }));
      }
      this.drag(this.map, ([x, y]) => this.play({ x, y }));
      this.find("map").addEventListener("keydown", (event) => this.press(event));
      for (const guess of Object.keys(GUESSES)) {
        this.button(`guess_${guess}`, () => {
          this.guess = guess;
          this.go();
        });
      }
      this.button("step", () => this.walk(this.state.done + 1, 0.2));
      this.button("run", () => this.go());
      this.button("reset", () => {
        this.play({ done: 0 });
        this.tell();
      });
    }

    get land() {
      return this.values.surfaces[this.state.surface];
    }

    begun(surface) {
      const { rate, start: [x, y] } = this.values.surfaces[surface];
      return { rate, x, y };
    }

    play(values) {
      Object.assign(this, { guess: null, run: null });
      this.set(values);
      if ("surface" in values) this.lay();
    }

    restore(found) {
      const { surfaces, optimizers } = this.values;
      if (!(found.optimizer in optimizers)) delete found.optimizer;
      if (!(found.rate > 0)) delete found.rate;
      if ("done" in found) found.done = clamp(Math.round(found.done), 0, MOST);
      const surface = found.surface in surfaces ? found.surface : this.state.surface;
      this.play({ ...this.begun(surface), ...found, surface });
    }

    // The run of what is set, as far as was asked for.
    followed() {
      const { surface, optimizer, rate, x, y, done } = this.state;
      if (!this.run) {
        const { own, spec, optimizers } = this.values;
        const way = { optimizer: optimizers[optimizer], learningRate: rate, start: [x, y] };
        this.run = engine.begin(surface === own ? { ...spec, ...way } : way, this.lowered);
      }
      while (this.run.path.length <= done && this.run.next());
      const { path, loss, beyond, lowered } = this.run;
      return { path: path.slice(0, done + 1), loss: loss.slice(0, done + 1), beyond: done < path.length ? null : beyond, lowered };
    }

    lay() {
      const { window, names, objective, heights } = this.land;
      const [low, high] = window;
      this.lowered = engine.objective(objective);
      this.map.lay({ x: [low[0], high[0]], y: [low[1], high[1]], names });
      drawMap(this.map, gridOf(`descent ${this.state.surface}`, this.lowered.loss, window), heights);
      this.show({ "name-x": names[0], "name-y": names[1] });
      for (const key of ["surface", "optimizer"]) {
        const options = Object.keys(this.values[`${key}s`]).map((name) => new Option(word(`${key}s.${name}`), name));
        this.find(key).replaceChildren(...options);
      }
    }

    draw() {
      const { surface, optimizer, rate, x, y, done } = this.state;
      const { path, loss } = this.followed();
      for (const name of ["path casing", "path"]) this.map.line(name, path);
      this.map.dots("steps", path.length > 400 ? [] : path, disc(3.5));
      this.map.point("ring", [x, y]);
      this.map.point("point", path.at(-1));
      this.slide("rate", placeOf(rate), short(rate, 3));
      for (const [key, value] of Object.entries({ surface, optimizer, x: Number(x.toPrecision(4)), y: Number(y.toPrecision(4)) })) {
        if (document.activeElement !== this.find(key)) this.find(key).value = value;
      }
      this.find("asking").classList.toggle("asked", done > 0);
      this.find("asking").inert = done > 0;
      this.show({ steps: path.length - 1, loss: short(loss.at(-1)), now: this.message() });
    }

    message() {
      const run = this.followed();
      const { done } = this.state;
      const loss = short(run.loss.at(-1));
      if (!done) return "";
      if (this.walking) return this.say("going", { step: run.path.length - 1, loss });
      const [key, step] = verdict(run, this.land);
      const told = this.say(key, { step, loss });
      const came = Object.keys(GUESSES).find((each) => GUESSES[each].includes(key)) ?? "moving";
      if (key === "diverged" || key === "away") this.tick("diverge");
      if (came === "lowest" || came === "other") this.ends.add(`${this.state.surface} ${run.path.at(-1).map((value) => value.toFixed(1))}`);
      if (this.ends.size > 1) this.tick("move");
      if (!this.guess) return told;
      this.tick("guess");
      return joined(this.say(came === this.guess ? "right" : "wrong", { guess: this.say(`guess_${this.guess}`) }), told);
    }

    go() {
      const { steps } = this.land;
      this.walk(this.state.done + steps, clamp(0.08 * steps, 0.8, 3));
    }

    walk(to, seconds) {
      this.walking = true;
      this.move(this.state.done, Math.min(to, MOST), seconds, (step) => this.set({ done: Math.ceil(step) }), () => {
        this.walking = false;
        this.tell();
      });
    }

    press(event) {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (!way) return;
      event.preventDefault();
      const [low, high] = this.land.window;
      const share = event.shiftKey ? 0.1 : 0.02;
      const { x, y } = this.state;
      const [left, up] = [x, y].map((value, axis) => clamp(value + way[axis] * share * (high[axis] - low[axis]), low[axis], high[axis]));
      this.moving += 1;
      this.play({ x: left, y: up });
      clearTimeout(this.hearing);
      this.hearing = setTimeout(() => this.tell(), 400);
    }
  }

  // Batches of a wave's series.

  class Minibatch extends Panel {
    constructor() {
      super("minibatch", ["size", "rate", "seed", "step"]);
      const { spec, sizes, shuffles } = this.values;
      this.lowered = engine.objective(spec.objective);
      this.n = spec.objective.inputs.length;
      this.sizes = [...sizes, this.n];
      this.state = { size: this.n, rate: spec.learningRate, seed: Number(spec.seed), step: 0 };
      Object.assign(this, { series: new Sheet(this.box, "series"), curve: new Sheet(this.box, "loss") });
      const place = placeOf(spec.learningRate);
      this.input("size", (at) => this.play({ size: this.sizes[at] }), { min: 0, max: sizes.length, step: 1 });
      this.input("rate", (at) => this.play({ rate: rateAt(at) }), { min: place - 2 * PLACES, max: place + PLACES, step: 1 });
      this.input("step", (step) => this.set({ step: Number(step) }));
      this.input("seed", (seed) => /^\d{1,15}$/.test(seed) && this.play({ seed: Number(seed) }));
      this.button("another", () => this.choose((this.state.seed + 1) % shuffles));
      this.button("next", () => this.walk(Math.min(this.state.step + 1, this.last), 0.2));
      this.button("run", () => this.walk(this.last, 4, this.state.step < this.last ? this.state.step : 0));
      this.button("reset", () => this.walk(0, 0));
      this.button("leap", () => this.walk(this.leap, 0.4));
      const dots = this.find("shuffles");
      dots.append(...Array.from({ length: shuffles }, (_, seed) => node("circle", { cx: 8 + 15 * (seed % 25), cy: 8 + 15 * Math.floor(seed / 25), r: 5.5 })));
      dots.addEventListener("click", ({ target }) => target !== dots && this.choose([...dots.children].indexOf(target)));
    }

    get run() {
      this.made ??= engine.train(this.specOf(this.state.seed), this.lowered);
      return this.made;
    }

    get last() {
      return this.run.path.length - 1;
    }

    // The step that leads into the lowest valley for good; null without one.
    get leap() {
      const outside = this.run.path.findLastIndex((place) => !this.arrives(place));
      return outside >= 0 && outside < this.last ? outside : null;
    }

    arrives([period]) {
      const [low, high] = this.values.valley;
      return (low ?? -Infinity) <= period && period < (high ?? Infinity);
    }

    specOf(seed) {
      const { size, rate } = this.state;
      return { ...this.values.spec, batchSize: size < this.n ? size : null, learningRate: rate, seed: String(seed) };
    }

    play(values) {
      this.made = null;
      this.set(values);
      if ("size" in values || "rate" in values) this.count();
    }

    choose(seed) {
      this.play({ seed });
      this.tell();
    }

    restore(found) {
      const far = (size) => Math.abs(Math.log(size / found.size));
      found.size = found.size >= 1 ? this.sizes.reduce((best, size) => (far(size) < far(best) ? size : best)) : this.state.size;
      if (!(found.rate > 0)) delete found.rate;
      if (!(Number.isSafeInteger(found.seed) && found.seed >= 0)) delete found.seed;
      this.play(found);
      this.state.step = clamp(Math.round(this.state.step), 0, this.last);
    }

    lay() {
      const { spec: { objective: { inputs, target } }, window, highest } = this.values;
      const [first, last, low, high] = [Math.min(...inputs), Math.max(...inputs), Math.min(...target), Math.max(...target)];
      const [aside, above] = [0.02 * (last - first), 0.08 * (high - low)];
      this.series.lay({ x: [first - aside, last + aside], y: [low - above, high + above] });
      this.series.line("series", inputs.map((time, row) => [time, target[row]]), this.series.under);
      this.curve.lay({ x: window, y: [0, 1.15 * highest], names: [this.say("period_axis"), ""] });
      this.curve.line("mean", window.map((period) => [period, 1]), this.curve.under);
      this.curve.line("full_loss", between(window, 481).map((period) => [period, this.lowered.loss([period])]), this.curve.under);
    }

    draw() {
      const { size, rate, seed } = this.state;
      const { path, loss } = this.run;
      const { inputs, target } = this.values.spec.objective;
      const step = Math.min(this.state.step, this.last);
      const [here] = path[step];
      const isAll = size === this.n;
      const batch = step < this.last ? engine.batchOf(this.specOf(seed), this.lowered.rows, step) : null;
      const onBatch = (period) => [period, this.lowered.loss([period], batch)];
      this.series.line("model", between(this.series.xs, 400).map((time) => [time, this.lowered.predicted([here], time)]));
      this.series.dots("years", inputs.map((time, row) => [time, target[row]]), disc(3));
      this.series.dots("lit", (batch ?? []).map((row) => [inputs[row], target[row]]), disc(5));
      this.curve.line("batch_loss", batch ? between(this.curve.xs, 241).map(onBatch) : []);
      this.curve.line("drop", batch ? [[here, loss[step]], onBatch(here)] : []);
      this.curve.dots("trail", path.slice(0, step).map(([period], index) => [period, loss[index]]), disc(3));
      this.curve.dots("landing", batch ? [onBatch(path[step + 1][0])] : [], disc(5));
      this.curve.point("point", [here, loss[step]]);
      this.find("step").max = this.last;
      this.slide("step", step, `${step} / ${this.last}`);
      this.slide("size", this.sizes.indexOf(size), isAll ? this.say("of_all") : String(size));
      this.slide("rate", placeOf(rate), short(rate, 3));
      if (document.activeElement !== this.find("seed")) this.find("seed").value = seed;
      this.find("shuffling").hidden = isAll;
      this.find("leap").hidden = isAll || this.leap === null;
      this.find("loss").classList.toggle("ahead", this.arrives([here]));
      [...this.find("shuffles").children].forEach((dot, index) => dot.classList.toggle("own", !isAll && index === seed));
      this.show({ period: this.period(here), loss: fixed(loss[step], 3), now: this.message(step) });
    }

    period(value) {
      return this.say("period", { value: fixed(value, this.values.decimals) });
    }

    message(step) {
      const { path, loss, beyond } = this.run;
      const isAll = this.state.size === this.n;
      const told = { step, steps: step, period: this.period(path[step][0]), loss: fixed(loss[step], 3) };
      if (beyond && step === this.last) return this.say("diverged", { step: step + 1 });
      if (step === this.leap && !isAll) return this.say("over", told);
      if (step < this.last || !step) return this.say(!step ? "ready" : isAll ? "going" : "going_batch", told);
      const [[period], [low, high]] = [path[step], this.values.window];
      const isThere = this.arrives([period]);
      this.tick(...(isAll ? ["stuck"] : []), ...(isThere ? ["arrive"] : []));
      const rests = path.slice(-10).every(([each]) => Math.abs(each - period) < NEAR * (high - low));
      if (isAll) return this.say(isThere ? "full" : rests ? "stuck" : "under_way", told);
      return this.say(isThere ? "arrives" : period < low || period > high ? "off" : "elsewhere", told);
    }

    walk(to, seconds, from = this.state.step) {
      this.move(from, to, seconds, (step) => this.set({ step: Math.round(step) }));
    }

    // Shuffles are counted in slices of a few milliseconds, so that the page stays quick.
    count() {
      const { shuffles: total } = this.values;
      const dots = [...this.find("shuffles").children];
      const isAll = this.state.size === this.n;
      const token = (this.counting = {});
      let [done, arrived] = [0, 0];
      for (const dot of dots) dot.classList.remove("there", "lost");
      this.show({ calm: this.say(isAll ? "calm" : "own") });
      const slice = () => {
        if (this.counting !== token) return;
        for (const until = performance.now() + 6; done < total && performance.now() < until; done += 1) {
          const { path, beyond } = isAll ? this.run : engine.train(this.specOf(done), this.lowered);
          const isThere = !beyond && this.arrives(path.at(-1));
          dots[done].classList.add(isThere ? "there" : "lost");
          arrived += isThere;
        }
        this.show({ count: this.say(done < total ? "counting" : "shuffles", { done, arrived }) });
        if (done < total) setTimeout(slice);
        else this.compare(arrived);
      };
      slice();
    }

    // Which size is best is found once smaller and larger ones were tried.
    compare(arrived) {
      const { rate, size } = this.state;
      if (this.counted?.rate !== rate) this.counted = { rate, of: new Map() };
      const { of } = this.counted;
      of.set(size, arrived);
      const best = Math.max(...of.values());
      const [tried, most] = [[...of.keys()], [...of.keys()].filter((each) => of.get(each) === best)];
      if (most.length === 1 && tried.some((each) => each < most[0]) && tried.some((each) => each > most[0])) this.tick("most");
    }
  }

  // The page.

  function speak() {
    for (const each of document.querySelectorAll("[data-word]")) each.textContent = say(each.dataset.word);
    for (const each of document.querySelectorAll("[data-label]")) each.setAttribute("aria-label", say(each.dataset.label));
    layAll();
    panels.get("minibatch")?.count();
  }

  function layAll() {
    for (const panel of panels.values()) {
      panel.lay();
      panel.draw();
    }
  }

  // An address such as #descent?rate=0.2&x=1;sigmoid?b1=-1 sets what it names, and leads there.
  function readAddress() {
    if (location.hash === written) return;
    const parts = location.hash.slice(1).split(";").map((part) => part.split("?"));
    for (const [name, query] of parts.reverse()) {
      if (query === undefined || !panels.has(name)) continue;
      panels.get(name).read(new URLSearchParams(query));
      panels.get(name).box.scrollIntoView();
    }
  }

  for (const [name, Kind] of Object.entries({ sigmoid: Sigmoid, descent: Descent, minibatch: Minibatch })) {
    if (name in data.panels) new Kind();
  }
  speak();
  readAddress();
  addEventListener("hashchange", readAddress);
  around.push((change) => {
    change();
    speak();
  });
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth !== width) layAll();
    width = innerWidth;
  });
})();
