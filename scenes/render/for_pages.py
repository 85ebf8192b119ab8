"""A clip's MP4 with fewer bytes: for a page or a slide, where it is looked at and never edited."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Final, cast

import av
from av.container import InputContainer, OutputContainer
from av.video.frame import PictureType, VideoFrame

from gradreel.scenes.render.encoders.video import MP4, container_options, set_up
from gradreel.scenes.render.output.files import write_error, written_whole
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.render.sound.muxing import copied_stream, is_no_text

# Eight steps coarser than a master, and with all that x264 has at this speed: it is written once.
# At 480p15 a second takes 0.05 s of one core, and 22 kB where a master has 67; luma PSNR 46 dB.
WEB: Final = replace(MP4, options={**MP4.options, "crf": "24", "x264-params": "cpu-independent=1"})
KEY_FRAME_SECONDS: Final = 10
"""Chunks begin with a whole picture every two seconds, which is a third of a master's bytes."""


def write_for_pages(clip: Path, target: Path) -> None:
    """Write an MP4 of a clip's pictures, chapters and track of text, with a third of its bytes.

    Args:
        clip: an MP4 of gradreel's, without sound.
        target: the file; it may be the clip itself.

    Raises:
        WorkError: the file can't be written.
    """
    with written_whole([target]) as (temporary,):
        try:
            with av.open(clip) as source:
                shown = source.streams.video[0]
                picture = Picture(shown.width, shown.height, Fraction(shown.average_rate or 1))
                options = container_options("mp4", picture)
                with av.open(temporary, "w", format="mp4", options=options) as file:
                    _recode(source, file, picture)
        except (OSError, av.FFmpegError) as error:
            raise write_error(target, error) from error


def _recode(source: InputContainer, file: OutputContainer, picture: Picture) -> None:
    if title := source.metadata.get("title"):
        file.metadata["title"] = title
    if chapters := source.chapters():
        file.set_chapters(chapters)
    stream = file.add_stream(WEB.codec, picture.fps, options=dict(WEB.options))
    set_up(stream.codec_context, picture, WEB)
    stream.codec_context.gop_size = round(KEY_FRAME_SECONDS * picture.fps)
    texts = {each.index: copied_stream(each, file) for each in source.streams.subtitles}
    number = 0
    for packet in source.demux(*source.streams.video, *source.streams.subtitles):
        if packet.stream.index in texts:
            if packet.dts is not None and not is_no_text(packet):
                packet.stream = texts[packet.stream.index]
                file.mux(packet)
            continue
        for frame in cast("list[VideoFrame]", packet.decode()):
            frame.pict_type = PictureType.NONE  # or it would be coded as it was
            frame.pts, frame.time_base = number, 1 / Fraction(picture.fps)
            file.mux(stream.encode(frame))
            number += 1
    file.mux(stream.encode(None))
