"""Naskah dinas at the register: drafted, read, numbered, signed, sent, answered."""

from datetime import date
from typing import TYPE_CHECKING, cast
from uuid import UUID

from application.letters import RULES, Asked, Period, Writers
from application.letters.renaksi import MONTHS
from application.ports import Frames
from application.sitting import IdentityTaken, Methods, Sitting, UnknownRegion, target_of
from domain.access import Target
from domain.case_file import event_id, fold
from domain.conflict_case import (
    ConflictCase,
)
from domain.delivery import (
    BeginDelivery,
    DispatchLetter,
    FollowUpDisposition,
    MarkSignedOnPaper,
    RecordDelivery,
    RecordDeliveryTrouble,
    RecordDisposition,
    RecordReceipt,
    ResolveDelivery,
    SendAgain,
)
from domain.draft import (
    AddParagraph,
    InitialLetter,
    RemoveParagraph,
    ResubmitLetter,
    ReturnLetter,
)
from domain.erratum import DraftErratum, NothingToCorrect, dated_words, erratum_of
from domain.kernel import (
    Command,
    Role,
    Secrecy,
)
from domain.letter import (
    ApproveLetter,
    DraftLetter,
    Letter,
    LetterAboutNothing,
    LetterRegister,
    Subject,
    VoidLetter,
)
from domain.letter_content import LetterContent, LetterIncomplete, LetterType, number_of, profile_of
from domain.letter_request import NotOnRequest, RequestLetter
from domain.passage import Merged
from domain.regions import zone_of
from domain.report import (
    Report,
)
from domain.risk import Level
from domain.signing import (
    RecordSignature,
    RecordSigningTrouble,
    ResolveSigning,
    SignLetter,
    signing_role,
)
from domain.state_of_conflict import (
    RecordWrittenMilitaryRequest,
    StateOfConflict,
)
from runtime.log import Recorded

if TYPE_CHECKING:
    from application.register import Register
    from domain.role_assignment import Standing


def _request_letter(register: "Register", command: RequestLetter, sitting: Sitting) -> UUID:
    """Written from the record as it stands, then drafted as of whoever asked for it."""
    rule = RULES.get(command.type)
    if register.writers is None or rule is None or not rule.on_request:
        raise NotOnRequest(f"Jenisnya: {command.type.label}.")
    if command.type in (LetterType.BINGKAI_PEMETAAN, LetterType.LAPORAN_RENAKSI):
        return _draft_letter(
            register, _of_months(register, command, register.writers, sitting), sitting
        )
    events = _seen_by(register, command, sitting)
    drafting = DraftLetter(
        **command.model_dump(include=set(Command.model_fields)),
        letter_id=command.letter_id,
        case_id=command.case_id,
        report_id=command.report_id,
        type=command.type,
        trigger=f"permintaan {command.command_id}",
        author=command.actor,
        content=register.writers.write(
            command.type,
            fold(events),
            asked=Asked(
                by=command.actor,
                to=command.to,
                words=command.words or "",
                letter=command.encloses,
            ),
        ),
    )
    return _draft_letter(register, drafting, sitting)


def _of_months(
    register: "Register", command: RequestLetter, writers: Writers, sitting: Sitting
) -> DraftLetter:
    """A region's months as the asker may see them, as a letter about that region."""
    if command.region is None or command.month is None or register.frames is None:
        raise LetterIncomplete("wilayah dan bulan")
    month = date.fromisoformat(f"{command.month}-01")
    write = _renaksi if command.type is LetterType.LAPORAN_RENAKSI else _framed
    try:
        level, content = write(writers, register.frames, command.region, month, sitting)
    except ValueError:
        raise LetterIncomplete("bulan yang sudah berjalan") from None
    return DraftLetter(
        **command.model_dump(include=set(Command.model_fields)),
        letter_id=command.letter_id,
        region=command.region,
        secrecy=content.secrecy,
        level=level,
        type=command.type,
        trigger=f"permintaan {command.command_id}",
        author=command.actor,
        content=content,
    )


def _seen_by(register: "Register", command: RequestLetter, sitting: Sitting) -> list[Recorded]:
    """What the letter is written from, once it is clear that the asker may read it."""
    match command.case_id, command.report_id:
        case UUID() as case_id, None:
            sitting.allow(target_of(sitting.glance(ConflictCase, case_id)))
            return register.log.of_case(case_id)
        case None, UUID() as report_id:
            sitting.allow(target_of(sitting.glance(Report, report_id)))
            return register.log.of_stream(report_id)
        case _:
            raise LetterAboutNothing


