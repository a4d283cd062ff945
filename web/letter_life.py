"""What a letter's page tells of its life, and what may be done with it where it stands now."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from domain.case_file import CaseFile, DeliveryLine, LetterPage
from domain.delivery import (
    DeliveryChannel,
    DeliveryState,
    OfficeAddress,
    recipients_of,
    usual_channel,
)
from domain.draft import difference
from domain.indonesian import long_date
from domain.kernel import Secrecy
from domain.letter import Letter, LetterState
from domain.letter_content import LetterContent
from domain.redline import Redlined
from domain.signing import SignatureKind, SigningState
from web import acts, pages, words
from web.acts import Act, Attempt, Blank, Table, options
from web.desk import Desk
from web.door import NotHere, Visitor
from web.words import People

Offered = tuple[Act, str]
"""An act, and the delivery, disposition or paragraph it is about."""

ACTS = frozenset(
    each.slug
    for each in (
        acts.ADD_PARAGRAPH,
        acts.REMOVE_PARAGRAPH,
        acts.RETURN_LETTER,
        acts.RESUBMIT_LETTER,
        acts.INITIAL_LETTER,
        acts.MARK_SIGNED_ON_PAPER,
        acts.DISPATCH_LETTER,
        acts.RECORD_RECEIPT,
        acts.RESOLVE_DELIVERY,
        acts.SEND_AGAIN,
        acts.RECORD_DISPOSITION,
        acts.FOLLOW_UP_DISPOSITION,
        acts.DRAFT_ERRATUM,
    )
)
"""The acts whose command and choices follow from the letter itself."""

IN_CARDS = frozenset(
    {
        acts.REMOVE_PARAGRAPH.slug,
        acts.RECORD_RECEIPT.slug,
        acts.RESOLVE_DELIVERY.slug,
        acts.SEND_AGAIN.slug,
        acts.FOLLOW_UP_DISPOSITION.slug,
    }
)
"""Acts drawn beside what they are about, not in the list of what may be done."""


def offered(visitor: Visitor, letter: LetterPage, content: LetterContent) -> Iterator[Act]:
    """What may be done with the letter as a whole, where it stands."""
    yield from _next_steps(visitor, letter)
    if letter.state.in_draft and (content.points or content.sections):
        yield acts.ADD_PARAGRAPH
    if letter.state in {LetterState.APPROVED, LetterState.SENT}:
        yield acts.DRAFT_ERRATUM
    if letter.state is not LetterState.VOID:
        yield acts.VOID_LETTER


def _next_steps(visitor: Visitor, letter: LetterPage) -> Iterator[Act]:
    match letter.state:
        case LetterState.DRAFT:
            yield from _of_a_draft(visitor, letter)
        case LetterState.RETURNED:
            yield acts.RESUBMIT_LETTER
        case LetterState.APPROVED if _signed(letter):
            yield acts.DISPATCH_LETTER
        case LetterState.APPROVED if not letter.signing.open:
            yield acts.MARK_SIGNED_ON_PAPER
        case LetterState.SENT:
            yield acts.RECORD_DISPOSITION


def _of_a_draft(visitor: Visitor, letter: LetterPage) -> Iterator[Act]:
    missing = letter.chain[len(letter.initialled) :]
    if missing and all(each.person != visitor.actor for each in letter.initialled):
        yield acts.INITIAL_LETTER
    if letter.author != visitor.actor:
        if not missing:
            yield acts.APPROVE_LETTER
        yield acts.RETURN_LETTER


def _signed(letter: LetterPage) -> bool:
    """Whether there is a signature; a simulation is none."""
    simulated = letter.paper is not None and letter.paper.kind is SignatureKind.SIMULATION
    by_machine = letter.signing is SigningState.SIGNED and not simulated
    return letter.signed_on_paper is not None or by_machine


def prepared(desk: Desk, act: Act, letter: LetterPage, content: LetterContent) -> Act:
    """The act with the choices this letter gives: its sections, its recipients, its signatory."""
    if act.slug == acts.ADD_PARAGRAPH.slug:
        return _with_sections(act, content)
    if act.slug == acts.DISPATCH_LETTER.slug:
        return _with_recipients(desk, act, letter, content)
    if act.slug == acts.MARK_SIGNED_ON_PAPER.slug:
        office = content.signatory.office
        return replace(act, blanks=(replace(act.blanks[0], given=office), *act.blanks[1:]))
    return act


def _with_sections(act: Act, content: LetterContent) -> Act:
    chosen = [
        pages.Option(value=str(number), label=section.heading)
        for number, section in enumerate(content.sections)
    ]
    if not chosen:
        return replace(act, blanks=act.blanks[:1])
    blanks = (act.blanks[0], replace(act.blanks[1], required=not content.points))
    return replace(act, blanks=blanks).with_options("section", chosen)


def _with_recipients(desk: Desk, act: Act, letter: LetterPage, content: LetterContent) -> Act:
    book = {each.office: each for each in _addresses(desk, letter.letter_id)}
    secret = max(letter.secrecy.rank, content.secrecy.rank) >= Secrecy.SECRET.rank
    recipients = recipients_of(content)
    blanks = tuple(
        Blank(
            f"sendings.{number}.channel",
            each.office + (" (tembusan)" if each.for_information else ""),
            "choice",
            options=options(DeliveryChannel),
            given=usual_channel(
                book.get(each.office, OfficeAddress(office=each.office)), secret=secret
            ).value,
        )
        for number, each in enumerate(recipients)
    )

    def named(typed: dict[str, Any], _: str) -> dict[str, Any]:
        pairs = zip(typed.get("sendings", ()), recipients, strict=True)
        return {**typed, "sendings": [{**said, "office": each.office} for said, each in pairs]}

    return replace(act, blanks=blanks, mend=named)


def _addresses(desk: Desk, letter_id: UUID) -> tuple[OfficeAddress, ...]:
    """The address book of the policy the letter goes by."""
    letter, book = desk.office.register.load(Letter, letter_id), desk.office.register.policies()
    policy = book.versions.get(letter.pinned) if book and letter else None
    return policy.letters.offices if policy else ()


def given(act: Act, letter: LetterPage, item: str, seen: str) -> dict[str, object]:
    """What the page knows itself of an act; NotHere for an item that is none of the letter's."""
    known: dict[str, object] = {"letter_id": letter.letter_id}
    if act.slug == acts.DRAFT_ERRATUM.slug:
        return {"corrects": letter.letter_id}
    if "content_hash" in act.command.model_fields:
        known["content_hash"] = seen
    match act.item:
        case "delivery_id":
            known["delivery_id"] = _one_of({str(each) for each in letter.deliveries}, item)
        case "disposition_id":
            known["disposition_id"] = _one_of({str(each) for each in letter.dispositions}, item)
        case "paragraph":
            section, _, index = item.partition(":")
            if not index.isdecimal() or not (section.isdecimal() or not section):
                raise NotHere
            known |= {"index": int(index), "section": int(section) if section else None}
    if act.slug == acts.INITIAL_LETTER.slug:
        known["office"] = next(iter(letter.chain[len(letter.initialled) :]), "-")
    return known


