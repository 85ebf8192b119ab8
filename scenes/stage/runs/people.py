"""Who a row of the heart data is, as far as its columns tell."""

from gradreel.engine.data import Dataset

SEXES = {0.0: "woman", 1.0: "man"}


def sex_of(data: Dataset, row: int) -> str:
    """Return "woman" or "man", or nothing where the data don't tell.

    Args:
        data: any; the heart data know their patients' sex if that column is chosen.
        row: one of them.
    """
    if data.source != "heart" or "Sex" not in data.feature_names:
        return ""
    return SEXES.get(float(data.features[row, data.feature_names.index("Sex")]), "")
