"""Bad input: one line that says what is wrong, a right exit status, and no file touched."""

import shlex
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.cli.conftest import check_refused, content
from tests.conftest import Ran
from tests.render.sound.tones import tone, write_wav

CSVS: dict[str, bytes] = {
    "not a number": b"age,outcome\n40,0\nforty,1\n",
    "one class": b"age,outcome\n40,0\n50,0\n",
    "a missing value": b"age,outcome\n40,0\n,1\n",
    "constant column": b"age,outcome\n40,0\n40,1\n",
    "no sheet": b"PK\x03\x04 age outcome",
    "fractions as classes": b"age,outcome\n40,0.5\n50,1.5\n60,2.5\n",
    "an escape in a name": b"age,outcome\n40,\x1b[2J\n50,1\n",
    "a name that no font has": "age,outcome\n40,no\n50,\U0001f600\n45,no\n".encode(),
    "names that would look the same": "age,outcome\n40,\u5e74\u0142\n50,\u5e74l\n".encode(),
    "a hundred thousand columns": b",".join([b"age"] * 2 + [b"c%d" % i for i in range(10**5)]),
}
"""The engine's tests have all that is wrong with a table by itself."""

REFUSED: dict[str, str] = {
    "render sigmod": "no scene 'sigmod'; did you mean 'sigmoid'",
    "render folder": "'folder' is a folder",
    "rendr": "render",
    "render descent --surface himmelblu": "himmelblau",
    "render descent --optimizer adm": "adam",
    "render sigmoid --theme drak": "dark",
    "render sigmoid --lang fr": "",
    "render sigmoid --x MaxHr": "MaxHR",
    "render descent --surface himmelblau --start 900,1": "",
    "render descent --start 1": "",
    "render descent --learning-rate 0": "",
    "render descent --learning-rate inf": "",
    "render descent --learning-rate fast": "",
    "render descent --steps 0": "",
    "render descent --steps 99999999999999999999": "",
    "train surface --steps 999999999999 -o run.npz": "",
    "render minibatch --batch-size 0": "",
    "render minibatch --seed -1": "",
    "train surface --stride 0 -o run.npz": "",
    "train mlp --hidden 0 -o run.npz": "",
    "train mlp --hidden 100000,100000 -o run.npz": "",
    "render descent --start inf,1": "",
    "render descent --surface 'log(x)' --start 0,1": "",
    "render descent --surface 'log(-1 - x**2)'": "",
    "render descent --surface 'x +'": "",
    "render descent --surface ''": "",
    "render descent --surface 'x\x00'": "",
    "render descent --surface 9**9**9**9": "",
    "train logistic --x Age,Age --y AHD -o run.npz": "",
    "train logistic --x AHD --y AHD -o run.npz": "",
    f"render sigmoid --x {'z' * 100_000}": "",
    "render sigmoid --x 'a\x00b'": "",
    "render sigmoid --data 'a\x00.csv'": "",
    "render sigmoid -o 'a\x00.mp4'": "",
    f"render sigmoid -o {'x' * 5000}.mp4": "",
    "render sigmoid --run /dev/zero": "",
    "render sigmoid -r 641,361": "",
    "render sigmoid -r 2,2": "",
    "render sigmoid -r 640": "",
    "render sigmoid -r wide,high": "",
    "render sigmoid --fps 0": "",
    "render sigmoid --fps nan": "",
    "render sigmoid -w 0": "",
    "render sigmoid --format exe": "",
    "render sigmoid --fps 100000": "",
    "render sigmoid -o /dev/null/a.mp4": "",
    "render sigmoid -o a.mpg": "",
    "render sigmoid -o folder": "",
    "render sigmoid -o folder.mp4": "",
    "render sigmoid --run none.npz": "",
    "render sigmoid --run a.npz --run b.npz": "is given 2 times; curves draws up to 6",
    "render curves --run a.npz --run a.npz": "'a.npz' is given twice",
    "render curves" + "".join(f" --run {each}.npz" for each in "abcdefg"): "6 recorded runs at",
    "render curves --run none.npz --run other.npz": "none.npz",
    "render sigmoid --run none.npz --steps 3": "",
    "render sigmoid --colour red": "",
    "render backprop --row 303": "",
    "train logistc -o run.npz": "logistic",
    "train surface -o /dev/null/run.npz": "",
    "train logistic --data hart -o run.npz": "heart",
    "inspect none.npz": "",
    f"render descent --lr {'9' * 400}": "",
    f"render descent -r {'9' * 400},{'9' * 400}": "",
    f"render descent --fps {'9' * 400}": "",
    f"render descent --steps {'9' * 5000}": "",
    f"render descent --start {'9' * 400},1": "",
    "render descent -w 100000": "",
    f"train mlp --hidden {'9' * 400} -o b.npz": "",
    f"render descent --surface x*{'9' * 400}": "",
    f"render {'x' * 5000}": "",
    f"render sigmoid --{'x' * 5000}": "",
    f"GRADREEL_THEME={'x' * 5000} render sigmoid": "",
    "render sigmoid --media_dir a.mp4": "",
    "render sigmoid --media_dir 'a\0b'": "",
    f"render sigmoid --cluster tcp://x:{'9' * 5000}": "",
    f"render sigmoid --cluster tcp://{'h' * 300}:80": "",
    "render sigmoid --cluster tcp://a..b:80": "",
    f"GRADREEL_CACHE_LIMIT={'9' * 5000}MB cache info": "",
    "GRADREEL_CACHE=~nosuchuser/x cache info": "",
    "render sigmoid --stills old.txt": "is a file",
    "render sigmoid --stills old.txt/folder": "is a file and no folder",
    "render sigmoid --stills ''": "no name of a folder",
    "render sigmoid --contact-sheet a.jpg": "is a png",
    "render sigmoid --contact-sheet old.txt/a.png": "file and no folder",
    "render sigmoid --contact-sheet folder.png": "is a folder",
    "render sigmoid --contact-sheet a.png --every 0": "above 0",
    "render sigmoid --contact-sheet a.png --every 0.01": "less than a frame",
    "render sigmoid --every 2": "give both",
    "render sigmoid --theme all": "--theme all",
    "render sigmoid --lang all --contact-sheet a.png": "--lang all",
    "render sigmoid --theme all --stills out -o b.mp4": "a clip or a sheet",
    "render sigmoid --stills out --cluster tcp://127.0.0.1:1": "--cluster",
    "render sigmoid --stills-format svg": "--stills FOLDER: give both",
    "render sigmoid --stills out --stills-format jpg": "no format 'jpg'",
    "render sigmoid --stills out --matte white": "--matte",
    "render sigmoid --stills out --theme all --max-size 9MB": "--theme all is for --stills alone",
    "render sigmoid --stills out --for slack -o b.mp4": "Slack shows no mp4",
    "render own.py Mine --stills out": "of beats",
    "render own.py Mine --stills-format svg": "only gradreel's own scenes",
    "render own.py Mine Other --contact-sheet a.png": "one scene",
    "render own.py --contact-sheet a.png": "several scenes",
    "render own.py Mine --every 2": "give both",
    "render sigmoid --beats ..": "names no beats like 3..5",
    "render sigmoid --beats 1 --from 2": "--beats and --from both say",
    "render sigmoid --from -1": "before the scene's start",
    "render sigmoid --from 3 --to 3": "isn't after --from 3",
    "render sigmoid --speed 0": "above 0",
    "render sigmoid --speed 0.1": "give 0.25 to 30",
    "render sigmoid --from 1 --stills out": "name them by --beats",
    "render sigmoid --speed 2 --stills out": "leave one of them away",
    "render own.py Mine --beats 1": "only gradreel's own scenes have beats",
    "render own.py Mine --from 1 -n 1": "-n and --from or --to",
    "render own.py Mine --from 3.1": "the scene has 3.00 s",
    "render descent --voice nowhere": "'nowhere' isn't there",
    "render descent --voice old.txt": "is a file",
    "render descent --voice voices": "has no sound in it, like 01-ask.wav",
    "render race -r 64,36 --fps 5 --voice voices/descent": "landscape.wav",
    "beats descent --voice ''": "no name of a folder",
    "film descent --voice voices/descent": "has no folder called after a scene",
    "render own.py Mine --voice voices": "--voice",
    "render descent -s --captions": "captions go beside a video or a GIF",
    "render descent --captions -o folder.mp4": "is a folder",
    "render descent --captions -o taken.mp4": "taken.srt' is a folder",
    "render descent --captions -o linked.mp4": "linked.srt' is a link",
    "render descent --poster -o linked.mp4": "linked.poster.png' is a link",
    "render descent --srt": "--captions",
    "beats": "name a scene",
    "beats descend": "did you mean 'descent'",
    "beats descent --lang all": "beats are of one language",
    "beats descent --fps 0": "--fps",
    "beats descent --run missing.npz": "missing.npz",
    "render descent --for nowhere": "no place 'nowhere'",
    "render descent --for slack -o b.mp4": "Slack shows no mp4",
    "render descent --for google-slides -r 7680,4320": "25 megapixels",
    "render descent --max-size 5MB -o b.png": "no png: leave one of them out",
    "render descent --max-size five": "is no size",
    "render sigmoid -t --matte white -o b.webm": "--matte",
    "render sigmoid -t --matte white": "--matte",
    "render sigmoid -t --matte whiet -o b.gif": "--matte",
    "render sigmoid -t --matte '' -o b.gif": "--matte",
    "render heart --texts de.toml --lang zh": "--lang and --texts exclude",
    "render heart --texts none.toml": "there is no file 'none.toml'",
    "render heart --palette folder": "'folder' is a folder, not a file",
    "render heart --bold-font old.txt": "--bold-font is the heavier cut of --font",
    "render heart --font old.txt": "'old.txt' is no font that can be drawn",
    "film sigmod": "no scene 'sigmod'",
    "film sigmoid sigmoid": "named twice",
    "film --chapters 77": "no chapter 77",
    "film --chapters 2,2": "named twice",
    "film sigmoid --chapters 1": "not both",
    "film sigmoid -o a.gif": "an mp4 or a webm",
    "film sigmoid -o folder.mp4": "is a folder",
    "film sigmoid -r 101,55": "even width",
    "film sigmoid --theme all": "a film has one",
    "film sigmoid --lang fr": "fr",
    "film sigmoid --seed 3": "--seed",
    "film sigmoid --script -o words.mp4": "writes no file",
    "slides hart": "did you mean 'heart'",
    "slides heart heart": "named twice",
    "slides heart -o talk.pdf": "a pptx or an html: name it 'talk.pptx'",
    "slides heart -o talk.html --media gif": "--media gif is for a pptx",
    "slides heart --play twice": "twice",
    "slides heart sigmoid --seed 3": "--seed is of one scene: name that alone",
    "slides race autodiff --y AHD": "none of these scenes takes --y: leave it out",
    "film heart sigmoid --data no.csv": "no.csv",
    "slides heart sigmoid --nosuch 3": "No such option '--nosuch'",
    "slides heart --seed x": "x",
    "gallery descent -r 161,90": "even width",
    "gallery descent --theme blue": "no theme 'blue'",
    "gallery descent --gif-size much": "no size",
    "gallery heart --no-gif --gif-size 1MB": "give one of them",
    "gif nowhere/film.mp4": "there is no file 'nowhere/film.mp4'",
    "render sigmoid --epochs 3": "--steps",
    "render sigmoid --width 3": "-r W,H",
    "render sigmoid --optimzer adam": "'--optimizer'",
    "sigmoid -o clip.mp4": "gradreel render sigmoid",
    "own.py Mine": "gradreel render own.py",
    "render own.py --renderer opengl": "--renderer opengl asks",
    "render own.py --renderer=OpenGL": "only Cairo",
    "render own.py -n 3,1": "should be FROM or FROM,TO",
    "render own.py -n one": "is not a whole number",
    "render own.py -v loud": "there is no verbosity 'loud'",
    "render own.py -a Mine": "leave Mine away",
    "render own.py -a -o b.mp4": "-o names one clip",
    "render descent --optimizer adam --optimizer adam": "2 times",
    "render descent --steps 1 --start 1,1 --start 2,2": "2 times",
    "render sigmoid --standardize --no-standardize": "2 times",
    "train surface -o b.npz -o c.npz": "2 times",
    "render descent --surface saddle --data heart": "--data and --surface",
    "render sigmoid --run good.npz --x Age": "leave --x away, or --run",
    "render sigmoid -w 2 --cluster tcp://127.0.0.1:9": "--cluster and --workers",
}
"""What a line is answered with, or a part of it; variables are set before the command."""

