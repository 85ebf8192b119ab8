"""Where the landscape, its map and what goes with them are, in a wide and in a tall frame."""

from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.grid import GRID, Box, Edge


class MapRooms:
    """Places as fractions of the frame: the batches' maps are beside the large one, or below it.

    Attributes:
        solid: the landscape before it is a map.
        map: the map, without the names and numbers about it.
        scene: where the landscape is cut off when the camera is near.
        batches: the maps of batches, and in the end the bars.
        full_loss, batch_loss, batches_name: baselines of what is above the map and the batches'
            maps.
        formula, squares, model_note: where the model's two formulas are held and what is said of
            it, and by which edge; formula_size: their em size.
        map_note: likewise what is said below the map.
        step, epoch: right edges and baselines of both counters; names_end: where their names end
            if there is room.
    """

    solid = Shaped(Box(0.09, 1 - GRID.margin, 0.25, 0.80), tall=Box(0.12, 0.88, 0.3, 0.745))
    map = Shaped(Box(0.105, 0.655, 0.30, 0.738), tall=Box(0.155, 0.94, 0.372, 0.624))
    scene = Shaped(Box(0.0, 1.0, 0.235, 0.85), tall=Box(0.0, 1.0, 0.285, 0.89))
    batches = Shaped(Box(0.71, 0.95, 0.255, 0.80), tall=Box(0.05, 0.95, 0.754, 0.847))
    full_loss = Shaped(0.23, tall=0.262)
    batch_loss = Shaped(0.23, tall=0.292)
    batches_name = Shaped(0.23, tall=0.743)
    formula_size = Shaped(0.04, tall=0.037)
    formula: Shaped[tuple[float, float, Edge]] = Shaped(
        (1 - GRID.margin, 0.23, "right"), tall=(GRID.margin, 0.795, "left")
    )
    squares: Shaped[tuple[float, float, Edge]] = Shaped(
        (GRID.margin, 0.94, "left"), tall=(GRID.margin, 0.838, "left")
    )
    model_note: Shaped[tuple[float, float, Edge]] = Shaped(
        (1 - GRID.margin, 0.94, "right"), tall=(GRID.margin, 0.88, "left")
    )
    map_note: Shaped[tuple[float, float, Edge]] = Shaped(
        (1 - GRID.margin, 0.843, "right"), tall=(GRID.margin, 0.877, "left")
    )
    step = Shaped((0.81, 0.94), tall=(1 - GRID.margin, 0.877))
    epoch = Shaped((1 - GRID.margin, 0.94), tall=(1 - GRID.margin, 0.911))
    names_end = Shaped((0.745, 0.9), tall=(0.9, 0.9))
