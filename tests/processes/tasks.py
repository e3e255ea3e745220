"""Tasks for watched processes: made and run in a process of their own."""

import ctypes
import os
import resource
import signal
import time
from pathlib import Path
from typing import NoReturn

from station_gate.problems import DeviceMissing
from station_gate.processes.pictures import Pixels
from station_gate.processes.watched import Task


class Poison:
    """What cannot be understood where it arrives."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return _spit, ("damaged",)


def _spit(word: str) -> NoReturn:
    raise ValueError(word)


def make_task() -> Task:
    """Make one that does to its process what it is asked to."""
    return _do


def _do(request: object, picture: Pixels | None) -> object:
    match request:
        case "mean":
            assert picture is not None
            return float(picture.mean())
        case "pid":
            return os.getpid()
        case "privacy":
            dumpable = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)  # PR_GET_DUMPABLE
            return resource.getrlimit(resource.RLIMIT_CORE), dumpable
        case "segfault":
            ctypes.string_at(0)
        case "abort":
            os.abort()
        case "hang":
            time.sleep(600)
        case "stop":
            os.kill(os.getpid(), signal.SIGSTOP)
        case "raise":
            raise MemoryError
        case "leave":
            os._exit(7)
        case "poison":
            return Poison()
    return request


def never_made() -> Task:
    raise DeviceMissing("The model is missing; install it.")


class MadeOnce:
    """Can be made only while a file is there."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __call__(self) -> Task:
        if not self._file.exists():
            raise DeviceMissing("The model is missing; install it.")
        return _do


class DiesYoung:
    """Crashes while it is being made."""

    def __call__(self) -> Task:
        os.kill(os.getpid(), signal.SIGBUS)
        return _do
