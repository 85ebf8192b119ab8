"""`gradreel film STORY.toml`: a film in one file, and what is said of a wrong one."""

import re
from collections.abc import Callable
from pathlib import Path

import av
import pytest

from gradreel.assets import FOLDER
from gradreel.scenes.make import deck, film
from gradreel.scenes.make.deck import deck_clips
from gradreel.scenes.make.film import chapter_card, film_clips, title_card
from gradreel.scenes.make.request import Request
from gradreel.scenes.render.picture import Output, Picture
from tests import ROOT
from tests.cli.conftest import check_refused
from tests.cli.test_film import chapters, drawn_chunks
from tests.conftest import Ran

EXAMPLE = re.search(
    r"^```toml\n(.*?)^```", (ROOT / "docs" / "film.md").read_text(encoding="utf-8"), re.M | re.S
)
SHORT = """\
title = "Two ways"
promise = "All of it recorded"
theme = "light"
resolution = [64, 36]
fps = 2
speed = 2

[[scene]]
name = "heart"
chapter = "One"
beats = "1..2"

[[scene]]
name = "descent"
chapter = "Two"
title = "Downhill"
beats = "1"
surface = "himmelblau"

[[scene]]
name = "descent"
beats = "1"
speed = 1
surface = "rosenbrock"
"""
ROWS = "".join(f"{40 + row},{'no' if row % 3 else 'yes'}\n" for row in range(30))


def write(content: str, name: str = "story.toml") -> str:
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(content, encoding="utf-8")
    return name


@pytest.fixture
def asked(quick: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Request]:
    """Run `gradreel film` up to the drawing, and return what would be drawn."""
    found: list[Request] = []

    def render_film(request: Request, output: Output) -> tuple[Path, ...]:
        found.append(request)
        return (output.path,)

    def render_deck(request: Request, output: Output, *, loops: bool) -> int:
        del output, loops
        found.append(request)
        return 1

    monkeypatch.setattr(film, "render_film", render_film)
    monkeypatch.setattr(deck, "render_deck", render_deck)
    monkeypatch.setattr("gradreel.scenes.cli.film.deliver", lambda paths: None)
    monkeypatch.setattr("gradreel.scenes.cli.slides.deliver", lambda paths: None)

    def ask(*arguments: str) -> Request:
        ran = quick(*arguments)
        assert ran.status == 0, ran.errors
        return found[-1]

    return ask


@pytest.mark.slow
def test_the_example_of_the_documentation_is_drawn(quick: Callable[..., Ran]) -> None:
    assert EXAMPLE
    write(EXAMPLE[1])
    rows = "".join(f"{30 + n},{'recovered' if n % 7 > 2 else 'ill'}\n" for n in range(40))
    write(f"age,outcome\n{rows}", "patients.csv")
    trained = ("train", "surface", "--surface", "rosenbrock", "--steps", "30")
    assert quick(*trained, "-o", "mine.npz").status == 0
    ran = quick("film", "story.toml", "-r", "64,36", "--fps", "2")
    assert (ran.status, ran.output.split()) == (
        0,
        [f"two-ways.{end}" for end in ("mp4", "srt", "vtt")],
    )
    assert len(chapters(Path("two-ways.mp4"))) == 3
    with av.open("two-ways.mp4") as made:
        assert made.metadata["title"] == "Two ways down"
    words = Path("two-ways.srt").read_text(encoding="utf-8")
    assert "40 rows" in words


@pytest.mark.slow
def test_only_what_has_changed_in_a_story_is_drawn_again(quick: Callable[..., Ran]) -> None:
    write(SHORT)
    ran = quick("film", "story.toml", "-o", "one.mp4")
    assert (ran.status, ran.output.split()[0]) == (0, "one.mp4")
    assert [each.title for each in chapters(Path("one.mp4"))] == [
        "The data",
        *("Downhill", "Gradient descent"),
    ]
    drawn = drawn_chunks()
    assert quick("film", "story.toml", "-o", "two.mp4").status == 0
    assert Path("one.mp4").read_bytes() == Path("two.mp4").read_bytes()
    assert drawn_chunks() == drawn

    write(SHORT.replace('"rosenbrock"', '"two-basins"'))
    assert quick("film", "story.toml", "-o", "two.mp4").status == 0
    after = drawn_chunks()
    assert {path: after[path] for path in drawn} == drawn
    scenes = {Path(path).parents[2] for path in after.keys() - drawn.keys()}
    assert len(scenes) == 2  # the scene, and what hands over to it


