"""Writes a deck as a file of PowerPoint: a slide a beat, whose clip starts by itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any, Final
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import quoteattr

from gradreel.engine.errors import WorkError
from gradreel.scenes.make.deck_page import BeatSlide, Deck, Slide
from gradreel.scenes.make.templates import words_of
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.type.appearance import Appearance

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide as Page
    from pptx.util import Emu

NAMESPACE: Final = "http://schemas.openxmlformats.org/presentationml/2006/main"
MILLISECONDS: Final = 1000
TIMING: Final = Template(f"""
<p:timing xmlns:p="{NAMESPACE}"><p:tnLst><p:par>
  <p:cTn id="1" dur="indefinite" restart="never" nodeType="tmRoot"><p:childTnLst>
    <p:seq concurrent="1" nextAc="seek">
      <p:cTn id="2" dur="indefinite" nodeType="mainSeq"><p:childTnLst><p:par>
        <p:cTn id="3" fill="hold">
          <p:stCondLst>
            <p:cond delay="indefinite"/>
            <p:cond evt="onBegin" delay="0"><p:tn val="2"/></p:cond>
          </p:stCondLst>
          <p:childTnLst><p:par>
            <p:cTn id="4" fill="hold">
              <p:stCondLst><p:cond delay="0"/></p:stCondLst>
              <p:childTnLst><p:par>
                <p:cTn id="5" presetID="1" presetClass="mediacall" presetSubtype="0" fill="hold"
                       nodeType="afterEffect">
                  <p:stCondLst><p:cond delay="0"/></p:stCondLst>
                  <p:childTnLst><p:cmd type="call" cmd="playFrom(0.0)"><p:cBhvr>
                    <p:cTn id="6" dur="$length" fill="hold"/>
                    <p:tgtEl><p:spTgt spid="$shape"/></p:tgtEl>
                  </p:cBhvr></p:cmd></p:childTnLst>
                </p:cTn>
              </p:par></p:childTnLst>
            </p:cTn>
          </p:par></p:childTnLst>
        </p:cTn>
      </p:par></p:childTnLst></p:cTn>
      <p:prevCondLst>
        <p:cond evt="onPrev" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond>
      </p:prevCondLst>
      <p:nextCondLst>
        <p:cond evt="onNext" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond>
      </p:nextCondLst>
    </p:seq>
    <p:video><p:cMediaNode vol="80000">
      <p:cTn id="7"$repeat fill="hold" display="0">
        <p:stCondLst><p:cond delay="indefinite"/></p:stCondLst>
      </p:cTn>
      <p:tgtEl><p:spTgt spid="$shape"/></p:tgtEl>
    </p:cMediaNode></p:video>
  </p:childTnLst></p:cTn>
</p:par></p:tnLst></p:timing>
""")
"""As PowerPoint writes it for a video that starts with its slide: a command of the slide's."""
INSTALL: Final = 'pip install -c constraints.txt -e ".[slides]"'
MISSING: Final = f"python-pptx isn't installed, which writes a pptx; in gradreel's clone: {INSTALL}"
WIDTH, HEIGHT = 12_192_000, 6_858_000
"""Of a slide of 16:9, in EMU, of which 914,400 are an inch."""
TITLE_LAYOUT, CLIP_LAYOUT = 0, 5
"""Of the layouts that python-pptx brings along: a title with a line below it, and a title alone."""
LEFT, ACROSS = round(0.05 * WIDTH), round(0.9 * WIDTH)
"""Where words begin, and how wide they may be."""
MAIN: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
STYLE: Final = (
    f'<a:lvl1pPr xmlns:a="{MAIN}" marL="0" indent="0" algn="l"><a:buNone/><a:defRPr {{font}}>'
    '<a:solidFill><a:schemeClr val="{colour}"/></a:solidFill></a:defRPr></a:lvl1pPr>'
)
LANGUAGES: Final = {"en": "en-US", "zh": "zh-CN"}
"""As PowerPoint names them."""
ROLES: Final = {
    "dk1": "text",
    "lt1": "background",
    "dk2": "muted",
    "lt2": "surface",
    "accent1": "class0",
    "accent2": "class1",
    "accent3": "beta0",
    "accent4": "beta1",
    "accent5": "model",
    "accent6": "gradient",
    "hlink": "model",
    "folHlink": "beta0",
}
"""Which of our colours a colour of the file's theme is, so that what a person adds fits in."""
SECTIONS: Final = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
PRESENTATION: Final = "http://schemas.openxmlformats.org/presentationml/2006/main"
NEWER: Final = "http://schemas.microsoft.com/office/powerpoint/2010/main"