def _draft_letter(register: "Register", command: DraftLetter, sitting: Sitting) -> UUID:
    owner = _owner(register, command, sitting)
    if sitting.exists(command.letter_id):
        return command.letter_id
    letter = Letter.draft(command, sitting.at, _about(command, owner))
    if isinstance(owner, ConflictCase):
        machine = command.role is Role.SYSTEM
        owner.draft_letter(
            letter.id, for_escalation=machine and command.type is LetterType.NOTA_DINAS
        )
    sitting.add(letter)
    return letter.id


def _owner(
    register: "Register", command: DraftLetter, sitting: Sitting
) -> ConflictCase | Report | None:
    """The case or report a letter is about; None for a region, which must be within reach."""
    match command.case_id, command.report_id, command.region, command.secrecy:
        case UUID() as case_id, None, None, None:
            return sitting.take(ConflictCase, case_id)
        case None, UUID() as report_id, None, None:
            return sitting.take(Report, report_id)
        case None, None, str() as region, Secrecy() as secrecy if command.level is not None:
            if not register.regions.exists(region):
                raise UnknownRegion(f"Kode: {region}.")
            sitting.allow(Target(region=region, secrecy=secrecy))
            return None
        case _:
            raise LetterAboutNothing


def _approve_letter(register: "Register", command: ApproveLetter, sitting: Sitting) -> UUID:
    """Number and approval commit together or not at all; the number is a stream's version."""
    letter = sitting.take(Letter, command.letter_id)
    content = letter.read
    profile = profile_of(content)
    dated = sitting.at.now.astimezone(zone_of(profile.region or letter.region)).date()
    book = (profile.unit, content.type.book, dated.year)
    register_id = LetterRegister.id_of(*book)
    book_so_far = sitting.find(LetterRegister, register_id)
    sequence = book_so_far.version + 1 if book_so_far else 1
    number = number_of(content, profile, sequence=sequence, dated=dated)
    letter.approve(
        command,
        sitting.at,
        register_id=register_id,
        sequence=sequence,
        number=number,
        dated=dated.isoformat(),
        unit=book[0],
        book=book[1],
    )
    if letter.corrects is not None:
        sitting.beside(Letter, letter.corrects).correct(letter.id, number, dated.isoformat())
    if book_so_far:
        book_so_far.take(letter.id, number)
    else:
        sitting.add(
            LetterRegister.begin(
                LetterRegister.FirstNumberTaken,
                sitting.at.envelope,
                register_id,
                unit=book[0],
                book=book[1],
                year=book[2],
                letter_id=letter.id,
                number=number,
            )
        )
    sitting.tell_last(letter)
    return letter.id


def _void_letter(register: "Register", command: VoidLetter, sitting: Sitting) -> UUID:
    letter = sitting.take(Letter, command.letter_id)
    letter.void(command, sitting.at)
    if letter.corrects is not None:
        sitting.beside(Letter, letter.corrects).withdraw_correction(letter.id)
        sitting.tell_last(letter)
    return letter.id


def _draft_erratum(register: "Register", command: DraftErratum, sitting: Sitting) -> UUID:
    """A new letter about what the old one was about, naming it by number and day."""
    old = sitting.take(Letter, command.corrects)
    old.must_be_correctable()
    if sitting.exists(command.letter_id):
        raise IdentityTaken
    content = _erratum_of(register, old, command)
    wish = DraftLetter(
        **command.model_dump(include=set(Command.model_fields)),
        letter_id=command.letter_id,
        type=content.type,
        trigger=f"ralat {command.letter_id}",
        author=command.actor,
        content=content,
    )
    about = Subject(
        sealed_for=old.subject,
        case_id=old.case_id,
        report_id=old.report_id,
        region=old.region,
        level=old.level,
        secrecy=old.secrecy,
    )
    if old.case_id is not None:
        case = sitting.beside(ConflictCase, old.case_id)
        case.draft_letter(command.letter_id, for_escalation=False)
    sitting.add(Letter.draft(wish, sitting.at, about, corrects=old.id))
    return command.letter_id


