"""Reading a report's file apart, where no file can harm the service."""

import json
import sys
from typing import Any

from pcc_tracker import apart
from recommendations.extraction.errors import ExtractionError
from recommendations.intake import Asked, read_file, read_register
from recommendations.registers import Mapping
from recommendations.sources import page_png, read_tables

MOST_SECONDS = 15
MOST_WAIT = 18
MOST_MEMORY = 1024 * 1024 * 1024
TOO_MUCH = (
    "This file is damaged, or takes too long to read. Copy the recommendations out of it and"
    " paste them."
)


def read_apart(data: bytes, ending: str, asked: Asked) -> dict[str, Any]:
    """Return what `read_file` does; raise ExtractionError, also for what cannot be survived."""
    return _answer("read", asked.as_json() + b"\n" + data, ending)


def _answer(job: str, payload: bytes, argument: str) -> dict[str, Any]:
    try:
        said = json.loads(
            apart.run(
                "recommendations.apart",
                payload,
                job,
                argument,
                seconds=MOST_SECONDS,
                wait=MOST_WAIT,
            )
        )
    except (apart.Failed, ValueError) as error:
        raise ExtractionError(TOO_MUCH) from error
    if "problem" in said:
        raise ExtractionError(said["problem"])
    return said


def tables_apart(data: bytes, ending: str) -> list[dict[str, Any]]:
    """Return the sheets of a register, each its name and rows. Raises ExtractionError."""
    return _answer("tables", data, ending)["sheets"]


def register_apart(sheets: list[Any], mapping: Mapping, asked: Asked) -> dict[str, Any]:
    """Return what `read_register` does. Raises ExtractionError."""
    told = json.dumps([mapping.as_data(), sheets]).encode()
    return _answer("register", asked.as_json() + b"\n" + told, "")


def page_apart(data: bytes, page: int) -> bytes:
    """Return one page of a PDF as a PNG. Raises ExtractionError."""
    try:
        return apart.run(
            "recommendations.apart",
            data,
            "page",
            str(page),
            seconds=MOST_SECONDS,
            wait=MOST_WAIT,
        )
    except apart.Failed as error:
        raise ExtractionError("This page cannot be shown.") from error


def _read(data: bytes, ending: str) -> dict[str, Any]:
    asked, _, file = data.partition(b"\n")
    return read_file(file, ending, Asked.from_json(asked))


def _tables(data: bytes, ending: str) -> dict[str, Any]:
    return {"sheets": [{"name": t.sheet, "rows": t.rows} for t in read_tables(data, ending)]}


def _register(data: bytes, _: str) -> dict[str, Any]:
    asked, _, told = data.partition(b"\n")
    mapping, sheets = json.loads(told)
    return read_register(sheets, Mapping.from_data(mapping), Asked.from_json(asked))


JOBS = {"read": _read, "tables": _tables, "register": _register}


def main(job: str, argument: str) -> None:
    apart.limit(seconds=MOST_SECONDS, memory=MOST_MEMORY)
    data = sys.stdin.buffer.read()
    if job == "page":
        sys.stdout.buffer.write(page_png(data, int(argument)))
        return
    try:
        said = JOBS[job](data, argument)
    except ExtractionError as error:
        said = {"problem": str(error)}
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
