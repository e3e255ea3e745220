"""Codes in pictures: where they are, how they are prepared, what they say."""

from typing import TYPE_CHECKING

from station_gate._doors import doors

if TYPE_CHECKING:
    from station_gate.barcodes.finding import FoundCode, find_codes
    from station_gate.barcodes.looking import Barcode
    from station_gate.barcodes.reader import BarcodeReader

__all__ = [
    "Barcode",
    "BarcodeReader",
    "FoundCode",
    "find_codes",
]
__getattr__ = doors(__name__)
