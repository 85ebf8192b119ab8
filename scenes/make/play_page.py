"""The page that one can play with: one file of HTML, and its panels, which a gallery has too."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from gradreel.scenes.ask import runs
from gradreel.scenes.make.film import scene_title
from gradreel.scenes.make.looks import USUAL, Looks, Said
from gradreel.scenes.make.play import Panel
from gradreel.scenes.make.templates import read, template, words_of
from gradreel.scenes.stage.type.appearance import ROW, Appearance
from gradreel.scenes.stage.type.captions import Captions, captions

COLOURS: Final = (
    *("class0", "class1", "beta0", "beta1", "point"),
    *("full_loss", "batch_loss", "batch_loss_text"),
)
"""Those that panels use beside the usual ones."""
TASKS: Final = {
    "sigmoid": ("sign", "beat", "found"),
    "descent": ("guess", "move", "diverge"),
    "minibatch": ("stuck", "arrive", "most"),
}
"""What there is to find out, in order."""
SENTENCES: Final = {
    "sigmoid": (),
    "descent": (
        *("global", "only", "lowest", "local", "moving", "moving_floorless", "slow"),
        *("left", "left_floorless", "diverged", "undefined", "separated"),
    ),
    "minibatch": ("stuck", "full", "under_way", "over", "arrives", "off", "elsewhere", "diverged"),
}
"""Of each scene's sentences, those that the page says, too."""
SHADES: Final = 64


@dataclass(frozen=True)
class Live:
    """The panels, for the template.

    Attributes:
        panels: by their scenes.
        json: all that the script reads, as it stands in HTML.
        script: it.
    """

    panels: Mapping[str, Mapping[str, Any]]
    json: str
    script: str


def live_panels(panels: Sequence[Panel], looks: Looks) -> Live:
    """Put together what a page needs to have some panels."""
    data = {
        "panels": {each.scene: each.values for each in panels},
        "words": {each.language: _words(panels, each) for each in _spoken(looks)},
        "shades": _shades(),
    }
    return Live(
        {
            each.scene: {
                "tasks": TASKS[each.scene],
                "is_sample": each.is_sample,
                "left_out": each.values.get("leftOut"),
            }
            for each in panels
        },
        json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
        f"{read('play/engine.js')}{read('play/play.js')}",
    )


def play_page(panels: Sequence[Panel], appearances: Sequence[Appearance]) -> str:
    """Write the page.

    Args:
        panels: what it shows.
        appearances: the themes and languages that its reader chooses among.
    """
    looks = Looks(appearances, (*USUAL, *COLOURS))
    live, choosing = live_panels(panels, looks), read("looks.js")

    def word(name: str) -> Sequence[Said]:
        return looks.in_each(lambda each: str(words_of("play", each)["page"][name]))

    return template("play/page.html").render(
        looks=looks,
        look_word=looks.word,
        word=word,
        live=live,
        choosing=choosing,
        playing=live.script,
        sources=" ".join(map(_digest, (choosing, live.script))),
    )


def _digest(script: str) -> str:
    """Return by what a content policy knows a script."""
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def _spoken(looks: Looks) -> Iterator[Appearance]:
    """Yield an appearance for each language."""
    yield from {each.language: each for each in looks.appearances}.values()


def _words(panels: Sequence[Panel], look: Appearance) -> dict[str, str]:
    """Return all that panels say in a language, by their names and keys."""
    words = {f"page.{key}": text for key, text in words_of("play", look.language)["page"].items()}
    for panel in panels:
        texts = captions(panel.scene, look.language, own=look.texts).about(panel.data)
        said = {
            **words_of("play", look.language)[panel.scene],
            **{key: texts.beats[key] for key in SENTENCES[panel.scene]},
            **WORDS[panel.scene](panel, texts),
            "sampled": words_of("play", look.language)["page"]["sampled"],
            "left_out": words_of("play", look.language)["page"]["left_out"],
            "title": scene_title(panel.scene, look),
        }
        known = {
            "shown": str(panel.spec.objective.n_samples),
            "count": f"{panel.count:,}",
            "names": ", ".join(panel.values.get("leftOut", ())),
            **FACTS[panel.scene](panel, texts),
        }
        for key, text in said.items():
            chosen = text if isinstance(text, str) else text.get(texts.row, text[ROW])
            words[f"{panel.scene}.{key}"] = _with(chosen, known)
        for kind, name, text in _names(panel, texts):
            words[f"{kind}.{name}"] = text
    return words