def _erratum_of(register: "Register", old: Letter, command: DraftErratum) -> LetterContent:
    """Number and day come from the old letter's approval, and say so."""
    for each in register.log.of_stream(old.id):
        if isinstance(each.fact, Letter.Approved):
            number, dated = (
                Merged(value=value, events=(event_id(each.fact),), position=each.position)
                for value in (each.fact.number, dated_words(each.fact.dated))
            )
            return erratum_of(old.read, number, dated, command.wrong, command.right, command.actor)
    raise NothingToCorrect


def _add_paragraph(register: "Register", command: AddParagraph, sitting: Sitting) -> UUID:
    letter = sitting.take(Letter, command.letter_id)
    letter.add_paragraph(command, sitting.at)
    return letter.id


def _remove_paragraph(register: "Register", command: RemoveParagraph, sitting: Sitting) -> UUID:
    letter = sitting.take(Letter, command.letter_id)
    letter.remove_paragraph(command, sitting.at)
    return letter.id


def _return_letter(register: "Register", command: ReturnLetter, sitting: Sitting) -> UUID:
    letter = sitting.take(Letter, command.letter_id)
    letter.hand_back(command, sitting.at)
    return letter.id


def _resubmit_letter(register: "Register", command: ResubmitLetter, sitting: Sitting) -> UUID:
    letter = sitting.take(Letter, command.letter_id)
    letter.resubmit(command, sitting.at)
    return letter.id


def _initial_letter(register: "Register", command: InitialLetter, sitting: Sitting) -> UUID:
    letter = sitting.take(Letter, command.letter_id)
    letter.initial(command, sitting.at)
    return letter.id


def _mark_signed_on_paper(
    register: "Register", command: MarkSignedOnPaper, sitting: Sitting
) -> UUID:
    letter = sitting.take(Letter, command.letter_id)
    letter.mark_signed_on_paper(command, sitting.at)
    _follow_in_writing(letter, command, sitting)
    return letter.id


def _dispatch_letter(register: "Register", command: DispatchLetter, sitting: Sitting) -> UUID:
    letter = sitting.take(Letter, command.letter_id)
    letter.dispatch(command, sitting.at)
    return letter.id


def _begin_delivery(register: "Register", command: BeginDelivery, sitting: Sitting) -> UUID:
    letter = sitting.take(Letter, command.letter_id)
    letter.begin_delivery(command)
    return letter.id


def _record_delivery(register: "Register", command: RecordDelivery, sitting: Sitting) -> UUID:
    letter = sitting.take(Letter, command.letter_id)
    letter.record_delivery(command)
    return letter.id


def _record_delivery_trouble(
    register: "Register", command: RecordDeliveryTrouble, sitting: Sitting
) -> UUID:
    letter = sitting.take(Letter, command.letter_id)
    letter.record_delivery_trouble(command, sitting.at)
    return letter.id


def _resolve_delivery(register: "Register", command: ResolveDelivery, sitting: Sitting) -> UUID:
    letter = sitting.take(Letter, command.letter_id)
    letter.resolve_delivery(command, sitting.at)
    return letter.id


def _send_again(register: "Register", command: SendAgain, sitting: Sitting) -> UUID:
    letter = sitting.take(Letter, command.letter_id)
    letter.send_again(command)
    return letter.id


def _record_receipt(register: "Register", command: RecordReceipt, sitting: Sitting) -> UUID:
    letter = sitting.take(Letter, command.letter_id)
    letter.record_receipt(command, sitting.at)
    return letter.id


def _record_disposition(register: "Register", command: RecordDisposition, sitting: Sitting) -> UUID:
    letter = sitting.take(Letter, command.letter_id)
    letter.record_disposition(command, sitting.at)
    return letter.id


def _follow_up_disposition(
    register: "Register", command: FollowUpDisposition, sitting: Sitting
) -> UUID:
    letter = sitting.take(Letter, command.letter_id)
    letter.follow_up(command, sitting.at)
    return letter.id


def _sign_letter(register: "Register", command: SignLetter, sitting: Sitting) -> UUID:
    """The intent alone; the call itself follows in ``application.signing``."""
    letter = sitting.take(Letter, command.letter_id)
    letter.sign(command, sitting.at, signs=signing_role(letter.read))
    return letter.id


def _record_signature(register: "Register", command: RecordSignature, sitting: Sitting) -> UUID:
    letter = sitting.take(Letter, command.letter_id)
    letter.record_signature(command, sitting.at)
    _follow_in_writing(letter, command, sitting)
    return letter.id


