"""Telling something: a short form for a phone, its place found, its pictures, filed once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Annotated, Any, Final, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response

from application.attaching import FilingRoom
from application.sitting import Outcome
from domain.access import COMMANDS
from domain.agency import Agency, agency_of
from domain.indonesian import decimal
from domain.kernel import Frozen, Role, key
from domain.matter import Matter, Mood, Told
from domain.regions import contains, level_of, zone_of
from domain.report import FileReport, Realm, Source
from domain.report_details import PlacePrecision, TimePrecision
from domain.risk import InformationGrade, SourceGrade
from runtime.boundaries import in_indonesia
from web import acts, pages, pictures
from web.acts import Act, Attempt, Blank, Mistyped, Table
from web.assets import STATIC
from web.desk import Desk, Done
from web.door import (
    Form,
    NotAllowed,
    NotHere,
    Visitor,
    read_form,
    read_story,
)

LONGEST_TITLE: Final = 120
NEAREST: Final = 4
"""Districts offered from a phone's position."""

_MAY_REPORT = COMMANDS[FileReport]

T = TypeVar("T", bound=StrEnum)


class Places(Frozen):
    """What somebody may have meant by a place: settled, to be picked from, or unknown.

    ``said`` stands above the choices. ``point`` is where the phone is, as latitude and longitude.
    """

    typed: str = ""
    choices: tuple[pages.Option, ...] = ()
    settled: str = ""
    said: str = "Maksud Anda yang mana?"
    point: tuple[str, str] | None = None


class TellingPage(pages.Page):
    """A new report: the form, and what its place may be."""

    form: pages.ActForm
    places: Places
    lead: str
    pictures: bool = True
    owner: str = ""
    """Whose drafts a phone keeps here; empty on the form for when there is no network."""


class PlacesPage(pages.Page):
    """Only the choices, for a form that is open already."""

    places: Places


