"""Reading a report's file apart, where no file can harm the service."""

import json
import sys
from typing import Any

from pcc_tracker import apart
from recommendations.extraction.errors import ExtractionError
from recommendations.intake import Asked, read_file
from recommendations.sources import page_png

MOST_SECONDS = 15
MOST_WAIT = 18
MOST_MEMORY = 1024 * 1024 * 1024
TOO_MUCH = (
    "This file is damaged, or takes too long to read. Copy the recommendations out of it and"
    " paste them."
)


def read_apart(data: bytes, ending: str, asked: Asked) -> dict[str, Any]:
    """Return what `read_file` does; raise ExtractionError, also for what cannot be survived."""
    payload = asked.as_json() + b"\n" + data
    try:
        said = json.loads(
            apart.run(
                "recommendations.apart",
                payload,
                "read",
                ending,
                seconds=MOST_SECONDS,
                wait=MOST_WAIT,
            )
        )
    except (apart.Failed, ValueError) as error:
        raise ExtractionError(TOO_MUCH) from error
    if "problem" in said:
        raise ExtractionError(said["problem"])
    return said


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


def main(job: str, argument: str) -> None:
    apart.limit(seconds=MOST_SECONDS, memory=MOST_MEMORY)
    data = sys.stdin.buffer.read()
    if job == "page":
        sys.stdout.buffer.write(page_png(data, int(argument)))
        return
    asked, _, file = data.partition(b"\n")
    try:
        said = read_file(file, argument, Asked.from_json(asked))
    except ExtractionError as error:
        said = {"problem": str(error)}
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