def test_a_story_says_what_its_film_shows(asked: Callable[..., Request]) -> None:
    request = asked("film", write(SHORT))
    assert [(each.scene, each.options.surface) for each in request.shots] == [
        ("heart", None),
        ("descent", "himmelblau"),
        ("descent", "rosenbrock"),
    ]
    assert [each.excerpt.speed for each in request.shots] == [2, 2, 1]
    assert [each.excerpt.beats for each in request.shots] == [("1", "2"), ("1", "1"), ("1", "1")]
    assert (request.picture, request.appearance.theme) == (Picture(64, 36, 2), "light")
    card = title_card(request.sections, request.appearance)
    assert (card.title, card.below) == ("Two ways", "All of it recorded")
    assert (card.names, card.sizes) == (("One", "Two"), (1, 2))
    clips = film_clips(request)
    names = tuple(each.title for each in clips[-3::2])
    assert names == ("Downhill", "Gradient descent")
    assert chapter_card(request.sections, 1, names, request.appearance).above == "Chapter 2"
    assert [each.name for each in clips] == [
        *("title", "chapter 1", "heart", "chapter 2", "descent"),
        *("descent to descent", "descent"),
    ]


def test_the_line_wins_over_a_story(asked: Callable[..., Request]) -> None:
    write(f"hours,passed\n{ROWS}", "own.csv")
    write(
        SHORT + '[[scene]]\nname = "sigmoid"\nx = "Age"\nlearning_rate = 0.5\n'
        '[texts.heart.beats]\nmixed_up = "It knows nothing"\n'
    )
    line = ("-q", "l", "-r", "80,40", "--theme", "dark", "--lang", "zh", "--speed", "1.5")
    request = asked("film", "story.toml", *line, "--data", "own.csv", "--y", "passed")
    assert (request.picture, request.appearance.theme) == (Picture(80, 40, 15), "dark")
    assert {each.excerpt.speed for each in request.shots} == {request.excerpt.speed} == {1.5}
    assert request.appearance.texts is not None  # those of its cards alone
    assert {keys[0] for keys, _ in request.appearance.texts.texts} == {"common"}
    assert not request.appearance.is_reworded
    heart, *_, sigmoid = (each.options for each in request.shots)
    assert (heart.data, heart.y, sigmoid.data) == ("own.csv", "passed", "own.csv")
    assert (sigmoid.x, sigmoid.learning_rate) == (None, None)  # of the data that it was chosen for


def test_a_scene_wins_over_its_story_and_this_over_settings(
    asked: Callable[..., Request],
) -> None:
    write('theme = "light"\nfps = 7\nseed = 1\nsteps = 9\nactivation = "relu"', "gradreel.toml")
    write(
        'fps = 4\nseed = 2\n[[scene]]\nname = "sigmoid"\n'
        '[[scene]]\nname = "minibatch"\nseed = 3\nspeed = 2\n'
    )
    request = asked("film", "story.toml")
    assert (request.appearance.theme, request.picture.fps) == ("light", 4)
    found = [(each.options.seed, each.options.steps) for each in request.shots]
    assert found == [(2, 9), (3, 9)]
    assert [float(each.excerpt.speed) for each in request.shots] == [1, 2]


def test_a_story_s_words_win_over_a_language_of_the_settings(
    asked: Callable[..., Request],
) -> None:
    write('lang = "zh"\nresolution = [80, 40]\n', "gradreel.toml")
    some = '[texts.heart.beats]\nmixed_up = "It knows nothing"\n[[scene]]\nname = "heart"\n'
    request = asked("film", write(f'quality = "l"\n{some}'))
    assert (request.appearance.language, request.appearance.is_reworded) == ("en", True)
    assert (request.picture.width, request.picture.height) == (854, 480)
    assert asked("film", write(some)).picture.width == 80
    chinese = some.replace("It knows nothing", "它一无所知")
    assert asked("film", write(f'lang = "zh"\n{chinese}')).appearance.language == "zh"


def test_paths_are_those_of_a_story_s_folder(asked: Callable[..., Request]) -> None:
    write(f"hours,passed\n{ROWS}", "talk/own.csv")
    Path("talk", "voice", "heart").mkdir(parents=True)
    Path("talk", "Own.otf").write_bytes((FOLDER / "fonts" / "SourceSans3-Regular.otf").read_bytes())
    write(
        'voice = "voice"\nfont = "Own.otf"\n[texts.common.rows]\n"own.csv" = "patient"\n'
        '[[scene]]\nname = "heart"\ndata = "own.csv"\ny = "passed"\n'
        '[[scene]]\nname = "heart"\ndata = "heart"\n',
        "talk/story.toml",
    )
    request = asked("film", "talk/story.toml", "-o", "here.mp4")
    assert [each.options.data for each in request.shots] == ["talk/own.csv", "heart"]
    assert request.voice == Path("talk/voice")
    assert request.appearance.fonts is not None


