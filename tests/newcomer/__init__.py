"""A scene and an optimizer as a newcomer would add them, in the folder `files`."""
