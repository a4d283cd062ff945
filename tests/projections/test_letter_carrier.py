"""Mails against a real SMTP server: each at most once, and without a word of the letter."""

import smtplib
from collections.abc import Callable
from email import message_from_bytes
from typing import Any, cast
from uuid import UUID

import pytest

from application.register import Register
from domain.case_file import fold
from domain.delivery import DeliveryChannel, DeliveryState
from projections.delivery_ledger import DeliveryView
from projections.letter_carrier import AGAIN, LetterCarrier
from runtime.database import Datastore
from runtime.mail import MailUnclear, SmtpPost
from tests.facts import content
from tests.mailroom import MailServer
from tests.office import Office, OfficeClock

SECRETARY = "Sekretaris Daerah"


@pytest.fixture
def carrier_at(
    register: Register, datastore: Datastore, clock: OfficeClock
) -> Callable[[int | None], LetterCarrier]:
    """A letter carrier, as a process that starts has it; None is a house without mail."""

    def made(port: int | None) -> LetterCarrier:
        post = SmtpPost("127.0.0.1", port, sender="naskah@contoh.example") if port else None
        return LetterCarrier(
            register=register,
            view=DeliveryView(datastore),
            clock=clock,
            post=post,
            address="https://rukun.contoh.example",
        )

    return made


@pytest.fixture
def letter(office: Office, catch_up: Callable[[], None]) -> UUID:
    """Dispatched to the governor's inbox and the secretary's mailbox."""
    office.with_addresses()
    told = content().model_copy(update={"copies": (SECRETARY,)})
    made = office.ask_letter(content=told)
    office.approve_letter(made)
    office.sign_on_paper(made)
    office.dispatch_letter(made)
    catch_up()
    return made


def state(office: Office, letter: UUID) -> DeliveryState:
    page = fold(office.register.log.of_stream(letter)).letters[letter]
    (line,) = [x for x in page.deliveries.values() if x.delivery.office == SECRETARY]
    return line.state


def test_a_mail_carries_number_and_link_and_nothing_the_letter_says(
    office: Office, letter: UUID, mails: MailServer, port: int, carrier_at: Any
) -> None:
    carrier_at(port).after_commit()
    (envelope,) = mails.taken
    assert envelope.rcpt_tos == ["setda@contoh.example"]
    message = message_from_bytes(cast("bytes", envelope.content))
    text = cast("bytes", message.get_payload(decode=True)).decode()
    assert "T/200.1.3.4/1/BKBP/2026" in text
    assert f"https://rukun.contoh.example/naskah/{letter}" in text
    for secret in ("berhadapan", "Perkembangan penanganan"):
        assert secret not in text + str(message)
    assert state(office, letter) is DeliveryState.DELIVERED


def test_a_mail_is_not_sent_twice_however_often_the_carrier_comes(
    office: Office,
    letter: UUID,
    mails: MailServer,
    port: int,
    carrier_at: Any,
    catch_up: Callable[[], None],
) -> None:
    for _ in range(3):
        carrier_at(port).after_commit()
    catch_up()
    carrier_at(port).after_commit()
    assert len(mails.taken) == 1


def test_a_server_that_dies_after_data_leaves_it_unclear_and_no_machine_sends_again(
    office: Office,
    letter: UUID,
    mails: MailServer,
    port: int,
    carrier_at: Any,
    catch_up: Callable[[], None],
) -> None:
    mails.hangs_up = True
    carrier_at(port).after_commit()
    assert state(office, letter) is DeliveryState.UNCLEAR
    mails.hangs_up = False
    for _ in range(3):
        catch_up()
        carrier_at(port).after_commit()
    assert len(mails.taken) == 1
    office.resolve_delivery(letter, SECRETARY, arrived=False)
    office.send_again(letter, SECRETARY, DeliveryChannel.MAIL)
    catch_up()
    carrier_at(port).after_commit()
    assert len(mails.taken) == 2
    assert state(office, letter) is DeliveryState.DELIVERED


def test_a_carrier_killed_between_intent_and_outcome_leaves_it_to_a_person(
    office: Office,
    letter: UUID,
    mails: MailServer,
    port: int,
    carrier_at: Any,
    catch_up: Callable[[], None],
) -> None:
    office.begin_delivery(letter, SECRETARY)
    catch_up()
    carrier_at(port).after_commit()
    assert mails.taken == []
    assert state(office, letter) is DeliveryState.UNCLEAR


@pytest.mark.parametrize("stage", ["recipient", "message"])
def test_a_refused_mail_has_failed_for_certain(
    office: Office, letter: UUID, mails: MailServer, port: int, carrier_at: Any, stage: str
) -> None:
    if stage == "recipient":
        mails.refuses = "550 no such mailbox"
    else:
        mails.answers = "554 no"
    carrier_at(port).after_commit()
    assert state(office, letter) is DeliveryState.FAILED


def test_a_server_that_is_away_is_tried_again_later_and_nothing_is_written_meanwhile(
    office: Office,
    letter: UUID,
    mails: MailServer,
    port: int,
    carrier_at: Any,
    clock: OfficeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    carrier = carrier_at(port)
    with monkeypatch.context() as patched:
        patched.setattr(carrier, "_post", SmtpPost("127.0.0.1", 1, sender="a@contoh.example"))
        carrier.after_commit()
    carrier.after_commit()
    assert (state(office, letter), mails.taken) == (DeliveryState.PLANNED, [])
    later = clock.stopwatch() + AGAIN
    monkeypatch.setattr(clock, "stopwatch", lambda: later)
    carrier.after_commit()
    assert state(office, letter) is DeliveryState.DELIVERED


def test_a_house_without_mail_says_so_to_who_sends(
    office: Office, letter: UUID, carrier_at: Any
) -> None:
    carrier_at(None).after_commit()
    assert state(office, letter) is DeliveryState.FAILED


def test_a_void_letter_is_not_mailed(
    office: Office, letter: UUID, mails: MailServer, port: int, carrier_at: Any
) -> None:
    office.void_letter(letter)
    carrier_at(port).after_commit()
    assert mails.taken == []


def test_the_post_says_when_nobody_can_know(mails: MailServer, port: int) -> None:
    mails.hangs_up = True
    with (
        SmtpPost("127.0.0.1", port, sender="a@contoh.example").ready("b@contoh.example") as post,
        pytest.raises(MailUnclear, match=smtplib.SMTPServerDisconnected.__name__),
    ):
        post.send("Naskah", "teks", "<1@uji>")
