"""Names from a person's own data as they can be shown: in the fonts there are, not too long."""

from collections.abc import Iterable, Sequence
from unicodedata import category, normalize

from gradreel.engine.data import Dataset
from gradreel.engine.errors import RequestError, quoted
from gradreel.scenes.stage.type.typesetting import (
    CHINESE,
    PROJECTS,
    REGULAR,
    Face,
    is_chinese,
    missing_glyphs,
    text_width,
    typeface,
)

ELLIPSIS = "…"
SHORTEST = 5.0
"""If there isn't so much room for a column's name before a class of it, in em, it is left out."""

BOLDER = 1.05
"""How much wider a sentence is than `text_width` says: that is of the regular face."""

CHINESE_LANGUAGES = ("zh", "ja")
"""Those whose characters the Chinese face has."""

BEFORE = 3
"""So many characters are shown before the first one that tells two long names apart."""


PLAINER = dict(zip("ŁłĐđĦħŦŧıØøÐð", "LlDdHhTtiOoDd", strict=True))
PLAINER |= {"Œ": "OE", "œ": "oe", "Æ": "AE", "æ": "ae", "ß": "ss", "Þ": "Th", "þ": "th"}
"""Letters that aren't made of a plainer one and a mark in Unicode's eyes."""


def fitted(name: str, room: float, *, in_chinese: bool) -> str:
    """Return a name as it can be drawn, cut where it is too long.

    Args:
        name: of a column or a class.
        room: its greatest width, in em.
        in_chinese: whether it must be in the Chinese face, with all that it stands beside.

    Raises:
        RequestError: the fonts lack a character of it.
    """
    whole = drawable(name, in_chinese=in_chinese)
    if text_width(whole) <= room:
        return whole
    cuts = (whole[:length].rstrip() + ELLIPSIS for length in range(len(whole), 0, -1))
    return next((cut for cut in cuts if text_width(cut) <= room), ELLIPSIS)


def told_apart(names: Sequence[str], room: float, *, in_chinese: bool) -> tuple[str, ...]:
    """Fit names that stand for different things: of those that begin alike, the ends are shown.

    The arguments are those of `fitted`.
    """
    known = [drawable(name, in_chinese=in_chinese) for name in names]
    made = [fitted(name, room, in_chinese=in_chinese) for name in names]
    for _ in names:
        for alike in {each for each in made if made.count(each) > 1}:
            group = [index for index, each in enumerate(made) if each == alike]
            ends = _ends([known[index] for index in group], room)
            for index, end in zip(group, ends, strict=True):
                made[index] = fitted(end, room, in_chinese=in_chinese)
    return tuple(made)


def _ends(names: Sequence[str], room: float) -> list[str]:
    """Leave out how names begin: as little as need be, or up to what tells them apart."""
    places = enumerate(zip(*names, strict=False))
    unlike = (place for place, characters in places if len(set(characters)) > 1)
    latest = max(next(unlike, min(map(len, names))) - BEFORE, 0)
    cuts = ([ELLIPSIS + name[first:].lstrip() for name in names] for first in range(latest))
    whole = (cut for cut in cuts if max(map(text_width, cut)) <= room)
    return next(whole, [ELLIPSIS + name[latest:].lstrip() for name in names])


def classes_of(
    target: str, values: Sequence[str], room: float, *, in_chinese: bool
) -> tuple[str, ...]:
    """Return "target: value" for each value, or only the value where that leaves too little room.

    The value is enough, too, where one of them has the target's name: "ill", not "ill: ill".

    Args:
        target: the column's name.
        values: of its classes.
        room: the greatest width of each, in em.
        in_chinese: as for `fitted`.
    """
    colon = "：" if any(map(is_chinese, target)) else ": "
    ends = told_apart(values, room, in_chinese=in_chinese)
    left = room - text_width(colon) - max(map(text_width, ends))
    whole = drawable(target, in_chinese=in_chinese)
    is_named = target.casefold() in (each.casefold() for each in values)
    if is_named or left < min(SHORTEST, text_width(whole)):
        return ends
    return tuple(f"{fitted(target, left, in_chinese=in_chinese)}{colon}{end}" for end in ends)


def drawable(name: str, *, in_chinese: bool, what: str = "the name {}") -> str:
    """Replace characters that the face lacks by plainer ones, such as an e with a hook by an e.

    Args:
        name: of a column or a class.
        in_chinese: as for `fitted`.
        what: it is a name of, for the message, the name itself being {}.

    Raises:
        RequestError: there is no plainer one in the face.
    """
    if _is_in_own_face(name):
        return name
    face = CHINESE if in_chinese else REGULAR
    plain = "".join(_plain(character, face) for character in normalize("NFC", name))
    if missing := missing_glyphs(plain, face):
        named, lacking = what.format(quoted(name)), quoted("".join(missing[:6]), 20)
        raise RequestError(f"{named} can't be drawn, as the fonts have no {lacking}: rename it")
    return plain


def need_chinese(names: Iterable[str]) -> bool:
    """Whether names must be in the Chinese face, which has less Latin: the other lacks them."""
    others = [name for name in names if not _is_in_own_face(name)]
    plain = (_plain(each, REGULAR) for name in others for each in normalize("NFC", name))
    return any(
        missing_glyphs(each, REGULAR) and not missing_glyphs(each, CHINESE) for each in plain
    )


def names_of(data: Dataset) -> tuple[str, ...]:
    """All names of a data set that a scene may show."""
    coded = (word for _, both in data.codes for word in both)
    return (*data.feature_names, data.target_name, *data.class_names, *coded)


def is_in_chinese(language: str) -> bool:
    """Whether what is written in a language is in the Chinese face."""
    return language.partition("-")[0] in CHINESE_LANGUAGES


def check_names(data: Dataset, language: str) -> None:
    """Refuse data whose names can't be drawn, before there is any other work.

    Raises:
        RequestError: the fonts lack a character, or two classes would look the same.
    """
    in_chinese = is_in_chinese(language) or need_chinese(names_of(data))
    for name in (*data.feature_names, data.target_name):
        drawable(name, in_chinese=in_chinese, what="column {}")
    for column, values in ((data.target_name, data.class_names), *data.codes):
        where = quoted(column)
        what = "class {} of column " + where.replace("{", "{{").replace("}", "}}")
        looks = [drawable(name, in_chinese=in_chinese, what=what) for name in values]
        pairs = zip(values, looks, strict=True)
        if alike := [name for name, look in pairs if looks.count(look) > 1]:
            raise RequestError(
                f"classes {quoted(alike[0])} and {quoted(alike[1])} of column {where} would look "
                "the same: rename one"
            )


def _is_in_own_face(name: str) -> bool:
    """Whether a person's own font has all of a name, if one was brought."""
    return typeface() is not PROJECTS and not missing_glyphs(name, typeface().regular)


def _plain(character: str, face: Face) -> str:
    if not missing_glyphs(character, face):
        return character
    parts = PLAINER.get(character) or normalize("NFKD", character)
    kept = "".join(part for part in parts if not missing_glyphs(part, face))
    return kept or ("" if category(character).startswith("M") else character)
