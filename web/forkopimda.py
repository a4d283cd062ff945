"""The pack for a province's leaders: sent from the page of a case, opened on a page of its own."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from application.forkopimda_desk import may_sit, seats_role
from domain.access import READERS, Target
from domain.case_file import CaseFile
from domain.conflict_case import Stage
from domain.forkopimda import (
    FORUM,
    MOST_LETTERS,
    FollowUpUnread,
    OpenForkopimdaPack,
    PackPage,
    Seated,
    SendForkopimdaPack,
)
from domain.kernel import Role
from domain.letter import LetterState
from domain.office_book import OfficeRole
from web import drawing, pages, words
from web.acts import Act, Attempt, Blank, Mistyped, Table
from web.desk import Desk, Done
from web.door import Form, NotHere, Visitor, read_form
from web.letters import as_pdf
from web.words import People


def _seats(typed: dict[str, Any], _: str) -> dict[str, Any]:
    """Whoever was chosen for an office, and no line for an office left empty."""
    chosen = typed.get("seats", {})
    if not chosen:
        raise Mistyped({f"seats.{FORUM[0].value}": "Pilih paling sedikit satu anggota."})
    return {
        **typed,
        "seats": [{"office": office, "person": person} for office, person in chosen.items()],
    }


SEND: Final = Act(
    "kirim-paket",
    SendForkopimdaPack,
    (
        Blank(
            "summary",
            "Ringkasan untuk pimpinan daerah",
            "text",
            rows=6,
            hint="Apa yang terjadi, apa yang dilakukan, apa yang diperlukan dari mereka.",
        ),
        *(
            Blank(
                f"seats.{office.value}",
                office.label,
                "choice",
                required=False,
                heading="Dibuka untuk jabatannya oleh" if office is FORUM[0] else "",
            )
            for office in FORUM
        ),
        *(
            Blank(
                f"letters.{number}",
                "Naskah yang disertakan" if number == 0 else "Lalu",
                "choice",
                required=False,
                heading="Naskah" if number == 0 else "",
                later=number > 1,
            )
            for number in range(MOST_LETTERS)
        ),
    ),
    intro="Isinya terlihat setelah penerimanya menyatakan membaca; siapa dan kapan tercatat "
    "(PP 12/2022).",
    fresh="pack_id",
    more_label="Naskah lain, waktu kejadian, dan catatan",
    mend=_seats,
)
OPEN: Final = Act(
    "buka",
    OpenForkopimdaPack,
    intro="Nama Anda dan waktunya tercatat sebagai tanda baca; isinya lalu terlihat.",
    tone="primary",
)
FOLLOW_UP: Final = Act(
    "tindak-lanjut",
    FollowUpUnread,
    (
        Blank("person", "Anggota yang belum membaca", "choice"),
        Blank("explanation", "Apa yang dilakukan", "text", rows=2, hint="Misalnya: ditelepon."),
    ),
)
ACTS: Final = {act.slug: act for act in (OPEN, FOLLOW_UP)}


def routes(desk: Desk) -> APIRouter:
    """`/paket/{id}`, its acts, and the letters in it."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]

    @router.get("/paket/{pack_id}/naskah/{letter_id}.pdf")
    def letter(pack_id: UUID, letter_id: UUID, visitor: coming_in) -> Response:
        file, pack = pack_for(desk, visitor, pack_id)
        if letter_id not in dict(_letters(file, pack)) or not _may_see(visitor, pack):
            raise NotHere
        return as_pdf(desk.office.signing.pdf(letter_id), f"naskah-{str(letter_id)[:8]}.pdf")

    @router.get("/paket/{pack_id}")
    def show(pack_id: UUID, request: Request, visitor: coming_in) -> Response:
        file, pack = pack_for(desk, visitor, pack_id)
        notice = desk.notice(request, visitor, file)
        return desk.show("pack", _page(desk, visitor, file, pack, notice=notice))

    @router.post("/paket/{pack_id}/{slug}")
    def act(
        pack_id: UUID,
        slug: str,
        form: Annotated[Form, Depends(read_form)],
        visitor: coming_in,
    ) -> Response:
        desk.door.must_be_ours(visitor, form)
        file, _ = pack_for(desk, visitor, pack_id)
        chosen = ACTS.get(slug)
        if chosen is None:
            raise NotHere
        given = {"pack_id": pack_id}
        done = desk.carry_out(visitor, chosen, form, region=file.region, given=given)
        if isinstance(done, Done):
            return desk.onward(f"/paket/{pack_id}", done.outcome)
        file, pack = pack_for(desk, visitor, pack_id)
        return desk.show("pack", _page(desk, visitor, file, pack, done.attempt), done.status)

    return router


