"""Where everything is on the stage, in a wide and in a tall frame."""

from gradreel.scenes.pieces.depth.request import Build
from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.grid import Box


class DepthRooms:
    """Where things are, as fractions of the stage.

    Attributes:
        maps, icons: either network's map, and where its picture shrinks to below it.
        big, thumb: the data at first, and beside the networks, or below them.
        chart: the axes of the charts.
        key_left, key_first, key_row, key_indent: the key of the data: its left edge, its first
            baseline, from one to the next, and from a sign to its word.
        name, number, number_right: baselines of what is written below the maps; from a map's left
            edge to where its number ends.
        sums: the first baseline of the parameters of either network, and from one to the next.
        legend: baselines of what is said of the lines of losses.
    """

    maps: Shaped[dict[Build, Box]] = Shaped(
        {"wide": Box(0.05, 0.32, 0.265, 0.745), "deep": Box(0.355, 0.625, 0.265, 0.745)},
        tall={"wide": Box(0.05, 0.48, 0.255, 0.497), "deep": Box(0.52, 0.95, 0.255, 0.497)},
    )
    icons: Shaped[dict[Build, Box]] = Shaped(
        {"wide": Box(0.268, 0.316, 0.835, 0.93), "deep": Box(0.573, 0.621, 0.835, 0.93)},
        tall={"wide": Box(0.38, 0.475, 0.545, 0.598), "deep": Box(0.85, 0.945, 0.545, 0.598)},
    )
    big = Shaped(Box(0.30, 0.70, 0.25, 0.93), tall=Box(0.08, 0.92, 0.27, 0.7425))
    thumb = Shaped(Box(0.68, 0.95, 0.265, 0.745), tall=Box(0.32, 0.68, 0.73, 0.9325))
    chart = Shaped(Box(0.705, 0.94, 0.32, 0.735), tall=Box(0.185, 0.90, 0.66, 0.815))
    key_left, key_first = Shaped(0.735, tall=0.30), Shaped(0.51, tall=0.80)
    key_row, key_indent = Shaped(0.075, tall=0.05), Shaped(0.025, tall=0.06)
    name, number = Shaped(0.81, tall=0.528), Shaped(0.885, tall=0.592)
    number_right = Shaped(0.135, tall=0.27)
    sums = Shaped((0.872, 0.06), tall=(0.592, 0.031))
    legend = Shaped((0.845, 0.9), tall=(0.892, 0.926))