def routes(desk: Desk) -> APIRouter:
    """`/laporan/baru`, `/laporan/rujukan`, and what helps to find a place."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]
    filled = Annotated[Form, Depends(read_form)]
    room = FilingRoom(desk.office.register, largest=desk.office.largest_file)

    @router.get("/laporan/baru")
    def blank(visitor: coming_in, cari: str = "", wilayah: str = "") -> Response:
        _must_report(visitor)
        page = _form_page(desk, visitor, telling(visitor), cari=cari, region=wilayah)
        return desk.show("report_form", page)

    @router.post("/laporan/baru")
    def file(
        request: Request, visitor: coming_in, form: Annotated[Form, Depends(read_story)]
    ) -> Response:
        desk.door.must_be_ours(visitor, form)
        _must_report(visitor)
        act = as_sent(desk, visitor, telling(visitor), form)
        if "application/json" in request.headers.get("accept", ""):
            return _answered(desk, visitor, form, act, room)
        if form.get("cari_wilayah"):
            return _again(desk, visitor, Attempt(act, form), 200)
        return _file(desk, visitor, form, act, room=room)

    @router.get("/laporan/rujukan")
    def blank_pointer(visitor: coming_in, cari: str = "", wilayah: str = "") -> Response:
        _must_be_cleared(visitor)
        page = _form_page(desk, visitor, acts.FILE_POINTER, cari=cari, region=wilayah)
        return desk.show("report_form", page)

    @router.post("/laporan/rujukan")
    def file_pointer(form: filled, visitor: coming_in) -> Response:
        desk.door.must_be_ours(visitor, form)
        _must_be_cleared(visitor)
        if form.get("cari_wilayah"):
            return _again(desk, visitor, Attempt(acts.FILE_POINTER, form), 200)
        return _file(desk, visitor, form, acts.FILE_POINTER, _POINTER)

    @router.get("/laporan/luring")
    def without_network() -> Response:
        return desk.show("report_form", _shell(desk))

    @router.get("/laporan/pekerja.js")
    def worker() -> Response:
        headers = {"Service-Worker-Allowed": "/laporan"}
        return FileResponse(STATIC / "luring.js", media_type="text/javascript", headers=headers)

    @router.post("/laporan/wilayah")
    def places(form: filled, visitor: coming_in) -> Response:
        desk.door.must_be_ours(visitor, form)
        _must_report(visitor)
        return _shown(desk, visitor, _places(desk, visitor, form.get("region")))

    @router.post("/laporan/dekat")
    def nearby(form: filled, visitor: coming_in) -> Response:
        desk.door.must_be_ours(visitor, form)
        _must_report(visitor)
        return _shown(desk, visitor, _around(desk, visitor, form))

    return router


# -- the form ------------------------------------------------------------------------------------

_FRONT: Final = (
    Blank(
        "facts",
        "Apa yang terjadi?",
        "text",
        rows=4,
        hint="Yang Anda lihat atau dengar sendiri. Jangan sebut nama orang.",
    ),
    Blank(
        "region",
        "Di mana?",
        "region",
        hint="Nama kelurahan/desa atau kecamatan; salah eja tidak apa-apa.",
    ),
    Blank("place", "Tempat persisnya", required=False, hint="Misalnya: depan Pasar Minggu."),
    Blank("told", "Kapan?", "radio", options=acts.options(Told)),
    Blank("happened_on", "Tanggal", "date", required=False, half=True),
    Blank("happened_time", "Jam, bila diketahui", "time", required=False, half=True),
    Blank("matter", "Soal apa?", "radio", options=acts.options(Matter)),
    Blank(
        "mood",
        "Bagaimana keadaannya?",
        "radio",
        options=acts.options(Mood, lambda each: each.definition),
    ),
    Blank("risk.weapons", "Ada senjata", "check", required=False),
    Blank("risk.arson_or_looting", "Ada pembakaran atau penjarahan", "check", required=False),
    Blank(
        "realm",
        "Di jalan atau di internet?",
        "radio",
        options=acts.options(Realm),
        given=Realm.REAL_WORLD.value,
    ),
    Blank(
        "details.platform",
        "Platform",
        required=False,
        half=True,
        hint="Misalnya Facebook, WhatsApp, TikTok.",
    ),
    Blank("details.link", "Tautan", required=False, half=True, hint="Alamat lengkap unggahannya."),
    *pictures.BLANKS,
)
"""What is asked of who stands in the street, in this order."""

_ASKED_IN_FRONT: Final = frozenset(each.name for each in _FRONT)
_NOT_THE_COMMANDS: Final = ("told", "matter", "mood", "photos", "evidence")
_LATER_LABELS: Final = {"title": "Judul", "theme": "Tema"}
_TELL: Final = replace(
    acts.FILE_REPORT,
    blanks=(
        *_FRONT,
        *(
            replace(
                each,
                required=False,
                later=True,
                label=_LATER_LABELS.get(each.name, each.label),
            )
            for each in acts.FILE_REPORT.blanks
            if each.name not in _ASKED_IN_FRONT
        ),
    ),
    more_label="Isian lengkap Laporan Informasi",
)


def telling(visitor: Visitor) -> Act:
    """The form of a report, with the channels this role may fill and the one it speaks for."""
    tellable = [
        each for each in Source if visitor.role in each.tellers and each is not Source.INTELLIGENCE
    ]
    own = own_channel(visitor)
    act = _TELL.with_options("source", acts.telling(tellable))
    if own is not None:
        return act.knowing({"source": own.value})
    source = next(each for each in act.blanks if each.name == "source")
    asked = replace(source, later=False, required=True)
    return replace(act, blanks=(asked, *(each for each in act.blanks if each is not source)))


def own_channel(visitor: Visitor) -> Source | None:
    """The channel somebody speaks for by their unit; None for officers, who write for others."""
    unit = visitor.standing.unit.casefold()
    match visitor.role:
        case Role.REPORTER if "kecamatan" in unit:
            return Source.DISTRICT_OFFICE
        case Role.REPORTER if "kelurahan" in unit or "desa" in unit.split():
            return Source.VILLAGE_OFFICE
        case Role.REPORTER:
            return Source.FKDM
        case Role.LIAISON:
            agency = agency_of(visitor.standing.unit)
            return _CHANNELS.get(agency) if agency else None
        case _:
            return None


_CHANNELS: Final = {Agency.POLRI: Source.POLICE, Agency.TNI: Source.MILITARY}


def as_sent(desk: Desk, visitor: Visitor, act: Act, form: Form) -> Act:
    """The form as it is to be read: what was written out in full need not be tapped as well."""
    written = {each.name for each in act.blanks if form.get(each.name)}
    asked = {
        "matter": not {"theme", "conflict_source"} <= written,
        "mood": not {"risk.likelihood", "risk.impact"} <= written,
        "told": "happened_on" not in written,
        "happened_on": form.get("told") == Told.ANOTHER_TIME,
    }
    blanks = tuple(
        replace(each, required=asked.get(each.name, each.required)) for each in act.blanks
    )
    mend = partial(_as_told, form=form, now=desk.office.clock.now(), own=own_channel(visitor))
    return replace(act, blanks=blanks, mend=mend)


def _as_told(
    typed: dict[str, Any], region: str, *, form: Form, now: datetime, own: Source | None
) -> dict[str, Any]:
    """The command's fields of what was tapped and typed; what is written out in full stands."""
    told = {name: typed.pop(name, "") for name in _NOT_THE_COMMANDS}
    happened = _happened(typed, told["told"], form, str(typed.get("region", region)), now)
    details = {**_point(form), **happened.pop("details"), **typed.pop("details", {})}
    risk = typed.pop("risk", {})
    if told["mood"]:
        mood = _meant(Mood, "mood", told["mood"])
        risk = {"likelihood": mood.likelihood, "impact": mood.impact, **risk}
    made: dict[str, Any] = {
        "title": _first_sentence(typed["facts"]),
        "source_grade": SourceGrade.F,
        "information_grade": InformationGrade.CANNOT_BE_JUDGED,
        **({"source": own} if own else {}),
        **happened,
    }
    if told["matter"]:
        matter = _meant(Matter, "matter", told["matter"])
        made |= {"theme": matter.theme, "conflict_source": matter.source}
    return {**made, **typed, "risk": risk, "details": details}


