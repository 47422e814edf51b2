"""What a letter costs, beside the plain use of the same libraries and beside other programs.

    python -m benchmarks.letters [--rounds 15] [--many 200]

Four tables: (a) one sealed letter of three pages, PDF/A-3a and PDF/UA-1 with a PAdES B-B
signature, against WeasyPrint and pyHanko used as their manuals begin; (b) many such
letters on two processes; (c) other programs on the same words, unsealed, those that are
installed (ReportLab tags and embeds nothing); (d) from a request for the preview to its
PDF. Times are medians of runs in turns. On a machine that is busy with other work trust
the processor's time and the ratios: "/s of CPU" is how many letters two processors of
one's own would make.

It works on an SQLite database and a folder of its own and leaves nothing behind.
"""

import benchmarks.ready  # noqa: F401

# isort: split
import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import override_settings, setup_test_environment
from django.urls import reverse
from PIL import Image, ImageDraw

from accounts.permissions import Role
from benchmarks import measuring, rivals
from letters.certificates import DEVELOPMENT_FROM, DEVELOPMENT_UNTIL, SIGNING_ONLY, load_signer
from letters.render import render_letter
from letters.seal import seal
from letters.words import LetterWords
from tests.factories import AT, make_letter, make_user
from tests.letters.sample_words import WORDS

PASSPHRASE = "for this run only"  # noqa: S105
RATIO, RATE, GROWTH, PREVIEW = 0.33, 15, 20, 500
MORE = "\n\nThe Coastal Unit went to each harbour and spoke to those who work there." * 8


def picture(width: int, height: int) -> bytes:
    image, out = Image.new("RGBA", (width, height), (0, 0, 0, 0)), BytesIO()
    draw = ImageDraw.Draw(image)
    for step in range(0, height // 2, 9):
        draw.ellipse((step, step, width - step, height - step), fill=(step % 255, 60, 110, 255))
    image.save(out, "PNG")
    return out.getvalue()


PICTURES = {"logo": picture(1181, 472), "signature": picture(900, 300)}


def letter() -> LetterWords:
    """Return a letter of three pages with a logo and a signature."""
    logo, signature = (
        default_storage.save(f"{name}.png", ContentFile(png)) for name, png in PICTURES.items()
    )
    return replace(
        WORDS,
        letterhead=replace(WORDS.letterhead, logo=logo),
        signatory=replace(WORDS.signatory, image=signature),
        sections=tuple(replace(section, text=section.text + MORE) for section in WORDS.sections),
        marking="OFFICIAL",
        colour="#0b4f6c",
    )


def certificate(folder: Path, key) -> Path:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Benchmark")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1)
    builder = builder.not_valid_before(DEVELOPMENT_FROM).not_valid_after(DEVELOPMENT_UNTIL)
    signed = builder.add_extension(SIGNING_ONLY, critical=True).sign(key, hashes.SHA256())
    lock = BestAvailableEncryption(PASSPHRASE.encode())
    path = folder / f"{type(key).__name__}.p12"
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"b", key, signed, None, lock))
    return path


def sealed(words: LetterWords, key: Path) -> bytes:
    signer = load_signer(key, PASSPHRASE)
    said = {"reason": "Signed", "name": words.signatory.name, "location": words.letterhead.name}
    return seal(render_letter(words, sealed=True), signer=signer, at=AT, **said)


def naive(words: LetterWords, key: Path) -> bytes:
    return rivals.naive_seal(rivals.naive_draw(words, PICTURES), key, PASSPHRASE)


def memory_of(how: Callable, files: Path, key: Path, count: int) -> tuple[float, float]:
    """Return resident MiB after the first letter, and the peak after `count` more."""
    with override_settings(MEDIA_ROOT=files):
        words = letter()
        how(words, key)
        before = measuring.resident()
        for _ in range(count):
            how(words, key)
        return before, measuring.peak()


def one_letter(keys: dict[str, Path], files: Path, rounds: int) -> bool:
    """(a) Print what one sealed letter costs; say whether the target is met."""
    words = letter()
    works = {
        (name, how): (lambda make=make, key=key: make(words, key))
        for name, key in keys.items()
        for how, make in (("ours", sealed), ("naive", naive))
    }
    costs = measuring.interleaved(works, rounds)
    rows, ratios = [], []
    for name, key in keys.items():
        base, ours = costs[(name, "naive")][1], costs[(name, "ours")][1]
        ratios.append(ours / base)
        for how, make in (("naive", naive), ("ours", sealed)):
            wall, cpu = costs[(name, how)]
            [(first, most)] = measuring.in_processes(memory_of, [(make, files, key, 30)])
            size = len(make(words, key)) / 1024
            rows.append([f"{name}, {how}", cpu, wall, cpu / base, size, first, most])
    document = pypdfium2.PdfDocument(sealed(words, next(iter(keys.values()))))
    heads = ["", "CPU ms", "wall ms", "ratio", "KiB", "MiB at first", "MiB peak of 31"]
    measuring.table(f"(a) One sealed letter of {len(document)} pages, warm", heads, rows)
    document.close()
    return verdict(ratios[0] <= RATIO, f"ratio {ratios[0]:.2f}, wanted at most {RATIO}")


