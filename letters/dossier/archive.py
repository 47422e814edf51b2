"""A ZIP being written: files go through memory piece by piece, each hash is written down."""

import hashlib
import zipfile
from dataclasses import dataclass, field

from django.utils.text import get_valid_filename

from recommendations.stored import PIECE, NotAsGiven, Stored

MANIFEST = "manifest-sha256.txt"  # as sha256sum -c reads it, which passes over lines with "#"
LEFT_OUT = "left-out.txt"


@dataclass
class Archive:
    """What is in it, what is left out and why, and which files were not as they were given."""

    file: zipfile.ZipFile
    hashes: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    not_as_given: list[NotAsGiven] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def add(self, folder: str, name: str, stored: Stored) -> None:
        """Add a stored file under a name that no other has, or say why it is left out."""
        path = self._free(folder, name)
        try:
            source = stored.opened()
        except NotAsGiven as error:
            self.left_out.append(f"{path}: {error}")
            self.not_as_given.append(error)
            return
        digest = hashlib.sha256()
        with source, self.file.open(path, "w", force_zip64=True) as to:
            while piece := source.read(PIECE):
                digest.update(piece)
                to.write(piece)
        self.hashes.append((digest.hexdigest(), path))

    def write(self, name: str, content: bytes) -> None:
        self.file.writestr(name, content)
        self.hashes.append((hashlib.sha256(content).hexdigest(), name))

    def close(self) -> None:
        """Write what is left out, and the hash of all that is in it."""
        left = [" ".join(line.split()) for line in self.left_out]
        if left:
            self.write(LEFT_OUT, "".join(f"{line}\n" for line in left).encode())
        lines = [f"# Left out: {line}\n" for line in left]
        lines += [f"{digest}  {path}\n" for digest, path in self.hashes]
        self.file.writestr(MANIFEST, "".join(lines))

    def _free(self, folder: str, name: str) -> str:
        safe = get_valid_filename(name) if name.strip(" ./\\") else "file"
        path, count = f"{folder}/{safe}", 1
        while path in self.taken:
            count += 1
            path = f"{folder}/{count}-{safe}"
        self.taken.add(path)
        return path
