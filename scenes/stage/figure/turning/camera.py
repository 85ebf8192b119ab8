"""From where a landscape is seen, and how its room becomes pixels."""

from dataclasses import dataclass, replace

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.story.values import read

VIEW = ("azimuth", "elevation", "zoom", "centred", "at_x", "at_y", "aside", "tall")
"""A story's values that say from where its landscape is seen, in the order of `Camera`."""

ABOVE = 90.0
"""The elevation from which a landscape is a map."""

FRONT = -90.0
"""The azimuth from which x grows to the right and y away from the viewer."""


@dataclass(frozen=True)
class Camera:
    """From where the landscape is seen, infinitely far away.

    Attributes:
        azimuth, elevation: of the direction to the camera, in degrees.
        zoom: how many times as large as at rest.
        centred: from 0, the whole landscape in the middle of its box, to 1, the point below.
        at_x, at_y: the parameters of the point that the camera pushes in on.
        aside: from 0, all of the frame's width, to 1, left of a panel.
        tall: how many times as high as at rest the landscape is drawn.
    """

    azimuth: float = -72.0
    elevation: float = 44.0
    zoom: float = 1.0
    centred: float = 0.0
    at_x: float = 0.0
    at_y: float = 0.0
    aside: float = 0.0
    tall: float = 1.0

    @property
    def towards(self) -> FloatArray:
        """The direction (3,) from the landscape to the camera, of length 1."""
        turn, rise = np.radians(self.azimuth), np.radians(self.elevation)
        return np.array([np.cos(rise) * np.cos(turn), np.cos(rise) * np.sin(turn), np.sin(rise)])

    @property
    def values(self) -> dict[str, float]:
        """The story's values of `VIEW`."""
        return {name: float(getattr(self, name)) for name in VIEW}

    @classmethod
    def now(cls) -> "Camera":
        """The one that the story has now."""
        return cls(*map(read, VIEW))

    def turned(self, degrees: float) -> "Camera":
        """The camera after it has gone about the landscape, to the right if positive."""
        return replace(self, azimuth=self.azimuth + degrees)

    def above(self) -> "Camera":
        """The camera from which the landscape is a map."""
        return replace(self, azimuth=FRONT, elevation=ABOVE)


@dataclass(frozen=True, eq=False)
class Projection:
    """From the room in which a landscape stands to pixels, along parallel rays.

    Attributes:
        right, up: directions (3,) of the picture in the room, of length 1; up is longer where
            heights are drawn larger.
        towards: the direction (3,) to the camera.
        scale: pixels per unit of the room.
        offset: (2,) pixels of the room's origin.
    """

    right: FloatArray
    up: FloatArray
    towards: FloatArray
    scale: float
    offset: FloatArray

    @classmethod
    def along(cls, camera: Camera) -> "Projection":
        """Look at the room's origin, a pixel for each unit."""
        turn, towards = np.radians(camera.azimuth), camera.towards
        right = np.array([-np.sin(turn), np.cos(turn), 0.0])
        up = np.cross(towards, right) * [1.0, 1.0, camera.tall]
        return cls(right, up, towards, 1.0, np.zeros(2))

    def __call__(self, places: FloatArray) -> FloatArray:
        """Turn places (..., 3) of the room into pixels (..., 2)."""
        axes = np.stack([self.right, self.up], axis=1)
        return np.asarray(places @ axes * self.scale + self.offset)