def _meant(kind: type[T], name: str, said: str) -> T:
    try:
        return kind(said)
    except ValueError:
        raise Mistyped({name: "Pilih salah satu."}) from None


def _first_sentence(facts: str) -> str:
    """The title of what nobody gave one: how it begins, cut between words."""
    line = facts.strip().splitlines()[0] if facts.strip() else ""
    end = min((at for mark in ".!?" if (at := line.find(mark + " ")) > 0), default=len(line))
    said = line[:end].rstrip(" .!?")
    if len(said) <= LONGEST_TITLE:
        return said or "Laporan"
    return said[:LONGEST_TITLE].rpartition(" ")[0] + "…"


def _happened(
    typed: dict[str, Any], told: str, form: Form, region: str, now: datetime
) -> dict[str, Any]:
    """When it was, on its own region's clock, and how exactly that is known.

    "Just now" is when it was tapped, however late it is sent: the page tells the moment it was
    drawn, a draft the moment it was written. So the same form stays the same wish.
    """
    on, at = typed.pop("happened_on", None), typed.pop("happened_time", "")
    kind = _meant(Told, "told", told) if told else Told.ANOTHER_TIME
    written = min(_moment(form.get("picked_at")) or _moment(form.get("drawn_at")) or now, now)
    if kind is Told.JUST_NOW:
        return {"happened_at": written, "details": {"time_precision": TimePrecision.HOUR}}
    if kind is Told.TODAY:
        on = written.astimezone(zone_of(region)).date()
    try:
        happened = acts.local_start(on.isoformat() if on else "", at, region)
    except ValueError as error:
        raise Mistyped({"happened_time" if at else "happened_on": str(error)}) from None
    return {
        "happened_at": happened,
        "details": {} if at else {"time_precision": TimePrecision.DAY},
    }


def _moment(text: str) -> datetime | None:
    try:
        said = datetime.fromisoformat(text)
    except ValueError:
        return None
    return said if said.tzinfo else None


def _point(form: Form) -> dict[str, Any]:
    """Where the phone was, if its owner said that this may be kept."""
    if not form.get("with_point"):
        return {}
    return {
        "latitude": form.get("phone_latitude"),
        "longitude": form.get("phone_longitude"),
        "place_precision": PlacePrecision.POINT,
    }


def owner_of(visitor: Visitor) -> str:
    """How a phone knows whose drafts are whose; it tells nobody who that is."""
    return key("drafts on a phone", visitor.actor).hex


# -- filing --------------------------------------------------------------------------------------

_POINTER: Final = {"source": Source.INTELLIGENCE, "title": Source.INTELLIGENCE.label}
"""What the form of a pointer does not ask."""


def _file(
    desk: Desk,
    visitor: Visitor,
    form: Form,
    act: Act,
    given: Mapping[str, object] | None = None,
    *,
    room: FilingRoom | None = None,
) -> Response:
    done = filed(desk, visitor, form, act, given or {}, room)
    if isinstance(done, Outcome):
        return desk.onward(f"/laporan/{done.about}", done)
    attempt, status = done
    if (there := filed_already(desk, visitor, attempt)) is not None:
        return RedirectResponse(f"/laporan/{there}?sudah=1", status_code=303)
    return _again(desk, visitor, attempt, status)


