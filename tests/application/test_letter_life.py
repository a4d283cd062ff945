"""The life of a letter over the register: draft, initials, sending, answers, errata."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from application.register import Register
from domain.case_file import LetterPage, fold
from domain.clocks import WaitKind
from domain.conflict_case import ContentChanged, ProposerIsApprover, StillOpen
from domain.delivery import (
    AlreadyDispatched,
    AlreadyReceived,
    DeliveryChannel,
    DeliveryState,
    NoAddress,
    NoRecipient,
    NotDispatched,
    NotReadyToSend,
    SecretByMail,
    Sending,
    SignedLater,
    UnknownDelivery,
    UnknownDisposition,
)
from domain.draft import (
    InitialledOnce,
    InitialsMissing,
    NoRoomForParagraph,
    NotReturned,
    NotTheAuthorsParagraph,
    NotTheirTurn,
    difference,
)
from domain.erratum import NothingToCorrect
from domain.kernel import Secrecy
from domain.letter import LetterState, NotADraft
from domain.letter_content import LetterContent, LetterType
from domain.redline import Mark, Piece
from domain.signing import AlreadySigned, NotApproved, SignatureKind
from runtime.log import Log
from tests.facts import content
from tests.office import Office

SECRETARY = "Sekretaris Daerah"


@pytest.fixture
def desk(office: Office) -> Office:
    return office.with_addresses()


def page(office: Office, letter: UUID) -> LetterPage:
    return fold(office.register.log.of_stream(letter)).letters[letter]


def says(office: Office, letter: UUID) -> LetterContent:
    return LetterContent.model_validate_json(str(page(office, letter).content))


def waits(office: Office, letter: UUID) -> set[WaitKind]:
    return {each.wait.kind for each in fold(office.register.log.of_stream(letter)).waits.values()}


def ready(office: Office, **changes: Any) -> UUID:
    """Approved and signed with a pen, to the governor, copied to the secretary."""
    told = content().model_copy(update={"copies": (SECRETARY,)} | changes)
    letter = office.ask_letter(content=told)
    office.approve_letter(letter)
    office.sign_on_paper(letter)
    return letter


def sent(office: Office, **changes: Any) -> UUID:
    letter = ready(office, **changes)
    office.dispatch_letter(letter)
    return letter


# -- the draft -------------------------------------------------------------------------------------


def test_an_authors_paragraph_is_marked_as_theirs_and_changes_the_hash(office: Office) -> None:
    letter = office.ask_letter()
    before = page(office, letter)
    office.add_paragraph(letter, text="Warga meminta dialog.")
    after = page(office, letter)
    added = says(office, letter).points[-1]
    assert (added.text, added.author) == ("Warga meminta dialog.", str(office.officer.id))
    assert after.content_hash != before.content_hash
    assert after.previous == before.content
    assert difference(
        LetterContent.model_validate_json(str(before.content)), says(office, letter)
    ) == ((Piece(mark=Mark.ADDED, text="Warga meminta dialog."),),)


def test_an_authors_paragraph_is_sealed_with_the_letter(office: Office, register: Register) -> None:
    case = office.escalated_case()
    letter = office.ask_letter(case_id=case)
    office.add_paragraph(letter, text="Rahasia di tengah")
    with register.recorder.datastore.reading() as cursor:
        cursor.execute("SELECT state FROM rukun.event WHERE topic = 'letter.revised'")
        (row,) = cursor.fetchall()
    assert b"Rahasia di tengah" not in bytes(row["state"])
    assert page(office, letter).content.sealed_for == case


def test_only_ones_own_paragraph_may_go_again(office: Office) -> None:
    letter = office.ask_letter()
    first = page(office, letter).content_hash
    office.add_paragraph(letter)
    with pytest.raises(NotTheAuthorsParagraph):
        office.remove_paragraph(letter, 0)
    with pytest.raises(NotTheAuthorsParagraph):
        office.remove_paragraph(letter, 1, by=office.second_officer)
    with pytest.raises(NotTheAuthorsParagraph):
        office.remove_paragraph(letter, 7)
    office.remove_paragraph(letter, 1)
    assert page(office, letter).content_hash == first


def test_a_paragraph_goes_where_there_is_room(office: Office) -> None:
    letter = office.ask_letter(content=content().model_copy(update={"points": ()}))
    with pytest.raises(NoRoomForParagraph):
        office.add_paragraph(letter)
    with pytest.raises(NoRoomForParagraph):
        office.add_paragraph(letter, section=3)


def test_an_edit_of_other_words_than_were_read_is_refused(office: Office) -> None:
    letter = office.ask_letter()
    read = page(office, letter).content_hash
    office.add_paragraph(letter)
    for act in (office.add_paragraph, office.return_letter):
        with pytest.raises(ContentChanged):
            act(letter, content_hash=read)
    with pytest.raises(ContentChanged):
        office.approve_letter(letter, content_hash=read)


def test_an_approved_letter_is_not_edited(office: Office) -> None:
    letter = office.ask_letter()
    office.approve_letter(letter)
    with pytest.raises(NotADraft):
        office.add_paragraph(letter)
    with pytest.raises(NotADraft):
        office.return_letter(letter)


def test_a_returned_letter_waits_for_its_author_and_comes_back(office: Office) -> None:
    letter = office.ask_letter()
    office.return_letter(letter, note="Perjelas butir kedua.")
    returned = page(office, letter)
    assert (returned.state, str(returned.note)) == (LetterState.RETURNED, "Perjelas butir kedua.")
    assert waits(office, letter) == {WaitKind.LETTER_REVISION}
    with pytest.raises(NotADraft):
        office.approve_letter(letter)
    office.add_paragraph(letter)
    office.resubmit_letter(letter)
    assert page(office, letter).state is LetterState.DRAFT
    assert waits(office, letter) == {WaitKind.LETTER_APPROVAL}
    with pytest.raises(NotReturned):
        office.resubmit_letter(letter)


# -- initials --------------------------------------------------------------------------------------

CHAIN = ("Kepala Biro Hukum", "Asisten Pemerintahan", "Sekretaris Daerah")


def test_a_note_from_the_head_needs_no_initials_and_a_decree_needs_its_chain(
    office: Office,
) -> None:
    assert page(office, office.ask_letter(type=LetterType.NOTA_DINAS)).chain == ()
    assert page(office, office.ask_letter(type=LetterType.KEPUTUSAN_SATGAS)).chain == CHAIN


def test_a_decree_is_approved_when_all_have_initialled_in_order(office: Office) -> None:
    decree = office.ask_letter(type=LetterType.KEPUTUSAN_SATGAS)
    with pytest.raises(InitialsMissing, match="Kepala Biro Hukum, Asisten"):
        office.approve_letter(decree)
    with pytest.raises(NotTheirTurn, match="Kepala Biro Hukum"):
        office.initial_letter(decree, SECRETARY)
    office.initial_letter(decree, CHAIN[0])
    with pytest.raises(InitialledOnce):
        office.initial_letter(decree, CHAIN[1])
    office.initial_letter(decree, CHAIN[1], by=office.second_officer)
    office.initial_letter(decree, CHAIN[2], by=office.governor)
    with pytest.raises(NotTheirTurn, match="tidak ada"):
        office.initial_letter(decree, CHAIN[2], by=office.supervisor)
    assert [each.office for each in page(office, decree).initialled] == list(CHAIN)
    office.approve_letter(decree)


def test_initials_fall_away_when_the_words_change_or_come_back(office: Office) -> None:
    decree = office.ask_letter(type=LetterType.KEPUTUSAN_SATGAS)
    office.initial_letter(decree, CHAIN[0])
    office.add_paragraph(decree)
    assert page(office, decree).initialled == []
    office.initial_letter(decree, CHAIN[0])
    office.return_letter(decree)
    assert page(office, decree).initialled == []
    with pytest.raises(NotADraft):
        office.initial_letter(decree, CHAIN[0])


def test_the_author_does_not_approve_whatever_has_been_initialled(office: Office) -> None:
    case = office.escalated_case()
    own = office.draft_letter(case, author=office.supervisor.id)
    with pytest.raises(ProposerIsApprover):
        office.approve_letter(own)


# -- on paper, on its way --------------------------------------------------------------------------


def test_an_unsigned_letter_is_not_sent(desk: Office) -> None:
    letter = desk.ask_letter()
    for _ in range(2):
        with pytest.raises(NotReadyToSend):
            desk.dispatch_letter(letter)
        if page(desk, letter).number is None:
            desk.approve_letter(letter)


def test_a_simulated_signature_does_not_send_a_letter(desk: Office) -> None:
    letter = desk.ask_letter()
    desk.approve_letter(letter)
    attempt = desk.sign_letter(letter, kind=SignatureKind.SIMULATION)
    desk.record_signature(letter, attempt, certificate=None)
    with pytest.raises(NotReadyToSend):
        desk.dispatch_letter(letter)


def test_a_signature_on_paper_has_its_day(desk: Office) -> None:
    letter = desk.ask_letter()
    with pytest.raises(NotApproved):
        desk.sign_on_paper(letter)
    desk.approve_letter(letter)
    today = date.fromisoformat(str(page(desk, letter).dated))
    for wrong in (today - timedelta(days=1), today + timedelta(days=1)):
        with pytest.raises(SignedLater):
            desk.sign_on_paper(letter, signed_on=wrong)
    desk.sign_on_paper(letter)
    assert page(desk, letter).signed_on_paper == ("Kepala Badan", today)
    with pytest.raises(AlreadySigned):
        desk.sign_on_paper(letter)


def test_everyone_the_letter_names_gets_it_as_the_address_book_says(desk: Office) -> None:
    letter = sent(desk, copies=(SECRETARY, "Kapolda", SECRETARY))
    lines = page(desk, letter).deliveries.values()
    assert [
        (x.delivery.office, x.delivery.channel, x.delivery.for_information, x.state) for x in lines
    ] == [
        ("Gubernur", DeliveryChannel.IN_APP, False, DeliveryState.DELIVERED),
        (SECRETARY, DeliveryChannel.MAIL, True, DeliveryState.PLANNED),
        ("Kapolda", DeliveryChannel.COURIER, True, DeliveryState.PLANNED),
    ]
    assert page(desk, letter).state is LetterState.SENT
    with pytest.raises(AlreadyDispatched):
        desk.dispatch_letter(letter)


def test_a_secret_letter_never_goes_by_mail(desk: Office) -> None:
    letter = ready(desk, secrecy=Secrecy.SECRET)
    mail = Sending(office=SECRETARY, channel=DeliveryChannel.MAIL)
    with pytest.raises(SecretByMail):
        desk.dispatch_letter(letter, sendings=(mail,))
    desk.dispatch_letter(letter)
    channels = {
        x.delivery.office: x.delivery.channel for x in page(desk, letter).deliveries.values()
    }
    assert channels[SECRETARY] is DeliveryChannel.COURIER
    with pytest.raises(UnknownDelivery):
        desk.send_again(letter, SECRETARY, DeliveryChannel.MAIL)


def test_a_channel_without_an_address_and_a_stranger_are_refused(desk: Office) -> None:
    letter = ready(desk)
    for office, channel, rule in (
        (SECRETARY, DeliveryChannel.IN_APP, NoAddress),
        ("Gubernur", DeliveryChannel.MAIL, NoAddress),
        ("Bupati Jauh", DeliveryChannel.COURIER, NoRecipient),
    ):
        with pytest.raises(rule, match=office):
            desk.dispatch_letter(letter, sendings=(Sending(office=office, channel=channel),))


def test_a_delivery_is_begun_once(desk: Office) -> None:
    letter = sent(desk)
    desk.begin_delivery(letter, SECRETARY)
    with pytest.raises(UnknownDelivery):
        desk.begin_delivery(letter, SECRETARY)
    with pytest.raises(UnknownDelivery):
        desk.begin_delivery(letter, "Gubernur")
    with pytest.raises(UnknownDelivery):
        desk.record_delivery(letter, SECRETARY, 2)
    desk.record_delivery(letter, SECRETARY)
    with pytest.raises(UnknownDelivery):
        desk.record_delivery(letter, SECRETARY)


def test_an_unclear_delivery_waits_for_a_person_and_is_never_sent_again_by_itself(
    desk: Office,
) -> None:
    letter = sent(desk)
    desk.begin_delivery(letter, SECRETARY)
    desk.record_delivery_trouble(letter, SECRETARY, certain=False)
    assert WaitKind.DELIVERY_CHECK in waits(desk, letter)
    with pytest.raises(UnknownDelivery):
        desk.begin_delivery(letter, SECRETARY, 2)
    with pytest.raises(UnknownDelivery):
        desk.send_again(letter, SECRETARY, DeliveryChannel.MAIL)
    desk.resolve_delivery(letter, SECRETARY, arrived=False)
    desk.send_again(letter, SECRETARY, DeliveryChannel.MAIL)
    assert WaitKind.DELIVERY_CHECK not in waits(desk, letter)
    desk.begin_delivery(letter, SECRETARY, 2)


def test_a_failed_delivery_may_go_by_courier_instead(desk: Office) -> None:
    letter = sent(desk)
    desk.begin_delivery(letter, SECRETARY)
    desk.record_delivery_trouble(letter, SECRETARY, certain=True)
    with pytest.raises(NoAddress):
        desk.send_again(letter, SECRETARY, DeliveryChannel.IN_APP)
    desk.send_again(letter, SECRETARY, DeliveryChannel.COURIER)
    desk.record_receipt(letter, SECRETARY, received_by="Staf TU")
    (line,) = [x for x in page(desk, letter).deliveries.values() if x.received_by]
    assert (line.state, str(line.received_by)) == (DeliveryState.RECEIVED, "Staf TU")
    with pytest.raises(AlreadyReceived):
        desk.record_receipt(letter, SECRETARY)


def test_the_governors_order_is_awaited_recorded_and_followed_up(desk: Office) -> None:
    letter = ready(desk)
    with pytest.raises(NotDispatched):
        desk.record_disposition(letter)
    desk.dispatch_letter(letter)
    assert waits(desk, letter) == {WaitKind.DISPOSITION}
    order = desk.record_disposition(letter)
    assert waits(desk, letter) == {WaitKind.DISPOSITION_FOLLOW_UP}
    with pytest.raises(UnknownDisposition):
        desk.record_disposition(letter, disposition_id=order)
    desk.follow_up(letter, order)
    assert waits(desk, letter) == set()
    assert str(page(desk, letter).dispositions[order].result) == "Rapat sudah dilaksanakan."
    with pytest.raises(UnknownDisposition):
        desk.follow_up(letter, order)


# -- errata ----------------------------------------------------------------------------------------


def test_an_erratum_names_the_old_letter_and_the_old_one_shows_it_once_approved(
    office: Office, log: Log
) -> None:
    letter = office.ask_letter(type=LetterType.NOTA_DINAS)
    with pytest.raises(NothingToCorrect):
        office.draft_erratum(letter)
    office.approve_letter(letter)
    erratum = office.draft_erratum(letter, wrong="RW 01", right="RW 02")
    told = says(office, erratum)
    assert told.subject.text == (
        "Ralat atas Nota Dinas Nomor T/200.1.3.4/1/BKBP/2026 tanggal 2 Maret 2026"
    )
    assert [point.text for point in told.points[:2]] == [
        "Tertulis: RW 01",
        "Seharusnya tertulis: RW 02",
    ]
    assert page(office, letter).corrected_by == {}
    office.approve_letter(erratum)
    assert page(office, letter).corrected_by == {erratum: ("T/200.1.3.4/2/BKBP/2026", "2026-03-02")}
    office.void_letter(erratum)
    assert page(office, letter).corrected_by == {}


def test_an_erratum_belongs_to_the_case_of_the_letter_it_corrects(office: Office) -> None:
    case = office.escalated_case()
    letter = office.draft_letter(case)
    office.approve_letter(letter)
    erratum = office.draft_erratum(letter)
    assert erratum in office.file(case).letters


# -- closing ---------------------------------------------------------------------------------------


def test_a_draft_that_must_go_out_keeps_a_case_open_and_an_invitation_does_not(
    office: Office,
) -> None:
    case = office.recovering_case()
    office.monitor(case)
    office.pass_time_in_silence(case, days=31)
    office.deliver_letters(case)
    office.ask_letter(case_id=case, type=LetterType.SURAT_UNDANGAN)
    waiting = office.ask_letter(case_id=case, type=LetterType.SURAT_DINAS)
    with pytest.raises(StillOpen, match="1 naskah dinas"):
        office.close(case)
    office.return_letter(waiting)
    with pytest.raises(StillOpen, match="1 naskah dinas"):
        office.close(case)
    office.void_letter(waiting)
    office.close(case)
