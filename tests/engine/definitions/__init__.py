"""Each optimizer's definition in PyTorch's documentation, written anew in plain Python: one a file.

A file is named as the optimizer's and holds a learning rate that suits the tests' runs, RATE, and
`steps(rate)`, which starts one parameter's run at PyTorch's defaults.
"""

from collections.abc import Callable

Step = Callable[[float, float], float]
"""(gradient, parameter) -> what is subtracted from the parameter; keeps its own state."""
