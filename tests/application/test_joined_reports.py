"""Further reports of the same conflict: joined to its case, and how many sources that makes."""

from uuid import UUID

import pytest

from domain.clocks import WaitKind
from domain.conflict_case import ConflictCase, NotInStage
from domain.joined_reports import MoreSecretThanCase, SupportedCase
from domain.kernel import Secrecy
from domain.provisional_red import Confirmation, Red
from domain.report import AlreadyTriaged, Report, Source, Support
from domain.risk import InformationGrade, SourceGrade
from tests.office import DOUBTFUL, Office


def test_a_joined_report_is_a_source_of_the_case_and_its_triage_is_done(office: Office) -> None:
    case = office.open_case()
    joined = office.join_report(case)
    found = office.register.load(ConflictCase, case)
    assert found is not None
    first, second = found.sources.values()
    assert (first.source, first.reporter) == (Source.FKDM, office.reporter.id)
    assert (second.source, second.reporter) == (Source.POLICE, office.liaison.id)
    assert len(found.independent_sources) == 2
    report = office.register.load(Report, joined)
    assert report is not None
    assert report.case_id == case
    assert not report.waits


def test_the_file_of_the_case_keeps_the_report_it_began_with_first(office: Office) -> None:
    earlier = office.file_report(by=office.liaison, source=Source.POLICE, title="Lebih dahulu")
    case = office.open_case(office.file_report(title="Yang menjadi kasus"))
    office.join_report(case, earlier)
    file = office.file(case)
    assert file.report is not None
    assert str(file.report.title) == "Yang menjadi kasus"
    assert [str(each.title) for each in file.joined] == ["Lebih dahulu"]


def test_what_is_more_secret_than_the_case_is_not_joined_to_it(office: Office) -> None:
    case = office.open_case()
    secret = office.file_report(secrecy=Secrecy.SECRET)
    with pytest.raises(MoreSecretThanCase):
        office.join_report(case, secret)


def test_a_report_is_joined_once_and_only_while_the_case_is_open(office: Office) -> None:
    case = office.open_case()
    joined = office.join_report(case)
    with pytest.raises(AlreadyTriaged):
        office.join_report(case, joined)
    office.refute(case)
    with pytest.raises(NotInStage):
        office.join_report(case)


def told(source: Source, reporter: int, *, taken_down: bool = False) -> Support:
    return Support(
        source=source,
        reporter=UUID(int=reporter),
        source_grade=SourceGrade.B,
        information_grade=InformationGrade.PROBABLY_TRUE,
        taken_down=taken_down,
    )


@pytest.mark.parametrize(
    ("told_by", "independent"),
    [
        ([told(Source.FKDM, 1)], 1),
        ([told(Source.FKDM, 1), told(Source.POLICE, 2)], 2),
        ([told(Source.FKDM, 1), told(Source.FKDM, 2)], 1),
        ([told(Source.FKDM, 1), told(Source.PUBLIC, 1)], 1),
        ([told(Source.MEDIA, 1, taken_down=True), told(Source.PUBLIC, 1, taken_down=True)], 2),
    ],
)
def test_sources_that_may_only_repeat_another_count_once(
    office: Office, told_by: list[Support], independent: int
) -> None:
    case = office.register.load(ConflictCase, office.open_case())
    assert case is not None
    case.sources = {UUID(int=number): each for number, each in enumerate(told_by)}
    assert len(case.independent_sources) == independent


def test_a_grade_that_was_corrected_is_what_the_report_lends_to_its_case(office: Office) -> None:
    case = office.open_case()
    joined = office.join_report(case)
    office.correct_report(joined, source_grade=SourceGrade.E)
    office.correct_report(joined, place="Pasar baru")
    found = office.register.load(ConflictCase, case)
    assert found is not None
    assert found.sources[joined].source_grade is SourceGrade.E
    names = [each.name for each in office.register.log.of_stream(case)]
    assert names.count("case.source_regraded") == 1


def test_a_regraded_report_weighs_a_provisional_red_anew(office: Office) -> None:
    report = office.file_report(**DOUBTFUL)
    case = office.open_case(report)
    office.correct_report(report, source_grade=SourceGrade.D)
    assert office.file(case).red_provisional
    office.correct_report(report, source_grade=SourceGrade.B, information_grade=2)
    file = office.file(case)
    assert file.red is not None
    assert (file.red.state, file.red.by) == (Red.CONFIRMED, Confirmation.STRONG_SOURCE)
    assert [each.source_grade for each in file.heard] == [SourceGrade.B]
    assert not any(each.wait.kind is WaitKind.CONFIRM_RED for each in file.waits.values())
    regraded = [e.fact for e in file.timeline if isinstance(e.fact, SupportedCase.SourceRegraded)]
    before = regraded[-1].before
    assert before is not None
    assert before.source_grade is SourceGrade.D
