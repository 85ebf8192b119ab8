// The mathematics of gradreel's engine, number for number: losses and optimizers are programs that
// were read from the engine itself, and the rest is held to it by tests.
const engine = (() => {
  "use strict";

  const small = (z) => Math.exp(-Math.abs(z));
  const sigmoid = (z) => (z >= 0 ? 1 : small(z)) / (1 + small(z));
  const softplus = (z) => Math.max(z, 0) + Math.log1p(small(z));

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
    softplus: [softplus, sigmoid],
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

    // The result, then its derivatives: backwards, as engine/autodiff.py goes.
    function withSlopes(given) {
      const found = values(given);
      const adjoints = new Float64Array(found.length);
      adjoints[results[0]] = 1;
      for (let at = found.length - 1; at >= inputs; at -= 1) {
        if (typeof steps[at - inputs] === "number") continue;
        const [[, ...derivatives], a, b] = steps[at - inputs];
        derivatives.forEach((derivative, place) => {
          adjoints[place ? b : a] += adjoints[at] * derivative(found[a], found[b], found[at]);
        });
      }
      return [found[results[0]], ...adjoints.subarray(0, inputs)];
    }
    return { run, withSlopes };
  }

  // What is lowered, of each kind what adds the loss of a row and its slopes to sums, and what is
  // predicted; a surface has one row, without numbers.

  function surface(given) {
    const { withSlopes } = program(given.program);
    return { adding: (at) => (sums) => withSlopes(at).forEach((value, place) => (sums[place] += value)) };
  }

  const logistic = () => ({
    predicted: ([b0, b1], x) => sigmoid(b1 * x + b0),
    adding: ([b0, b1]) => (sums, x, y) => {
      const turned = 1 - 2 * y;
      const z = turned * (b1 * x + b0);
      const error = turned * sigmoid(z);
      sums[0] += softplus(z);
      sums[1] += error;
      sums[2] += error * x;
    },
  });

  function wave({ mean, sd, height, values, free }) {
    function whole(parameters) {
      const both = [...values];
      free.forEach((place, index) => (both[place] = parameters[index]));
      return both;
    }
    const angleAt = ([period, peak], time) => (2 * Math.PI * (time - peak)) / period;
    const predicted = (parameters, time) => mean + sd * height * Math.cos(angleAt(whole(parameters), time));

    function adding(parameters) {
      const both = whole(parameters);
      const [period] = both;
      return (sums, time, y) => {
        const angle = angleAt(both, time);
        const miss = height * Math.cos(angle) - (y - mean) / sd;
        const byAngle = -2 * miss * height * Math.sin(angle);
        sums[0] += miss * miss;
        for (let index = 0; index < free.length; index += 1) {
          sums[index + 1] += byAngle * ((free[index] ? -2 * Math.PI : -angle) / period);
        }
      };
    }
    return { predicted, adding };
  }

  function objective({ kind, rows, ...given }) {
    const { adding, predicted } = { surface, logistic, wave }[kind](given);

    // The mean loss over a batch or all rows, then its slopes.
    function means(parameters, batch) {
      const sums = new Float64Array(parameters.length + 1);
      const [add, count] = [adding(parameters), (batch ?? rows)?.length ?? 1];
      for (let place = 0; place < count; place += 1) {
        const row = rows?.[batch ? batch[place] : place];
        add(sums, row?.[0], row?.[1]);
      }
      return Array.from(sums, (sum) => sum / count);
    }
    const loss = (parameters, batch) => means(parameters, batch)[0];
    const gradient = (parameters, batch) => means(parameters, batch).slice(1);
    return { count: rows?.length, loss, gradient, predicted };
  }

  // NumPy's default_rng from a state of its PCG64 on: each number of 64 bits, its lower half first.
  function* words([first, odd]) {
    let state = BigInt(first);
    for (;;) {
      state = BigInt.asUintN(128, state * 0x2360ed051fc65da44385df649fccf645n + BigInt(odd));
      const both = BigInt.asUintN(64, (state >> 64n) ^ state);
      const turn = state >> 122n;
      const value = BigInt.asUintN(64, (both >> turn) | (both << (64n - turn)));
      yield Number(value & 0xffffffffn);
      yield Number(value >> 32n);
    }
  }

  // The orders that its Generator.permutation gives, one after the other.
  function* orders(generator, count) {
    const drawn = words(generator);
    for (;;) {
      const order = Array.from({ length: count }, (_, index) => index);
      for (let last = count - 1; last > 0; last -= 1) {
        const mask = 2 ** (32 - Math.clz32(last)) - 1;
        let other;
        do other = drawn.next().value & mask;
        while (other > last);
        [order[last], order[other]] = [order[other], order[last]];
      }
      yield order;
    }
  }

  const shuffled = {}; // orders depend on the seed alone, and so serve every size of a batch

  function batchOf({ batchSize, dropLast, generators, seed }, count, step) {
    if (!batchSize || !count) return null;
    const end = dropLast ? count - (count % batchSize) : count;
    const each = Math.ceil(end / batchSize);
    const known = (shuffled[`${seed} ${count}`] ??= { all: [], source: orders(generators[seed], count) });
    while (known.all.length <= step / each) known.all.push(known.source.next().value);
    const first = (step % each) * batchSize;
    return known.all[Math.floor(step / each)].slice(first, Math.min(first + batchSize, end));
  }

  function rateAt({ learningRate, rateDrops = [], schedule, steps }, step) {
    const dropped = rateDrops.reduce((rate, [first, by]) => (step >= first ? rate * by : rate), learningRate);
    return schedule === "cosine" ? dropped * (0.5 * (1 + Math.cos((Math.PI * Math.min(step, steps)) / steps))) : dropped;
  }

  // A run whose `to` takes it up to a step: `path`, `loss` and `batches` are those of its finite steps.
  function begin(spec, lowered) {
    const { start, optimizer } = spec;
    const [initial, update] = [program(optimizer.initial), program(optimizer.update)];
    const states = start.map((value) => initial.run([value]));
    const run = { path: [start], loss: [lowered.loss(start)], batches: [], beyond: null };

    function next() {
      const step = run.path.length - 1;
      const before = run.path[step];
      const batch = batchOf(spec, lowered.count, step);
      const gradient = lowered.gradient(before, batch);
      const rate = rateAt(spec, step);
      const parameters = before.map((value, place) => {
        const [move, ...state] = update.run([gradient[place], value, ...states[place]]);
        states[place] = state;
        return value - rate * move;
      });
      const loss = lowered.loss(parameters);
      if (![run.loss[step], loss, ...parameters].every(Number.isFinite)) {
        run.beyond = { parameters, loss };
        return;
      }
      run.path.push(parameters);
      run.loss.push(loss);
      run.batches.push(batch);
    }

    run.to = (last) => {
      while (run.path.length <= last && !run.beyond) next();
      return run;
    };
    return run;
  }

  const train = (spec, lowered = objective(spec.objective)) => begin(spec, lowered).to(spec.steps);
  return { OPERATIONS, objective, begin, train };
})();