def pack_for(desk: Desk, visitor: Visitor, pack_id: UUID) -> tuple[CaseFile, PackPage]:
    """A pack and its case, for its readers and the case's; NotHere otherwise."""
    case_id, file = desk.case_around(pack_id)
    pack = file.packs.get(pack_id)
    if pack is None:
        raise NotHere
    desk.let_in(visitor, file, case_id, allowed=desk.may_read(visitor, _target(file, pack)))
    return file, pack


def _target(file: CaseFile, pack: PackPage) -> Target:
    return Target(
        region=file.region,
        secrecy=pack.secrecy,
        liaisons=pack.readers,
        compartment=file.compartment,
    )


def _may_see(visitor: Visitor, pack: PackPage) -> bool:
    """Whoever it was sent to sees what it says once they have said that they read it."""
    return visitor.actor not in pack.readers or visitor.actor in pack.read


def _letters(file: CaseFile, pack: PackPage) -> Iterator[tuple[UUID, str]]:
    """The letters in it that still count and can still be read."""
    for each in pack.letters:
        letter = file.letters.get(each)
        if letter and letter.state is not LetterState.VOID and drawing.content_of(letter):
            yield each, f"{letter.type.label}, nomor {letter.number}"


def _page(
    desk: Desk,
    visitor: Visitor,
    file: CaseFile,
    pack: PackPage,
    attempt: Attempt | None = None,
    notice: pages.Notice | None = None,
) -> pages.PackPage:
    """One pack for one reader: its cover, and what it says."""
    office, url, sees = desk.office, f"/paket/{pack.pack_id}", _may_see(visitor, pack)
    people = People(office, visitor, words.persons_of(file))
    table = Table(
        path=url, region=file.region, csrf=visitor.csrf, position=file.position, attempt=attempt
    )
    allowed = [act for act in _allowed(pack, visitor, people) if visitor.role in act.roles]
    if attempt and visitor.role in attempt.act.roles and attempt.act.slug not in _slugs(allowed):
        allowed.insert(0, attempt.act)
    reads_case = visitor.role in READERS
    mine = next((each.name for each in pack.seats if each.person == visitor.actor), "")
    return pages.PackPage(
        frame=desk.frame(visitor),
        title="Paket Forkopimda",
        notice=notice,
        level=words.level(file.level, provisional=file.red_provisional),
        secrecy=pack.secrecy.label,
        secret=pack.secrecy.rank > 1,
        region=office.regions.full_name(file.region),
        case_title=str(file.title) if sees else "",
        case_url=f"/kasus/{file.case_id}" if reads_case else "",
        sent=f"{people.name(pack.sent_by)}, {words.when(pack.sent_at, file.region).full}",
        mine=mine,
        sees=sees,
        summary=str(pack.summary) if sees else "",
        letters=tuple(
            pages.NavItem(url=f"{url}/naskah/{each}.pdf", label=label)
            for each, label in _letters(file, pack)
        )
        if sees
        else (),
        readers=_readers(file, pack, people, only=None if reads_case else visitor.actor),
        acts=tuple(table.draw(act, opened=act.slug == OPEN.slug) for act in allowed),
        waits=words.waits(office, visitor, file, people, {pack.pack_id}) if reads_case else (),
    )


def _slugs(acts: Iterable[Act]) -> set[str]:
    return {act.slug for act in acts}


def _allowed(pack: PackPage, visitor: Visitor, people: People) -> Iterator[Act]:
    if not _may_see(visitor, pack):
        yield OPEN
    if pack.unread:
        yield FOLLOW_UP.with_options(
            "person",
            (
                pages.Option(
                    value=str(each.person), label=f"{people.name(each.person)}, {each.name}"
                )
                for each in pack.unread
            ),
        )


