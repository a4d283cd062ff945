"""The letter desk: what waits for a second person, exactly as it will be read, and its origins."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from application.letter_word import letter_word
from domain.access import READERS, Target
from domain.case_file import CaseFile, LetterPage, fold
from domain.correction import outdated, sentence_at
from domain.indonesian import long_date
from domain.letter import LetterState
from domain.letter_content import (
    LetterContent,
    draft_number,
    merged_values,
    profile_of,
)
from domain.signing import (
    Certificate,
    SignatureKind,
    SigningState,
    signing_role,
    unheard_since,
)
from projections.letter_list import LetterList, LetterRow
from projections.letter_sources import StaleLetter
from runtime.word import Word, editable
from web import (
    acts,
    approvals,
    drawing,
    filters,
    letter_life,
    list_filters,
    pages,
    papers,
    saved,
    sheets,
    words,
)
from web.acts import Act, Attempt
from web.desk import Desk, Done
from web.door import Form, NotAllowed, NotHere, Visitor, read_form
from web.filters import Wanted, page_number
from web.letter_life import Cards
from web.list_filters import A_PAGE
from web.live import LETTERS
from web.words import People

_VIEWER = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""What a browser's own PDF viewer needs; the letter itself can load and run nothing."""

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def routes(desk: Desk) -> APIRouter:
    """`/naskah`, `/naskah.csv`, `/naskah/{id}`, its PDF, its Word document and its acts."""
    router = APIRouter()
    word = Word(desk.office.typesetter)
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]

    @router.get("/naskah")
    def index(request: Request, visitor: coming_in) -> Response:
        _must_read(visitor)
        desk.caught_up(request, visitor, LetterList.TABLE)
        opening = saved.first(desk, visitor, "naskah", request.query_params)
        live = desk.following(request, LETTERS)
        page = _list_page(desk, visitor, request.query_params)
        return opening or desk.show("letters", page, live=live)

    @router.get("/naskah.csv")
    def sheet(request: Request, visitor: coming_in) -> Response:
        _must_read(visitor)
        lines = _sheet_lines(desk, visitor, request.query_params)
        return sheets.answer("naskah-dinas", _HEADINGS, lines)

    @router.get("/naskah/{letter_id}.pdf")
    def pdf(letter_id: UUID, visitor: coming_in) -> Response:
        _, letter = letter_for(desk, visitor, letter_id)
        if drawing.content_of(letter) is None:
            raise NotHere
        return as_pdf(desk.office.signing.pdf(letter_id), f"naskah-{str(letter_id)[:8]}.pdf")

    @router.get("/naskah/{letter_id}.docx")
    def docx(letter_id: UUID, visitor: coming_in) -> Response:
        return _editable(desk, word, visitor, letter_id)

    @router.get("/naskah/{letter_id}")
    def show(letter_id: UUID, request: Request, visitor: coming_in) -> Response:
        live = desk.following(request, *_followed(desk, letter_id))
        file, letter = letter_for(desk, visitor, letter_id)
        notice = desk.notice(request, visitor, file)
        return shown(desk, visitor, file, letter, notice=notice, live=live)

    @router.post("/naskah/{letter_id}/{slug}")
    def act(
        letter_id: UUID,
        slug: str,
        form: Annotated[Form, Depends(read_form)],
        visitor: coming_in,
    ) -> Response:
        desk.door.must_be_ours(visitor, form)
        file, letter = letter_for(desk, visitor, letter_id)
        chosen = acts.LETTER_ACTS.get(slug)
        if chosen is None:
            raise NotHere
        content = drawing.content_of(letter)
        if content is None:
            raise NotAllowed(f"{drawing.REDACTED}; naskah ini tidak dapat diubah lagi.")
        item = form.get("item") if chosen.item else ""
        if chosen.slug in letter_life.ACTS:
            given = letter_life.given(chosen, letter, item, form.get("content_hash"))
            chosen = letter_life.prepared(desk, chosen, letter, content)
        else:
            given = _given(chosen, file, letter, form)
        done = desk.carry_out(visitor, chosen, form, region=file.region, given=given)
        if isinstance(done, Done):
            return desk.onward(f"/naskah/{done.outcome.about}", done.outcome)
        file, letter = letter_for(desk, visitor, letter_id)
        return shown(desk, visitor, file, letter, done.attempt, status=done.status)

    return router


def _followed(desk: Desk, letter_id: UUID) -> tuple[str, ...]:
    """What moves a letter's page: the letter, and the case whose facts it cites."""
    case_id = desk.office.log.case_of(letter_id)
    return (f"naskah:{letter_id}", *((f"kasus:{case_id}",) if case_id else ()))


