"""The pictures of the documentation: the README's, which stand outside of its folder."""

from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, InclusionLevel

GIFS = "../assets/gifs"
"""As pages name it, so that they show them in the clone too."""


def on_files(files: Any, config: Any) -> Any:
    """Add them to what MkDocs copies."""
    for path in sorted(Path(config.docs_dir, GIFS).glob("*.gif")):
        files.append(
            File(
                f"{GIFS}/{path.name}",
                config.docs_dir,
                config.site_dir,
                config.use_directory_urls,
                dest_uri=f"gifs/{path.name}",
                inclusion=InclusionLevel.INCLUDED,  # or its dots would hide it
            )
        )
    return files
