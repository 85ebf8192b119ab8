"""Formats: each an encoding of chunks and a way to join them to a file, one module a family."""

from collections.abc import Mapping
from dataclasses import replace

from gradreel.scenes.render.encoders.animated import APNG, WEBP
from gradreel.scenes.render.encoders.contract import Format
from gradreel.scenes.render.encoders.gif import GIF
from gradreel.scenes.render.encoders.png import PNG, LastPicture, ManimSequence, PngSequence
from gradreel.scenes.render.encoders.smaller import smaller
from gradreel.scenes.render.encoders.video import (
    AV1_MP4,
    LOSSLESS,
    MOV,
    MOV_TRANSPARENT,
    MP4,
    WEBM,
    WEBM_TRANSPARENT,
    either,
    packet_format,
    webm_format,
)
from gradreel.scenes.render.picture import kind_of

_ANIMATIONS = {"gif": GIF, "webp": WEBP, "apng": APNG}
FORMATS_BY_NAME: Mapping[str, Format] = {
    "mp4": packet_format(MP4),
    **_ANIMATIONS,
    "webm": either(webm_format(WEBM), webm_format(WEBM_TRANSPARENT)),
    "mov": either(packet_format(MOV), packet_format(MOV_TRANSPARENT)),
    "av1": packet_format(AV1_MP4),
    "lossless": replace(packet_format(LOSSLESS), kept=False),
    "png": Format(lambda _: PNG, LastPicture, shows_end=True),
    "png-sequence": Format(lambda _: PNG, PngSequence, kept=False),
    "manim-sequence": Format(lambda _: PNG, ManimSequence, kept=False),
    **{
        kind_of(name, share): smaller(form, *share)
        for name, form in _ANIMATIONS.items()
        for share in ((1, 2), (2, 1), (2, 2))
    },
}