def timing_xml(shape: int, seconds: float, *, loops: bool) -> str:
    """Return the timing of a slide whose one clip starts when the slide is shown.

    Args:
        shape: the id of the clip's shape.
        seconds: how long the clip is.
        loops: whether it begins anew when it has ended; it holds its last picture if not.
    """
    repeat = ' repeatCount="indefinite"' if loops else ""
    length = round(seconds * MILLISECONDS)
    return TIMING.substitute(shape=shape, length=length, repeat=repeat)


@dataclass(frozen=True)
class _Words:
    """Where words are, and how they look.

    Attributes:
        top: of their place, as a fraction of the slide's height.
        height: likewise.
        font: its size in hundredths of a point and its weight, as the file has them.
        colour: the name of one of the theme's.
        anchor: "t" or "b", whether they begin at the top or end at the bottom.
    """

    top: float
    height: float
    font: str
    colour: str
    anchor: str


TITLE: Final = _Words(0.2, 0.3, 'sz="5400" b="1"', "tx1", "b")
BELOW: Final = _Words(0.52, 0.2, 'sz="2800"', "tx2", "t")
ASIDE: Final = _Words(-0.2, 0.16, 'sz="2800"', "tx1", "b")
"""Of a title that a clip's pictures show too: it lies above the slide, where an outline and a
screen reader have it, and nobody sees it twice."""


def check_powerpoint() -> None:
    """Check, before any work, that what writes the file is installed.

    Raises:
        WorkError: it isn't.
    """
    try:
        import pptx  # noqa: F401, PLC0415, most commands need none of this
    except ImportError as error:
        raise WorkError(MISSING) from error


def write_powerpoint(deck: Deck, path: Path) -> None:
    """Write a deck.

    Args:
        deck: what it shows.
        path: where to.
    """
    from pptx import Presentation  # noqa: PLC0415, most commands need none of this

    file = Presentation()
    _widen(file)
    _set_colours(file, deck.appearance)
    _set_layouts(file)
    _describe(file, deck)
    numbers = [[_add(file, deck, slide) for slide in group.slides] for group in deck.groups]
    if len(deck.groups) > 1:
        _name_groups(file, [group.title for group in deck.groups], numbers)
    file.save(str(path))


def _widen(file: "Presentation") -> None:
    """Make slides of 4:3 wide, and all that the layouts have a place for."""
    from pptx.util import Emu  # noqa: PLC0415, as above

    ratio = WIDTH / (file.slide_width or WIDTH)
    file.slide_width, file.slide_height = Emu(WIDTH), Emu(HEIGHT)
    for owner in (file.slide_master, *file.slide_layouts):
        for place in owner.element.xpath(".//p:spPr/a:xfrm"):
            place.off.x, place.ext.cx = round(place.off.x * ratio), round(place.ext.cx * ratio)


def _set_colours(file: "Presentation", appearance: Appearance) -> None:
    from pptx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415, as above

    colours, name = appearance.palette, appearance.theme
    part: Any = file.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    named = "".join(
        f'<a:{role}><a:srgbClr val="{getattr(colours, token)[1:]}"/></a:{role}>'
        for role, token in ROLES.items()
    )
    scheme = f'<a:clrScheme name="gradreel {name}">{named}</a:clrScheme>'.encode()
    part._blob = re.sub(rb"<a:clrScheme.*?</a:clrScheme>", scheme, part.blob, flags=re.DOTALL)


def _set_layouts(file: "Presentation") -> None:
    opening, showing = file.slide_layouts[TITLE_LAYOUT], file.slide_layouts[CLIP_LAYOUT]
    showing.element.cSld.set("name", "Clip")
    words = [*list(opening.placeholders)[:2], next(iter(showing.placeholders))]
    for shape, look in zip(words, (TITLE, BELOW, ASIDE), strict=True):
        _place_words(shape, look)


def _place_words(shape: Any, words: _Words) -> None:
    from pptx.oxml import parse_xml  # noqa: PLC0415, as above

    shape.left, shape.width = LEFT, ACROSS
    shape.top, shape.height = round(words.top * HEIGHT), round(words.height * HEIGHT)
    body = shape.element.txBody
    body.bodyPr.set("anchor", words.anchor)
    for level in body.xpath("./a:lstStyle/a:lvl1pPr"):
        level.getparent().remove(level)
    style = parse_xml(STYLE.format(font=words.font, colour=words.colour))
    body.xpath("./a:lstStyle")[0].insert(0, style)


