"""The letter press: which events call for which letters, once each; and what it sets aside."""

from datetime import timedelta
from uuid import UUID

import pytest

from application.letters import Writers
from domain.deliberation import SessionResult
from domain.field_task import TaskKind
from domain.kernel import Secrecy
from domain.letter_content import LetterContent, LetterType, Signatory
from domain.risk import Impact, Level, Likelihood, RiskInputs
from projections.letter_press import LetterPress, set_aside
from runtime.database import Datastore
from runtime.follower import Follower
from runtime.log import Log
from tests.office import Office, OfficeClock, PaperDirectory

RED = RiskInputs(likelihood=Likelihood.LIKELY, impact=Impact.MAJOR)


class FickleDirectory(PaperDirectory):
    """Knows the head of the agency only when it is told to."""

    knows = True

    def head_of_agency(self, region: str) -> Signatory:
        known = super().head_of_agency(region)
        return known if self.knows else known.model_copy(update={"name": "", "nip": ""})


@pytest.fixture
def directory() -> FickleDirectory:
    return FickleDirectory()


@pytest.fixture
def press(
    office: Office, log: Log, datastore: Datastore, clock: OfficeClock, directory: FickleDirectory
) -> Follower:
    writers = Writers(office.register.regions, directory)
    reader = LetterPress(register=office.register, log=log, writers=writers)
    return Follower(reader, datastore=datastore, log=log, clock=clock)


def letters(office: Office, case: UUID) -> list[LetterType]:
    return [letter.type for letter in office.file(case).letters.values()]


def test_a_case_red_at_intake_gets_its_special_report_at_once(
    office: Office, press: Follower
) -> None:
    case = office.open_case(office.file_report(risk=RED))
    press.catch_up()
    assert LetterType.LAPORAN_KHUSUS in letters(office, case)


def test_a_case_verified_red_gets_a_special_report_and_a_second_verification_none(
    office: Office, press: Follower
) -> None:
    yellow, red = office.open_case(), office.open_case(office.file_report(risk=RED))
    for case in (yellow, red):
        office.found(case)
        office.verify(case, level=Level.RED)
    press.catch_up()
    for case in (yellow, red):
        assert letters(office, case).count(LetterType.LAPORAN_KHUSUS) == 1


def test_a_case_that_turns_red_again_is_reported_again(office: Office, press: Follower) -> None:
    case = office.open_case(office.file_report(risk=RED))
    task = office.assign_task(case, kind=TaskKind.COOLING_DOWN)
    office.acknowledge(task)
    office.report_task(task)
    office.change_level(case, Level.YELLOW, evidence=task)
    office.change_level(case, Level.RED)
    press.catch_up()
    assert letters(office, case).count(LetterType.LAPORAN_KHUSUS) == 2


def test_a_yellow_case_calls_for_no_letter_before_something_happens(
    office: Office, press: Follower
) -> None:
    case = office.verified_case()
    press.catch_up()
    assert letters(office, case) == []


def test_each_session_has_its_invitation(office: Office, press: Follower) -> None:
    case = office.verified_case()
    talk = office.schedule_deliberation(case)
    office.pass_time(days=2)
    office.record_session(talk, SessionResult.ADJOURNED)
    press.catch_up()
    assert letters(office, case) == [LetterType.SURAT_UNDANGAN] * 2


def test_an_agreement_has_its_minutes(office: Office, press: Follower) -> None:
    case = office.verified_case()
    talk = office.schedule_deliberation(case)
    office.pass_time(days=2)
    office.record_session(talk)
    press.catch_up()
    assert letters(office, case) == [LetterType.SURAT_UNDANGAN, LetterType.BERITA_ACARA]


def test_a_closed_case_is_reported_to_the_governor(office: Office, press: Follower) -> None:
    case = office.closed_case()
    press.catch_up()
    assert letters(office, case)[-1] is LetterType.LAPORAN_PENUTUPAN


def test_a_letter_says_what_was_so_when_it_was_called_for(office: Office, press: Follower) -> None:
    case = office.open_case(office.file_report(risk=RED, place="Pasar lama"))
    office.correct_report(office.file(case).report.report_id, place="Pasar baru")  # type: ignore[union-attr]
    press.catch_up()
    (letter,) = [
        each
        for each in office.file(case).letters.values()
        if each.type is LetterType.LAPORAN_KHUSUS
    ]
    assert "Pasar lama" in str(letter.content)
    assert "Pasar baru" not in str(letter.content)


def test_whoever_answers_for_the_case_does_not_approve_its_letters(
    office: Office, press: Follower
) -> None:
    case = office.open_case(office.file_report(risk=RED))
    press.catch_up()
    authors = {letter.author for letter in office.file(case).letters.values()}
    assert authors == {office.officer.id}


def test_an_event_told_again_drafts_nothing_even_when_the_head_has_changed(
    office: Office,
    press: Follower,
    log: Log,
    datastore: Datastore,
    directory: FickleDirectory,
) -> None:
    case = office.open_case(office.file_report(risk=RED))
    press.catch_up()
    before = letters(office, case)
    directory.knows = False
    with datastore.get_connection() as conn:
        press.reader.handle(conn, log.of_case(case))
    assert letters(office, case) == before


def test_what_cannot_be_written_is_set_aside_by_name_and_written_once_it_is_mended(
    office: Office, press: Follower, datastore: Datastore, directory: FickleDirectory
) -> None:
    directory.knows = False
    case = office.open_case(office.file_report(risk=RED))
    press.catch_up()
    assert letters(office, case) == []
    (why,) = set_aside(datastore, case)
    assert "nama penanda tangan" in why
    assert set_aside(datastore, office.open_case()) == []
    directory.knows = True
    press.replay_parked()
    assert LetterType.LAPORAN_KHUSUS in letters(office, case)
    assert set_aside(datastore, case) == []


def test_a_letter_is_as_secret_as_what_it_says(office: Office, press: Follower) -> None:
    case = office.open_case(office.file_report(risk=RED))
    press.catch_up()
    drafted = {
        x.fact.type: x.fact.secrecy  # type: ignore[attr-defined]
        for x in office.file(case).timeline
        if x.name == "letter.drafted"
    }
    for letter in office.file(case).letters.values():
        content = LetterContent.model_validate_json(str(letter.content))
        assert drafted[letter.type] is content.secrecy
    assert drafted[LetterType.LAPORAN_KHUSUS] is Secrecy.SECRET


def test_a_special_report_waits_for_its_approver_a_day_at_most(
    office: Office, press: Follower
) -> None:
    case = office.open_case(office.file_report(risk=RED))
    opened = office.now()
    press.catch_up()
    letter = next(iter(office.file(case).letters))
    (wait,) = [each.wait for each in office.file(case).waits.values() if each.stream == letter]
    assert wait.due <= opened + timedelta(hours=24)
