"""One's own words, colours and fonts on the command line."""

from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import pytest
from PIL import Image

from gradreel.assets import THEMES
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.make.film import track_language
from gradreel.scenes.make.key import scene_key
from gradreel.scenes.make.own import OwnFiles, own_appearances
from gradreel.scenes.make.request import Request
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.type.appearance import PLAIN, Appearance
from gradreel.scenes.stage.type.own import read_fonts, read_texts
from tests.cli.conftest import Asked, check_refused
from tests.conftest import Ran

GERMAN = Path(__file__).parents[1] / "stage" / "own" / "german.toml"
FONT = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSerif.ttf"
PICTURE = Picture(64, 36, 5)
WHITE = '[light]\nbackground = "#FFFFFF"\n'
CHANGED = 'language = "en"\n[heart.beats]\nmixed_up = "It knows nothing yet"\n'


def test_a_scene_is_drawn_in_ones_own_words_colours_and_font(
    gradreel: Callable[..., Ran], tmp_path: Path
) -> None:
    (tmp_path / "white.toml").write_text('background = "#FFFFFF"\n')
    ran = gradreel(
        *("render", "descent", "-s", "-r", "160,90", "--theme", "light", "-o", "a.png"),
        *("--texts", GERMAN, "--palette", "white.toml", "--font", FONT),
    )
    assert (ran.status, ran.output, ran.errors) == (0, "a.png\n", "")
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_a_film_is_told_in_ones_own_words(quick: Callable[..., Ran]) -> None:
    ran = quick("film", "heart", "--script", "--texts", str(GERMAN))
    assert ran.status == 0, ran.errors
    assert "Die Daten" in ran.output
    assert "Die Frau ist eine Zeile: 4 Zahlen, und die Wahrheit" in ran.output
    assert "which aren't translated: common.film.title" in ran.errors


def looks(what: Asked) -> Appearance:
    return what.request.appearance


def test_what_is_printed_can_be_given_back(
    quick: Callable[..., Ran], asked: Callable[..., Asked], tmp_path: Path
) -> None:
    printed = quick("texts", "heart")
    assert (printed.status, printed.errors) == (0, "")
    written = quick("texts", "heart", "-o", "words.toml")
    assert (written.status, written.output, written.errors) == (0, "words.toml\n", "")
    assert (tmp_path / "words.toml").read_text(encoding="utf-8") == printed.output
    appearance = looks(asked("render", "heart", "--texts", "words.toml"))
    assert appearance.language == "en"
    assert appearance.texts is not None
    assert (("heart", "kicker"), "The data") in appearance.texts.texts
    again = quick("texts", "heart", "--texts", "words.toml", "-o", "words.toml")
    assert again.status == 0
    assert (tmp_path / "words.toml").read_text(encoding="utf-8") == printed.output
    refused = quick("texts", "heart", "-o", "words.toml")
    check_refused(refused, "'words.toml' is there already; name another")


def test_all_faults_are_told_and_nothing_is_drawn(quick: Callable[..., Ran]) -> None:
    Path("words.toml").write_text('language = "en"\n[heart.beats]\naks = "a"\nkeep = "a"\n')
    ran = quick("render", "heart", "--texts", "words.toml", "-o", "b.mp4")
    assert (ran.status, ran.output) == (2, "")
    assert ran.errors.splitlines() == [
        "gradreel: words.toml: heart.beats.aks is no text; did you mean heart.beats.ask?",
        "gradreel: words.toml: heart.beats.keep lacks {x}; write it where it belongs",
        "gradreel: words.toml has 2 faults; mend them",
    ]
    assert not Path("b.mp4").exists()


def test_settings_bring_them_too_and_the_line_beats_them(
    asked: Callable[..., Asked], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("de.toml").write_bytes(GERMAN.read_bytes())
    Path("white.toml").write_text(WHITE)
    Path("gradreel.toml").write_text('lang = "zh"\npalette = "white.toml"\ntheme = "light"\n')
    monkeypatch.setenv("GRADREEL_TEXTS", "de.toml")
    monkeypatch.setenv("GRADREEL_FONT", str(FONT))
    appearance = looks(asked("render", "heart"))
    assert (str(appearance), appearance.palette.background) == ("light-de", "#FFFFFF")
    assert appearance.fonts is not None
    assert appearance.fonts.names == (FONT.name, FONT.name)
    appearance = looks(asked("render", "heart", "--lang", "en"))
    assert (appearance.language, appearance.texts) == ("en", None)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (WHITE, "no colours for the theme dark, but for light: gradreel's own are used"),
        ("# nothing", "no colours for the theme dark: gradreel's own are used"),
    ],
)
def test_a_theme_without_colours_in_a_palette_stays_as_it_is(
    content: str, line: str, tmp_path: Path
) -> None:
    path = tmp_path / "some.toml"
    path.write_text(content)
    files = OwnFiles(palette=path)
    (dark,), remarks = own_appearances(files, ["dark"], ["en"], ["heart"], with_film=False)
    assert (dark, remarks) == (PLAIN, (f"some.toml has {line}",))
    (*_, light), remarks = own_appearances(files, THEMES, ["en"], ["heart"], with_film=False)
    assert (light.palette.background == "#FFFFFF") == (len(remarks) == 1)


def key(appearance: Appearance = PLAIN, scene: str = "heart") -> str:
    return scene_key(Request({scene: entry(scene).defaults}, PICTURE, appearance))


def test_what_is_brought_counts_by_its_content(tmp_path: Path) -> None:
    first, second = tmp_path / "a.toml", tmp_path / "b.toml"
    for path in (first, second):
        path.write_text(CHANGED)
    reworded, again = (Appearance(texts=read_texts(path)[1]) for path in (first, second))
    recoloured = Appearance(colours=(("text", "#FFFFFF"),))
    refaced = Appearance(fonts=read_fonts(FONT))
    found = {key(each) for each in (PLAIN, reworded, recoloured, refaced)}
    assert len(found) == 4
    assert key(again) == key(reworded)
    assert key(reworded, "sigmoid") == key(scene="sigmoid")


@pytest.mark.parametrize(("language", "track"), [("de", "deu"), ("pt-BR", "por"), ("xx", "und")])
def test_the_track_of_a_film_names_its_language(language: str, track: str) -> None:
    assert track_language(language) == track
