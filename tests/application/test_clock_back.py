"""A machine's clock leaps back; what is on record does not."""

from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from domain.clocks import WaitKind
from runtime.clock import Clock
from tests.clocks import window
from tests.office import Office

HOUR = timedelta(hours=1)


@pytest.fixture
def office(office: Office) -> Office:
    """Open for longer than the clock leaps."""
    office.pass_time(hours=2)
    return office


class Back:
    """The office's clock, set back by an hour."""

    def __init__(self, clock: Clock, by: timedelta = HOUR) -> None:
        self._clock, self._by = clock, by

    def now(self) -> datetime:
        return self._clock.now() - self._by

    def stopwatch(self) -> float:
        return self._clock.stopwatch()


def recorded(office: Office, stream: object) -> list[datetime]:
    return [
        each.fact.envelope.recorded_at
        for each in office.register.log.all()
        if each.stream == stream
    ]


def test_i11_recorded_time_never_goes_back_in_a_stream(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = office.open_case()
    task = office.assign_task(case)
    stood = office.now()
    monkeypatch.setattr(office.register, "clock", Back(office.clock))
    with capture_logs() as said:
        office.acknowledge(task)
        office.report_task(task)
    times = recorded(office, task)
    assert times == sorted(times)
    assert times[-1] == stood
    (line, *_) = [each for each in said if each["event"] == "the clock went back"]
    assert (line["seconds"], line["stream"]) == (3600, str(task))


def test_what_begins_in_that_hour_is_recorded_as_the_clock_stands(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.file_report()
    monkeypatch.setattr(office.register, "clock", Back(office.clock))
    report = office.file_report(happened_at=office.now() - 2 * HOUR)
    assert recorded(office, report)[0] == office.now() - HOUR


def test_a_difference_between_machines_is_evened_out_without_a_word(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = office.open_case()
    skew = Back(office.clock, timedelta(milliseconds=800))
    monkeypatch.setattr(office.register, "clock", skew)
    with capture_logs() as said:
        office.found(case)
    assert not [each for each in said if each["event"] == "the clock went back"]
    times = recorded(office, case)
    assert times == sorted(times)


def test_a_window_is_promised_from_the_time_on_record(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = office.open_case()
    office.found(case)
    stood = office.now()
    monkeypatch.setattr(office.register, "clock", Back(office.clock))
    office.verify(case)
    assert window(office, case, WaitKind.FIRST_HANDLING).deadline.starts == stood
