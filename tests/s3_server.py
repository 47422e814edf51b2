"""A server that speaks S3, as a process of its own: moto's, where it is installed.

It cannot be among the requirements: it needs a package named as one of our apps is.
MOTO_SERVER names the program where it is not on the PATH.
"""

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator

import boto3
import pytest

BUCKET, KEY = "section-55", "not-a-real-key"


def s3_server() -> Iterator[str]:
    """Start it, make an empty bucket, yield its address, stop it."""
    program = os.environ.get("MOTO_SERVER") or shutil.which("moto_server")
    if not program:
        pytest.skip("No S3-compatible server here: set MOTO_SERVER to moto's moto_server.")
    process = subprocess.Popen(  # noqa: S603
        [program, "-H", "127.0.0.1", "-p", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd="/",
    )  # fmt: skip
    try:
        address = next(found[0] for line in process.stdout if (found := _address(line)))
        drain = threading.Thread(target=process.stdout.read, daemon=True)
        drain.start()
        client = boto3.client(
            "s3", endpoint_url=address, region_name="eu-west-2",
            aws_access_key_id=KEY, aws_secret_access_key=KEY,
        )  # fmt: skip
        client.create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"}
        )
        client.close()
        yield address
    finally:
        process.terminate()
        process.wait(20)
        drain.join(20)
        process.stdout.close()


def _address(line: str) -> re.Match | None:
    return re.search(r"http://127\.0\.0\.1:\d+", line)
