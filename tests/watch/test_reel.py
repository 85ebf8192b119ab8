"""What is known of a clip while it is built again and again."""

from gradreel.scenes.watch.messages import Drawn, Played
from gradreel.scenes.watch.reel import Reel

PLAYED = Played(3, (), (), is_heard=False)


def drawn(frame: int, name: str, count: int = 1) -> Drawn:
    return Drawn(frame, count, name, name.encode(), f"digest of {name}".encode())


def build(reel: Reel, *names: str, is_whole: bool = True) -> None:
    reel.begin()
    for frame, name in enumerate(names):
        reel.take(drawn(frame, name), is_hasty=False)
    if is_whole:
        reel.played(PLAYED)


def shown(reel: Reel) -> list[list[object]]:
    pictures: list[list[object]] = reel.as_json()["pictures"]
    return pictures


def test_what_isnt_drawn_yet_is_from_before() -> None:
    reel = Reel()
    build(reel, "a", "b", "b")
    assert shown(reel) == [[1, "a", 0, 0], [2, "b", 0, 0]]
    build(reel, "a", "c", is_whole=False)
    assert shown(reel) == [[1, "a", 0, 0], [1, "c", 1, 0], [1, "b", 0, 1]]
    assert reel.news() == [1]


def test_a_clip_may_become_shorter_and_longer() -> None:
    reel = Reel()
    build(reel, "a", "b", "c")
    reel.begin()
    reel.take(drawn(0, "a", 2), is_hasty=False)
    assert reel.frames == 3
    reel.played(Played(2, (), (), is_heard=False))
    assert (reel.frames, reel.is_whole) == (2, True)
    reel.begin()
    reel.take(drawn(0, "a", 5), is_hasty=False)
    assert reel.frames == 5


def test_a_hasty_picture_gives_way_to_the_right_one() -> None:
    reel = Reel()
    build(reel, "a", "b", "c")
    reel.begin()
    assert reel.take(drawn(1, "nearly"), is_hasty=True)
    assert shown(reel)[1] == [1, "nearly", 1, 0]
    reel.take(drawn(1, "right"), is_hasty=False)
    reel.take(drawn(1, "nearly"), is_hasty=True)
    assert shown(reel)[1] == [1, "right", 1, 0]


def test_pictures_of_the_last_builds_alone_are_kept() -> None:
    reel = Reel()
    build(reel, "a", "b", "c")
    for number in range(9):
        build(reel, "a", f"cut {number}", is_whole=False)
    reel.begin()
    assert reel.store.keys() == {"a", "b", "c", "cut 8"}
    assert set(reel.known.values()) == {"a", "b", "c", "cut 8"}
