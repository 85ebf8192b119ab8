"""Who a row of the heart data is, as far as its columns tell."""

from gradreel.engine.data import Dataset

SEXES = {0.0: "woman", 1.0: "man"}
KNOWN = 151
"""The row that the story's question is about: a woman."""


def known_row(data: Dataset) -> int | None:
    """Return the row that the story's question is about, where the data are those with all rows."""
    return KNOWN if data.source == "heart" and not data.dropped else None


def sex_of(data: Dataset, row: int) -> str:
    """Return "woman" or "man", or nothing where the data don't tell.

    Args:
        data: any; the heart data know their patients' sex if that column is chosen.
        row: one of them.
    """
    if data.source != "heart" or "Sex" not in data.feature_names:
        return ""
    return SEXES.get(float(data.features[row, data.feature_names.index("Sex")]), "")
