"""``station-gate ticket inspect``: what the codes in a picture, a video or a file say."""

import json
from pathlib import Path

from station_gate.assembly.calls import ReadTicket, read_tickets
from station_gate.assembly.resources import demo_file
from station_gate.problems import ExitCode
from station_gate.tickets.format import Trust
from station_gate.tickets.own.keys import KeyRing
from station_gate.tickets.uic.registry import UicKeys

JSON_VERSION = 2


def run_inspect(path: Path, issuers: Path | None, uic_keys: Path | None, as_json: bool) -> ExitCode:
    """Say what every code in a file says; the answer is no without a good signature."""
    trust = Trust(
        own=KeyRing.load(issuers or demo_file("issuer/keys.toml")),
        uic=UicKeys.load(uic_keys or demo_file("issuer/uic-keys.xml")),
    )
    explained = read_tickets(path, trust)
    if as_json:
        codes = [_plain(each) for each in explained]
        print(json.dumps({"version": JSON_VERSION, "codes": codes}))
    else:
        print("\n\n".join(_text(each) for each in explained))
    good = any(each.signature_holds for each in explained)
    return ExitCode.OK if good else ExitCode.NO


def _plain(explained: ReadTicket) -> dict[str, object]:
    found = explained.code
    return {
        "symbology": found.symbology,
        "bytes": len(found.payload),
        "frame": found.frame,
        "seconds": found.seconds,
        "signature_holds": explained.signature_holds,
        "summary": dict(explained.facts),
        "fields": [{"field": f, "value": v, "note": n} for f, v, n in explained.lines],
    }


def _text(explained: ReadTicket) -> str:
    facts = [*explained.facts, ("read", explained.code.place)]
    width = max(len(about) for about, _ in facts)
    top = [f"{about:<{width}}  {words}" for about, words in facts]
    width = max(len(field) for field, _, _ in explained.lines)
    below = [
        f"  {field:<{width}}  {value}" + (f"  ({note})" if note else "")
        for field, value, note in explained.lines
    ]
    return "\n".join([*top, "", "field by field", *below])
