"""What differs between wide and tall frames is found anew for each of them."""

from gradreel.scenes.stage.type.style import TALL, cached_by_shape, is_tall, laying_out


class _Thing:
    def __init__(self) -> None:
        self.made = 0

    @cached_by_shape
    def shape(self) -> str:
        """What it is laid out for."""
        self.made += 1
        return "tall" if is_tall() else "wide"


def test_a_property_is_worked_out_once_for_each_shape() -> None:
    thing = _Thing()
    seen = [thing.shape]
    with laying_out(TALL):
        seen += [thing.shape, thing.shape]
    assert [*seen, thing.shape] == ["wide", "tall", "tall", "wide"]
    assert thing.made == 2
    assert _Thing().shape == "wide"
