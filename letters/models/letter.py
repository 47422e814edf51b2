"""A letter: words that can still be made anew until they are signed, and never after."""

from django.db import models
from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Permission
from bodies.models import Body
from letters.language import ENGLISH, SUFFIX, WELSH
from letters.models.delegation import Delegation
from letters.words import LetterWords
from recommendations.stored import Stored
from responses.models import Response

WITHOUT_WELSH = {"pdf_cy": "", "public_pdf_cy": "", "sha256_cy": "", "public_sha256_cy": ""}


class LetterQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(response__in=Response.objects.visible_to(user))

    def signed(self):
        return self.filter(signed_at__isnull=False)


class Letter(models.Model):
    """The letter of one response. The database refuses any change once it is signed."""

    response = models.OneToOneField(Response, models.PROTECT, related_name="letter")
    body = models.ForeignKey(Body, models.PROTECT, related_name="letters")
    reference = models.CharField(max_length=60)
    your_reference = models.CharField(max_length=60, blank=True)
    dated_on = models.DateField("date of the letter")
    words = models.JSONField(help_text="The office's own copy, protectively marked.")
    public_words_cy = models.JSONField(null=True, help_text="The same in Welsh.")
    public_words = models.JSONField(
        default=dict, help_text="Without marking, nor what is withheld."
    )
    response_sha256 = models.CharField(max_length=64, help_text="Of the approved words.")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    delegation = models.ForeignKey(
        Delegation,
        models.PROTECT,
        null=True,
        related_name="letters",
        help_text="When a deputy signs.",
    )
    content = models.JSONField(default=dict, help_text="What publication makes public.")
    pdf = models.FileField(upload_to="letters/%Y/", max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    public_pdf = models.FileField(
        upload_to="letters/%Y/", max_length=300, blank=True, help_text="Without signature image."
    )
    public_sha256 = models.CharField(max_length=64, blank=True)
    words_cy = models.JSONField(null=True, blank=True)
    content_cy = models.JSONField(null=True, blank=True)
    pdf_cy = models.FileField(upload_to="letters/%Y/", max_length=300, blank=True)
    sha256_cy = models.CharField(max_length=64, blank=True)
    public_pdf_cy = models.FileField(upload_to="letters/%Y/", max_length=300, blank=True)
    public_sha256_cy = models.CharField(max_length=64, blank=True)
    signatory_name = models.CharField(max_length=200, blank=True)
    signatory_title = models.CharField(max_length=200, blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="letter_reference_issued_once",
                fields=["body", "reference"],
                violation_error_message="Another letter of this body has this reference.",
            ),
            models.CheckConstraint(
                name="letter_signed_whole_or_not_at_all",
                condition=Q(
                    signed_at=None, signed_by=None, pdf="", public_pdf="", signatory_name=""
                )
                | (
                    Q(signed_at__isnull=False, signed_by__isnull=False)
                    & ~Q(pdf="")
                    & ~Q(public_pdf="")
                    & ~Q(sha256="")
                    & ~Q(public_sha256="")
                    & ~Q(signatory_name="")
                ),
            ),
            models.CheckConstraint(
                name="letter_signed_in_each_of_its_languages",
                condition=Q(Q(words_cy__isnull=True) | Q(signed_at=None), **WITHOUT_WELSH)
                | Q(
                    *(~Q(**{name: value}) for name, value in WITHOUT_WELSH.items()),
                    words_cy__isnull=False,
                    signed_at__isnull=False,
                ),
            ),
        ]

    def __str__(self):
        return f"Letter {self.reference}"

    def get_absolute_url(self):
        return reverse("letters:letter", args=[self.pk])

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None

    def may_be_signed_by(self, user: User) -> bool:
        """Say whether it is this person's to sign; a deputy's days are judged at signing."""
        if self.delegation:
            return user.pk == self.delegation.deputy_id and user.may(Permission.READ, self.body)
        return user.may(Permission.SIGN, self.body)

    @property
    def letter_words(self) -> LetterWords:
        return LetterWords.from_data(self.words)

    def words_to_publish(self, language: str = ENGLISH) -> LetterWords:
        """Return what the public copy says, without marking nor what is withheld."""
        public = self.public_words_cy if language == WELSH else self.public_words
        return LetterWords.from_data(public) if public else self.words_by_language[language]

    def words_in(self, language: str, *, public: bool) -> LetterWords:
        """Return what the public copy says, or the office's own."""
        return self.words_to_publish(language) if public else self.words_by_language[language]

    def file(self, language: str = ENGLISH, *, public: bool = True) -> FieldFile:
        """Return the signed file that everybody may have, or the office's own."""
        return getattr(self, f"{'public_' if public else ''}pdf{SUFFIX[language]}")

    def stored(self, language: str = ENGLISH, *, public: bool = True) -> Stored:
        """Return a signed file with the hash it was sealed with."""
        digest = getattr(self, f"{'public_' if public else ''}sha256{SUFFIX[language]}")
        file = self.file(language, public=public)
        name = f"{self}, {'public' if public else 'own'} copy"
        name += " in Welsh" if language == WELSH else ""
        return Stored(file, digest, name, self, self.body, self.get_absolute_url())

    @property
    def has_welsh(self) -> bool:
        return self.words_cy is not None

    @property
    def lacks_welsh(self) -> bool:
        """Whether it is in English alone although nobody said why."""
        return self.response.is_bilingual and not self.has_welsh

    @property
    def languages(self) -> list[str]:
        """Return the languages that it is written in, English first."""
        return [ENGLISH, WELSH] if self.has_welsh else [ENGLISH]

    @property
    def words_by_language(self) -> dict[str, LetterWords]:
        rows = {ENGLISH: self.words, WELSH: self.words_cy}
        return {language: LetterWords.from_data(rows[language]) for language in self.languages}
