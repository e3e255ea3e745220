"""Cameras and recordings to frames. Nothing else opens a device or a video file."""
