"""What `import gradreel` shows in a notebook: one is run from its first cell to its last."""

import re
from base64 import b64decode
from textwrap import dedent
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests import ROOT

# The run and the clips are those that the pages show too, so that each is drawn once.
CELLS = {
    "train": """
        import gradreel
        run = gradreel.train(
            "surface", surface="himmelblau", optimizer="adam", learning_rate=0.1, steps=60
        )
        run.outcome
    """,
    "show": """
        clip = gradreel.show("descent", run=run, format="gif")
        print("drawn")
        clip
    """,
    "show again": "clip",
    "draw": "gradreel.render('descent', 'clip.mp4', run=run, theme='light')",
    "show a file": "gradreel.show('clip.mp4')",
    "a wrong name": "gradreel.show('sigmod')",
    "a format that isn't shown": "gradreel.show('sigmoid', format='mov')",
    "a file that isn't there": "gradreel.show('nowhere.mp4')",
    "in a loop": """
        async def later():
            return gradreel.show("clip.mp4").kind
        await later()
    """,
    "progress": """
        from gradreel.scenes.python.process import NotebookLine
        line = NotebookLine()
        line.tell("too soon")
        line._began -= 10
        line._told -= 10
        line.tell("descent: 3/20 frames")
        line.end("descent: done")
    """,
}
Outputs = dict[str, list[Any]]
PAGES = ("README.md", "docs/python.md")
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
SMALL = {"GRADREEL_RESOLUTION": "64,36", "GRADREEL_FPS": "1"}


def documented() -> dict[str, str]:
    """Return the code of the pages, cell by cell, without what it says of the size."""
    return {
        f"{page} {number}": re.sub(r", quality=\"l\"", "", code)
        for page in PAGES
        for number, code in enumerate(BLOCK.findall((ROOT / page).read_text(encoding="utf-8")))
    }


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Outputs:
    """What each cell has shown."""
    codes = {**CELLS, **documented()}
    sources = (dedent(code).strip() for code in codes.values())
    cells = [nbformat.v4.new_code_cell(each) for each in sources]  # type: ignore[no-untyped-call]
    notebook = nbformat.v4.new_notebook(cells=cells)  # type: ignore[no-untyped-call]
    folder = tmp_path_factory.mktemp("notebook")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADREEL_CACHE", str(folder / "cache"))
        for name, value in SMALL.items():
            patch.setenv(name, value)
        patch.setenv("IPYTHONDIR", str(folder / "ipython"))
        where = {"metadata": {"path": str(folder)}}
        client = NotebookClient(
            notebook, allow_errors=True, timeout=300, kernel_name="python3", resources=where
        )
        client.execute()
    return {name: cell.outputs for name, cell in zip(codes, notebook.cells, strict=True)}


def shown(outputs: list[Any]) -> list[Any]:
    """Return what is shown of values and clips, but for lines that said how far a command was."""
    kinds = ("display_data", "execute_result")
    found = [each["data"] for each in outputs if each["output_type"] in kinds]
    return [each for each in found if "done in" not in each["text/plain"]]


def media(html: str, kind: str) -> bytes:
    """Return the data inside an element."""
    return b64decode(html.partition(f"data:{kind};base64,")[2].partition('"')[0])


def test_a_value_of_a_run_is_shown(outputs: Outputs) -> None:
    assert shown(outputs["train"]) == [{"text/plain": "'out of steps'"}]


def test_a_clip_is_shown_once_in_a_cell_with_its_data_inside(outputs: Outputs) -> None:
    (clip,) = shown(outputs["show"])
    assert clip["text/plain"] == "ShownClip(kind='image/gif', title='descent')"
    assert clip["text/html"].startswith("<img ")
    assert media(clip["text/html"], "image/gif").startswith(b"GIF89a")
    assert [each for each in outputs["show"] if each["output_type"] == "stream"] == [
        {"output_type": "stream", "name": "stdout", "text": "drawn\n"}
    ]
    assert shown(outputs["show again"]) == [clip]


def test_a_file_is_shown_as_it_is(outputs: Outputs) -> None:
    assert shown(outputs["draw"]) == [{"text/plain": "(PosixPath('clip.mp4'),)"}]
    (clip,) = shown(outputs["show a file"])
    assert clip["text/html"].startswith("<video ")
    assert media(clip["text/html"], "video/mp4")[4:8] == b"ftyp"
    looped, kind = shown(outputs["in a loop"])
    assert (looped, kind) == (clip, {"text/plain": "'video/mp4'"})


@pytest.mark.parametrize("name", documented())
def test_what_the_pages_show_runs(outputs: Outputs, name: str) -> None:
    assert not [each for each in outputs[name] if each["output_type"] == "error"]


def test_the_pages_show_a_clip_and_an_error(outputs: Outputs) -> None:
    (clip,) = shown(outputs["docs/python.md 3"])
    assert media(clip["text/html"], "image/gif").startswith(b"GIF89a")
    (line,) = outputs["docs/python.md 4"]
    assert line["text"] == "there is no scene 'sigmod'; did you mean 'sigmoid'?\n"


WRONG = {
    "a wrong name": "there is no scene 'sigmod'; did you mean 'sigmoid'?",
    "a format that isn't shown": "a notebook shows mp4, webm, gif, png: ask for one",
    "a file that isn't there": "there is no file 'nowhere.mp4'",
}


@pytest.mark.parametrize("name", WRONG)
def test_an_error_is_one_of_gradreels(outputs: Outputs, name: str) -> None:
    (error,) = outputs[name]
    assert (error["ename"], error["evalue"]) == ("RequestError", WRONG[name])


def test_a_line_says_how_far_it_is_and_then_how_it_ended(outputs: Outputs) -> None:
    assert shown(outputs["progress"]) == [{"text/plain": "descent: done"}]
