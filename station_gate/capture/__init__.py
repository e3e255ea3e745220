"""Cameras, recordings and pictures. Nothing else opens a device, a video or a picture file."""
