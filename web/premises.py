"""The administrator's view of the installation: what is missing, what was imported, what waits.

Nothing here says anything of a case: parked events are named by their kind and cause alone.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from application.policy_desk import editions
from domain.access import SYSTEM_ACTOR
from domain.case_file import title_of
from domain.holiday_list import HolidayList
from domain.kernel import EVENTS, Frozen, Role
from domain.letter_content import profile_for
from domain.regions import contains, zone_label
from domain.signing import SignatureKind
from projections.role_book import Held
from web import pages, words
from web.account import plain_form
from web.desk import Desk
from web.door import Form, Visitor, read_form
from web.people import must_administer, ways

READY: Final = "/instalasi"
PARKED: Final = "/diparkir"


class Need(Frozen):
    """One thing an office needs before it works in earnest; where it is seen to."""

    label: str
    said: str
    met: bool
    url: str = ""
    how: str = ""


class ReadinessPage(pages.Page):
    """What is there and what is missing, in the order it is best seen to."""

    ways: tuple[pages.NavItem, ...]
    needs: tuple[Need, ...]
    missing: int


class ParkedLine(Frozen):
    """One event that a follower could not read."""

    follower: str
    position: int
    event: str
    cause: str
    tried: str


class ParkedPage(pages.Page):
    """Events set aside, and the one act: to try them again."""

    ways: tuple[pages.NavItem, ...]
    lines: tuple[ParkedLine, ...]
    waiting: int
    retry: pages.ActForm | None


def routes(desk: Desk) -> APIRouter:
    """`/instalasi`, `/profil-wilayah`, `/lapisan-batas`, `/diparkir`."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]

    @router.get(READY)
    def ready(visitor: coming_in) -> Response:
        must_administer(visitor)
        needs = tuple(_needs(desk))
        page = ReadinessPage(
            frame=desk.frame(visitor, READY),
            title="Kesiapan",
            ways=ways(READY),
            needs=needs,
            missing=sum(not each.met for each in needs),
        )
        return desk.show("readiness", page)

    @router.get("/profil-wilayah")
    def profiles(visitor: coming_in) -> Response:
        must_administer(visitor)
        return desk.show("register", _profiles_page(desk, visitor))

    @router.get("/lapisan-batas")
    def layers(visitor: coming_in) -> Response:
        must_administer(visitor)
        return desk.show("register", _layers_page(desk, visitor))

    @router.get(PARKED)
    def parked(visitor: coming_in) -> Response:
        must_administer(visitor)
        return desk.show("parked", _parked_page(desk, visitor))

    @router.post(f"{PARKED}/coba-lagi")
    def retry(form: Annotated[Form, Depends(read_form)], visitor: coming_in) -> Response:
        desk.door.must_be_ours(visitor, form)
        must_administer(visitor)
        done, left = desk.office.retry_parked()
        return desk.show("parked", _parked_page(desk, visitor, (done, left)))

    return router


# -- what is missing -----------------------------------------------------------------------------


def _needs(desk: Desk) -> Iterator[Need]:
    office = desk.office
    held = [
        each
        for each in office.roles.held(office.clock.now())
        if contains(each.region, office.region) or contains(office.region, each.region)
    ]
    yield Need(
        label="Provinsi",
        said=office.regions.name(office.region),
        met=True,
        how="Ditetapkan dengan RUKUN_REGION.",
    )
    yield from _people_needed(desk, held)
    yield from _rules_needed(desk)
    yield from _ways_out_needed(desk)


