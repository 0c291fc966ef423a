"""Shape what the pages of people and devices show."""

from __future__ import annotations

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode


def qr_path(text: str) -> tuple[str, int]:
    """Return a QR code as the path of one SVG shape, and the length of its side in modules.

    The quiet edge of four modules that scanners need is part of the side. Source: ISO/IEC 18004.
    """
    code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    runs = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark]
    return "".join(runs), len(rows)