def share(files: Path, key: Path, count: int, number: int) -> tuple[float, float, float, float]:
    """Make `count` letters in this process; return its letters a second, and what they cost."""
    with override_settings(MEDIA_ROOT=files):
        words = letter()
        for _ in range(20):
            sealed(words, key)
        before = measuring.resident()

        def make() -> None:
            for at in range(count):
                sealed(replace(words, reference=f"B{number}/{at}"), key)

        wall, cpu = measuring.cost(make)
        grown = measuring.resident() - before
        return 1000 * count / wall, cpu / count, grown, measuring.peak()


def many_letters(key: Path, files: Path, many: int) -> bool:
    """(b) Print how fast two processes make many letters, and what memory they take."""
    done = measuring.in_processes(share, [(files, key, many // 2, at) for at in range(2)])
    rate, cpu = sum(one[0] for one in done), sum(one[1] for one in done) / 2
    growth, most = max(one[2] for one in done), max(one[3] for one in done)
    heads = ["", "letters/s", "CPU ms each", "/s of CPU", "MiB grown", "MiB peak"]
    rows = [[f"{2 * (many // 2)} letters", rate, cpu, 2000 / cpu, growth, most]]
    measuring.table("(b) Many sealed letters on two processes", heads, rows)
    met = rate >= RATE and growth < GROWTH
    return verdict(met, f"{rate:.1f}/s of {RATE}, {growth:.1f} MiB grown of {GROWTH} a process")


def other_programs(rounds: int) -> None:
    """(c) Print what other programs take for the same words, without a seal."""
    words = replace(letter(), signatory=WORDS.signatory)
    found = rivals.programs()
    works = {
        "ours": lambda: render_letter(words, sealed=False),
        "WeasyPrint, naive": lambda: rivals.naive_draw(words, PICTURES),
    } | {name: (lambda draw=draw: draw(words)) for name, draw in found.items() if draw}
    costs = measuring.interleaved(works, max(3, rounds // 3))
    base = costs["ours"][0]
    rows = [
        [name, wall, cpu, wall / base, len(works[name]()) / 1024]
        for name, (wall, cpu) in costs.items()
    ]
    rows += [[name, "not installed", "", "", ""] for name, draw in found.items() if not draw]
    heads = ["", "wall ms", "CPU ms", "ratio", "KiB"]
    measuring.table("(c) The same words unsealed, beside other programs", heads, rows)


def preview(rounds: int) -> bool:
    """(d) Print the time from a request for a letter's PDF to its last byte."""
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0)
    try:
        made, client = make_letter(), Client()
        client.force_login(make_user(Role.CASEWORKER, made.body))
        address = reverse("letters:pdf", args=[made.pk])

        def ask() -> None:
            answer = client.get(address)
            if not answer.content.startswith(b"%PDF"):
                raise RuntimeError(f"The preview answered with {answer.status_code}.")

        wall, cpu = measuring.interleaved({"preview": ask}, rounds)["preview"]
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
    measuring.table("(d) Preview, from request to PDF", ["", "wall ms", "CPU ms"],
                    [["one letter, warm", wall, cpu]])  # fmt: skip
    return verdict(wall <= PREVIEW, f"{wall:.0f} ms of {PREVIEW}")


def verdict(met: bool, words: str) -> bool:
    print(f"  {'met' if met else 'MISSED'}: {words}")
    return met


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15, help="for (a) and (d)")
    parser.add_argument("--many", type=int, default=200, help="letters in (b)")
    asked = parser.parse_args()
    print(f"{os.cpu_count()} processors, {os.getloadavg()[0]:.1f} processes wanting them before")
    with TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=Path(folder)):
        files = Path(folder)
        keys = {
            "RSA-3072": certificate(files, rsa.generate_private_key(65537, 3072)),
            "P-256": certificate(files, ec.generate_private_key(ec.SECP256R1())),
        }
        met = [
            one_letter(keys, files, asked.rounds),
            many_letters(keys["RSA-3072"], files, asked.many),
        ]
        other_programs(asked.rounds)
        met.append(preview(asked.rounds))
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
