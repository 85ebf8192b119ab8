"""When a clip on a slide of PowerPoint plays: by itself, once or again and again."""

from string import Template
from typing import Final

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
