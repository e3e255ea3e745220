"""OpenCV as the capture package uses it: told to keep its own messages to itself.

OpenCV and the FFmpeg inside it write to the terminal about every broken video
and every absent camera. We say these things ourselves, in one sentence.
"""

import os

# FFmpeg's level is read when the first video is opened; -8 is AV_LOG_QUIET
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")

import cv2

if "OPENCV_LOG_LEVEL" not in os.environ:  # somebody who asks for the messages gets them
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

__all__ = ["cv2"]
