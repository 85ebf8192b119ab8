"""What is asked of a drawer, and what it answers, each as a message."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

from gradreel.engine.errors import GradreelError, RequestError, WorkError, shorten
from gradreel.scenes.render.chunks.drawing import Counted
from gradreel.scenes.render.chunks.store import END, Place
from gradreel.scenes.render.cluster.wire import WRONG, MessageError, is_whole, pack, unpack
from gradreel.scenes.render.encoders import FORMATS
from gradreel.scenes.render.frame import Caption
from gradreel.scenes.render.picture import Picture

MOST_SAID: Final = 4_000

P = ParamSpec("P")
T = TypeVar("T")


def _checked(read: Callable[P, T]) -> Callable[P, T]:
    """Let whatever a reader trips over be the message's fault."""

    @wraps(read)
    def reading(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return read(*args, **kwargs)
        except (*WRONG, ArithmeticError, GradreelError) as error:
            raise MessageError(f"it says what it can't ({type(error).__name__})") from error

    return reading


@dataclass(frozen=True)
class Opening:
    """What a drawer must know before its first order.

    Attributes:
        versions: what the machine that asks has.
        picture: the size, rate and background.
        formats: the formats that are wanted.
        job: what is drawn, as bytes.
        call: what no other opening has, so that no drawer of another call is taken for its own.
        folder: where the command was given; where there is such a folder, drawing begins there.
        settings: the SHA-256 of manim's settings as they are there.
    """

    versions: Mapping[str, str]
    picture: Picture
    formats: tuple[str, ...]
    job: bytes
    call: str
    folder: str
    settings: str

    def to_message(self) -> bytes:
        """Return it as a message."""
        picture = asdict(self.picture) | {"fps": _rate_to_json(self.picture.fps)}
        header = {
            "versions": dict(self.versions),
            "picture": picture,
            "formats": self.formats,
            "call": self.call,
            "folder": self.folder,
            "settings": self.settings,
        }
        return pack("opening", header, [self.job])

    @classmethod
    @_checked
    def from_message(cls, data: bytes) -> "Opening":
        """Read one.

        Raises:
            MessageError: it is none.
        """
        message = unpack(data, "opening")
        (job,) = message.blobs
        values = dict(message.header["picture"])
        picture = Picture(
            width=_whole(values["width"]),
            height=_whole(values["height"]),
            fps=_rate_from_json(values["fps"]),
            transparent=values["transparent"] is True,
        )
        formats = tuple(map(str, message.header["formats"]))
        if not formats or not FORMATS.keys() >= set(formats):
            raise MessageError("no formats")
        versions = {str(name): str(each) for name, each in message.header["versions"].items()}
        texts = (str(message.header[name]) for name in ("call", "folder", "settings"))
        return cls(versions, picture, formats, job, *texts)


@dataclass(frozen=True)
class Order:
    """A chunk that is to be drawn.

    Attributes:
        session: the identity of the opening that it belongs to.
        place: which chunk.
    """

    session: str
    place: Place

    def to_message(self) -> bytes:
        """Return it as a message."""
        return pack("order", {"session": self.session, "place": _place_to_json(self.place)})

    @classmethod
    @_checked
    def from_message(cls, data: bytes) -> "Order":
        """Read one.

        Raises:
            MessageError: it is none.
        """
        header = unpack(data, "order").header
        return cls(str(header["session"]), _place_from_json(header["place"]))


def turn(place: Place) -> tuple[int, bool, int]:
    """Return what sorts places in the order of play, in which a part's end comes last."""
    return place.part, place.chunk == END, place.chunk


@dataclass(frozen=True)
class Failure:
    """Why an order can't be carried out.

    Attributes:
        kind: the name of the error's class, or LOST where the drawing process died.
        text: one line for a person; how the process ended, where it died.
    """

    kind: str
    text: str

    def error(self) -> GradreelError:
        """Return it as the error that it was."""
        return RequestError(self.text) if self.kind == "RequestError" else WorkError(self.text)


LOST: Final = "lost"


@dataclass(frozen=True)
class Answer:
    """What came of an order.

    Attributes:
        place: which chunk was asked for.
        chunks: the chunk in each encoding, by its tag, as a store has it; none where the part
            ends before it, or where the order failed.
        counted: the parts that were played to their end.
        failure: why it failed, if it did.
        said: what the drawing printed meanwhile.
        drawer: the process that it comes from.
    """

    place: Place
    chunks: Mapping[str, bytes]
    counted: tuple[Counted, ...] = ()
    failure: Failure | None = None
    said: str = ""
    drawer: str = ""

    def to_message(self) -> bytes:
        """Return it as a message."""
        header = {
            "place": _place_to_json(self.place),
            "tags": list(self.chunks),
            "counted": [asdict(each) for each in self.counted],
            "failure": None if self.failure is None else asdict(self.failure),
            "said": shorten(self.said, MOST_SAID),
            "drawer": self.drawer,
        }
        return pack("answer", header, list(self.chunks.values()))

    @classmethod
    @_checked
    def from_message(cls, data: bytes) -> "Answer":
        """Read one.

        Raises:
            MessageError: it is none.
        """
        message = unpack(data, "answer")
        header = message.header
        failure = header["failure"]
        return cls(
            _place_from_json(header["place"]),
            dict(zip(map(str, header["tags"]), message.blobs, strict=True)),
            tuple(map(_counted_from_json, header["counted"])),
            None if failure is None else Failure(str(failure["kind"]), str(failure["text"])),
            str(header["said"]),
            str(header["drawer"]),
        )


def _rate_to_json(rate: Fraction | int) -> int | str:
    return rate if isinstance(rate, int) else str(rate)


def _rate_from_json(value: Any) -> Fraction | int:
    return Fraction(value) if isinstance(value, str) else _whole(value)


def _place_to_json(place: Place) -> list[int]:
    return [place.part, place.chunk]


def _place_from_json(value: Sequence[Any]) -> Place:
    part, chunk = value
    return Place(_whole(part), END if chunk == END else _whole(chunk))


def _counted_from_json(value: Mapping[str, Any]) -> Counted:
    captions = tuple(
        Caption(float(each["start"]), float(each["end"]), str(each["text"]))
        for each in value["captions"]
    )
    return Counted(_whole(value["part"]), _whole(value["frames"]), captions)


def _whole(value: Any) -> int:
    if not is_whole(value):
        raise MessageError("not a whole number")
    return int(value)