def _one_of(known: set[str], item: str) -> UUID:
    if item not in known:
        raise NotHere
    return UUID(item)


def changed_since_read(letter: LetterPage, content: LetterContent) -> tuple[Redlined, ...]:
    """What a draft says otherwise than when it was last returned; else, than before its revision.

    Whoever is to approve has read that version.
    """
    before = letter.returned or letter.previous
    if before is None or before.text is None or not letter.state.in_draft:
        return ()
    return difference(LetterContent.model_validate_json(before.text), content)


# -- the page --------------------------------------------------------------------------------------


class Cards:
    """The parts of one letter's page that tell of its life."""

    def __init__(
        self,
        desk: Desk,
        visitor: Visitor,
        file: CaseFile,
        letter: LetterPage,
        content: LetterContent,
        people: People,
        attempt: Attempt | None,
    ) -> None:
        self.visitor, self.file, self.letter = visitor, file, letter
        self.content, self.people = content, people
        self.table = Table(
            path=f"/naskah/{letter.letter_id}",
            region=file.region,
            csrf=visitor.csrf,
            position=file.position,
            attempt=attempt,
        )
        self.desk = desk

    def life(self) -> pages.LetterLife:
        letter = self.letter
        return pages.LetterLife(
            where=_where(letter),
            note=str(letter.note) if letter.note and letter.state is LetterState.RETURNED else "",
            void_reason=str(letter.void_reason) if letter.void_reason else "",
            paper=_paper(letter),
            chain=self._chain(),
            changes=changed_since_read(letter, self.content),
            changed_since="dikembalikan" if letter.returned else "revisi terakhir",
            own=self._own(),
            deliveries=tuple(map(self._delivery, letter.deliveries.values())),
            dispositions=self._dispositions(),
            corrected_by=tuple(
                (f"/naskah/{each}", number, long_date(date.fromisoformat(dated)))
                for each, (number, dated) in letter.corrected_by.items()
            ),
            corrects=f"/naskah/{letter.corrects}" if letter.corrects else "",
        )

    def _draw(self, act: Act, item: str) -> tuple[pages.ActForm, ...]:
        if self.visitor.role not in act.roles:
            return ()
        hidden = (
            (("content_hash", self.letter.content_hash),)
            if "content_hash" in act.command.model_fields
            else ()
        )
        return (self.table.draw(act, item=item, hidden=hidden),)

    def _chain(self) -> tuple[tuple[str, str], ...]:
        done = [self.people.name(each.person) for each in self.letter.initialled]
        done += [""] * (len(self.letter.chain) - len(done))
        return tuple(zip(self.letter.chain, done, strict=True))

    def _delivery(self, line: DeliveryLine) -> pages.DeliveryCard:
        item, sent = str(line.delivery.delivery_id), self.letter.state is LetterState.SENT
        offers = _OF_A_DELIVERY[line.state] if sent else ()
        return pages.DeliveryCard(
            office=line.delivery.office,
            for_information=line.delivery.for_information,
            channel=line.delivery.channel.label,
            state=line.state.label,
            bad=line.state in {DeliveryState.FAILED, DeliveryState.UNCLEAR},
            at=words.when(line.changed_at, self.file.region).full if line.changed_at else "",
            explanation=str(line.explanation) if line.explanation else "",
            received_by=str(line.received_by) if line.received_by else "",
            acts=tuple(form for act in offers for form in self._draw(act, item)),
        )

    def _dispositions(self) -> tuple[pages.DispositionCard, ...]:
        return tuple(
            pages.DispositionCard(
                given_by=each.given_by,
                given_to=each.given_to,
                instruction=str(each.instruction),
                due=words.day(each.due) if each.due else "",
                at=words.when(each.at, self.file.region).full,
                result=str(each.result) if each.result else "",
                acts=()
                if each.result
                else self._draw(acts.FOLLOW_UP_DISPOSITION, str(each.disposition_id)),
            )
            for each in self.letter.dispositions.values()
        )

    def _own(self) -> tuple[pages.OwnParagraph, ...]:
        """The visitor's own paragraphs, free to be taken back while it is a draft."""
        if not self.letter.state.in_draft:
            return ()
        author = str(self.visitor.actor)
        places = [("", self.content.points)]
        places += [(str(n), each.paragraphs) for n, each in enumerate(self.content.sections)]
        return tuple(
            pages.OwnParagraph(
                text=each.text, acts=self._draw(acts.REMOVE_PARAGRAPH, f"{place}:{index}")
            )
            for place, paragraphs in places
            for index, each in enumerate(paragraphs)
            if each.author == author
        )


