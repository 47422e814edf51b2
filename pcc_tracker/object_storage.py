"""Private files in a bucket of an S3-compatible service instead of a folder.

Asked for by settings; needs the extra `s3`. What goes wrong there is told as what goes
wrong on a disk is, so that nothing else here knows where files lie.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from boto3.s3.transfer import TransferConfig
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

ON_DISK_FROM = 1024 * 1024  # bytes of a file that may be held in memory while it is read

PIECE = 5 * 1024 * 1024  # the smallest that S3 takes; threads would hold several in memory


@contextmanager
def _told_as_of_a_disk() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise OSError(5, f"the object storage did not do it ({type(error).__name__})") from error


def _like_a_disk(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def guarded(*args: Any, **options: Any) -> Any:
        with _told_as_of_a_disk():
            return method(*args, **options)

    return guarded


class ObjectStorage(S3Storage):
    """Never public, never overwritten, never linked to: files leave by the service's own pages."""

    def get_default_settings(self) -> dict[str, Any]:
        return super().get_default_settings() | {
            "file_overwrite": False,
            "default_acl": None,
            "querystring_auth": True,
            "max_memory_size": ON_DISK_FROM,
            "transfer_config": TransferConfig(use_threads=False, multipart_chunksize=PIECE),
        }

    @_like_a_disk
    def _open(self, name: str, mode: str = "rb") -> Any:
        opened = super()._open(name, mode)
        if "r" in mode:
            opened.file  # noqa: B018 - fetched now, so that what fails fails here
        return opened

    _save = _like_a_disk(S3Storage._save)
    delete = _like_a_disk(S3Storage.delete)
    exists = _like_a_disk(S3Storage.exists)
    listdir = _like_a_disk(S3Storage.listdir)
    size = _like_a_disk(S3Storage.size)
    get_modified_time = _like_a_disk(S3Storage.get_modified_time)

    def url(self, name: str, *args: Any, **options: Any) -> str:
        raise NotImplementedError("Private files have no address of their own.")