def _readers(
    file: CaseFile, pack: PackPage, people: People, *, only: UUID | None = None
) -> tuple[pages.Fact, ...]:
    """Who has read it and when, office by office."""
    return tuple(
        pages.Fact(label=each.name, text=_receipt(file, pack, each, people))
        for each in pack.seats
        if only in (None, each.person)
    )


def _receipt(file: CaseFile, pack: PackPage, seat: Seated, people: People) -> str:
    who = people.name(seat.person)
    said = f"belum dibaca ({who})"
    if seat.person in pack.read:
        said = f"dibaca oleh {who} pada {words.when(pack.read[seat.person], file.region).full}"
    if seat.person in pack.followed_up:
        at, why = pack.followed_up[seat.person]
        said += f"; {words.when(at, file.region).full}: {why}"
    return said


# -- among the work of who reads for an office -----------------------------------------------------


def lines(desk: Desk, visitor: Visitor) -> tuple[pages.PackLine, ...]:
    """What was sent to this person, the unread first; nothing of what it says."""
    office = desk.office
    return tuple(
        pages.PackLine(
            url=f"/paket/{row.pack_id}",
            office=row.office,
            region=office.regions.full_name(row.region),
            sent=words.when(row.sent_at, row.region).full,
            read=words.when(row.read_at, row.region).short if row.read_at else "",
        )
        for row in office.packs.of_person(visitor.actor, visitor.standing)
    )


# -- on the page of a case -----------------------------------------------------------------------


def allowed(desk: Desk, file: CaseFile) -> Iterator[tuple[Act, str]]:
    """An escalated case may be told to the forum, as often as there is something to tell."""
    if file.stage.open and Stage.ESCALATE in file.entries and file.lead is None:
        known = {"summary": str(file.summary) if file.summary else ""}
        yield _with_people(desk, file, _with_letters(file)).knowing(known), ""


def _with_letters(file: CaseFile) -> Act:
    return SEND.with_options(
        "letters",
        (
            pages.Option(value=str(each), label=f"{letter.type.label}, nomor {letter.number}")
            for each, letter in file.letters.items()
            if letter.number is not None and letter.state is not LetterState.VOID
        ),
    )


def _with_people(desk: Desk, file: CaseFile, act: Act) -> Act:
    """For each office whoever may answer for it; one without anybody says so."""
    seats = {f"seats.{office.value}": _people_for(desk, file, office) for office in FORUM}
    return replace(
        act,
        blanks=tuple(
            replace(
                each,
                options=seats[each.name],
                hint="" if seats[each.name] else "Belum ada akun yang dapat membukanya.",
            )
            if each.name in seats
            else each
            for each in act.blanks
        ),
    )


def _people_for(desk: Desk, file: CaseFile, office: OfficeRole) -> tuple[pages.Option, ...]:
    target = Target(region=file.region, secrecy=file.secrecy, compartment=file.compartment)
    return tuple(
        pages.Option(value=str(account.actor), label=f"{account.name}, {standing.unit}")
        for account, standing in desk.office.accounts.holders(seats_role(office), file.region)
        if may_sit(standing, office, target, account.actor)
    )


def cards(
    desk: Desk, visitor: Visitor, file: CaseFile, people: People
) -> tuple[pages.PackCard, ...]:
    """Every pack of the case that this reader may know."""
    if visitor.role is Role.LIAISON:
        return ()
    return tuple(
        pages.PackCard(
            url=f"/paket/{pack.pack_id}",
            trail=words.trail(visitor, file, "packs", pack.pack_id),
            title=f"Paket {number}, {words.when(pack.sent_at, file.region).full}",
            state=f"{len(pack.read)} dari {len(pack.seats)} sudah membaca",
            readers=_readers(file, pack, people),
        )
        for number, pack in enumerate(file.packs.values(), 1)
        if may_read_pack(desk, visitor, file, pack)
    )


def may_read_pack(desk: Desk, visitor: Visitor, file: CaseFile, pack: PackPage) -> bool:
    """A pack may be more secret than the case it is about."""
    return desk.may_read(visitor, _target(file, pack))
