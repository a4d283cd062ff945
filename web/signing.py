"""The signatory's desk: the very sheet that is signed, the one deed, and what came of it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from application.signing import SigningRoom
from application.sitting import Outcome
from domain.case_file import CaseFile, LetterPage
from domain.indonesian import long_date
from domain.signing import (
    PaperChanged,
    ResolveSigning,
    SignatureKind,
    SigningState,
    SignLetter,
)
from web import acts, drawing, letters, pages
from web.acts import Attempt, Table
from web.desk import Desk, Done
from web.door import Form, NotAllowed, Visitor, read_form, read_upload


def routes(desk: Desk) -> APIRouter:
    """`/naskah/{id}/tanda-tangani`, its sheet, and `/naskah/{id}/hasil-tanda-tangan`."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]

    @router.get("/naskah/{letter_id}/lembar.pdf")
    def unsigned(letter_id: UUID, visitor: coming_in) -> Response:
        _, letter = letters.letter_for(desk, visitor, letter_id)
        _must_be_signable(visitor, letter)
        room = desk.office.signing
        return letters.as_pdf(room.unsigned(letter_id, room.prepared(letter_id)), "lembar.pdf")

    @router.get("/naskah/{letter_id}/tanda-tangani")
    def confirm(letter_id: UUID, request: Request, visitor: coming_in) -> Response:
        desk.door.must_be_fresh(request, visitor)
        file, letter = letters.letter_for(desk, visitor, letter_id)
        _must_be_signable(visitor, letter)
        return desk.show("signing", _signing_page(desk, visitor, file, letter, None))

    @router.post("/naskah/{letter_id}/tanda-tangani")
    def sign(
        letter_id: UUID,
        request: Request,
        form: Annotated[Form, Depends(read_form)],
        visitor: coming_in,
    ) -> Response:
        desk.door.must_be_ours(visitor, form)
        desk.door.must_be_fresh(request, visitor)
        file, letter = letters.letter_for(desk, visitor, letter_id)
        paper = letter.paper if letter.signing is not SigningState.NONE else None
        given = {
            "letter_id": letter_id,
            "content_hash": letter.content_hash,
            "paper": paper or desk.office.signing.prepared(letter_id),
        }

        def seen(command: SignLetter) -> Outcome:
            if command.paper.sha256 != form.get("sheet"):
                raise PaperChanged
            return desk.office.signing.sign(command)

        done = desk.carry_out(
            visitor, acts.SIGN_LETTER, form, region=file.region, given=given, submit=seen
        )
        if isinstance(done, Done):
            return desk.onward(f"/naskah/{letter_id}", done.outcome)
        file, letter = letters.letter_for(desk, visitor, letter_id)
        if letters.signable(visitor, letter):
            page = _signing_page(desk, visitor, file, letter, done.attempt)
            return desk.show("signing", page, done.status)
        return letters.shown(desk, visitor, file, letter, done.attempt, status=done.status)

    @router.post("/naskah/{letter_id}/hasil-tanda-tangan")
    def resolve(
        letter_id: UUID, visitor: coming_in, form: Annotated[Form, Depends(read_upload)]
    ) -> Response:
        desk.door.must_be_ours(visitor, form)
        file, letter = letters.letter_for(desk, visitor, letter_id)
        room = desk.office.signing

        def resolved(command: ResolveSigning) -> Outcome:
            return room.resolve(command, _file_of(room, letter_id, form))

        done = desk.carry_out(
            visitor,
            acts.RESOLVE_SIGNING,
            form,
            region=file.region,
            given={"letter_id": letter_id},
            submit=resolved,
        )
        if isinstance(done, Done):
            return desk.onward(f"/naskah/{letter_id}", done.outcome)
        file, letter = letters.letter_for(desk, visitor, letter_id)
        return letters.shown(desk, visitor, file, letter, done.attempt, status=done.status)

    return router


def _file_of(room: SigningRoom, letter_id: UUID, form: Form) -> bytes | None:
    """The signed file a person means; None when they say that there is none."""
    match form.get("result"):
        case acts.NOT_SIGNED:
            return None
        case acts.STORED:
            return room.found(letter_id) or b""
        case _:
            return form.file


def _must_be_signable(visitor: Visitor, letter: LetterPage) -> None:
    if not letters.signable(visitor, letter):
        raise NotAllowed("Naskah ini tidak sedang menunggu tanda tangan Anda.")


def _signing_page(
    desk: Desk, visitor: Visitor, file: CaseFile, letter: LetterPage, attempt: Attempt | None
) -> pages.SigningPage:
    """The confirming step: what is signed, to the last byte, and what the signature is worth."""
    content = drawing.content_of(letter)
    assert content is not None
    url = f"/naskah/{letter.letter_id}"
    paper = desk.office.signing.prepared(letter.letter_id)
    table = Table(
        path=url,
        region=file.region,
        csrf=visitor.csrf,
        position=file.position,
        attempt=attempt,
    )
    return pages.SigningPage(
        frame=desk.frame(visitor, "/naskah"),
        title=f"Tanda tangani {content.type.label}",
        url=url,
        sheet_url=f"{url}/lembar.pdf",
        kind=content.type.label,
        number=letter.number or "",
        dated=long_date(date.fromisoformat(letter.dated)) if letter.dated else "",
        subject=content.subject.text,
        signatory=" ".join(content.signatory.office_lines).rstrip(","),
        signature=paper.kind.label,
        simulated=paper.kind is SignatureKind.SIMULATION,
        sheet=paper.sha256,
        public_url=paper.public_url or "",
        act=table.draw(acts.SIGN_LETTER, hidden=(("sheet", paper.sha256),), opened=True),
    )