def _people_needed(desk: Desk, held: list[Held]) -> Iterator[Need]:
    office = desk.office
    head, governor = (
        office.accounts.head_of_agency(office.region),
        office.accounts.governor(office.region),
    )
    admins = len({each.person for each in held if each.role is Role.ADMINISTRATOR})
    yield _need("Administrator kedua", f"{admins} orang", admins > 1, how=_SPARE)
    yield _need(
        "Kepala badan, dengan NIP",
        head.name or "Belum ada",
        bool(head.name and head.nip),
        how="Peran pimpinan di tingkat provinsi; nama, pangkat, dan NIP-nya tercetak di naskah.",
    )
    yield _need(
        governor.office,
        governor.name or "Belum ada",
        bool(governor.name),
        how=f"Peran gubernur dengan jabatan yang diawali “{governor.office.split()[0]}”.",
    )
    for role, how in _NEEDED:
        people = len({each.person for each in held if each.role is role})
        yield _need(role.label, f"{people} orang", people > 0, how=how)
    enrolled = office.second_factors.everybody()
    without = {each.person for each in held if each.role in office.two_steps} - enrolled
    yield _need(
        "Verifikasi dua langkah",
        f"{len(without)} orang belum memasang" if without else "Terpasang pada semua yang wajib",
        not without,
        how="Dipasang masing-masing saat masuk berikutnya.",
    )


def _need(label: str, said: str, met: bool, *, how: str) -> Need:
    return Need(label=label, said=said, met=met, url="/pengguna", how=how)


_SPARE: Final = (
    "Bila yang satu berhalangan, tidak ada lagi yang dapat menyetel ulang kata sandinya."
)
_NEEDED: Final = (
    (Role.CASE_OFFICER, "Menerima laporan dan menangani kasus."),
    (Role.LIAISON, "TNI dan Polri menjawab tugas lapangan."),
    (Role.REPORTER, "Anggota FKDM yang melapor."),
    (Role.AUDITOR, "Membaca riwayat, tidak mengubah apa pun."),
)


def _rules_needed(desk: Desk) -> Iterator[Need]:
    adopted = [each for each in editions(desk.office.register) if each.approver != SYSTEM_ACTOR]
    yield Need(
        label="Kebijakan (SOP) kantor sendiri",
        said=adopted[0].version if adopted else "Masih contoh bawaan",
        met=bool(adopted),
        url="/kebijakan",
        how="Pimpinan menetapkannya; contoh bawaan berlaku sampai saat itu.",
    )
    days = desk.office.register.recall(HolidayList, HolidayList.BOOK) is not None
    yield Need(
        label="Hari libur dan cuti bersama",
        said="Ditetapkan" if days else "Hanya yang bawaan",
        met=days,
        url="/hari-libur",
        how="rukun calendar import BERKAS --login PIMPINAN",
    )


def _ways_out_needed(desk: Desk) -> Iterator[Need]:
    office, signing = desk.office, desk.office.signing.signer.state()
    yield Need(
        label="Peladen surel",
        said="Terpasang" if office.mail else "Belum; pemberitahuan hanya di aplikasi",
        met=office.mail,
        how="RUKUN_SMTP_HOST dan teman-temannya.",
    )
    yield Need(
        label="Alamat yang dijangkau dari luar, dengan HTTPS",
        said=office.public_url or "Belum; tautan dalam surel menunjuk komputer ini",
        met=office.tls and office.public_url.startswith("https://"),
        how="RUKUN_PUBLIC_URL dan RUKUN_TLS.",
    )
    yield Need(
        label="Tanda tangan elektronik",
        said=signing.trouble or (signing.kind.label if signing.kind else "Belum ada"),
        met=signing.kind not in {None, SignatureKind.SIMULATION} and not signing.trouble,
        how="RUKUN_SIGN_P12.",
    )
    layers = [each for each in office.boundaries.layers() if each.province == office.region]
    yield Need(
        label="Batas wilayah pada peta",
        said=f"{len(layers)} lapisan" if layers else "Belum; peta memakai titik",
        met=bool(layers),
        url="/lapisan-batas",
        how="rukun map import BERKAS",
    )


# -- regions and their boundaries ----------------------------------------------------------------


