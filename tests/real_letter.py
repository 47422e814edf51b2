"""The real input, read from the folder beside the project when it is there.

Names and words of real people stand only in that folder, never in this one.
"""

import re
from dataclasses import dataclass
from pathlib import Path

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"
REPORT = SAMPLES / "000_seed.txt"
LETTER = SAMPLES / "letter_pfcc_essex_2021-07-19.txt"

SECRETARY = re.compile(r"^(Rt Hon) (.+?) (MP) (Home Secretary) (2 Marsham Street) (.+)$", re.M)


@dataclass(frozen=True)
class RealLetter:
    """The parts of the sample letter, and its paragraphs in order."""

    text: str

    def find(self, pattern: str) -> str:
        return re.search(pattern, self.text, re.M).group(1).strip()

    @property
    def secretary(self) -> dict[str, str]:
        names = ["honorific", "name", "post_nominals", "title", "street", "town"]
        return dict(zip(names, SECRETARY.search(self.text).groups(), strict=True))

    @property
    def facts(self) -> dict[str, str]:
        return {
            "home_office_email": self.find(r"^(section55responses@\S+)"),
            "address": self.find(r"^(Kelvedon Park, .+)$"),
            "telephone": self.find(r"Telephone: ([\d ]+) Fax"),
            "fax": self.find(r"Fax: ([\d ]+)"),
            "email": self.find(r"^E-mail: (\S+)"),
            "web": self.find(r"(http://\S+)"),
            "reference": self.find(r"Our Ref (\S+)"),
            "enquiries_to": self.find(r"Enquiries to: (.+?) E-mail"),
            "signatory": self.find(r"Yours sincerely\s+(.+)"),
            "signatory_title": self.find(r"Yours sincerely\s+.+\s+(.+)"),
            "chief": self.find(r"c\.c\. (.+?), Chief Constable"),
        }

    @property
    def paragraphs(self) -> list[str]:
        body = self.text.split("Dear Home Secretary,")[1].split("Yours sincerely")[0]
        joined = re.sub(r"highest referral\s+numbers", "highest referral numbers", body)
        return [" ".join(p.split()) for p in joined.split("\n\n") if p.strip()]

    @property
    def appendix(self) -> list[str]:
        """Return every line of words in Appendix A, without bullets and labels."""
        lines = self.text.split("Appendix A - Recommendations")[1].splitlines()
        bare = (re.sub(r"^\s*-\s*([abc]\.\s)?", "", line).strip() for line in lines)
        return [line for line in bare if line]


def real_letter() -> RealLetter:
    return RealLetter(LETTER.read_text())
