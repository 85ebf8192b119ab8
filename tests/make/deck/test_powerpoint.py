"""A file of PowerPoint, read back as XML and by python-pptx, and opened by LibreOffice."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from pptx import Presentation

from gradreel.engine.errors import WorkError
from gradreel.scenes.make.deck_page import BeatSlide
from gradreel.scenes.make.powerpoint import check_powerpoint, write_powerpoint
from gradreel.scenes.stage.type.style import theme
from tests.make.deck.sample import FRAMES, PICTURE, deck

MILLISECONDS = FRAMES * 1000 // int(PICTURE.fps)


@pytest.fixture(scope="module")
def looping(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deck")
    write_powerpoint(deck(folder, theme="light", loops=True), folder / "deck.pptx")
    return folder / "deck.pptx"


def test_each_slide_has_its_title_and_its_notes(looping: Path, tmp_path: Path) -> None:
    file = Presentation(str(looping))
    assert (file.slide_width, file.slide_height) == (12_192_000, 6_858_000)
    assert file.core_properties.title == "The deck"
    for page, slide in zip(file.slides, deck(tmp_path).slides, strict=True):
        title = page.shapes.title
        assert title is not None
        assert title.text_frame.text == slide.title
        notes = page.notes_slide.notes_text_frame.text if page.has_notes_slide else ""
        assert notes == slide.notes
        if isinstance(slide, BeatSlide):
            assert title.top + title.height <= 0  # its words are in the clip's pictures
        else:
            assert page.placeholders[1].text_frame.text == slide.below
            assert 0 < title.top < title.top + title.height <= page.placeholders[1].top


def test_a_clip_fills_its_slide_starts_by_itself_and_shows_its_poster(looping: Path) -> None:
    file = Presentation(str(looping))
    for number, page in enumerate(list(file.slides)[2:]):
        _, shape = page.shapes
        assert (shape.left, shape.top, shape.width, shape.height) == (0, 0, 12_192_000, 6_858_000)
        assert shape.poster_frame.blob == (looping.parent / f"{number}.png").read_bytes()
        assert shape.element.xpath("./p:nvPicPr/p:cNvPr/@descr") == [
            f"what beat {number + 1} shows" if number else "A clip of 0.6 s"
        ]

        def found(path: str, slide: Any = page.element) -> list[Any]:
            return list(slide.xpath(f"./p:timing//{path}"))

        (command,) = found("p:cmd")
        assert command.get("cmd") == "playFrom(0.0)"
        assert found("p:cmd//p:cTn/@dur") == [str(MILLISECONDS)]
        conditions = found("p:cTn[@nodeType='mainSeq']//p:cond")[:2]
        assert [(each.get("evt"), each.get("delay")) for each in conditions] == [
            (None, "indefinite"),
            ("onBegin", "0"),  # of the slide, not of a click
        ]
        (time,) = found("p:video/p:cMediaNode/p:cTn")
        assert (time.get("repeatCount"), time.get("fill")) == ("indefinite", "hold")
        assert found("p:spTgt/@spid") == [str(shape.shape_id)] * 2
        numbers = found("p:cTn/@id")
        assert len(set(numbers)) == len(numbers)


def test_a_clip_that_plays_once_holds_its_last_picture(tmp_path: Path) -> None:
    write_powerpoint(deck(tmp_path), tmp_path / "deck.pptx")
    page = list(Presentation(str(tmp_path / "deck.pptx")).slides)[2]
    (time,) = page.element.xpath("./p:timing//p:video/p:cMediaNode/p:cTn")
    assert (time.get("repeatCount"), time.get("fill")) == (None, "hold")


def test_media_are_there_once_each(looping: Path) -> None:
    with ZipFile(looping) as file:
        names = file.namelist()
        videos = [file.read(name) for name in sorted(names) if name.endswith(".mp4")]
        types = file.read("[Content_Types].xml").decode()
    assert videos == [(looping.parent / f"{number}.mp4").read_bytes() for number in range(3)]
    assert re.search(r'Extension="mp4" ContentType="video/mp4"', types)


def test_what_a_person_adds_has_our_colours_and_room(looping: Path) -> None:
    with ZipFile(looping) as file:
        colours = file.read("ppt/theme/theme1.xml").decode()
        sections = file.read("ppt/presentation.xml").decode()
    light = theme("light")
    assert f'<a:dk1><a:srgbClr val="{light.text[1:]}"/></a:dk1>' in colours
    assert f'<a:lt1><a:srgbClr val="{light.background[1:]}"/></a:lt1>' in colours
    assert re.findall(r'<p14:section name="([^"]*)"', sections) == ["The deck", "A scene"]
    for layout in Presentation(str(looping)).slide_layouts:
        placeholders: Any = layout.placeholders
        for shape in placeholders:
            assert 0 <= shape.left < shape.left + shape.width <= 12_192_000


def test_without_python_pptx_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pptx", None)
    with pytest.raises(WorkError, match=r'pip install .*"\.\[slides\]"'):
        check_powerpoint()


@pytest.mark.slow
def test_libreoffice_opens_it_and_prints_a_page_a_slide(looping: Path, tmp_path: Path) -> None:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("there is no LibreOffice here; install Debian's package libreoffice-impress")
    command = [program, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    told = subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", str(tmp_path), str(looping)],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    complaints = [line for line in told.stderr.splitlines() if "javaldx" not in line]  # no Java
    assert complaints == []
    pages = re.findall(rb"/Type\s*/Page\b(?!s)", (tmp_path / "deck.pdf").read_bytes())
    assert len(pages) == len(Presentation(str(looping)).slides)
