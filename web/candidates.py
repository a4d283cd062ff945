"""Usul kemiripan on a page: what may be the same conflict, side by side, and what to do with it."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from domain.adopted_policy import AdoptedPolicy
from domain.case_file import CaseFile, ReportPage
from domain.kernel import Role
from domain.likeness import USUAL_LIKENESS, LikenessPart, LikenessRules, Traits
from domain.reading import is_noted
from domain.report import ConflictSource
from projections.candidates import LONGEST_EXCERPT, Candidate, traits_of
from web import pages, report_acts, words
from web.acts import Table
from web.desk import Desk
from web.door import Visitor

_READ_THERE = "Berklasifikasi; baca di halamannya."


def of_report(
    desk: Desk, visitor: Visitor, file: CaseFile, table: Table
) -> tuple[pages.CandidateCard, ...]:
    """For a report that waits: with the forms that join it or tell it apart."""
    report = file.report
    if report is None or visitor.role is not Role.CASE_OFFICER:
        return ()
    found = _found(desk, visitor, file, report, file.told_apart.get(report.report_id, ()))
    return tuple(_card(desk, report, each, table) for each in found)


def of_case(desk: Desk, visitor: Visitor, file: CaseFile) -> tuple[pages.CandidateCard, ...]:
    """For an open case: reports that wait and may tell of it; what to do is on their pages."""
    report, case = file.report, file.case_id
    if report is None or case is None or visitor.role is not Role.CASE_OFFICER:
        return ()
    apart = {case, *file.told_apart.get(case, ()), *file.told_apart.get(report.report_id, ())}
    found = _found(desk, visitor, file, report, apart, waiting=True)
    return tuple(_card(desk, report, each) for each in found)


def _found(
    desk: Desk,
    visitor: Visitor,
    file: CaseFile,
    report: ReportPage,
    but: Iterable[UUID],
    *,
    waiting: bool = False,
) -> Iterable[Candidate]:
    rules = rules_for(desk.office.register.policies(), file)
    return desk.office.candidates.of(
        report, rules, reader=visitor.standing, but=tuple(but), waiting=waiting
    )


def rules_for(book: AdoptedPolicy | None, file: CaseFile) -> LikenessRules:
    """The weights of the policy the report or case is pinned to."""
    policy = book.versions.get(file.policy) if book else None
    return policy.likeness if policy else USUAL_LIKENESS


def _card(
    desk: Desk, report: ReportPage, found: Candidate, table: Table | None = None
) -> pages.CandidateCard:
    row, alike = found.row, found.likeness
    item = str(row.id)
    acts: Iterator[pages.ActForm] = iter(())
    if table is not None:
        offered = report_acts.ON_CANDIDATES if row.case_id else (report_acts.TELL_APART,)
        acts = (table.draw(act, item=item) for act in offered)
    ours = _said(desk, traits_of(report), str(report.facts))
    theirs = _said(desk, found.traits, found.excerpt)
    if is_noted(row.secrecy, None):
        theirs |= {"Pihak": _READ_THERE, "Uraian": _READ_THERE}
    return pages.CandidateCard(
        url=f"/kasus/{row.case_id}" if row.case_id else f"/laporan/{row.report_id}",
        kind="Kasus" if row.case_id else "Laporan yang menunggu triase",
        title=row.title,
        region=desk.office.regions.full_name(row.region),
        level=words.level(row.level),
        opened=words.when(row.opened_at, row.region).short,
        score=f"{alike.score} dari {alike.most}",
        parts=tuple(_part(each, ours[each.label], theirs[each.label]) for each in alike.parts),
        secrecy=row.secrecy.label if row.secrecy.rank > 1 else "",
        ours="Laporan ini" if table else "Kasus ini",
        theirs="Kasus itu" if row.case_id else "Laporan itu",
        acts=tuple(acts),
    )


def _said(desk: Desk, traits: Traits, account: str) -> dict[str, str]:
    """What is compared, as a reader reads it."""
    source = ConflictSource(traits.conflict_source)
    short = account[:LONGEST_EXCERPT]
    return {
        "Tempat": desk.office.regions.full_name(traits.region),
        "Waktu": words.when(traits.happened_at, traits.region).full,
        "Tema": f"{traits.theme} ({source.label})",
        "Pihak": ", ".join(traits.parties) or "Tidak disebut",
        "Uraian": short + ("…" if len(account) >= LONGEST_EXCERPT else ""),
    }


def _part(part: LikenessPart, ours: str, theirs: str) -> pages.ComparedPart:
    same = part.points == part.most or (part.points > 0 and ours == theirs)
    return pages.ComparedPart(
        label=part.label,
        why=words.sentence(part.why),
        points=f"{part.points} dari {part.most}",
        verdict="Sama" if same else "Mirip" if part.points else "Berbeda",
        ours=ours,
        theirs=theirs,
    )
