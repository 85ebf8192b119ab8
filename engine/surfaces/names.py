"""The names of the surfaces, without NumPy, so that a command's help can list them at once."""

SURFACE_NAMES = (
    "quadratic-bowl",
    "long-valley",
    "slanted-valley",
    "rosenbrock",
    "himmelblau",
    "tilted-himmelblau",
    "beale",
    "booth",
    "rastrigin",
    "six-hump-camel",
    "styblinski-tang",
    "two-basins",
    "saddle",
)