OWN = """
from manim import Circle, Scene

class Mine(Scene):
    def construct(self):
        self.add(Circle())
        self.wait(3)

class Other(Mine):
    pass
"""
GERMAN = Path(__file__).parents[1] / "stage" / "own" / "german.toml"


@pytest.fixture
def files(quick: Callable[..., Ran], tmp_path: Path) -> None:
    """What the lines name: scenes, voices, words, and what is in the way of a file."""
    (tmp_path / "own.py").write_text(OWN)
    (tmp_path / "old.txt").write_text("old")
    (tmp_path / "de.toml").write_bytes(GERMAN.read_bytes())
    (tmp_path / "voices" / "descent").mkdir(parents=True)
    write_wav(tmp_path / "voices" / "descent" / "landscape.wav", tone(300, 0.5))
    for name in ("folder.png", "taken.srt"):
        (tmp_path / name).mkdir()
    for name in ("linked.srt", "linked.poster.png"):
        (tmp_path / name).symlink_to("elsewhere")


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("line", REFUSED, ids=lambda line: ascii(line[:70]))
def test_a_wrong_request_is_one_line(
    quick: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line: str
) -> None:
    words = shlex.split(line)
    while words[0].startswith("GRADREEL_"):
        monkeypatch.setenv(*words.pop(0).split("=", 1))
    before = content(tmp_path)
    ran = quick(*words)
    check_refused(ran, REFUSED[line], 1 if "try again" in ran.errors else 2)
    assert content(tmp_path) == before


