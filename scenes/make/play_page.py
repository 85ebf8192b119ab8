"""The page that one can play with: one file of HTML, and its panels, which a gallery has too."""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import numpy as np

from gradreel.scenes.ask import runs
from gradreel.scenes.make.film import scene_title
from gradreel.scenes.make.looks import USUAL, Looks, Said
from gradreel.scenes.make.play import BANDS, Panel
from gradreel.scenes.make.templates import read, template, words_of
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.type.appearance import ROW, Appearance
from gradreel.scenes.stage.type.captions import Captions, captions
from gradreel.scenes.stage.type.typesetting import OF_READERS, measuring_in

COLOURS: Final = (
    *("class0", "class1", "beta0", "beta1", "point"),
    *("full_loss", "batch_loss", "batch_loss_text"),
)
"""Those that panels use beside the usual ones."""


@dataclass(frozen=True)
class Live:
    """Some panels, for the template.

    Attributes:
        panels: they.
        json: all that the script reads, as it stands in HTML.
        script: it.
    """

    panels: Sequence[Panel]
    json: str
    script: str


def live_panels(panels: Sequence[Panel], looks: Looks) -> Live:
    """Put together what a page needs to have some panels."""
    from gradreel.scenes.stage.figure.picture import COLOURS as MAP  # noqa: PLC0415, Matplotlib's

    spoken = {each.language: each for each in looks.appearances}
    data = {
        "panels": {each.scene: each.values for each in panels},
        "words": {
            language: {each.scene: _words(each, look) for each in panels}
            for language, look in spoken.items()
        },
        "colours": MAP((np.arange(BANDS) + 0.5) / BANDS, bytes=True)[:, :3].tolist(),
    }
    told = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return Live(panels, told, f"{read('play/engine.js')}{read('play/play.js')}")


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


def _words(panel: Panel, look: Appearance) -> dict[str, dict[str, str]]:
    """Return a panel's texts in a language, and the names that they or the page say as they are."""
    own = words_of("play", look.language)
    texts = captions(panel.scene, look.language, own=look.texts).about(panel.data)
    with measuring_in(OF_READERS):
        named = NAMES[panel.scene](panel, texts)
    said = {**texts.labels, **texts.beats, **own["page"], **own[panel.scene]}
    names = {
        "title": scene_title(panel.scene, look),
        "shown": str(panel.spec.objective.n_samples),
        "count": f"{panel.count:,}",
        **named,
    }
    chosen = {
        key: text if isinstance(text, str) else text.get(texts.row, text[ROW])
        for key, text in said.items()
    }
    return {"texts": chosen, "names": names}


def _sigmoid(panel: Panel, texts: Captions) -> dict[str, str]:
    data, run = objective_of(panel.spec).dataset, runs.run_of(panel.spec)
    (name,) = data.feature_names
    return {
        "x": texts.column(name),
        "target": f"{run.loss[min(1, run.n_steps)]:.4f}",
        "rows": texts.label("rows", count=f"{data.n:,}"),
        "steps": f"{run.n_steps:,}",
        "optimizer": texts.optimizer(panel.spec.optimizer_name),
        "axis": texts.label("feature", name=texts.column_with_unit(name)),
        "one": texts.label("probability_of", name=texts.class_label(data, 1)),
        "class0": texts.label("outcome", y=0, name=texts.class_label(data, 0)),
        "class1": texts.label("outcome", y=1, name=texts.class_label(data, 1)),
    }


def _descent(panel: Panel, texts: Captions) -> dict[str, str]:
    names = {
        **{f"optimizer {each}": texts.optimizer(each) for each in panel.values["optimizers"]},
        **{f"surface {each}": texts.surfaces.get(each, each) for each in panel.values["surfaces"]},
        "names": ", ".join(panel.values["leftOut"]),
    }
    if panel.data is not None:
        columns = panel.data.feature_names[0], panel.data.target_name
        feature, target = map(texts.column, columns)
        names["surface data"] = texts.label("model_loss", feature=feature, target=target)
    return names


def _minibatch(panel: Panel, texts: Captions) -> dict[str, str]:
    data, values = objective_of(panel.spec).dataset, panel.values
    (drop, by), *_ = *panel.spec.rate_drops, (panel.spec.steps, 1.0)
    return {
        "y": texts.column_with_unit(data.target_name),
        "n": str(data.n),
        "goal": f"{values['goal']:.{max(values['decimals'] - 1, 0)}f}",
        "total": str(len(values["seeds"])),
        "drop": str(drop),
        "by": f"{by:g}",
    }


NAMES: Final[Mapping[str, Callable[[Panel, Captions], dict[str, str]]]] = {
    "sigmoid": _sigmoid,
    "descent": _descent,
    "minibatch": _minibatch,
}
"""What data, columns, numbers of the run and what can be chosen are called, for each scene."""