def _must_read(visitor: Visitor) -> None:
    if visitor.role not in READERS:
        raise NotAllowed("Naskah dinas dibaca oleh kantor, bukan oleh peran ini.")


def _editable(desk: Desk, word: Word, visitor: Visitor, letter_id: UUID) -> Response:
    """The letter as a Word document, for who may read it; NotAllowed for a type without one."""
    _, letter = letter_for(desk, visitor, letter_id)
    if not editable(letter.type):
        raise NotAllowed(f"{letter.type.label} tidak disediakan sebagai Word; pakailah PDF-nya.")
    written = letter_word(word, letter)
    if written is None:
        raise NotHere
    name = f"naskah-{str(letter_id)[:8]}.docx"
    return Response(
        written,
        media_type=_WORD,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _given(chosen: Act, file: CaseFile, letter: LetterPage, form: Form) -> dict[str, object]:
    """What an act on this letter is about: the letter, or a new one that goes with it."""
    if chosen is acts.REQUEST_COVER:
        return {"case_id": file.case_id, "encloses": letter.letter_id}
    given: dict[str, object] = {"letter_id": letter.letter_id}
    if "content_hash" in chosen.command.model_fields:
        given["content_hash"] = form.get("content_hash")
    return given


def as_pdf(content: bytes | None, name: str) -> Response:
    """A PDF for the browser's own viewer; NotHere where there is none any more."""
    if content is None:
        raise NotHere
    return Response(
        content,
        media_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}"',
            "Content-Security-Policy": _VIEWER,
        },
    )


def signable(visitor: Visitor, letter: LetterPage) -> bool:
    """Whether this visitor's office signs this letter, and may now."""
    content = drawing.content_of(letter)
    return (
        content is not None
        and letter.state is LetterState.APPROVED
        and letter.signing is SigningState.NONE
        and visitor.role is signing_role(content)
    )


def letter_for(desk: Desk, visitor: Visitor, letter_id: UUID) -> tuple[CaseFile, LetterPage]:
    """A letter and the file of what it is about, for who may read both; NotHere otherwise."""
    if visitor.role not in READERS:
        raise NotHere
    case_id = desk.office.log.case_of(letter_id)
    file = desk.case(visitor, case_id) if case_id else _without_case(desk, visitor, letter_id)
    letter = file.letters.get(letter_id)
    if letter is None or not desk.may_read_letter(visitor, file, letter):
        raise NotHere
    return file, letter


def _without_case(desk: Desk, visitor: Visitor, letter_id: UUID) -> CaseFile:
    """A letter about a region, from its own stream; about a report, with that report."""
    log = desk.office.log
    events = log.of_stream(letter_id)
    letter = fold(events).letters.get(letter_id)
    if letter is not None and letter.report_id is not None:
        events = [*log.of_stream(letter.report_id), *events]
    file = fold(events)
    target = Target(region=file.region, secrecy=file.secrecy, compartment=file.compartment)
    about = letter_id if letter is None or letter.report_id is None else letter.report_id
    return desk.let_in(visitor, file, about, allowed=desk.may_read(visitor, target))


def shown(
    desk: Desk,
    visitor: Visitor,
    file: CaseFile,
    letter: LetterPage,
    attempt: Attempt | None = None,
    notice: pages.Notice | None = None,
    status: int = 200,
    live: pages.Live | None = None,
) -> Response:
    """The letter as it will be read; what is left of it, once its content has been deleted.

    Then nothing is offered any more: no reason could be sealed for this case.
    """
    content = drawing.content_of(letter)
    if content is None:
        left = _redacted_page(desk, visitor, file, letter, notice)
        return desk.show("letter_redacted", left, status, live=live)
    page = _page(desk, visitor, file, letter, content, attempt, notice)
    return desk.show("letter", page, status, live=live)


def _redacted_page(
    desk: Desk,
    visitor: Visitor,
    file: CaseFile,
    letter: LetterPage,
    notice: pages.Notice | None,
) -> pages.RedactedLetterPage:
    return pages.RedactedLetterPage(
        frame=desk.frame(visitor, "/naskah"),
        title=f"{letter.type.label}: {drawing.REDACTED}",
        notice=notice,
        card=drawing.letter_card(desk.office, file, letter),
        about=_about(desk, file),
        fingerprint=letter.content_hash,
    )