def test_a_table_in_another_folder_has_its_kind_of_row(quick: Callable[..., Ran]) -> None:
    write(f"hours,passed\n{ROWS}", "talk/own.csv")
    write(
        '[texts.common.rows]\n"own.csv" = "patient"\n'
        '[[scene]]\nname = "heart"\ndata = "own.csv"\ny = "passed"\nbeats = "..2"\n',
        "talk/story.toml",
    )
    ran = quick("film", "talk/story.toml", "--script")
    assert "30 patients: can a machine learn who has passed: yes?" in ran.output


def test_a_deck_of_a_story_has_the_beats_that_it_names(asked: Callable[..., Request]) -> None:
    some = '[[scene]]\nname = "descent"\nbeats = "2..3"\n'
    asked_for = asked("slides", write(f"output = 'a.mp4'\nresolution = [64, 36]\n{some}"))
    whole = asked("slides", write("resolution = [64, 36]\n" + some.partition("beats")[0]))
    (part,), (all_of_it,) = deck_clips(asked_for), deck_clips(whole)
    assert part.key != all_of_it.key
    beside = Path(), Path()
    made, full = part.make(beside), all_of_it.make(beside)
    assert made.told
    assert full.told
    assert [each.name for each in made.told.captions] == [
        each.name for each in full.told.captions[1:3]
    ]
    assert made.told.counts == full.told.counts[1:3]
    counted = [each.count(asked_for.picture) for each in made.job.parts()]
    assert sum(counted) == sum(made.told.counts)
    assert made.told.pieces == (2,)


@pytest.mark.parametrize(
    ("content", "said"),
    {
        'name = "sigmoyd"': "name in scene 1 of story.toml: there is no scene 'sigmoyd'; did you",
        'nam = "heart"': 'scene 1 of story.toml has no name; write name = "sigmoid", say',
        'name = "heart"\nxs = "Age"': "no option in scene 1 (heart) of story.toml 'xs'; did you",
        'name = "descent"\nsteps = 0': "steps in scene 1 (descent) of story.toml: '0' is not from",
        'name = "heart"\nspeed = "fast"': "speed in scene 1 (heart) of story.toml: 'fast' is not",
        'name = "heart"\ndata = "a.csv"': "data in scene 1 (heart) of story.toml: there is no file",
        'name = "heart"\ndata = "hart"': "data in scene 1 (heart) of story.toml: there is no data",
        'name = "heart"\ny = "Weight"': "y in scene 1 (heart) of story.toml: 'heart': there is no",
        'name = "heart"\nbeats = "99"': "beats in scene 1 (heart) of story.toml: there is no beat",
        'name = "heart"\nbeats = "1"\nto = 3': "(beats in scene 1 (heart) of story.toml; to in sc",
        'name = "descent"\nrun = "a.npz"': "run in scene 1 (descent) of story.toml: there is no f",
        'name = "descent"\nrun = "story.toml"': "run in scene 1 (descent) of story.toml: 'story.",
        'name = "descent"\nrun = "story.toml"\nsteps = 3': "scene 1 (descent) of story.toml: run",
        'name = "descent"\nsurface = "x**"': "surface in scene 1 (descent) of story.toml: the fo",
        'name = "heart"\nspeed = 1000': "speed in scene 1 (heart) of story.toml: --speed 1000 can",
        'name = "heart"\nchapter = 3': "chapter in scene 1 (heart) of story.toml is no title; wri",
        f'name = "heart"\ntitle = "{"long " * 30}"': "title in scene 1 (heart) of story.toml is l",
        'name = "heart"\nchapter = ""': "chapter in scene 1 (heart) of story.toml is no title; wr",
        'name = "heart"\n[[scene]]\nname = "heart"\nchapter = "A"': "chapter in scene 2 (heart) of",
    }.items(),
)
def test_a_wrong_scene_is_told_with_its_place(
    quick: Callable[..., Ran], content: str, said: str
) -> None:
    check_refused(quick("film", write(f"fps = 2\n[[scene]]\n{content}\n"), "--script"), said)