def _profiles_page(desk: Desk, visitor: Visitor) -> pages.RegisterPage:
    office = desk.office
    held = list(office.roles.held(office.clock.now()))
    return pages.RegisterPage(
        frame=desk.frame(visitor, READY),
        title="Profil wilayah",
        intro="Yang dipakai Rukun untuk tiap wilayah: jam, kepala surat, kebijakan, dan siapa yang"
        " menjawab. Profil naskah ditetapkan bersama rilis; kebijakan oleh pimpinan.",
        ways=ways("/profil-wilayah"),
        columns=("Wilayah", "Jam", "Naskah dinas", "Kebijakan", "Pimpinan", "Petugas"),
        rows=tuple(
            _profile(desk, code, held)
            for code in (office.region, *office.regions.children(office.region))
        ),
        empty="Tidak ada wilayah.",
    )


def _profile(desk: Desk, code: str, held: list[Held]) -> tuple[pages.Cell, ...]:
    office, profile = desk.office, profile_for(code)
    book, today = office.register.policies(), office.clock.now().date()
    people = [each for each in held if each.region == code]
    heads = [each.person for each in people if each.role is Role.SUPERVISOR]
    names = office.accounts.names_of(heads)
    officers = len({each.person for each in people if each.role is Role.CASE_OFFICER})
    return (
        pages.Cell(text=f"{office.regions.name(code)} ({code})"),
        pages.Cell(text=zone_label(code)),
        pages.Cell(text=f"{profile.label}, versi {profile.version}"),
        pages.Cell(text=book.in_force_on(today, code).version if book else "–", url="/kebijakan"),
        pages.Cell(text=", ".join(sorted(names.values())) or "–"),
        pages.Cell(text=str(officers) if officers else "–"),
    )


def _layers_page(desk: Desk, visitor: Visitor) -> pages.RegisterPage:
    office, region = desk.office, visitor.standing.region or desk.office.region
    return pages.RegisterPage(
        frame=desk.frame(visitor, READY),
        title="Lapisan batas wilayah",
        intro="Bukan batas resmi. Diimpor dengan `rukun map import BERKAS --source SUMBER`"
        " (GeoJSON, RFC 7946); wilayah tanpa batas digambar sebagai titik.",
        ways=ways("/lapisan-batas"),
        columns=("Provinsi", "Tingkat", "Wilayah", "Sumber", "Diimpor"),
        rows=tuple(
            (
                pages.Cell(text=office.regions.name(each.province)),
                pages.Cell(text=each.level.label),
                pages.Cell(text=f"{each.regions}"),
                pages.Cell(text=each.source),
                pages.Cell(text=words.when(each.imported_at, region).full),
            )
            for each in office.boundaries.layers()
        ),
        empty="Belum ada lapisan. Peta memakai titik di dalam tiap wilayah.",
    )


# -- parked events -------------------------------------------------------------------------------


def _parked_page(desk: Desk, visitor: Visitor, tried: tuple[int, int] | None = None) -> ParkedPage:
    rows = _parked_rows(desk)
    region = visitor.standing.region or desk.office.region
    lines = tuple(
        ParkedLine(
            follower=row["follower"],
            position=row["position"],
            event=title_of(EVENTS[row["name"]]) if row["name"] in EVENTS else row["name"],
            cause=row["error"],
            tried=f"{row['attempts']} kali, sejak {words.when(row['parked_at'], region).full}",
        )
        for row in rows
        if row["cause"]
    )
    retry = plain_form(f"{PARKED}/coba-lagi", "Coba lagi semuanya", visitor.csrf, ())
    return ParkedPage(
        frame=desk.frame(visitor, READY),
        title="Peristiwa diparkir",
        notice=_told(tried),
        ways=ways(PARKED),
        lines=lines,
        waiting=len(rows) - len(lines),
        retry=retry if rows else None,
    )


def _told(tried: tuple[int, int] | None) -> pages.Notice | None:
    if tried is None:
        return None
    done, left = tried
    return pages.Notice(
        text=f"{done} peristiwa terbaca, {left} masih diparkir.", tone="bad" if left else "good"
    )


def _parked_rows(desk: Desk) -> list[dict[str, Any]]:
    with desk.office.datastore.reading() as cursor:
        return cursor.execute(
            "SELECT follower, position, name, error, attempts, parked_at, cause FROM view.parked"
            " ORDER BY follower, position LIMIT 200"
        ).fetchall()