def _record_signing_trouble(
    register: "Register", command: RecordSigningTrouble, sitting: Sitting
) -> UUID:
    letter = sitting.take(Letter, command.letter_id)
    letter.record_trouble(command, sitting.at)
    return letter.id


def _resolve_signing(register: "Register", command: ResolveSigning, sitting: Sitting) -> UUID:
    letter = sitting.take(Letter, command.letter_id)
    letter.resolve_signing(command, sitting.at)
    _follow_in_writing(letter, command, sitting)
    return letter.id


def _follow_in_writing(letter: Letter, command: Command, sitting: Sitting) -> None:
    """The signed letter for military help is the written request (PP 2/2015 Pasal 45-46).

    A simulation is no signature; a pen on paper is one.
    """
    if letter.type is not LetterType.BANTUAN_TNI or not letter.signed:
        return
    state = sitting.beside(StateOfConflict, UUID(letter.trigger.partition("@")[0]))
    request = state.unwritten(letter.trigger, sitting.at.now)
    if request is not None:
        written = RecordWrittenMilitaryRequest(
            **command.model_dump(include=set(Command.model_fields)),
            state_id=state.id,
            request_id=request,
            sent_at=sitting.at.now,
            reference=letter.number or str(letter.id),
            letter_id=letter.id,
        )
        state.put_in_writing(written, sitting.at)


def _about(command: DraftLetter, owner: ConflictCase | Report | None) -> Subject:
    if owner is None:
        return Subject(
            sealed_for=command.letter_id,
            region=cast("str", command.region),
            level=cast("Level", command.level),
            secrecy=cast("Secrecy", command.secrecy),
        )
    return Subject(
        sealed_for=owner.id,
        case_id=command.case_id,
        report_id=command.report_id,
        region=owner.region,
        level=owner.level,
        secrecy=owner.secrecy,
    )


def _framed(
    writers: Writers, frames: Frames, region: str, month: date, sitting: Sitting
) -> tuple[Level, LetterContent]:
    """The problems of one month, and the worst level among them."""
    reader = _outside_compartments(sitting, region)
    frame, drawing = frames.framed(region, month.year, month.month, sitting.at.now, reader)
    level = max((each.level for each in frame.regencies), key=_rank, default=Level.GREEN)
    return level, writers.frame(frame, month, drawing, sitting.at.now)


def _outside_compartments(sitting: Sitting, region: str) -> "Standing":
    """Who asks, as one who reads nothing kept apart: the letter goes to many."""
    reader = sitting.reaching(Target(region=region, secrecy=Secrecy.OPEN))
    return reader.model_copy(update={"compartments": ()})


def _renaksi(
    writers: Writers, frames: Frames, region: str, month: date, sitting: Sitting
) -> tuple[Level, LetterContent]:
    """The handling of the four months a month lies in, and the worst level among its cases."""
    reader = _outside_compartments(sitting, region)
    period = Period.around(month)
    handling = frames.handled(region, period.first, MONTHS, sitting.at.now, reader)
    level = max((each.level for each in handling.files), key=_rank, default=Level.GREEN)
    return level, writers.renaksi(handling, period, sitting.at.now)


def _rank(level: Level) -> int:
    return level.rank


METHODS: Methods = {
    RequestLetter: _request_letter,
    DraftLetter: _draft_letter,
    ApproveLetter: _approve_letter,
    VoidLetter: _void_letter,
    DraftErratum: _draft_erratum,
    AddParagraph: _add_paragraph,
    RemoveParagraph: _remove_paragraph,
    ReturnLetter: _return_letter,
    ResubmitLetter: _resubmit_letter,
    InitialLetter: _initial_letter,
    MarkSignedOnPaper: _mark_signed_on_paper,
    DispatchLetter: _dispatch_letter,
    BeginDelivery: _begin_delivery,
    RecordDelivery: _record_delivery,
    RecordDeliveryTrouble: _record_delivery_trouble,
    ResolveDelivery: _resolve_delivery,
    SendAgain: _send_again,
    RecordReceipt: _record_receipt,
    RecordDisposition: _record_disposition,
    FollowUpDisposition: _follow_up_disposition,
    SignLetter: _sign_letter,
    RecordSignature: _record_signature,
    RecordSigningTrouble: _record_signing_trouble,
    ResolveSigning: _resolve_signing,
}
