"""Specimens and private keys: what makes tickets and documents; never part of a lane."""

from typing import TYPE_CHECKING

from station_gate._doors import doors

if TYPE_CHECKING:
    from station_gate.issuing.authority import Authority, Signer
    from station_gate.issuing.chip import issue_chip
    from station_gate.issuing.dosipas import UicIssuerKey, encode_ticket
    from station_gate.issuing.keys import IssuerKey, keygen
    from station_gate.issuing.mrzwriting import write_zone
    from station_gate.issuing.page.issuing import issue_pages
    from station_gate.issuing.qr import write_qr_png
    from station_gate.issuing.ticket import App, sign_ticket
    from station_gate.issuing.ticketpage import write_page

__all__ = [
    "App",
    "Authority",
    "IssuerKey",
    "Signer",
    "UicIssuerKey",
    "encode_ticket",
    "issue_chip",
    "issue_pages",
    "keygen",
    "sign_ticket",
    "write_page",
    "write_qr_png",
    "write_zone",
]
__getattr__ = doors(__name__)
