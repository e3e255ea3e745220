"""Cameras, recordings and pictures. Nothing else opens a device, a video or a picture file."""

from typing import TYPE_CHECKING

from station_gate._doors import doors

if TYPE_CHECKING:
    from station_gate.capture.camera import Camera, Cameras, open_cameras
    from station_gate.capture.devices import list_cameras
    from station_gate.capture.frame import Frame
    from station_gate.capture.image import decode_image, read_image
    from station_gate.capture.recording import Recording
    from station_gate.capture.sources import FrameSource
    from station_gate.capture.still import Still
    from station_gate.capture.video import Video, frames_of

__all__ = [
    "Camera",
    "Cameras",
    "Frame",
    "FrameSource",
    "Recording",
    "Still",
    "Video",
    "decode_image",
    "frames_of",
    "list_cameras",
    "open_cameras",
    "read_image",
]
__getattr__ = doors(__name__)
