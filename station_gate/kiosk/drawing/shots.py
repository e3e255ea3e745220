"""Saving a picture of each distinct screen, once it has settled."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pygame

from station_gate.gate.terms import Alarm, Step
from station_gate.kiosk.drawing.gallery import Picture, is_ours, page, pictures_of
from station_gate.lane.view import LaneView
from station_gate.problems import BadInput

SETTLED = 0.7
"""Seconds after which a screen's entrance has been played; a shorter one is taken at its end."""
MID_PASSAGE = 0.5
"""Where in the lane (0 to 1) the passenger is on the second picture of the open gate."""
INDEX = "index.html"
_PNG = [cv2.IMWRITE_PNG_COMPRESSION, 3]

_CAPTIONS = {
    Step.IDLE: "Waiting for a passenger",
    Step.TICKET: "Show your ticket",
    Step.DOCUMENT: "Place your document",
    Step.FACE: "Look at the camera",
    Step.CHECKING: "Checking",
    Step.GO: "Go through",
    Step.REFUSED: "Refused",
    Step.ASSISTANCE: "Staff are coming",
    Step.OUT_OF_SERVICE: "Out of service",
    Step.EVACUATION: "Evacuation",
    Step.FREE_PASSAGE: "Free passage",
}


@dataclass(frozen=True, slots=True)
class Screen:
    """What makes one screen distinct from another."""

    title: str
    lang: str
    step: Step
    details: tuple[str, ...]

    @classmethod
    def of(cls, title: str, lang: str, view: LaneView) -> "Screen":
        """Say which screen ``view`` is shown as."""
        details = []
        if view.reason is not None:
            details.append(view.reason.code)
        if view.step is Step.FACE:
            details += _asked(view)
        if (view.step is Step.TICKET and view.ticket_seen) or (
            view.step is Step.DOCUMENT and view.document_seen
        ):
            details.append("reading")
        if view.document_left and view.step in (Step.IDLE, Step.GO):
            details.append("document_left")
        if view.waits_for_lane:
            details.append("waiting_for_the_lane")
        if view.document_turned:
            details.append("other_side")
        if view.step is Step.GO and view.passenger is not None and view.passenger >= MID_PASSAGE:
            details.append("passing")
        if view.offer_more_time:
            details.append("more_time")
        if view.alarm is not Alarm.NONE:
            details.append(f"alarm_{view.alarm.value}")
        return cls(title, lang, view.step, tuple(details))

    @property
    def settled_after(self) -> float:
        """Seconds from its beginning to its picture; a walking passenger does not wait."""
        return 0.0 if "passing" in self.details else SETTLED

    @property
    def caption(self) -> str:
        """Say in words what it is."""
        return ": ".join((_CAPTIONS[self.step], *self.details)).replace("_", " ")


class Shots:
    """Saves ``01-idle.png``, ``02-ticket.png``, ... and a page that shows them, in ``folder``.

    The names of a show with a title have it after the number, and those in another
    language than the first one's end with its tag. Pictures of an earlier run are
    removed. With a live camera the passenger's face is on the pictures: they are for
    tests. Raises ``BadInput`` when the folder cannot be made or written in, or holds
    somebody else's page.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pictures: list[Picture] = []
        self._taken: set[Screen] = set()
        self._first_lang: str | None = None
        self._screen: Screen | None = None
        self._began = 0.0
        self._unsettled: pygame.Surface | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._clear()
        except OSError as problem:
            raise self._unwritable(problem) from problem
        self._write_page()  # so that a folder that cannot be written in is found out at once

    def see(self, title: str, lang: str, view: LaneView, surface: pygame.Surface) -> None:
        """Look at a frame of the show called ``title`` and save it if it is due."""
        screen = Screen.of(title, lang, view)
        if screen != self._screen:
            self._take_unsettled()
            self._screen, self._began = screen, view.now
        if screen in self._taken:
            return
        if view.now - self._began >= screen.settled_after:
            self._save(screen, surface)
            self._unsettled = None
        else:
            self._unsettled = surface.copy()

    def finish(self) -> None:
        """Save what is still due, and the page."""
        self._take_unsettled()
        self._write_page()

    def _clear(self) -> None:
        """Remove the pictures of an earlier run: those its page shows, and no other file."""
        index = self._folder / INDEX
        if not index.exists():
            return
        html = index.read_text(encoding="utf-8", errors="replace")
        if not is_ours(html):
            raise BadInput(
                f"Pictures cannot be saved in {self._folder}: "
                f"its {INDEX} is not ours; choose another folder."
            )
        for file in pictures_of(html):
            (self._folder / file).unlink(missing_ok=True)

    def _take_unsettled(self) -> None:
        if self._screen is not None and self._unsettled is not None:
            self._save(self._screen, self._unsettled)
        self._unsettled = None

    def _save(self, screen: Screen, surface: pygame.Surface) -> None:
        self._taken.add(screen)
        if self._first_lang is None:
            self._first_lang = screen.lang
        lang = "" if screen.lang == self._first_lang else screen.lang
        words = (screen.title, screen.step.value, *screen.details, lang)
        slugs = [slug for slug in map(_slug, words) if slug]
        file = "-".join((f"{len(self._pictures) + 1:02d}", *slugs)) + ".png"
        rgb = pygame.surfarray.array3d(surface).swapaxes(0, 1)
        _, png = cv2.imencode(".png", np.ascontiguousarray(rgb[:, :, ::-1]), _PNG)
        try:
            (self._folder / file).write_bytes(png.tobytes())
        except OSError as problem:
            raise self._unwritable(problem) from problem
        self._pictures.append(Picture(file, screen.title, screen.caption))

    def _write_page(self) -> None:
        try:
            (self._folder / INDEX).write_text(page(self._pictures), encoding="utf-8")
        except OSError as problem:
            raise self._unwritable(problem) from problem

    def _unwritable(self, problem: OSError) -> BadInput:
        why = problem.strerror or str(problem)
        return BadInput(
            f"Pictures cannot be saved in {self._folder} ({why}); choose another folder."
        )


def _asked(view: LaneView) -> list[str]:
    """Name what the face step asks for: a turn of the head, a steady look, or coaching."""
    if view.light is not None:
        return ["lit"]
    if view.turn is not None:
        return ["look_ahead"] if view.turn.back else [f"turn_{view.turn.side.value}"]
    if view.recognition_behind:
        return ["one_moment"]
    return [] if view.coaching is None else [view.coaching.value]


def _slug(words: str) -> str:
    """Make a piece of a file name: ASCII, lower case, hyphens; empty when nothing is left."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
