"""A small deck of made-up clips, which shows what any deck does."""

from pathlib import Path

import av
import numpy as np
from PIL import Image

from gradreel.scenes.make.deck_page import BeatSlide, Deck, SlideGroup, TitleSlide
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.type.appearance import Appearance

PICTURE = Picture(160, 90, 10)
FRAMES = 6
DARKEST = 60
"""Of 255, how bright the first picture of the first clip is."""
SENTENCES = ("One & <two>", "Then three", "第四句")


def clip(path: Path, shade: int) -> Path:
    """Write a clip that gets brighter with each frame."""
    options = {"movflags": "+faststart"}
    with av.open(str(path), "w", options=options) as file:
        stream = file.add_stream("libx264", PICTURE.fps)
        stream.width, stream.height, stream.pix_fmt = PICTURE.width, PICTURE.height, "yuv420p"
        for number in range(FRAMES):
            grey = np.full((PICTURE.height, PICTURE.width, 3), shade + 4 * number, np.uint8)
            file.mux(stream.encode(av.VideoFrame.from_ndarray(grey, "rgb24")))
        file.mux(stream.encode(None))
    return path


def beat(folder: Path, number: int) -> BeatSlide:
    """Return a slide of a clip and its poster."""
    shade = DARKEST * (number + 1)
    path, poster = folder / f"{number}.mp4", folder / f"{number}.png"
    Image.new("RGB", (PICTURE.width, PICTURE.height), (shade, shade, shade)).save(poster)
    sentence, seconds = SENTENCES[number], FRAMES / float(PICTURE.fps)
    seen = f"what beat {number + 1} shows" if number else ""
    notes = f"notes of {sentence}\n\nbeat {number + 1}"
    return BeatSlide(sentence, seen, notes, seconds, clip(path, shade), poster)


def deck(folder: Path, *, theme: str = "dark", loops: bool = False) -> Deck:
    """Return a deck of five slides: its own title, that of a scene, three beats."""
    beats = [beat(folder, number) for number in range(len(SENTENCES))]
    opening = SlideGroup("The deck", (TitleSlide("The deck", "What it promises", ""),))
    scene = SlideGroup("A scene", (TitleSlide("A scene", "Chapter", "what it shows"), *beats))
    return Deck("The deck", Appearance(theme), PICTURE, loops, (opening, scene))
