"""Whether a living person stands before the camera: a turn of the head that was asked for."""