_OF_A_DELIVERY: dict[DeliveryState, tuple[Act, ...]] = {
    DeliveryState.PLANNED: (acts.RECORD_RECEIPT,),
    DeliveryState.ATTEMPTED: (),
    DeliveryState.DELIVERED: (acts.RECORD_RECEIPT,),
    DeliveryState.FAILED: (acts.SEND_AGAIN,),
    DeliveryState.UNCLEAR: (acts.RESOLVE_DELIVERY, acts.RECORD_RECEIPT),
    DeliveryState.RECEIVED: (),
}


def _paper(letter: LetterPage) -> str:
    if letter.signed_on_paper is None:
        return ""
    office, on = letter.signed_on_paper
    return f"Ditandatangani di atas kertas oleh {office} pada {long_date(on)}."


def _where(letter: LetterPage) -> str:
    """Where the letter is now, in one sentence."""
    missing = letter.chain[len(letter.initialled) :]
    match letter.state:
        case LetterState.DRAFT:
            table = f"menunggu paraf {missing[0]}" if missing else "menunggu persetujuan pimpinan"
            return f"Konsep {table}."
        case LetterState.RETURNED:
            return "Konsep di meja penyusunnya, untuk diperbaiki."
        case LetterState.APPROVED:
            awaited = "dikirim" if _signed(letter) else "ditandatangani"
            tried = letter.signing is SigningState.SIGNED and not _signed(letter)
            beside = " Simulasi bukan tanda tangan; catat yang di atas kertas." if tried else ""
            return f"Sudah bernomor, menunggu {awaited}.{beside}"
        case LetterState.VOID:
            return "Sudah dibatalkan; nomornya tidak dipakai lagi."
    states = [each.state for each in letter.deliveries.values()]
    received = sum(each is DeliveryState.RECEIVED for each in states)
    troubled = sum(each in {DeliveryState.FAILED, DeliveryState.UNCLEAR} for each in states)
    said = f"Sudah dikirim kepada {len(states)} penerima; {received} tanda terima kembali"
    return said + (f", {troubled} perlu tindakan." if troubled else ".")