def _page(
    desk: Desk,
    visitor: Visitor,
    file: CaseFile,
    letter: LetterPage,
    content: LetterContent,
    attempt: Attempt | None,
    notice: pages.Notice | None,
) -> pages.LetterPage:
    office = desk.office
    profile = profile_of(content)
    people = People(office, visitor, words.persons_of(file))
    people.protect(file)
    url = f"/naskah/{letter.letter_id}"
    cards = Cards(desk, visitor, file, letter, content, people, attempt)
    return pages.LetterPage(
        frame=desk.frame(visitor, "/naskah"),
        title=f"{content.type.label}: {content.subject.text}",
        notice=notice,
        url=url,
        pdf_url=f"{url}.pdf",
        word_url=f"{url}.docx" if editable(content.type) else "",
        kind=content.type.label,
        state=letter.state.label,
        waiting=letter.state is LetterState.DRAFT,
        number=letter.number or draft_number(content, profile),
        dated=long_date(date.fromisoformat(letter.dated)) if letter.dated else "",
        nature=content.nature,
        to=tuple(f"{each.office} {each.place}".strip() for each in content.to),
        sender=content.sender,
        subject=content.subject.text,
        opening=content.opening.text,
        parts=papers.parts_of(content),
        points=tuple(map(papers.point, content.points)),
        closing=content.closing.text,
        signatory=(
            *content.signatory.office_lines,
            content.signatory.printed_name(academic_titles=profile.academic_titles),
            content.signatory.rank,
            f"NIP {content.signatory.printed_nip}" if content.signatory.nip else "",
        ),
        copies=content.copies,
        about=_about(desk, file),
        fingerprint=letter.content_hash,
        provenance=_provenance(file, content, people),
        stale=_stale(file, letter, content),
        waits=words.waits(office, visitor, file, people, {letter.letter_id}),
        acts=_acts(cards, attempt),
        life=cards.life(),
        signing=_signing(desk, visitor, letter),
        approved_by=people.name(letter.approver) if letter.approver else "",
        prepared_by=people.name(letter.author),
    )


def _acts(cards: Cards, attempt: Attempt | None) -> tuple[pages.ActForm, ...]:
    visitor, letter, file = cards.visitor, cards.letter, cards.file
    allowed = list(letter_life.offered(visitor, letter, cards.content))
    if letter.number is not None and file.case_id and letter.state is not LetterState.VOID:
        allowed.insert(0, acts.REQUEST_COVER)
    if letter.signing.open:
        allowed = [acts.RESOLVE_SIGNING]
    allowed = [act for act in allowed if visitor.role in act.roles]
    back = attempt.act if attempt else None
    held = back is not None and visitor.role in back.roles
    here = {act.slug for act in allowed} | letter_life.IN_CARDS
    if back and held and back.slug not in here:
        allowed.insert(0, acts.LETTER_ACTS.get(back.slug, back))
    return tuple(
        cards.table.draw(
            letter_life.prepared(cards.desk, act, letter, cards.content),
            hidden=(("content_hash", letter.content_hash),)
            if "content_hash" in act.command.model_fields
            else (),
        )
        for act in allowed
    )


def _signing(desk: Desk, visitor: Visitor, letter: LetterPage) -> pages.SigningLines:
    """How far the signing has come, in words."""
    now = desk.office.clock.now()
    silent = letter.begun_at is not None and unheard_since(letter.begun_at, now)
    match letter.signing:
        case SigningState.SIGNED if letter.paper and letter.certificate:
            said = letter.paper.kind.label
        case SigningState.SIGNED:
            said = SignatureKind.SIMULATION.label
        case SigningState.BEGUN if not silent:
            said = "Sedang ditandatangani"
        case SigningState.BEGUN | SigningState.UNCLEAR:
            said = "Penandatanganan perlu diperiksa"
        case _:
            said = "Belum ditandatangani" if letter.state is LetterState.APPROVED else ""
    certificate = letter.certificate.text if letter.certificate else None
    paper = letter.paper if letter.signing is SigningState.SIGNED else None
    return pages.SigningLines(
        state=said,
        at=words.when(letter.signed_at, desk.office.region).full if letter.signed_at else "",
        sha256=letter.signed_sha256 or "",
        subject=Certificate.model_validate_json(certificate).subject if certificate else "",
        verify_url=f"/verify/{paper.public_id}" if paper else "",
        url=f"/naskah/{letter.letter_id}/tanda-tangani" if signable(visitor, letter) else "",
    )


def _about(desk: Desk, file: CaseFile) -> pages.Subject:
    """What the letter is about, and the way there."""
    if file.case_id is not None:
        return pages.Subject(label="Kasus", text=str(file.title), url=f"/kasus/{file.case_id}")
    if file.report is not None:
        url = f"/laporan/{file.report.report_id}"
        return pages.Subject(label="Laporan", text=str(file.title), url=url)
    return pages.Subject(label="Wilayah", text=desk.office.regions.full_name(file.region))


