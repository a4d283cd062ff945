"""Complaint 1: from any field of a case to the event that set it, in two clicks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from uuid import UUID

import pytest

from domain.field_history import history_of, leaves_of, set_by
from domain.kernel import Secrecy
from domain.report import Source
from domain.risk import Level
from tests.office import DOUBTFUL, Person
from tests.web.house import House
from web import pages
from web.cases import SAID_ONCE
from web.desk import TEMPLATES
from web.field_names import FIELDS
from web.fields import EACH, SINGLE

NO_FIELDS = {
    *("frame", "notice", "url", "history_url", "merging_url", "clocks_url", "trails"),
    "timeline_url",
    *("acts", "not_yet", "read_only", "secret", "stuck"),
}
"""What of the page of a case says nothing of the case: ways and forms."""

DERIVED = {
    *("timeline", "traces", "checklist", "candidates", "retention", "playbooks", "attributed"),
    *("steps",),
}
"""Events themselves, and what is worked out anew from fields that have their own histories."""

PANELS = {"files"}
"""What holds cards, each with its own history."""


class Fields(HTMLParser):
    """Of a page's main part: what says a field, and whether a way to its history stands by it.

    A card's or a panel's own way, beside its heading, stands for everything in it.
    """

    SAY = frozenset({"dd", "article", "li.wait", "li.line"})
    EVENTS = frozenset({"riwayat", "mirip"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ways: list[str] = []
        self.without: list[str] = []
        self._open: list[Said] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "section":
            self._open.append(Said(tag, free=said.get("aria-labelledby") in self.EVENTS))
        elif tag in self.SAY or f"{tag}.{said.get('class', '').split(' ')[0]}" in self.SAY:
            self._open.append(Said(tag))
        elif tag == "li":
            self._open.append(Said(tag, free=True))
        if tag == "a" and said.get("class") == "trail":
            self.ways.append(said["href"])
            holders = [each for each in self._open if each.tag != "li" or not each.free]
            if holders:
                holders[-1].linked = True

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].text += data

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1].tag == tag:
            done = self._open.pop()
            covered = done.linked or any(each.linked or each.free for each in self._open)
            if tag != "section" and not done.free and not covered:
                self.without.append(" ".join(done.text.split()))


@dataclass
class Said:
    """One element that says a field or holds some; ``free`` of the question, or with its way."""

    tag: str
    free: bool = False
    linked: bool = False
    text: str = ""


def a_rich_case(house: House) -> UUID:
    """Escalated, with everything a case may have; a member merged into it."""
    cast = house.cast
    case = cast.escalated_case()
    cast.approve_letter(cast.draft_letter(case))
    cast.join_report(case)
    cast.link_contagion(case, region="73.71")
    cast.declared(case)
    member = cast.open_case(cast.file_report(title="Cekcok pasar", **DOUBTFUL))
    cast.found(member)
    cast.merge(case, member)
    cast.hand_over(case, cast.second_officer, by=cast.officer)
    cast.assign_task(case)
    house.catch_up()
    return case


def a_case_in_recovery(house: House) -> UUID:
    cast = house.cast
    case = cast.recovering_case()
    cast.reopen(case)
    house.catch_up()
    return case


def a_red_case(house: House) -> UUID:
    cast = house.cast
    case = cast.open_case(cast.file_report(**DOUBTFUL))
    cast.join_report(case, cast.file_report(by=cast.liaison, source=Source.POLICE, **DOUBTFUL))
    cast.correct_report(next(iter(cast.file(case).reports)), title="Cekcok terminal")
    cast.found(case)
    cast.verify(case, level=Level.RED)
    cast.propose_escalation(case)
    house.catch_up()
    return case


def test_complaint_01_every_field_of_the_page_of_a_case_is_one_with_a_history() -> None:
    """A field added to the page that leads nowhere fails here."""
    template = (TEMPLATES / "pages" / "case.html").read_text(encoding="utf-8")
    for name in SAID_ONCE:
        assert f"marks.trail(page.trails.{name}" in template
    for name, field in pages.CasePage.model_fields.items():
        if name in NO_FIELDS | DERIVED | PANELS | {*SAID_ONCE}:
            continue
        kinds = [each for each in kinds_of(field.annotation) if isinstance(each, type)]
        trailed = [each for each in kinds if issubclass(each, pages.Trailed)]
        assert trailed, f"{name}: no way to the events that set it"
    assert kinds_of(pages.AttachmentPanel.model_fields["cards"].annotation) >= {
        pages.AttachmentCard
    }


def kinds_of(annotation: object) -> set[object]:
    """Every class an annotation is made of."""
    inner = getattr(annotation, "__args__", ())
    return {annotation}.union(*(kinds_of(each) for each in inner)) if inner else {annotation}


@pytest.mark.parametrize("make", [a_rich_case, a_case_in_recovery, a_red_case])
def test_complaint_01_any_field_of_a_case_leads_to_its_event_in_two_clicks(
    house: House, make: Callable[[House], UUID]
) -> None:
    """First what set it, from what to what; then who, as what, why, by which door."""
    case = make(house)
    auditor = house.window(house.cast.auditor).open(f"/kasus/{case}")
    drawn = Fields(auditor.html)
    assert drawn.without == []
    assert len(set(drawn.ways)) > 15
    events = set()
    for way in sorted(set(drawn.ways)):
        history = auditor.open(way)
        assert history.status == 200, way
        assert "Sekarang:" in history.text, way
        found = re.findall(rf'href="(/kasus/{case}/peristiwa/\d+)"', history.html)
        assert found, way
        events |= set(found)
    for event in sorted(events):
        shown = auditor.open(event)
        assert shown.status == 200, event
        for label in ("Oleh", "Peran saat itu", "Unit", "Saluran", "Kebijakan", "Dicatat"):
            assert f"<dt>{label}</dt>" in shown.html, (event, label)


def test_complaint_01_the_history_of_a_field_says_before_after_and_why(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    cast.change_level(case, Level.RED, reason="Massa bertambah.")
    house.catch_up()
    officer = house.window(cast.officer).open(f"/kasus/{case}/isian/level")
    assert "Sekarang: Merah" in officer.text
    assert "Kuning menjadi Merah" in officer.text
    (changed,) = (e for e in cast.file(case).timeline if e.name == "case.level_changed")
    officer.open(f"/kasus/{case}/peristiwa/{changed.position}")
    assert "Alasan</dt><dd>Massa bertambah." in officer.html
    assert "Petugas kasus Kesbangpol" in officer.text
    assert "Tingkat kerawanan" in officer.text


def test_complaint_01_who_may_not_read_the_case_reads_no_field_of_it(house: House) -> None:
    cast = house.cast
    case = cast.escalated_case(secrecy=Secrecy.RESTRICTED)
    letter = cast.draft_letter(case)
    low = Person("low", cast.new_id("p"), cast.officer.role, "BKBP", "31", Secrecy.OPEN)
    cast.give_role(low)
    house.give_account(low)
    house.catch_up()
    drafted = next(e for e in cast.file(case).timeline if e.name == "letter.drafted")
    for person in (low, cast.liaison, cast.reporter):
        window = house.window(person)
        for path in ("isian/level", f"isian/letters.{letter}", f"peristiwa/{drafted.position}"):
            assert window.open(f"/kasus/{case}/{path}").status == 404
    liaison = house.window(cast.liaison).open(f"/kasus/{case}")
    assert 'class="trail"' not in liaison.html


@pytest.mark.parametrize(
    "path",
    [
        *("isian/voices", "isian/letters", "isian/letters.lain", "isian/timeline"),
        *("isian/__class__", "isian/members.1", "peristiwa/999999", "isian/tasks"),
    ],
)
def test_what_the_page_does_not_show_has_no_history_page(house: House, path: str) -> None:
    case = house.cast.open_case()
    house.catch_up()
    assert house.window(house.cast.auditor).open(f"/kasus/{case}/{path}").status == 404


def test_pasal_44_no_field_says_who_reported_to_those_who_need_not_know(house: House) -> None:
    case = a_red_case(house)
    governor = house.window(house.cast.governor)
    report = next(iter(house.cast.file(case).reports))
    for path in ("isian/reporter", "isian/red", f"isian/reports.{report}", "peristiwa/1"):
        shown = governor.open(f"/kasus/{case}/{path}")
        assert "Darto Suseno" not in shown.html, path
        assert "Iptu Agus Salim, Anggota" not in shown.text, path


def test_a_field_set_again_to_the_same_is_still_a_field_that_was_set(house: House) -> None:
    cast = house.cast
    case = cast.verified_case()
    events = cast.register.log.of_case(case)
    changes = history_of(events, ("level",))
    assert [each.fact.NAME for each in changes] == [
        "report.filed",
        "case.opened",
        "case.verified",
    ]
    assert (changes[-1].before, changes[-1].after) == (Level.YELLOW, Level.YELLOW)
    verified = {each.place for each in set_by(events, changes[-1].position)}
    assert verified == {("verified",), ("summary",), ("level",)}


def test_every_field_a_case_has_is_called_something(house: House) -> None:
    names = set()
    for make in (a_rich_case, a_case_in_recovery, a_red_case):
        for place in leaves_of(house.cast.file(make(house))):
            if place[0] in SINGLE | EACH | {"letters", "members", "packs"}:
                names |= {each for each in place if re.fullmatch(r"[a-z][a-z_0-9]*", each)}
    assert names - FIELDS.keys() == set()