def _describe(file: "Presentation", deck: Deck) -> None:
    about, language = file.core_properties, deck.appearance.language
    about.title, about.language = deck.title, LANGUAGES.get(language, language)
    about.comments = about.last_modified_by = ""


def _add(file: "Presentation", deck: Deck, slide: Slide) -> int:
    """Add a slide, and return its id."""
    shows, language = isinstance(slide, BeatSlide), deck.appearance.language
    page = file.slides.add_slide(file.slide_layouts[CLIP_LAYOUT if shows else TITLE_LAYOUT])
    if isinstance(slide, BeatSlide):
        _write(page.placeholders[0], slide.title, language)
        _show(page, slide, deck)
    else:
        _write(page.placeholders[0], slide.title, language)
        _write(page.placeholders[1], slide.below, language)
    if slide.notes:
        _write(page.notes_slide.notes_placeholder, slide.notes, language)
    return int(page.slide_id)


def _write(shape: Any, text: str, language: str) -> None:
    """Put a text into a placeholder, in a language that a screen reader can speak."""
    shape.text_frame.text = text
    for paragraph in shape.text_frame.paragraphs:
        for run in paragraph.runs:
            run._r.get_or_add_rPr().set("lang", LANGUAGES.get(language, language))


def _show(page: "Page", slide: BeatSlide, deck: Deck) -> None:
    """Let a beat's clip fill a slide."""
    box = _fitted(deck.picture)
    words = words_of("deck", deck.appearance.language)["clip"].format(
        seconds=f"{slide.seconds:.1f}"
    )
    if slide.poster is None:
        shape: Any = page.shapes.add_picture(str(slide.clip), *box)
    else:
        with slide.clip.open("rb") as clip:
            shape = page.shapes.add_movie(clip, *box, str(slide.poster), "video/mp4")
        _start_by_itself(page, shape.shape_id, slide.seconds, loops=deck.loops)
    shape.name = slide.clip.stem
    shape._element.nvPicPr.cNvPr.set("descr", slide.seen or words)


def _start_by_itself(page: "Page", shape: int, seconds: float, *, loops: bool) -> None:
    """Put our timing in the place of python-pptx's, which waits for a click."""
    from pptx.oxml import parse_xml  # noqa: PLC0415, as above

    for timing in page.element.xpath("./p:timing"):
        page.element.remove(timing)
    page.element.append(parse_xml(timing_xml(shape, seconds, loops=loops)))


def _fitted(picture: Picture) -> "tuple[Emu, Emu, Emu, Emu]":
    """Return the place of a picture on a slide, as large as it can be: left, top, width, height."""
    from pptx.util import Emu  # noqa: PLC0415, as above

    scale = min(WIDTH / picture.width, HEIGHT / picture.height)
    width, height = round(picture.width * scale), round(picture.height * scale)
    return Emu((WIDTH - width) // 2), Emu((HEIGHT - height) // 2), Emu(width), Emu(height)


def _name_groups(
    file: "Presentation", titles: Sequence[str], numbers: Sequence[Sequence[int]]
) -> None:
    """Say which slides belong together, as PowerPoint's sections."""
    from pptx.oxml import parse_xml  # noqa: PLC0415, as above

    groups = "".join(
        f'<p14:section name={quoteattr(title)} id="{_identity(index, title)}"><p14:sldIdLst>'
        + "".join(f'<p14:sldId id="{number}"/>' for number in own)
        + "</p14:sldIdLst></p14:section>"
        for index, (title, own) in enumerate(zip(titles, numbers, strict=True))
    )
    (extensions,) = file.element.xpath("./p:extLst") or [
        parse_xml(f'<p:extLst xmlns:p="{PRESENTATION}"/>')
    ]
    extensions.append(
        parse_xml(
            f'<p:ext xmlns:p="{PRESENTATION}" uri="{SECTIONS}">'
            f'<p14:sectionLst xmlns:p14="{NEWER}">{groups}</p14:sectionLst></p:ext>'
        )
    )
    file.element.append(extensions)


def _identity(index: int, title: str) -> str:
    """Return what tells a section from the others, the same each time."""
    return f"{{{str(uuid5(NAMESPACE_URL, f'{index} {title}')).upper()}}}"