def _answered(desk: Desk, visitor: Visitor, form: Form, act: Act, room: FilingRoom) -> Response:
    """The same for a script that sends a draft: where the report is, or what is wrong with it."""
    done = filed(desk, visitor, form, act, {}, room)
    if isinstance(done, Outcome):
        where = f"/laporan/{done.about}" + (f"?p={done.position}" if done.position else "")
        answer: Response = JSONResponse({"url": where})
        desk.door.remember(answer, done.position)
        return answer
    attempt, status = done
    if (there := filed_already(desk, visitor, attempt)) is not None:
        return JSONResponse({"url": f"/laporan/{there}?sudah=1"})
    labels = {each.name: each.label for each in act.blanks}
    said = attempt.refused.message if attempt.refused else "Ada isian yang perlu diperbaiki."
    errors = {
        name: {"label": labels.get(name, ""), "said": why} for name, why in attempt.errors.items()
    }
    return JSONResponse({"said": said, "errors": errors}, status_code=status)


def filed(
    desk: Desk,
    visitor: Visitor,
    form: Form,
    act: Act,
    given: Mapping[str, object],
    room: FilingRoom | None = None,
) -> Outcome | tuple[Attempt, int]:
    """Files a report with its pictures: all of them are looked at before anything is written."""
    try:
        shown = list(pictures.looked_at(room, form)) if room else []
    except Mistyped as mistake:
        return Attempt(act, form, errors=mistake.errors), 422
    region = resolved(desk, form)
    if region is None:
        return Attempt(act, form, errors={"region": _unclear(form.get("region"))}), 422
    placed = replace(form, typed={**form.typed, "region": (region,)})
    done = desk.carry_out(visitor, act, placed, region=region, given=given)
    if not isinstance(done, Done):
        return done.attempt, done.status
    if room:
        pictures.attach(room, visitor, done.outcome.about, shown, "dari pelapor")
    return done.outcome


def filed_already(desk: Desk, visitor: Visitor, attempt: Attempt) -> UUID | None:
    """The report this very form had become before, when it is sent again with other words."""
    if attempt.refused is None or attempt.refused.rule != "CommandReused":
        return None
    command_id = key("web", visitor.actor, UUID(attempt.form.get("command_id")))
    report = key(attempt.act.slug, command_id)
    try:
        desk.report(visitor, report)
    except NotHere:
        return None
    return report


def _must_be_cleared(visitor: Visitor) -> None:
    if visitor.role not in Source.INTELLIGENCE.tellers or not visitor.standing.compartments:
        raise NotAllowed("Rujukan intelijen hanya dicatat oleh yang dibolehkan membacanya.")


def _must_report(visitor: Visitor) -> None:
    if visitor.role not in _MAY_REPORT:
        raise NotAllowed("Peran Anda tidak menyampaikan laporan.")


# -- finding the place ---------------------------------------------------------------------------


def resolved(desk: Desk, form: Form) -> str | None:
    """The region meant: the one picked from the list, a code, or the only name that fits."""
    picked, typed = form.get("region_pick"), form.get("region")
    for code in (picked, typed):
        if _is_region(desk, code):
            return code
    alike = desk.office.regions.search(typed[:100], desk.office.region, 8)
    exact = [each.code for each in alike if each.similarity == 1]
    return exact[0] if len(exact) == 1 else None


def _is_region(desk: Desk, code: str) -> bool:
    try:
        level_of(code)
    except ValueError:
        return False
    return bool(code) and desk.office.regions.exists(code)


def _unclear(typed: str) -> str:
    if not typed:
        return "Wajib diisi."
    return "Pilih salah satu wilayah yang ditawarkan, atau ketik nama lain."


def _within(desk: Desk, visitor: Visitor) -> str:
    return visitor.standing.region or desk.office.region


def _places(desk: Desk, visitor: Visitor, typed: str, picked: str = "") -> Places:
    """Regions whose name is like what was typed, where this person may report."""
    regions, within = desk.office.regions, _within(desk, visitor)
    if not typed.strip():
        return Places()
    if _is_region(desk, typed) and contains(within, typed):
        return Places(typed=typed, settled=regions.full_name(typed))
    found = regions.search(typed[:100], within, 8)
    choices = tuple(
        pages.Option(
            value=each.code,
            label=each.full_name,
            chosen=each.code == picked if picked else number == 0 and each.similarity == 1,
        )
        for number, each in enumerate(found)
    )
    return Places(typed=typed, choices=choices)


