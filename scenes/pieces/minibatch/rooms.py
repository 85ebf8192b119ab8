"""Where the charts, the plates and the strip of the data are, in a wide and in a tall frame."""

from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.grid import GRID, SIZES, Box


class BatchRooms:
    """Places as fractions of the frame: plates are beside the charts, or below them if it is tall.

    Attributes:
        everyone: all samples and the shares.
        under_band: the same with the band, beside or above its plate.
        over_loss: the same, small, when the loss is traced below it.
        under_data: the loss while it is traced.
        for_twin: the loss while the run on all the data goes down it.
        for_batches: the loss while batches are drawn.
        seen_near: where that is seen from near.
        model, twin, numbers, lower: the tops of the plates: of the model, of the numbers of the run
            on all the data and of the run on batches, and of the rule or the trace below these.
        trace: the trace on its plate.
        shuffles: the traces of all shuffles.
        counts: the bars.
        strip: the data.
        captions: baselines of what is said of the strip: of the batch and the epoch, and of what
            an epoch leaves over; caption_size: its em size.
        narrowed: baseline of what range is shown from now on.
    """

    everyone = Shaped(Box(0.1, 0.95, 0.3, 0.77), tall=Box(0.15, 0.92, 0.315, 0.84))
    under_band = Shaped(Box(0.1, 0.66, 0.3, 0.77), tall=Box(0.15, 0.92, 0.3, 0.56))
    over_loss = Shaped(Box(0.1, 0.66, 0.26, 0.43), tall=Box(0.15, 0.92, 0.3, 0.398))
    under_data = Shaped(Box(0.1, 0.66, 0.575, 0.79), tall=Box(0.15, 0.92, 0.486, 0.604))
    for_twin = Shaped(Box(0.1, 0.66, 0.27, 0.722), tall=Box(0.15, 0.92, 0.3, 0.55))
    for_batches = Shaped(Box(0.1, 0.66, 0.27, 0.722), tall=Box(0.15, 0.92, 0.3, 0.495))
    seen_near = Shaped(
        Box(0.0, 0.68, 0.185, 0.85), tall=Box(GRID.margin, 1 - GRID.margin, 0.255, 0.58)
    )
    model = Shaped(0.225, tall=0.7)
    twin = Shaped(0.225, tall=0.648)
    numbers = Shaped(0.225, tall=0.588)
    lower = Shaped(0.626, tall=0.752)
    trace = Shaped(Box(0.765, 0.928, 0.71, 0.815), tall=Box(0.56, 0.915, 0.766, 0.827))
    shuffles = Shaped(Box(0.1, 0.5, 0.31, 0.7), tall=Box(0.15, 0.92, 0.335, 0.487))
    counts = Shaped(Box(0.6, 0.95, 0.31, 0.66), tall=Box(0.165, 0.92, 0.658, 0.785))
    strip = Shaped(
        Box(GRID.margin, 1 - GRID.margin, 0.866, 0.898),
        tall=Box(GRID.margin, 1 - GRID.margin, 0.922, 0.946),
    )
    captions = Shaped((0.94, 0.94), tall=(0.911, 0.877))
    caption_size = Shaped(SIZES.label, tall=SIZES.smallest)
    narrowed = Shaped(GRID.lowest_baseline, tall=0.68)
