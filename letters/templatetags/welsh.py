"""Days as Welsh pages write them."""

from datetime import date

from django import template

from letters.language import WELSH, day_words

register = template.Library()

RECIPIENTS = {
    "the Secretary of State": "yr Ysgrifennydd Gwladol",
    "the inspectors": "yr arolygwyr",
}


@register.filter
def welsh_date(day: date) -> str:
    return day_words(day, WELSH)


@register.filter
def welsh_recipient(who: str) -> str:
    return RECIPIENTS[who]