def _around(desk: Desk, visitor: Visitor, form: Form) -> Places:
    """Districts near a phone, to be confirmed by whoever holds it; none is chosen for them."""
    try:
        at = float(form.get("longitude")), float(form.get("latitude"))
    except ValueError:
        raise NotHere from None
    if not in_indonesia(at):
        return Places(typed="ponsel", said="Ponsel Anda tidak berada di Indonesia.")
    near = desk.office.boundaries.nearest(at, _within(desk, visitor), NEAREST)
    choices = tuple(
        pages.Option(
            value=code,
            label=desk.office.regions.full_name(code),
            hint=f"titik tengahnya {decimal(round(away, 1))} km dari ponsel Anda",
        )
        for code, away in near
    )
    return Places(
        typed="ponsel",
        choices=choices,
        said="Ponsel Anda dekat dengan kecamatan ini. Yang mana tempat kejadiannya?",
        point=(f"{at[1]:.6f}", f"{at[0]:.6f}"),
    )


# -- pages ---------------------------------------------------------------------------------------

_LEAD = "Cukup yang Anda tahu; petugas melengkapi sisanya."
_LEAD_OF_POINTER = (
    "Hanya nomor rujukan dan pemegangnya. Yang dibuka atas rujukan ini hanya dibaca oleh yang"
    " dibolehkan (UU 17/2011 Pasal 25-26)."
)


def _shown(desk: Desk, visitor: Visitor, places: Places) -> Response:
    page = PlacesPage(frame=desk.frame(visitor), title="Wilayah", places=places)
    return desk.show("places", page)


def _again(desk: Desk, visitor: Visitor, attempt: Attempt, status: int) -> Response:
    return desk.show("report_form", _form_page(desk, visitor, attempt.act, attempt), status)


def _form_page(
    desk: Desk,
    visitor: Visitor,
    act: Act,
    attempt: Attempt | None = None,
    *,
    cari: str = "",
    region: str = "",
) -> TellingPage:
    typed = attempt.form.get("region") if attempt else (region or cari)
    picked = attempt.form.get("region_pick") if attempt else ""
    if attempt is None and typed:
        given = {each.name: (each.given,) for each in act.blanks if each.given}
        attempt = Attempt(act, Form({"region": (typed,), **given}))
    table = Table(
        path="/laporan",
        region=_within(desk, visitor),
        csrf=visitor.csrf,
        position=desk.office.log.head(),
        attempt=attempt,
    )
    pointer = act.slug == acts.FILE_POINTER.slug
    drawn_at = attempt.form.get("drawn_at") if attempt else ""
    return TellingPage(
        frame=desk.frame(visitor, "/laporan"),
        title="Rujukan intelijen" if pointer else "Laporan baru",
        notice=_unsent(attempt),
        form=table.draw(
            act,
            opened=True,
            hidden=(("drawn_at", drawn_at or desk.office.clock.now().isoformat()),),
        ),
        lead=_LEAD_OF_POINTER if pointer else _LEAD,
        places=_places(desk, visitor, typed, picked),
        pictures=not pointer,
        owner=owner_of(visitor),
    )


def _shell(desk: Desk) -> TellingPage:
    """The same form for when there is no network: of nobody, and sent by nobody but a script.

    The channel is left to the office, which knows whose unit speaks by which.
    """
    blanks = tuple(each for each in _TELL.blanks if each.name != "source")
    table = Table(path="/laporan", region=desk.office.region, csrf="", position=0)
    return TellingPage(
        frame=desk.frame(None).model_copy(update={"now": "Tanpa jaringan"}),
        title="Laporan baru",
        form=table.draw(replace(_TELL, blanks=blanks), opened=True),
        lead="Anda sedang tanpa jaringan. Tulis saja; laporan disimpan di ponsel ini dan dikirim"
        " begitu jaringan kembali.",
        places=Places(),
    )


def _unsent(attempt: Attempt | None) -> pages.Notice | None:
    """Why the form is there again; browsers keep no chosen file."""
    if attempt is None:
        return None
    again = "Pilih lagi fotonya; peramban tidak menyimpannya." if attempt.form.files else ""
    if attempt.errors or attempt.refused:
        said = f"Laporan belum terkirim: ada isian yang perlu diperbaiki. {again}".strip()
        return pages.Notice(text=said, tone="bad")
    return pages.Notice(text=again) if again else None
