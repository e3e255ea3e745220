"""ONNX Runtime, silenced: the one place that imports it.

Its wheels (1.29 and later) tell their maker about each start, each model and its use. The
decision is latched when the library is loaded, so that the variable must be set before the
import; the call afterwards is for platforms that know only the call.
"""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

from onnxruntime import InferenceSession, SessionOptions, disable_telemetry_events

disable_telemetry_events()

__all__ = ["InferenceSession", "SessionOptions"]