def _stale(
    file: CaseFile, letter: LetterPage, content: LetterContent
) -> tuple[pages.StaleValue, ...]:
    """What the record has corrected since: the sentence, what it says, what is right."""
    if letter.state is LetterState.VOID:
        return ()
    positions = {line.event_id: line.position for line in file.timeline}
    return tuple(
        pages.StaleValue(
            field=words.sentence(each.value.field),
            sentence=sentence_at(content, each.path),
            before=each.value.value,
            after=each.correction.after,
            explanation=str(each.correction.explanation),
            at=words.when(each.correction.at, file.region).short,
            url=words.event_url(file.case_id, positions[each.correction.event])
            if file.case_id
            else "",
        )
        for each in outdated(content, file.corrections)
    )


def _provenance(
    file: CaseFile, content: LetterContent, people: People
) -> tuple[pages.Provenance, ...]:
    """Every merged value with the events it came from, each a way into the history."""
    known = {line.event_id: line for line in file.timeline}
    found = []
    for _, value in merged_values(content):
        events = tuple(
            (
                words.event_url(file.case_id, known[event].position) if file.case_id else "",
                words.headline(known[event].title, known[event].fact, people, file.region),
                words.when(known[event].fact.envelope.recorded_at, file.region).short,
            )
            for event in value.events
            if event in known
        )
        found.append(
            pages.Provenance(
                field=words.sentence(value.field),
                value=value.value,
                events=events,
                position=value.position,
            )
        )
    return tuple(found)


def _wanted(desk: Desk, visitor: Visitor, params: Mapping[str, str]) -> Wanted:
    return filters.read(desk, visitor, params, "cari", list_filters.LETTERS)


def _list_page(desk: Desk, visitor: Visitor, params: Mapping[str, str]) -> pages.LetterListPage:
    """A page of what was asked for; before the first of all, what waits for the visitor."""
    wanted, number = _wanted(desk, visitor, params), page_number(params.get("halaman", "1"))
    letters, asked = desk.office.letters, list_filters.of_letters(wanted)
    count = letters.count(visitor.standing, **asked)
    rows = letters.found(visitor.standing, limit=A_PAGE, offset=(number - 1) * A_PAGE, **asked)
    bar = saved.bar(desk, visitor, "naskah", wanted)
    sifting = list_filters.sifting(
        desk, visitor, "/naskah", list_filters.LETTERS, (wanted, number, count), bar
    )
    first = number == 1 and not sifting.filtered
    return pages.LetterListPage(
        frame=desk.frame(visitor, "/naskah"),
        title="Naskah dinas",
        notice=wanted.misread_notice,
        sifting=sifting,
        first=first,
        stale=tuple(_stale_card(desk, each) for each in desk.office.sources.stale(visitor.standing))
        if first
        else (),
        waiting=tuple(_card(desk, row) for row in letters.waiting(visitor.standing, visitor.actor))
        if first
        else (),
        inbox=tuple(_card(desk, row) for row in letters.inbox(visitor.standing)) if first else (),
        others=tuple(_card(desk, row) for row in rows),
        may_decide=visitor.role in approvals.DECIDERS,
    )


_HEADINGS: Final = (
    "Naskah", "Hal", "Nomor", "Tanggal", "Keadaan", "Wilayah", "Klasifikasi", "Disusun", "Alamat",
)  # fmt: skip


def _sheet_lines(
    desk: Desk, visitor: Visitor, params: Mapping[str, str]
) -> Iterator[tuple[str, ...]]:
    asked = list_filters.of_letters(_wanted(desk, visitor, params))
    rows = desk.office.letters.found(visitor.standing, limit=sheets.MOST_LINES, **asked)
    for row in rows:
        yield (
            row.type.label,
            row.subject,
            row.number or "",
            long_date(row.dated) if row.dated else "",
            row.state.label,
            desk.office.regions.full_name(row.region),
            row.secrecy.label,
            words.when(row.drafted_at, row.region).full,
            f"/naskah/{row.letter_id}",
        )


def _stale_card(desk: Desk, stale: StaleLetter) -> pages.StaleCard:
    return pages.StaleCard(
        url=f"/naskah/{stale.letter_id}",
        kind=stale.type.label,
        fields=", ".join(stale.fields),
        region=desk.office.regions.name(stale.region),
        since=words.when(stale.since, stale.region).short,
    )


def _card(desk: Desk, row: LetterRow) -> pages.LetterCard:
    draft = row.state is LetterState.DRAFT
    now = desk.office.clock.now()
    return pages.LetterCard(
        url=f"/naskah/{row.letter_id}",
        kind=row.type.label,
        subject=row.subject,
        state=row.state.label,
        waiting=draft,
        number=row.number or "",
        case_title=desk.office.regions.name(row.region),
        drafted=words.when(row.drafted_at, row.region).short,
        due=words.when(row.due, row.region, now) if draft and row.due else None,
    )
