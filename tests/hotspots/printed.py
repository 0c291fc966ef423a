"""What a reader of a PDF finds in it: its words, its tags, its pages."""

from __future__ import annotations

import ctypes
import re
import zlib

import pypdfium2
import pypdfium2.raw as pdfium


def words_of(pdf: bytes) -> str:
    """Return all text of a PDF, page after page, with single spaces."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    return " ".join(" ".join(pages).split())


def tags_of(pdf: bytes) -> list[str]:
    """Return the structure of a PDF as a screen reader walks it: ``H1``, ``Table``, ``TR``, …"""
    found: list[str] = []
    for page in pypdfium2.PdfDocument(pdf):
        tree = pdfium.FPDF_StructTree_GetForPage(page)
        for number in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            _walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, number), found)
        pdfium.FPDF_StructTree_Close(tree)
    return found


def _walk(element, found: list[str]) -> None:
    if not element:
        return
    found.append(_text(pdfium.FPDF_StructElement_GetType, element))
    if told := _text(pdfium.FPDF_StructElement_GetAltText, element):
        found.append(f"alt: {told}")
    for number in range(pdfium.FPDF_StructElement_CountChildren(element)):
        _walk(pdfium.FPDF_StructElement_GetChildAtIndex(element, number), found)


def _text(ask, element) -> str:
    size = ask(element, None, 0)
    buffer = ctypes.create_string_buffer(size)
    ask(element, buffer, size)
    return buffer.raw.decode("utf-16-le").rstrip("\0")


def insides_of(pdf: bytes) -> str:
    """Return everything in a PDF, unpacked: its objects as they are written."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S)
    unpacked = [pdf]
    for one in packed:
        try:
            unpacked.append(zlib.decompress(one))
        except zlib.error:
            unpacked.append(one)
    return b"\n".join(unpacked).decode("latin-1")


def pages_of(pdf: bytes) -> int:
    """Return how many pages there are."""
    return len(pypdfium2.PdfDocument(pdf))


def size_of(pdf: bytes) -> tuple[float, float]:
    """Return width and height of the first page in millimetres."""
    width, height = pypdfium2.PdfDocument(pdf)[0].get_size()
    return round(width * 25.4 / 72), round(height * 25.4 / 72)
