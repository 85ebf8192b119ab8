"""Showing and hiding by opacity alone, as drawings of the opacity."""

from collections.abc import Callable, Sequence

from matplotlib.artist import Artist


def faded(*artists: Artist) -> Callable[[float], Sequence[Artist]]:
    """Show artists at an opacity, 0 to 1; none at all at 0."""

    def shown(alpha: float) -> Sequence[Artist]:
        for artist in artists:
            artist.set_alpha(alpha)
        return artists if alpha else ()

    return shown
