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
    const steps = code.map((each) =>
      Array.isArray(each)
        ? { of: OPERATIONS[each[0]], a: each[1], b: each[2], count: each.length - 1 }
        : Number(each),
    );
    const isConstant = (index) => index >= inputs && typeof steps[index - inputs] === "number";

    function values(given) {
      const found = [...given];
      for (const each of steps) {
        found.push(typeof each === "number" ? each : each.of[0](found[each.a], found[each.b]));
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
        const step = steps[at - inputs];
        if (typeof step === "number") continue;
        for (let place = 0; place < step.count; place += 1) {
          const operand = place ? step.b : step.a;
          if (isConstant(operand)) continue;
          adjoint[operand] += adjoint[at] * step.of[1 + place](found[step.a], found[step.b], found[at]);
        }
      }
      return [found[results[0]], [...adjoint.slice(0, inputs)]];
    }
    return { run, withGradient };
  }

  // What is lowered: each has the loss and its gradient at parameters, on a batch or on all rows.

  function surface(given) {
    const made = program(given.program);
    return { rows: null, loss: (at) => made.run(at)[0], withGradient: made.withGradient };
  }

  function logistic({ inputs, target }) {
    const rows = inputs.map((_, row) => row);
    const [xs, ys] = [Float64Array.from(inputs), Float64Array.from(target)]; // quicker, as maps need

    function withGradient([intercept, slope], batch = null) {
      const count = batch ? batch.length : xs.length;
      let [loss, first, second] = [0, 0, 0];
      for (let place = 0; place < count; place += 1) {
        const row = batch ? batch[place] : place;
        const z = slope * xs[row] + intercept;
        const tail = small(z);
        loss += Math.max(z, 0) * (1 - ys[row]) + Math.max(-z, 0) * ys[row] + Math.log1p(tail);
        const error = ((1 - ys[row]) * (z >= 0 ? 1 : tail) - ys[row] * (z >= 0 ? tail : 1)) / (1 + tail);
        first += error;
        second += error * xs[row];
      }
      return [loss / count, [first / count, second / count]];
    }
    return { rows, withGradient, loss: (at, batch) => withGradient(at, batch)[0] };
  }

  function wave({ inputs, target, mean, sd, height, held, free }) {
    const rows = inputs.map((_, row) => row);
    const wanted = target.map((y) => (y - mean) / sd);

    function whole(parameters) {
      const all = [...held];
      free.forEach((place, index) => (all[place] = parameters[index]));
      return all;
    }

    function withGradient(parameters, batch) {
      const [period, peak] = whole(parameters);
      const gradient = [0, 0];
      let loss = 0;
      for (const row of batch ?? rows) {
        const angle = (2 * Math.PI * (inputs[row] - peak)) / period;
        const miss = height * Math.cos(angle) - wanted[row];
        const byAngle = -2 * miss * height * Math.sin(angle);
        loss += miss * miss;
        gradient[0] += byAngle * (-angle / period);
        gradient[1] += byAngle * ((-2 * Math.PI) / period);
      }
      const count = (batch ?? rows).length;
      return [loss / count, free.map((place) => gradient[place] / count)];
    }

    function predicted(parameters, time) {
      const [period, peak] = whole(parameters);
      return mean + sd * height * Math.cos((2 * Math.PI * (time - peak)) / period);
    }
    return { rows, predicted, withGradient, loss: (at, batch) => withGradient(at, batch)[0] };
  }

  const objective = (given) => ({ surface, logistic, wave })[given.kind](given);

  // NumPy's default_rng: SeedSequence, PCG64 and the shuffle of Generator.permutation, so that
  // batches are those that the engine draws from the same seed.

  const WORD = 0xffffffffn;
  const LONG = (1n << 64n) - 1n;
  const LONGEST = (1n << 128n) - 1n;

  function seeded(seed) {
    const words = [];
    for (let left = BigInt(seed); left > 0n; left >>= 32n) words.push(Number(left & WORD));
    let hash = 0x43b0d7e5;
    const hashed = (value) => {
      const before = value ^ hash;
      hash = Math.imul(hash, 0x931e8875);
      const after = Math.imul(before, hash);
      return after ^ (after >>> 16);
    };
    const mixed = (x, y) => {
      const result = (Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y)) | 0;
      return result ^ (result >>> 16);
    };
    const pool = [0, 1, 2, 3].map((place) => hashed(words[place] ?? 0));
    for (let source = 0; source < 4; source += 1) {
      for (let place = 0; place < 4; place += 1) {
        if (place !== source) pool[place] = mixed(pool[place], hashed(pool[source]));
      }
    }
    for (const word of words.slice(4)) {
      for (let place = 0; place < 4; place += 1) pool[place] = mixed(pool[place], hashed(word));
    }
    hash = 0x8b51f9dd;
    const state = [...pool, ...pool].map((word) => {
      const before = word ^ hash;
      hash = Math.imul(hash, 0x58f38ded);
      const after = Math.imul(before, hash);
      return BigInt((after ^ (after >>> 16)) >>> 0);
    });
    return [0, 2, 4, 6].map((place) => state[place] | (state[place + 1] << 32n));
  }

  function generator(seed) {
    const [high, low, first, second] = seeded(seed);
    const odd = ((((first << 64n) | second) << 1n) | 1n) & LONGEST;
    const next = (state) => (state * 0x2360ed051fc65da44385df649fccf645n + odd) & LONGEST;
    let state = next((next(0n) + ((high << 64n) | low)) & LONGEST);
    let kept = null;

    function word() {
      if (kept !== null) {
        const value = kept;
        kept = null;
        return value;
      }
      state = next(state);
      const folded = (state >> 64n) ^ (state & LONG);
      const turn = state >> 122n;
      const value = ((folded >> turn) | (folded << ((64n - turn) & 63n))) & LONG;
      kept = Number(value >> 32n);
      return Number(value & WORD);
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

  function orderOf(seed, count, epoch) {
    const key = `${seed} ${count}`;
    if (!drawn.has(key)) drawn.set(key, { shuffle: generator(seed), orders: [] });
    const { shuffle, orders } = drawn.get(key);
    while (orders.length <= epoch) orders.push(shuffle(count));
    return orders[epoch];
  }

  function batchOf({ batchSize, seed, dropLast }, rows, step) {
    if (!batchSize || !rows) return null;
    const end = dropLast ? rows.length - (rows.length % batchSize) : rows.length;
    const each = Math.ceil(end / batchSize);
    const first = (step % each) * batchSize;
    const order = orderOf(seed, rows.length, Math.floor(step / each));
    return order.slice(first, Math.min(first + batchSize, end));
  }

  function rateAt({ learningRate, rateDrops = [], schedule, steps }, step) {
    const dropped = rateDrops.reduce((rate, [first, by]) => (step >= first ? rate * by : rate), learningRate);
    if (schedule !== "cosine") return dropped;
    return dropped * (0.5 * (1 + Math.cos((Math.PI * Math.min(step, steps)) / steps)));
  }

  // A run that goes on step by step: `path` and `loss` are those of its finite steps.
  function begin(spec, lowered = objective(spec.objective)) {
    const initial = program(spec.optimizer.initial);
    const update = program(spec.optimizer.update);
    const states = spec.start.map((value) => initial.run([value]));
    const run = { spec, lowered, path: [spec.start], loss: [lowered.loss(spec.start)], beyond: null };

    run.next = () => {
      if (run.beyond) return false;
      const step = run.path.length - 1;
      const before = run.path[step];
      const [loss, gradient] = lowered.withGradient(before, batchOf(spec, lowered.rows, step));
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
      return true;
    };
    return run;
  }

  function train(spec, lowered, steps = spec.steps) {
    const run = begin(spec, lowered);
    while (run.path.length <= steps && run.next());
    return run;
  }

  return { OPERATIONS, sigmoid, objective, batchOf, rateAt, begin, train };
})();
