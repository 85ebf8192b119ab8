"""What is left out while large libraries are imported is there for a scene that wants it."""

import subprocess
import sys

CODE = """
import sys
from gradreel.scenes.app.importing import importing
with importing():
    from bs4 import BeautifulSoup
assert "soupsieve.css_parser" not in sys.modules
assert BeautifulSoup("<p class=a>hi</p>", "html.parser").select_one(".a").text == "hi"
"""


def test_selectors_are_imported_when_they_are_used() -> None:
    subprocess.run([sys.executable, "-c", CODE], check=True)