@pytest.mark.parametrize(
    ("content", "said"),
    {
        'theme = "lihgt"': "theme in story.toml: there is no theme 'lihgt'; did you mean 'light'?",
        'hiden = "3"': "there is no option in story.toml 'hiden'; did you mean 'hidden'?",
        "hidden = [3]": "hidden in story.toml: none of its scenes takes it; leave it out",
        "captions = 3": "captions in story.toml: '3' is not a valid boolean",
        "title = 3": "story.toml: title is no text; write it in quotes",
        f'title = "{"long " * 30}"': "story.toml: title is longer than its line; shorten it",
        'font = "a.ttf"': "font in story.toml: there is no file 'a.ttf'",
        '[texts.heart.beats]\naks = "a"': "texts in story.toml: heart.beats.aks is no text; did",
        '[palette.light]\ntext = "red"': "palette in story.toml: light.text is 'red'; write it",
        '[heart]\nx = "Age"': "[heart] in story.toml is no table of a story; it has [[scene]]",
        "title = a": "story.toml isn't TOML: Invalid value (at line 1, column 9)",
    }.items(),
)
def test_what_is_wrong_with_the_whole_is_told(
    quick: Callable[..., Ran], content: str, said: str
) -> None:
    story = write(f'{content}\n[[scene]]\nname = "heart"\n')
    check_refused(quick("film", story, "--script"), said)


@pytest.mark.parametrize(
    ("words", "content", "said"),
    [
        ((), 'title = "None"', 'story.toml has no [[scene]]; write one, with name = "sigmoid"'),
        ((), '[scene]\nname = "heart"', "story.toml has no [[scene]]; write one"),
        ((), '[[scenes]]\nname = "heart"', "[scenes] in story.toml is no table of a story"),
        (("heart",), SHORT, "'story.toml' names its scenes: name nothing beside it"),
        (("--chapters", "1"), SHORT, "story.toml has its own chapters: leave --chapters out"),
        (
            ("--x", "Age", "--missing", "mean"),
            '[[scene]]\nname = "autodiff"',
            "none of these scenes",
        ),
    ],
)
def test_what_goes_with_no_story_is_refused(
    quick: Callable[..., Ran], words: tuple[str, ...], content: str, said: str
) -> None:
    check_refused(quick("film", write(content), *words, "--script"), said)


def test_all_faults_of_a_story_are_told(quick: Callable[..., Ran]) -> None:
    write(
        'theme = "lihgt"\nspeed = "fast"\n[[scene]]\nname = "heart"\n[[scene]]\nseed = 1\n'
        '[[scene]]\nname = "sigmoid"\nseed = -1\nsteps = 0\n'
    )
    ran = quick("film", "story.toml")
    assert (ran.status, ran.output) == (2, "")
    assert [line.partition(": ")[2].partition(": ")[0] for line in ran.errors.splitlines()] == [
        "theme in story.toml",
        "speed in story.toml",
        'scene 2 of story.toml has no name; write name = "sigmoid", say',
        "seed in scene 3 (sigmoid) of story.toml",
        "steps in scene 3 (sigmoid) of story.toml",
        "story.toml has 5 faults; mend them",
    ]


def test_a_story_that_names_no_video_is_refused(quick: Callable[..., Ran]) -> None:
    story = write('output = "b.gif"\n[[scene]]\nname = "heart"\n')
    check_refused(quick("film", story), "output in story.toml: a film is an mp4 or a webm: name it")


def test_a_story_is_no_scene(quick: Callable[..., Ran]) -> None:
    check_refused(quick("render", write(SHORT)), "'story.toml' is a story: gradreel film draws it")


def test_a_deck_of_seconds_is_refused(quick: Callable[..., Ran]) -> None:
    story = write('[[scene]]\nname = "heart"\nto = 3\n')
    check_refused(quick("slides", story), "to in scene 1 (heart) of story.toml: a deck has whole")


@pytest.mark.parametrize("command", ["film", "slides"])
def test_words_stay_out_of_the_pictures_of_a_film_and_a_deck(
    asked: Callable[..., Request], command: str
) -> None:
    story = write(f"no_title = true\n{SHORT}".replace("speed = 2\n", ""))
    scenes = ("heart", "descent")
    for words, titled in ((scenes, True), ((*scenes, "--no-title"), False), ((story,), False)):
        request = asked(command, *words)
        assert request.appearance.titled == titled
        assert all(request.of(shot).appearance.titled == titled for shot in request.shots)


@pytest.mark.parametrize("command", ["film heart", "slides heart", "slides heart descent"])
@pytest.mark.parametrize("flag", ["-t", "--transparent", "--outline"])
def test_what_has_its_background_refuses_what_is_for_footage(
    quick: Callable[..., Ran], command: str, flag: str
) -> None:
    what = "a film" if command.startswith("film") else "a deck"
    told = f"for clips that are laid over footage, and {what} has its background"
    check_refused(quick(*command.split(), flag), told)
