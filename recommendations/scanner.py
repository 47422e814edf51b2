"""Asking ClamAV about a file: its own protocol over a socket, the file streamed piece by piece."""

import socket
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from django.conf import settings

PIECE = 64 * 1024
MOST_SECONDS = 60
LONGEST_ANSWER = 4096


class ScannerAway(Exception):
    """The scanner cannot be asked now. The file waits."""


class TooLargeToScan(Exception):
    """The scanner takes no file of this size."""


def scan(file: IO[bytes], address: str) -> str:
    """Return the name of the virus that clamd at `address` finds in `file`, or "" for none.

    `address` is a path to its socket, or "host:port". Raises ScannerAway and TooLargeToScan.
    """
    try:
        with _connected(address) as clamd:
            answer = _asked(clamd, file)
    except OSError as error:
        raise ScannerAway(f"The virus scanner does not answer: {error}") from error
    said = answer.removeprefix("stream:").strip()
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")
    if "size limit exceeded" in said:
        raise TooLargeToScan
    raise ScannerAway(f"The virus scanner answered: {said or 'nothing'}")


def virus_in(paths: Iterable[Path]) -> str:
    """Return the virus in the first of these files that holds one, or ""; "" without a scanner.

    Raises ScannerAway and TooLargeToScan.
    """
    for path in paths if settings.CLAMD else ():
        with path.open("rb") as file:
            if found := scan(file, settings.CLAMD):
                return found
    return ""


def _connected(address: str) -> socket.socket:
    host, mark, port = address.rpartition(":")
    if mark and port.isdecimal():
        return socket.create_connection((host, int(port)), timeout=MOST_SECONDS)
    clamd = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    clamd.settimeout(MOST_SECONDS)
    try:
        clamd.connect(address)
    except OSError:
        clamd.close()
        raise
    return clamd


def _asked(clamd: socket.socket, file: IO[bytes]) -> str:
    clamd.sendall(b"zINSTREAM\0")
    try:
        while piece := file.read(PIECE):
            clamd.sendall(struct.pack("!L", len(piece)) + piece)
        clamd.sendall(struct.pack("!L", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it stops reading at its limit, and has said so
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        piece = clamd.recv(LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0").decode(errors="replace")
