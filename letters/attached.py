"""The response as data, attached to its letter for whoever reads letters with a machine.

`response.json` holds one object, in the letter's own language:

    schema          "section-55-response/1"; another number when a name below changes
    title, reference, your_reference, language ("en-GB" or "cy"), marking
    dated_on, signed_on                 days as "2021-07-19"; signed_on empty in a proof
    body                                the office, as its letterhead has it
    signatory                           name, title
    addressees                          a list of name, title
    copies                              a list of lines
    force, chief_officer                names; chief_officer has name and title
    opening, comments, reply, closing   Markdown: the office's, the chief officer's on the
                                        whole, the office's reply to them, the office's
    covers                              Markdown: which other reports are answered too
    enclosures                          a list of title, name, sha256, withheld (why not public)
    reports                             a list of title, kind, publishers, published_on,
                                        last_day (to publish, empty outside the Act), items
      items         a list of kind ("recommendation", "area_for_improvement",
                    "cause_of_concern"), number, name, heading, text, addressees (in words),
                    deadline (in words), force_comment, position ("accepted",
                    "partly_accepted", "not_accepted", "not_for_us", or empty), answer,
                    owner, by_when (a day)

Every name is always there, and empty where there is nothing to say; only a letter made
before there were data ends with `copies`, and one made before there were enclosures lacks
them. Nothing is in it but what the letter says or what is published with it.
"""

import json
from datetime import date
from typing import Any

from letters.layouts import Content, Enclosure, Item, ReportPart
from letters.words import LetterWords, Party

NAME = "response.json"
SCHEMA = "section-55-response/1"


def content_data(content: Content) -> dict[str, Any]:
    """Return what depends on the response and not on the paper it is written on."""
    return {
        "force": content.force,
        "chief_officer": {"name": content.chief_name, "title": content.chief_title},
        "opening": content.opening,
        "comments": content.comments,
        "reply": content.reply,
        "closing": content.closing,
        "covers": content.covers,
        "enclosures": [_enclosure(enclosure) for enclosure in content.enclosures],
        "reports": [_report(report) for report in content.reports],
    }


def _enclosure(enclosure: Enclosure) -> dict[str, str]:
    return {
        "title": enclosure.title,
        "name": enclosure.name,
        "sha256": enclosure.sha256,
        "withheld": enclosure.withheld,
    }


def _report(report: ReportPart) -> dict[str, Any]:
    return {
        "title": report.title,
        "kind": report.kind,
        "publishers": report.publishers,
        "published_on": _day(report.published_day),
        "last_day": _day(report.last_day),
        "items": [_item(item) for item in report.items],
    }


def _item(item: Item) -> dict[str, Any]:
    answer = item.answer if item.answer.is_given else type(item.answer)()
    return {
        "kind": item.kind,
        "number": item.number,
        "name": item.name,
        "heading": item.heading,
        "text": item.text,
        "addressees": item.to,
        "deadline": item.deadline,
        "force_comment": item.force_comment,
        "position": answer.position,
        "answer": answer.text,
        "owner": answer.owner,
        "by_when": _day(answer.by_day),
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def attached_data(words: LetterWords) -> bytes:
    """Return `response.json` of a letter: the same bytes for the same words."""
    by = words.signatory
    data = {
        "schema": SCHEMA,
        "title": words.title,
        "reference": words.reference,
        "your_reference": words.your_reference,
        "language": words.language,
        "marking": words.marking,
        "dated_on": words.dated_on.isoformat(),
        "signed_on": by.signed_on,
        "body": words.letterhead.name,
        "signatory": {"name": by.name, "title": by.title},
        "addressees": [_party(party) for party in words.addressees],
        "copies": list(words.cc),
        **words.data,
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode(errors="replace")


def _party(party: Party) -> dict[str, str]:
    return {"name": party.name, "title": party.title}
