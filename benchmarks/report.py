"""All benchmarks one after the other, written to docs/benchmarks.md with the machine's description.

python benchmarks/report.py [--tiny] [--output FILE]
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.measure import ROOT, machine, run

BEFORE: Final = """# Benchmarks

`make bench` wrote this page. Each figure is set against a public tool (or against a part of the
same work), measured in the same run and in turn, A B A B; it is the median of five. Nothing was
cached unless it says so. `python benchmarks/NAME.py` measures one table alone.
"""


@dataclass(frozen=True)
class Section:
    """One table of the page.

    Attributes:
        script: the benchmark's file, without its ending.
        title: the heading.
        about: what is compared.
    """

    script: str
    title: str
    about: str


SECTIONS: Final = (
    Section(
        "render",
        "Rendering, against `manim render`",
        "Whole commands in fresh processes, start-up included, to an MP4 with the same encoder "
        "settings (x264 veryfast, subme 1, two B-frames, crf 16). In the second row manim has its "
        "own preset, at the crf that gives the PSNR of gradreel's clip. A ratio below 1 means that "
        "gradreel takes less.\n\n"
        "On two cores, 0.6 s are start-up and the import of manim, which nothing can share, and "
        "the rest is work on both: in the first row, half of it is x264 and the conversion to its "
        "colours. A scene that can't be sought (the pendulums) is stepped in both processes, and "
        "manim encodes in a thread beside its drawing: where drawing costs little, both tools wait "
        "for the same encoder.",
    ),
    Section(
        "figure",
        "Matplotlib clips, against `FuncAnimation.save`",
        "The same artists on the same figure, drawn by Matplotlib's own animation through its "
        "`FFMpegWriter`, with the same encoder settings.",
    ),
    Section(
        "gif",
        "GIFs, against ffmpeg and manim",
        "ffmpeg's command makes a palette in a first pass and uses it in a second, as it is by "
        "default and with the settings that gradreel has.",
    ),
    Section(
        "clips",
        "AV1 against H.264, and clips that fit",
        "The same frames in both codecs, by the PSNR of luma: H.264 as in every MP4, and the "
        "coarsest AV1 that is as near to the frames. Then parts of the clips, each with five "
        "budgets, from 0.8 to 0.07 of what it would have; a part is refused where even the "
        "smallest is larger.",
    ),
    Section(
        "scaling",
        "A second worker",
        "Whole commands; 1.00 would mean that two workers take half of the time of one. Start-up, "
        "building the scene, and the steps of a scene that can't be sought are done as often as "
        "there are workers.",
    ),
    Section(
        "cache",
        "What was rendered before",
        "Ten files of one scene each, both tools with their caches. Beyond start-up means less "
        "what ten processes take that only print their version; beyond its own, less what the "
        "edited clip alone takes too.",
    ),
    Section(
        "film",
        "The whole film",
        "`gradreel film` with an empty cache, all training included, and once more.",
    ),
    Section(
        "limit",
        "The limit: encoding alone",
        "The whole against encoding frames that are ready in a file, through the same workers, "
        "chunks and joining: 1.5 was aimed at, and isn't reached where much is drawn. By a profile "
        "of `backprop`, a quarter of its time is encoding with the conversion of colours, a "
        "quarter Cairo's fills and strokes, a fifth what manim does about each of these, a tenth "
        "the scene's steps, and 7% the digests by which chunks are known again. Of `descent`, "
        "most is Agg drawing the facets and lines of the landscape.",
    ),
    Section(
        "training",
        "Training, against scikit-learn",
        "The same network, data and settings; gradreel records every step.",
    ),
)


def measured(section: Section, options: list[str]) -> str:
    """Run a benchmark and return its part of the page."""
    script = ROOT / "benchmarks" / f"{section.script}.py"
    sys.stderr.write(f"measuring {section.script}\n")
    found = run(sys.executable, script, *options).strip()
    return f"## {section.title}\n\n{section.about}\n\n{found}\n"


def main() -> None:
    """Measure all and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", action="store_true", help="measure little, once, tiny")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "benchmarks.md")
    given = parser.parse_args()
    options = ["--tiny"] if given.tiny else []
    sections = [measured(section, options) for section in SECTIONS]
    given.output.write_text("\n".join([BEFORE, f"{machine()}\n", *sections]), encoding="utf-8")


if __name__ == "__main__":
    main()
