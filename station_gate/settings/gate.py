"""Settings of where the gate stands."""

from typing import Literal

from pydantic import Field

from station_gate.gate.profile import GateProfile
from station_gate.settings.section import Section, seconds

_PROFILE = GateProfile(station="HBR")


class GateSection(Section):
    """Where the gate stands and which tickets it takes."""

    name: str = Field("Gate 4", min_length=1, max_length=24, description="Shown on every screen.")
    station: str = Field(
        _PROFILE.station,
        min_length=1,
        max_length=12,
        description="Station code; tickets must start here.",
    )
    also_called: list[str] = Field(
        [],
        description="Other codes and names of the station on tickets, such as its UIC number.",
    )
    area_tickets: list[str] = Field(
        [],
        description="Products without stations (day tickets, passes) that are good here; "
        "others go to staff.",
    )
    time_zone: str = Field(
        "",
        description='Of the station, such as "Europe/Berlin" or "UTC"; default: this machine\'s.',
    )
    direction: Literal["entry", "exit"] = Field(
        "entry",
        description="entry leads to the trains; exit lets people out by their ticket alone.",
    )
    service: bool = Field(
        _PROFILE.service_mode,
        description="In service, specimen tickets are refused; false only for training.",
    )
    platforms: list[str] = Field(
        [], description="Platforms that the gate leads to; empty means all."
    )
    trains: dict[str, str] = Field(
        {},
        description="Trains and their platforms, beside those of files.timetable; with neither "
        "the gate takes every train.",
    )
    classes: list[str] = Field(
        [], description='Classes of travel that the gate is for, such as "1"; empty means all.'
    )
    wide: bool = Field(
        _PROFILE.wide, description="Wide enough for a wheelchair, a pushchair or a bicycle."
    )
    station_names: dict[str, str] = Field(
        {}, description="Names of station codes, for the screen; a code without one is shown."
    )
    boarding_opens: float = seconds(
        _PROFILE.boarding_opens, 0, 86400, "The gate lets passengers in this long before departure."
    )
    boarding_closes: float = seconds(
        _PROFILE.boarding_closes,
        0,
        86400,
        "The gate stops letting passengers in this long before departure.",
    )
    exit_needs_entry: bool = Field(
        _PROFILE.exit_needs_entry,
        description="On the way out: only who has entered, by the journal; false where the "
        "journal does not know the entries of other stations.",
    )
    liveness: Literal["off", "passive", "in_doubt", "always"] = Field(
        "always",
        description="Whose head has to turn, so that a photograph does not get in: everybody's "
        "(always: stops prints; 2 s), that of whoever raises a doubt (in_doubt: lets most prints "
        "in), or nobody's (passive: whoever raises a doubt is sent to staff; off: nothing is "
        "doubted).",
    )
    turn: Literal["random", "left", "right"] = Field(
        "random", description="Which way: anything but random is for tests."
    )
    screen_light: bool = Field(
        False,
        description="Experimental and unproven: the screen also lights every face that matches "
        "with colours, against phones and tablets.",
    )
    return_within: float = seconds(
        _PROFILE.return_within,
        0,
        86400,
        "So long after entering, a passenger may leave again where they entered.",
    )
