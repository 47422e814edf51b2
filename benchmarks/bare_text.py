"""Take the bare text out of a PDF, and nothing more: `python -m benchmarks.bare_text PDF`."""

import sys

import pypdfium2

for page in pypdfium2.PdfDocument(sys.argv[1]):
    page.get_textpage().get_text_bounded()
