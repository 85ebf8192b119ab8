"""What builds have read, kept in the process that they are forked from."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from manim import BLUE, SVGMobject, Text, VMobject, tempconfig
from manim.mobject.svg.svg_mobject import SVG_HASH_TO_MOB_MAP

from gradreel.scenes.render.manim.shortcuts import (
    SVGElements,
    read_svg_elements,
    shortcuts,
    svg_reader,
)
from gradreel.scenes.watch import texts as module
from gradreel.scenes.watch.texts import Texts
from tests.render.manim.test_shortcuts import graph


class Reading:
    """Builds that read texts, one after the other."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.texts, self.parsed, self._folder, self._builds = Texts(), list[bytes](), folder, 0

        def read(mobject: SVGMobject, source: bytes) -> SVGElements:
            self.parsed.append(source)
            return read_svg_elements(mobject, source)

        monkeypatch.setattr(module, "read_svg_elements", read)

    def build(self, *said: str, is_whole: bool = True) -> list[Text]:
        """Make texts as a build does, and let what it has read be learned."""
        self._builds += 1
        folder = self._folder / str(self._builds)
        folder.mkdir()
        SVG_HASH_TO_MOB_MAP.clear()
        before = svg_reader.get()
        self.texts.serve(folder)
        with tempconfig({"text_dir": str(folder / "svg")}), shortcuts():
            made = [Text(each) for each in said]
        svg_reader.set(before)
        self.texts.note(folder, is_whole=is_whole)
        self.learn()
        return made

    def learn(self) -> None:
        while self.texts.is_lacking:
            self.texts.learn()


@pytest.fixture
def reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reading]:
    yield Reading(tmp_path, monkeypatch)
    SVG_HASH_TO_MOB_MAP.clear()


def bare(text: Text) -> object:
    """Describe a text, but for where its file was and what it is a copy of."""
    for each in (*text.get_family(), *text.id_to_vgroup_dict.values()):
        each.__dict__.pop("original_id", None)
    text.__dict__.pop("file_name", None)
    return graph(text, {})


def test_what_was_read_before_is_copied_and_is_what_would_be_read(reading: Reading) -> None:
    first = reading.build("a slope", "another one")
    reading.parsed.clear()
    second = reading.build("another one", "a slope")
    assert not reading.parsed
    assert [bare(each) for each in second] == [bare(each) for each in reversed(first)]
    second[0].shift((1, 0, 0)).set_color(BLUE)
    third = reading.build("another one")
    assert bare(third[0]) == bare(reading.build("another one")[0]) != bare(second[0])


def test_classes_that_a_source_has_changed_read_anew(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = reading.build("a slope")
    reading.parsed.clear()
    with monkeypatch.context() as changed:
        changed.setattr(VMobject, "__init__", VMobject.__init__)
        VMobject.set_default(sheen_factor=0.5)
        changed_ones = reading.build("a slope")
    assert len(reading.parsed) == 1
    assert bare(changed_ones[0]) != bare(usual[0])


def test_a_class_of_a_persons_own_reads_for_itself(reading: Reading, tmp_path: Path) -> None:
    class Mine(Text):
        def get_mobjects_from(self, svg: object) -> SVGElements:
            mobjects, groups = super().get_mobjects_from(svg)
            return mobjects[:1], groups

    reading.build("a slope")
    reading.texts.serve(tmp_path)
    with shortcuts():
        assert len(Mine("a slope")) == 1


def test_what_a_whole_build_has_not_read_is_forgotten(reading: Reading) -> None:
    reading.build("a slope", "another one")
    reading.build("a slope", is_whole=False)
    reading.parsed.clear()
    reading.build("another one", is_whole=False)
    assert not reading.parsed
    reading.build("a slope")
    reading.build("another one")
    assert len(reading.parsed) == 2  # by the build, and learned


def test_no_more_are_kept_than_there_is_room_for(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 1)
    reading.build("a slope", "another one")
    reading.parsed.clear()
    reading.build("a slope", "another one")
    assert len(reading.parsed) == 1
