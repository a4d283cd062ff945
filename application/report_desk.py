"""Laporan Informasi at the register: filed, triaged, corrected, joined to a case."""

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from application.forum_desk import must_still_be_member
from application.sitting import Methods, Sitting, UnknownRegion, target_of
from domain.access import Target
from domain.claim import ClaimReport, ReleaseClaim
from domain.conflict_case import ConflictCase
from domain.joined_reports import JoinReport
from domain.kernel import Secrecy
from domain.report import (
    AlreadyFiled,
    CorrectReport,
    FileReport,
    NoteAsInformation,
    ReopenReport,
    Report,
    SupplementReport,
)
from domain.told_apart import Comparable, TellApart

if TYPE_CHECKING:
    from application.register import Register


def _file_report(register: "Register", command: FileReport, sitting: Sitting) -> UUID:
    if not register.regions.exists(command.region):
        raise UnknownRegion(f"Kode: {command.region}.")
    sitting.allow(
        Target(region=command.region, secrecy=Secrecy.OPEN, compartment=command.source.compartment)
    )
    sitting.governed_in(command.region)
    must_still_be_member(register, command, sitting)
    if sitting.exists(command.report_id):
        raise AlreadyFiled
    recent = timedelta(days=sitting.at.policy.risk.recent_days)
    then = command.happened_at if command.history else sitting.at.now
    around = register.lookout.around(command.region, then, recent)
    sitting.add(
        Report.file(
            command,
            sitting.at,
            **around.model_dump(),
        )
    )
    return command.report_id


def _note_as_information(
    register: "Register", command: NoteAsInformation, sitting: Sitting
) -> UUID:
    report = sitting.take(Report, command.report_id)
    report.must_be_free_for(command)
    report.note_as_information(command, sitting.at)
    return report.id


def _reopen_report(register: "Register", command: ReopenReport, sitting: Sitting) -> UUID:
    report = sitting.take(Report, command.report_id)
    report.reopen(command, sitting.at)
    return report.id


def _correct_report(register: "Register", command: CorrectReport, sitting: Sitting) -> UUID:
    report = sitting.take(Report, command.report_id)
    before = (report.theme, report.conflict_source)
    report.correct(command, sitting.at)
    if report.case_id is not None:
        case = sitting.beside(ConflictCase, report.case_id)
        case.regrade(report.id, report.support)
        theme = report.theme if report.theme != before[0] else None
        source = report.conflict_source if report.conflict_source != before[1] else None
        case.correct_subject(report.id, theme, source)
        if case.lead is not None:
            lead = sitting.beside(ConflictCase, case.lead)
            lead.regrade_member(case.id, report.id, report.support)
        sitting.tell_last(report)
    return report.id


def _supplement_report(register: "Register", command: SupplementReport, sitting: Sitting) -> UUID:
    report = sitting.take(Report, command.report_id)
    report.supplement(command, sitting.at)
    return report.id


def _join_report(register: "Register", command: JoinReport, sitting: Sitting) -> UUID:
    """Both within reach of who joins them; the report's triage is met."""
    report = sitting.take(Report, command.report_id)
    sitting.allow(target_of(sitting.glance(ConflictCase, command.case_id)))
    case = sitting.beside(ConflictCase, command.case_id)
    report.must_be_free_for(command)
    report.join(case.id, command.explanation, sitting.at)
    case.join_report(report.id, report.support, report.secrecy)
    return case.id


def _claim_report(register: "Register", command: ClaimReport, sitting: Sitting) -> UUID:
    report = sitting.take(Report, command.report_id)
    report.claim_for(command, sitting.at)
    return report.id


def _release_claim(register: "Register", command: ReleaseClaim, sitting: Sitting) -> UUID:
    report = sitting.take(Report, command.report_id)
    report.release_claim(command)
    return report.id


def _tell_apart(register: "Register", command: TellApart, sitting: Sitting) -> UUID:
    """Both sides remember it, each under its own key; both must be within reach."""
    report = sitting.take(Report, command.report_id)
    report.tell_apart(command.other, command.explanation, sitting.at)
    sitting.allow(target_of(sitting.glance(Comparable, command.other)))
    other = sitting.beside(Comparable, command.other)
    other.tell_apart(report.id, command.explanation, sitting.at)
    sitting.tell_last(report)
    return report.id


METHODS: Methods = {
    FileReport: _file_report,
    NoteAsInformation: _note_as_information,
    ReopenReport: _reopen_report,
    CorrectReport: _correct_report,
    SupplementReport: _supplement_report,
    JoinReport: _join_report,
    ClaimReport: _claim_report,
    ReleaseClaim: _release_claim,
    TellApart: _tell_apart,
}
