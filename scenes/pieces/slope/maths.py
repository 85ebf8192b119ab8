"""The scene's formulas, for Typst; what can fly in or out is in slots."""

from collections.abc import Sequence

from gradreel.engine.held import Held
from gradreel.scenes.pieces.slope.shown import ShownWeight, WeightDigits, WeightReading
from gradreel.scenes.stage.type.arithmetic import value_of, worked
from gradreel.scenes.stage.type.quantity import Quantity
from gradreel.scenes.stage.type.typesetting import as_given, in_maths, number_text

DERIVATIVE = "gradient((partial L)/(partial w))"
WEIGHT = "beta1(w)"
MOST_TERMS = 4
MORE = 3


def model(count: int, chosen: int) -> str:
    """The logistic regression of so many features, the chosen weight in its colour."""
    shown = _shown(count, chosen)
    terms = ["b"]
    for before, index in zip((0, *shown), shown, strict=False):
        terms += ["dots"] * (index > before + 1)
        terms.append(f"{WEIGHT} x" if index == chosen else f"w_{index} x_{index}")
    return f"model(p) = sigma({' + '.join(terms)})"


def held(model: Held, digits: WeightDigits) -> str:
    """The bias and the weights that are held, those of them that the model is written with."""
    count, (chosen,) = len(model.values) - 1, model.free
    listed = [
        f"{f'w_{each}' if each else 'b'}={in_maths(digits.weight.text(model.values[each]))}"
        for each in (0, *_shown(count, chosen))
        if each != chosen
    ]
    return " quad ".join([*listed, *["dots"] * (count > MOST_TERMS)])


def _shown(count: int, chosen: int) -> Sequence[int]:
    """The weights that the model is written with."""
    return range(1, count + 1) if count <= MOST_TERMS else sorted({1, chosen, count})


def slope_is_zero(count: int) -> str:
    """The condition of the minimum, over so many rows of data."""
    return f"{DERIVATIVE} = 1 / {count} sum (slot0(model(p)) - y) x slot1(= 0)"


def weight_inside() -> str:
    """Where the weight is in that."""
    return f"slot0(model(p)) = sigma(b + dots + slot1({WEIGHT}) x + dots)"


def rule() -> str:
    """The rule of gradient descent."""
    return f"{WEIGHT} arrow.l {WEIGHT} - eta {DERIVATIVE}"


def numbers_of_step(shown: ShownWeight, digits: WeightDigits, step: int) -> str:
    """One step with its numbers: slots of the weight, the rate, the slope and the result."""
    now, rate = shown.reading_at(step), as_given(shown.run.spec.learning_rate)
    after = float(shown.path[step + 1])
    made = worked(
        lambda weight, factor, slope: weight - factor * slope,
        [_ways(now.weight, digits.weight), (rate,), _ways(now.slope, digits.slope)],
        after,
        digits.weight.text,
    )
    weight, factor, slope = (in_maths(each) for each in made.terms)
    bracketed = f"slot2(gradient({slope}))"
    if value_of(made.terms[2]) < 0:
        bracketed = f"({bracketed})"
    return (
        f"{WEIGHT} = slot0(beta1({weight})) - slot1({factor}) times {bracketed} "
        f"{made.sign} slot3(beta1({in_maths(made.result)}))"
    )


def change(token: str, before: str, after: str) -> str:
    """What a number was, and what it is now."""
    return f"slot0({token}({in_maths(before)})) arrow.r slot1({token}({in_maths(after)}))"


def _ways(value: float, quantity: Quantity) -> tuple[str, ...]:
    """A number as usual, then with more digits."""
    if quantity.power:
        return (quantity.text(value),)
    longer = (number_text(value, quantity.decimals + more) for more in range(1, MORE + 1))
    return (quantity.text(value), *longer)


def learned_weight(digits: WeightDigits, weight: float) -> str:
    """What the weight is in the probability now."""
    return f"model(p) = sigma(b + dots + (beta1({in_maths(digits.weight.text(weight))})) x + dots)"


def first_reading(shown: ShownWeight) -> WeightReading:
    """The numbers at the start."""
    return shown.reading_at(0)
