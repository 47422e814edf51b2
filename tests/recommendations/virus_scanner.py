"""A real clamd with one signature of its own, for the tests."""

import shutil
import subprocess
import tempfile
from pathlib import Path

# The industry's harmless test file, in two parts so that no scanner takes this one for it.
TEST_VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
CONFIGURATION = """LocalSocket {folder}/clamd
DatabaseDirectory {folder}/signatures
Foreground yes
StreamMaxLength 3M
"""


def clamd():
    """Start clamd, yield the path of its socket once it listens, stop it."""
    folder = Path(tempfile.mkdtemp(prefix="s55-clamd-"))  # a socket's path may have 107 bytes
    program = shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/usr/bin") or shutil.which(
        "clamd"
    )
    (folder / "signatures").mkdir()
    (folder / "signatures" / "own.ndb").write_text(f"Own.Test:0:*:{TEST_VIRUS.hex()}\n")
    (folder / "clamd.conf").write_text(CONFIGURATION.format(folder=folder))
    process = subprocess.Popen(  # noqa: S603
        [program, f"--config-file={folder}/clamd.conf"], stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("Self checking"):
                break
        assert process.poll() is None, "".join(said)
        yield str(folder / "clamd")
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()
        shutil.rmtree(folder)
