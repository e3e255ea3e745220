"""The second barcode reader: zbar, for the codes without a quiet zone that zxing misses.

``pyzbar.decode`` itself cannot be used: it lets zbar turn binary payloads into
text and raises on some hostile codes. So its wrapper of the C library is driven
here, with zbar's binary switch set and only QR codes on.
"""

import ctypes
import logging
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

_LOG = logging.getLogger(__name__)
_ALL, _QR_CODE = 0, 64  # zbar_symbol_type_t
_ENABLE, _BINARY = 0, 4  # zbar_config_t; binary since 0.23.1 (pyzbar calls 4 "number of")
_Y800 = int.from_bytes(b"Y800", "little")  # the pixel format: 8-bit gray

Corners = tuple[tuple[float, float], ...]


class Zbar:
    """QR codes in gray pictures, by the system's libzbar."""

    def __init__(self, wrapper: ModuleType) -> None:
        self._zbar = wrapper

    @classmethod
    def load(cls) -> "Zbar | None":
        """Find the system's libzbar; ``None`` where it is absent or older than 0.23.1."""
        try:
            from pyzbar import wrapper
        except (ImportError, OSError):
            return None
        scanner = wrapper.zbar_image_scanner_create()
        refused = wrapper.zbar_image_scanner_set_config(scanner, _QR_CODE, _BINARY, 1)
        wrapper.zbar_image_scanner_destroy(scanner)
        return None if refused else cls(wrapper)

    def read(self, gray: NDArray[np.uint8]) -> list[tuple[bytes, Corners]]:
        """Read the QR codes of a picture, uint8 (H, W): payload and outline of each.

        A picture that zbar cannot cope with holds no codes.
        """
        try:
            return list(self._scan(np.ascontiguousarray(gray)))
        except Exception as error:
            _LOG.warning("zbar could not read a frame: %r", error)
            return []

    def _scan(self, gray: NDArray[np.uint8]) -> Iterator[tuple[bytes, Corners]]:
        zbar = self._zbar
        height, width = gray.shape
        scanner, image = zbar.zbar_image_scanner_create(), zbar.zbar_image_create()
        try:
            zbar.zbar_image_scanner_set_config(scanner, _ALL, _ENABLE, 0)
            zbar.zbar_image_scanner_set_config(scanner, _QR_CODE, _ENABLE, 1)
            zbar.zbar_image_scanner_set_config(scanner, _QR_CODE, _BINARY, 1)
            zbar.zbar_image_set_format(image, _Y800)
            zbar.zbar_image_set_size(image, width, height)
            zbar.zbar_image_set_data(image, gray.ctypes.data, gray.nbytes, None)
            zbar.zbar_scan_image(scanner, image)
            symbol = zbar.zbar_image_first_symbol(image)
            while symbol:
                yield self._payload(symbol), self._corners(symbol)
                symbol = zbar.zbar_symbol_next(symbol)
        finally:
            zbar.zbar_image_destroy(image)
            zbar.zbar_image_scanner_destroy(scanner)

    def _payload(self, symbol: Any) -> bytes:
        length = self._zbar.zbar_symbol_get_data_length(symbol)
        return ctypes.string_at(self._zbar.zbar_symbol_get_data(symbol), length)

    def _corners(self, symbol: Any) -> Corners:
        zbar = self._zbar
        return tuple(
            (
                float(zbar.zbar_symbol_get_loc_x(symbol, n)),
                float(zbar.zbar_symbol_get_loc_y(symbol, n)),
            )
            for n in range(zbar.zbar_symbol_get_loc_size(symbol))
        )