def test_a_wrong_request_is_one_line_of_a_process_too(
    gradreel: Callable[..., Ran], tmp_path: Path
) -> None:
    check_refused(gradreel("render", "sigmoid", "--data", "/dev/zero", "-o", "a.mp4"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", CSVS)
def test_a_bad_csv_is_one_line_that_names_it(
    quick: Callable[..., Ran], tmp_path: Path, name: str
) -> None:
    (tmp_path / "bad.csv").write_bytes(CSVS[name])
    ran = quick(
        "render", "sigmoid", "--data", "bad.csv", "--x", "age", "--y", "outcome", "-o", "a.mp4"
    )
    check_refused(ran)
    assert any(name in ran.errors for name in ("bad.csv", "column 'age'", "column 'outcome'"))
    assert (tmp_path / "a.mp4").read_bytes() == b"the old file"


def test_a_record_that_is_none_is_one_line(quick: Callable[..., Ran], tmp_path: Path) -> None:
    np.savez(tmp_path / "bad.npz", weights=np.ones(3))
    for words in (["inspect"], ["render", "descent", "-o", "a.mp4", "--run"]):
        check_refused(quick(*words, "bad.npz"), "bad.npz")
    assert (tmp_path / "a.mp4").read_bytes() == b"the old file"


@pytest.mark.parametrize("scene", ["sigmoid", "minibatch", "backprop"])
def test_a_run_of_another_kind_is_refused_with_the_kinds_that_fit(
    quick: Callable[..., Ran], scene: str
) -> None:
    quick("train", "surface", "--steps", "20", "-o", "surface.npz")
    ran = quick("render", scene, "--run", "surface.npz", "-o", "a.mp4")
    check_refused(ran, "it draws")