def _with(text: str, known: Mapping[str, str]) -> str:
    """Fill in what is the same at all times; what changes stays a field."""
    for name, value in known.items():
        text = text.replace(f"{{{name}}}", value).replace(f"{{{name}:,}}", value)
    return text


def _names(panel: Panel, texts: Captions) -> Iterator[tuple[str, str, str]]:
    """Yield the names of what can be chosen, by their kinds."""
    for name in panel.values.get("optimizers", ()):
        yield "optimizers", name, texts.optimizer(name)
    for name in panel.values.get("surfaces", ()):
        if name != "data":
            yield "surfaces", name, texts.surfaces.get(name, name)
        elif panel.data is not None:
            feature, target = map(
                texts.column, (panel.data.feature_names[0], panel.data.target_name)
            )
            yield "surfaces", name, texts.label("model_loss", feature=feature, target=target)


def _sigmoid_words(panel: Panel, texts: Captions) -> dict[str, str]:
    data = panel.data
    assert data is not None  # noqa: S101  known
    is_scaled = bool((data.inputs != data.features).any())
    key = "formula" if is_scaled else "formula_plain"
    return {
        "formula": words_of("play", texts.language)["sigmoid"][key],
        "axis": texts.label("feature", name=texts.column_with_unit(data.feature_names[0])),
        "axis_short": texts.label("feature", name=texts.column(data.feature_names[0])),
        "one": texts.label("probability_of", name=texts.class_label(data, 1)),
        "class0": texts.label("outcome", y=0, name=texts.class_label(data, 0)),
        "class1": texts.label("outcome", y=1, name=texts.class_label(data, 1)),
        "jitter": texts.label("jitter"),
        "loss": texts.label("full_loss"),
    }


def _minibatch_words(panel: Panel, texts: Captions) -> dict[str, str]:
    assert panel.data is not None  # noqa: S101  known
    labels = ("period", "period_axis")
    rate = words_of("play", texts.language)["minibatch"][
        "dropping" if panel.spec.rate_drops else "rate"
    ]
    return {
        "rate": rate,
        **{key: texts.labels[key] for key in labels},
        "loss": texts.label("full_loss"),
    }


def _sigmoid_facts(panel: Panel, texts: Captions) -> dict[str, str]:
    assert panel.data is not None  # noqa: S101  known
    run = runs.run_of(panel.spec)
    target = f"{run.loss[min(1, run.n_steps)]:.4f}"
    return {"x": texts.column(panel.data.feature_names[0]), "target": target}


def _minibatch_facts(panel: Panel, texts: Captions) -> dict[str, str]:
    assert panel.data is not None  # noqa: S101  known
    values, ((drop, by), *_) = panel.values, (*panel.spec.rate_drops, (panel.spec.steps, 1.0))
    return {
        "y": texts.column_with_unit(panel.data.target_name),
        "n": str(panel.spec.objective.n_samples),
        "goal": f"{values['goal']:.{max(values['decimals'] - 1, 0)}f}",
        "total": str(values["shuffles"]),
        "drop": str(drop),
        "by": f"{by:g}",
    }


Words = Callable[[Panel, Captions], dict[str, str]]
WORDS: Final[Mapping[str, Words]] = {
    "sigmoid": _sigmoid_words,
    "descent": lambda panel, texts: {},  # noqa: ARG005
    "minibatch": _minibatch_words,
}
"""Of each scene's words, those that the page has, too."""
FACTS: Final[Mapping[str, Words]] = {
    "sigmoid": _sigmoid_facts,
    "descent": lambda panel, texts: {},  # noqa: ARG005
    "minibatch": _minibatch_facts,
}
"""Fields of its words that never change."""


def _shades() -> list[list[int]]:
    """Return the colours of a map, from low to high."""
    from gradreel.scenes.stage.figure.picture import COLOURS as MAP  # noqa: PLC0415, Matplotlib's

    colours = (MAP(place / (SHADES - 1)) for place in range(SHADES))
    return [[round(255 * each) for each in colour[:3]] for colour in colours]
