"""What is left out while large libraries are imported is there for a scene that wants it."""

import subprocess
import sys

CODE = """
import sys
from gradreel.scenes.make.importing import importing
with importing():
    import numpy as np
    from bs4 import BeautifulSoup
    from scipy.spatial.transform import Rotation
assert not {"soupsieve.css_parser", "numpy.ma.core"} & sys.modules.keys()
assert np.ma.array([1, 2], mask=[0, 1]).sum() == 1
assert BeautifulSoup("<p class=a>hi</p>", "html.parser").select_one(".a").text == "hi"
"""


def test_what_is_rarely_used_is_imported_when_it_is() -> None:
    subprocess.run([sys.executable, "-c", CODE], check=True)
