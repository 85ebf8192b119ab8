"""The table of operations: what each computes, then its derivative with respect to each operand.

A derivative is given the operands and the result, and uses whichever is cheapest.
"""

# ruff: noqa: ARG005 -- all derivatives in the table take the same arguments, used or not

import numpy as np

from gradreel.engine import functions
from gradreel.engine.arrays import FloatArray
from gradreel.engine.autodiff.kinds import Elementwise, MatrixProduct


def _power_base(base: FloatArray, exponent: FloatArray, _: FloatArray) -> FloatArray:
    # exponent 0 is kept apart: 0 * base**-1 would be 0 * inf at base 0
    return exponent * np.power(base, np.where(exponent == 0, 1.0, exponent - 1.0))


def _power_exponent(base: FloatArray, _: FloatArray, result: FloatArray) -> FloatArray:
    return result * np.log(np.where(base == 0, 1.0, base))  # 0**b is 0 for every b > 0


add = Elementwise("+", np.add, lambda a, b, c: 1.0, lambda a, b, c: 1.0)
subtract = Elementwise("-", np.subtract, lambda a, b, c: 1.0, lambda a, b, c: -1.0)
multiply = Elementwise("*", np.multiply, lambda a, b, c: b, lambda a, b, c: a)
divide = Elementwise("/", np.divide, lambda a, b, c: 1.0 / b, lambda a, b, c: -c / b)
power = Elementwise("**", np.power, _power_base, _power_exponent)
matrix_product = MatrixProduct()
logaddexp = Elementwise(
    "logaddexp", np.logaddexp, lambda a, b, c: np.exp(a - c), lambda a, b, c: np.exp(b - c)
)
negative = Elementwise("-", np.negative, lambda a, c: -1.0)
exp = Elementwise("exp", np.exp, lambda a, c: c)
log = Elementwise("log", np.log, lambda a, c: 1.0 / a)
sin = Elementwise("sin", np.sin, lambda a, c: np.cos(a))
cos = Elementwise("cos", np.cos, lambda a, c: -np.sin(a))
tan = Elementwise("tan", np.tan, lambda a, c: 1.0 + c**2)
tanh = Elementwise("tanh", np.tanh, functions.tanh_derivative)
sqrt = Elementwise("sqrt", np.sqrt, lambda a, c: 0.5 / c)
absolute = Elementwise("abs", np.abs, lambda a, c: np.sign(a))
sigmoid = Elementwise("sigmoid", functions.sigmoid, functions.sigmoid_derivative)
softplus = Elementwise("softplus", functions.softplus, functions.softplus_derivative)
relu = Elementwise("relu", functions.relu, functions.relu_derivative)
