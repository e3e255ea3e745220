"""Read the ticket in a picture, and check its signature with an issuer's public keys."""

import sys
from pathlib import Path

from station_gate import read_tickets
from station_gate.tickets import KeyRing, Trust


def main(picture: str, issuers: str) -> None:
    """Print what each code says, in plain words."""
    for ticket in read_tickets(picture, Trust(own=KeyRing.load(Path(issuers)))):
        print(f"{ticket.code.symbology}, signed: {'yes' if ticket.signature_holds else 'no'}")
        for about, words in ticket.facts:
            print(f"  {about}: {words}")


if __name__ == "__main__":
    main(*sys.argv[1:])
