// The mathematics of gradreel's engine, number for number: what is data here was read from the
// engine itself (programs of surfaces and optimizers), and the rest is held to it by tests.
const engine = (() => {
  "use strict";

  const small = (z) => Math.exp(-Math.abs(z));
  const sigmoid = (z) => (z >= 0 ? 1 : small(z)) / (1 + small(z));

  // By its name each operation of a program, then its derivative by each operand, of which the last
  // argument is the result.
  const OPERATIONS = {
    "+": [(a, b) => a + b, () => 1, () => 1],
    "-": [(a, b) => a - b, () => 1, () => -1],
    "*": [(a, b) => a * b, (a, b) => b, (a) => a],
    "/": [(a, b) => a / b, (a, b) => 1 / b, (a, b, c) => -c / b],
    "**": [
      (a, b) => (a === 1 ? 1 : a ** b),
      (a, b) => b * a ** (b - (b !== 0)),
      (a, b, c) => c * Math.log(a === 0 ? 1 : a),
    ],
    negative: [(a) => -a, () => -1],
    abs: [Math.abs, (a) => Math.sign(a)],
    exp: [Math.exp, (a, b, c) => c],
    log: [Math.log, (a) => 1 / a],
    sqrt: [Math.sqrt, (a, b, c) => 0.5 / c],
    sin: [Math.sin, (a) => Math.cos(a)],
    cos: [Math.cos, (a) => -Math.sin(a)],
    tan: [Math.tan, (a, b, c) => 1 + c ** 2],
    tanh: [Math.tanh, (a, b, c) => 1 - c * c],
    sigmoid: [sigmoid, (a, b, c) => c * (1 - c)],
    softplus: [(z) => Math.max(z, 0) + Math.log1p(small(z)), sigmoid],
    relu: [(z) => Math.max(z, 0), (z) => (z > 0 ? 1 : 0)],
    maximum: [Math.max],
    minimum: [Math.min],
    sign: [Math.sign],
  };

  // A program: its inputs, then constants and operations on what came before, by their numbers.
  function program({ inputs, code, results }) {
    const steps = code.map((each) => (Array.isArray(each) ? [OPERATIONS[each[0]], ...each.slice(1)] : Number(each)));

    function values(given) {
      const found = [...given];
      for (const each of steps) {
        found.push(typeof each === "number" ? each : each[0][0](found[each[1]], found[each[2]]));
      }
      return found;
    }

    function run(given) {
      const found = values(given);
      return results.map((index) => found[index]);
    }

    // Backwards through the operations, as engine/autodiff.py goes.
    function withGradient(given) {
      const found = values(given);
      const adjoint = new Float64Array(found.length);
      adjoint[results[0]] = 1;
      for (let at = found.length - 1; at >= inputs; at -= 1) {
        if (typeof steps[at - inputs] === "number") continue;
        const [[, ...derivatives], ...operands] = steps[at - inputs];
        const [a, b] = operands.map((operand) => found[operand]);
        operands.forEach((operand, place) => (adjoint[operand] += adjoint[at] * derivatives[place](a, b, found[at])));
      }
      return [found[results[0]], [...adjoint.slice(0, inputs)]];
    }
    return { run, withGradient };
  }

  // What is lowered: each has the loss and its gradient at parameters, on a batch or on all rows.

  function surface(given) {
    const made = program(given.program);
    return { count: 0, loss: (at) => made.run(at)[0], withGradient: made.withGradient };
  }

  // The mean over rows of the loss of each and its two slopes, which `add` adds to three sums.
  function meanOver(xs, ys, add) {
    return (parameters, batch = null) => {
      const count = batch ? batch.length : xs.length;
      const sums = new Float64Array(3);
      for (let place = 0; place < count; place += 1) {
        const row = batch ? batch[place] : place;
        add(sums, parameters, xs[row], ys[row]);
      }
      return [sums[0] / count, [sums[1] / count, sums[2] / count]];
    };
  }

  function logistic({ inputs, target }) {
    const withGradient = meanOver(inputs, target, (sums, parameters, x, y) => {
      const z = parameters[1] * x + parameters[0];
      const tail = small(z);
      const error = ((1 - y) * (z >= 0 ? 1 : tail) - y * (z >= 0 ? tail : 1)) / (1 + tail);
      sums[0] += Math.max(z, 0) * (1 - y) + Math.max(-z, 0) * y + Math.log1p(tail);
      sums[1] += error;
      sums[2] += error * x;
    });
    return { count: inputs.length, withGradient };
  }

  function wave({ inputs, target, mean, sd, height, held, free }) {
    const wanted = target.map((y) => (y - mean) / sd);
    const angleAt = ([period, peak], time) => (2 * Math.PI * (time - peak)) / period;
    const ofBoth = meanOver(inputs, wanted, (sums, both, time, y) => {
      const angle = angleAt(both, time);
      const miss = height * Math.cos(angle) - y;
      const byAngle = -2 * miss * height * Math.sin(angle);
      sums[0] += miss * miss;
      sums[1] += byAngle * (-angle / both[0]);
      sums[2] += byAngle * ((-2 * Math.PI) / both[0]);
    });

    function whole(parameters) {
      const both = [...held];
      free.forEach((place, index) => (both[place] = parameters[index]));
      return both;
    }

    function withGradient(parameters, batch) {
      const [loss, slopes] = ofBoth(whole(parameters), batch);
      return [loss, free.map((place) => slopes[place])];
    }
    const predicted = (parameters, time) => mean + sd * height * Math.cos(angleAt(whole(parameters), time));
    return { count: inputs.length, withGradient, predicted };
  }

  function objective(given) {
    const lowered = { surface, logistic, wave }[given.kind](given);
    return { loss: (at, batch) => lowered.withGradient(at, batch)[0], ...lowered };
  }

  // NumPy's default_rng from a state of its PCG64 on, and the shuffle of Generator.permutation, so
  // that batches are those that the engine draws.

  const LONG = (1n << 64n) - 1n;

  function generator([first, odd]) {
    let state = BigInt(first);
    const kept = []; // of a number of 64 bits the lower half comes first

    function word() {
      if (kept.length) return kept.pop();
      state = (state * 0x2360ed051fc65da44385df649fccf645n + BigInt(odd)) & ((1n << 128n) - 1n);
      const both = (state >> 64n) ^ (state & LONG);
      const turn = state >> 122n;
      const value = ((both >> turn) | (both << ((64n - turn) & 63n))) & LONG;
      kept.push(Number(value >> 32n));
      return Number(value & 0xffffffffn);
    }

    // A whole number from 0 to `most`: bits that are too large are drawn again.
    function upTo(most) {
      const mask = 2 ** (32 - Math.clz32(most)) - 1;
      for (;;) {
        const drawn = word() & mask;
        if (drawn <= most) return drawn;
      }
    }

    return (count) => {
      const order = Array.from({ length: count }, (_, index) => index);
      for (let last = count - 1; last > 0; last -= 1) {
        const other = upTo(last);
        [order[last], order[other]] = [order[other], order[last]];
      }
      return order;
    };
  }

  // Orders depend on the seed alone, so those that were drawn serve every size of a batch.
  const drawn = new Map();

  function orderOf({ generators, seed }, count, epoch) {
    const key = `${seed} ${count}`;
    if (!drawn.has(key)) drawn.set(key, { shuffle: generator(generators[seed]), orders: [] });
    const { shuffle, orders } = drawn.get(key);
    while (orders.length <= epoch) orders.push(shuffle(count));
    return orders[epoch];
  }

  function batchOf(spec, count, step) {
    const { batchSize, dropLast } = spec;
    if (!batchSize || !count) return null;
    const end = dropLast ? count - (count % batchSize) : count;
    const each = Math.ceil(end / batchSize);
    const first = (step % each) * batchSize;
    return orderOf(spec, count, Math.floor(step / each)).slice(first, Math.min(first + batchSize, end));
  }

  function rateAt({ learningRate, rateDrops = [], schedule, steps }, step) {
    const dropped = rateDrops.reduce((rate, [first, by]) => (step >= first ? rate * by : rate), learningRate);
    if (schedule !== "cosine") return dropped;
    return dropped * (0.5 * (1 + Math.cos((Math.PI * Math.min(step, steps)) / steps)));
  }

  // A run that goes on step by step: `path`, `loss` and `batches` are those of its finite steps.
  function begin(spec, lowered = objective(spec.objective)) {
    const initial = program(spec.optimizer.initial);
    const update = program(spec.optimizer.update);
    const states = spec.start.map((value) => initial.run([value]));
    const run = { lowered, path: [spec.start], loss: [lowered.loss(spec.start)], batches: [], beyond: null };

    run.next = () => {
      if (run.beyond) return false;
      const step = run.path.length - 1;
      const before = run.path[step];
      const batch = batchOf(spec, lowered.count, step);
      const [loss, gradient] = lowered.withGradient(before, batch);
      const rate = rateAt(spec, step);
      const after = before.map((value, place) => {
        const [move, ...state] = update.run([gradient[place], value, ...states[place]]);
        states[place] = state;
        return value - rate * move;
      });
      const full = lowered.loss(after);
      if (![loss, full, ...after].every(Number.isFinite)) {
        run.beyond = { parameters: after, loss: full };
        return false;
      }
      run.path.push(after);
      run.loss.push(full);
      run.batches.push(batch);
      return true;
    };
    return run;
  }

  function train(spec, lowered) {
    const run = begin(spec, lowered);
    while (run.path.length <= spec.steps && run.next());
    return run;
  }

  return { OPERATIONS, sigmoid, objective, begin, train };
})();
