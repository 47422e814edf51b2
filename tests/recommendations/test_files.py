"""An uploaded file is what its content says, or it is not kept."""

import hashlib
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from progress.demo.files import small_pdf
from recommendations.files import EXCEL, LARGEST_FILE, TYPES, WORD, FileFacts, examine
from tests.factories import make_image, make_office_file, make_upload

PDF = small_pdf("Evidence")


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("plan.pdf", PDF, "application/pdf"),
        ("plan.PDF", PDF, "application/pdf"),
        ("photo.png", make_image(), "image/png"),
        ("photo.jpg", make_image(kind="JPEG"), "image/jpeg"),
        ("photo.jpeg", make_image(kind="JPEG"), "image/jpeg"),
        ("plan.docx", make_office_file(), WORD),
        ("plan.xlsx", make_office_file(main="xl/workbook.xml"), EXCEL),
    ],
)
def test_examine_tells_the_facts(name, content, content_type):
    upload = make_upload(name, content)

    facts = examine(upload)

    digest = hashlib.sha256(content).hexdigest()
    assert facts == FileFacts(name.lower(), content_type, len(content), digest)
    assert upload.tell() == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.pdf", b"<!doctype html><script>alert(1)</script>"),
        ("photo.png", make_image(kind="JPEG")),
        ("photo.jpg", make_image()),
        ("photo.png", PDF),
        ("plan.docx", PDF),
        ("plan.xlsx", make_office_file()),
        ("plan.docx", make_office_file(main="xl/workbook.xml")),
        ("plan.docx", b"PK\x03\x04 but then nothing"),
        ("plan.pdf", b"plain words"),
        ("plan.pdf", b"\x00"),
    ],
)
def test_examine_refuses_a_lying_name(name, content):
    with pytest.raises(ValidationError, match="its content is something else"):
        examine(make_upload(name, content))


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.svg", "a.docm", "a", "a.pdf.exe", ".pdf"])
def test_examine_refuses_other_endings(name):
    with pytest.raises(ValidationError, match="not a kind of file that can be kept"):
        examine(make_upload(name, PDF))


def test_examine_allows_only_what_is_asked_for():
    with pytest.raises(ValidationError, match="can be kept: pdf"):
        examine(make_upload("photo.png", make_image()), allowed=frozenset({".pdf"}))


@pytest.mark.parametrize("ending", sorted(TYPES))
def test_examine_refuses_an_empty_file(ending):
    with pytest.raises(ValidationError, match="is empty"):
        examine(make_upload(f"plan{ending}", b""), allowed=frozenset(TYPES))


def test_examine_refuses_a_file_that_is_too_large():
    upload = make_upload("plan.pdf", PDF)
    upload.size = LARGEST_FILE + 1

    with pytest.raises(ValidationError, match="larger than 25 MB"):
        examine(upload)


def test_examine_takes_the_largest_allowed():
    upload = make_upload("plan.pdf", PDF + b" " * (LARGEST_FILE - len(PDF)))

    assert examine(upload).size == LARGEST_FILE


@pytest.mark.parametrize("macros", ["word/vbaProject.bin", "word/VBAPROJECT.BIN", "vbaproject.bin"])
def test_examine_refuses_macros(macros):
    with pytest.raises(ValidationError, match="holds macros"):
        examine(make_upload("plan.docx", make_office_file(macros)))


def test_examine_refuses_a_zip_bomb():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<x/>")
        with archive.open("word/big.xml", "w") as big:
            for _ in range(600):
                big.write(b"\0" * 1024 * 1024)

    with pytest.raises(ValidationError, match="is damaged"):
        examine(make_upload("plan.docx", content.getvalue()))


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [7000, 10_000, 20_000])
def test_examine_refuses_an_image_bomb(side):
    with pytest.raises(ValidationError, match="is damaged"):
        examine(make_upload("photo.png", make_image(side, side)))


def test_examine_refuses_a_cut_image():
    with pytest.raises(ValidationError, match="is damaged"):
        examine(make_upload("photo.png", make_image(400, 400)[:60]))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\plans\\my plan (2).pdf", "Cplansmy_plan_2.pdf"),
        ("ŵ.pdf", "ŵ.pdf"),
        ("a" * 300 + ".pdf", "a" * 100 + ".pdf"),
    ],
)
def test_examine_gives_a_safe_name(name, kept):
    upload = SimpleUploadedFile("x.pdf", PDF)
    upload._name = name

    assert examine(upload).name == kept


@pytest.mark.parametrize("stem", ["..", "…", "!!!", " "])
def test_examine_names_a_file_whose_name_has_nothing_safe(stem):
    upload = make_upload("x.pdf", PDF)
    upload._name = f"{stem}.pdf"

    assert examine(upload).name == "file.pdf"


@given(st.binary(max_size=300), st.sampled_from(sorted(TYPES)))
def test_examine_answers_any_bytes(content, ending):
    try:
        facts = examine(make_upload(f"x{ending}", content))
    except ValidationError:
        return
    assert facts.size == len(content)


def test_examine_refuses_an_office_file_of_a_later_zip_version():
    content = bytearray(make_office_file())
    content[content.index(b"PK\x01\x02") + 6] = 99

    with pytest.raises(ValidationError, match="is damaged"):
        examine(make_upload("plan.docx", bytes(content)))


@given(st.binary(max_size=60), st.integers(min_value=0, max_value=400))
def test_examine_answers_a_damaged_office_file(noise, place):
    whole = make_office_file()
    damaged = whole[:place] + noise + whole[place + len(noise) :]

    try:
        facts = examine(make_upload("x.docx", damaged))
    except ValidationError:
        return
    assert facts.content_type == WORD
