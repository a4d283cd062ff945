"""The desk of policies: which versions there are, for where, in what they differ, who is under."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from application.policy_desk import Edition, dry_run, editions
from domain.access import READERS
from domain.adopted_policy import AdoptedPolicy, AdoptPolicy
from domain.kernel import Role
from domain.policy import PolicyInvalid, load_policy
from domain.policy_upgrade import CaseUpgrade, UpgradeCasePolicy
from domain.policy_words import differences
from domain.risk import Level
from projections.case_policy import CasePolicy, CasePolicyView
from web import acts, pages, records, words
from web.acts import Act, Attempt, Blank, Mistyped
from web.desk import Desk, Done
from web.door import Form, NotAllowed, NotHere, Visitor, read_form
from web.words import People

PATH: Final = "/kebijakan"
_HERE: Final = READERS | {Role.ADMINISTRATOR}
MOST: Final = 100
"""Cases an account of upgrading works out at once."""


def _read(typed: dict[str, Any], _: str) -> dict[str, Any]:
    """The policy from its JSON; every field that is wrong is named."""
    try:
        return {**typed, "policy": load_policy(typed["policy"])}
    except PolicyInvalid as wrong:
        raise Mistyped({"policy": " ".join(f"{each}." for each in wrong.problems)}) from None


ADOPT = Act(
    "tetapkan",
    AdoptPolicy,
    (
        Blank(
            "region",
            "Kabupaten/kota",
            required=False,
            hint="Kosong berarti untuk seluruh provinsi. Tulis nama atau kodenya.",
        ),
        Blank(
            "policy",
            "Isi kebijakan (JSON)",
            "text",
            rows=12,
            hint="Salin berkas yang sedang berlaku, ubah nomor versi dan isinya.",
        ),
    ),
    intro="Kasus yang sedang berjalan tetap pada versinya sampai dialihkan.",
    mend=_read,
)
UPGRADE = Act(
    "alihkan",
    UpgradeCasePolicy,
    (
        Blank("legal_basis", "Dasar", hint="Misalnya nomor dan tanggal nota dinas."),
        Blank("explanation", "Alasan", "text", rows=2),
    ),
    intro="Persis menurut laporan di atas; bila kasusnya berubah lebih dahulu, ditolak.",
    item="case_id",
)


def routes(desk: Desk) -> APIRouter:
    """`/kebijakan`, each version, and taking running cases over to it."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]
    filled = Annotated[Form, Depends(read_form)]

    @router.get(PATH)
    def index(request: Request, visitor: coming_in) -> Response:
        _must_be_here(visitor)
        desk.caught_up(request, visitor, CasePolicy.TABLE)
        return desk.show("register", _list_page(desk, visitor))

    @router.post(f"{PATH}/tetapkan")
    def adopt(visitor: coming_in, form: filled) -> Response:
        desk.door.must_be_ours(visitor, form)
        _must_be_here(visitor)
        if form.get("region"):
            form, code = records.placed(desk, form)
            if not code:
                attempt = Attempt(ADOPT, form, errors={"region": records.UNCLEAR})
                return desk.show("register", _list_page(desk, visitor, attempt), 422)
        done = desk.carry_out(visitor, ADOPT, form, region=visitor.standing.region, given={})
        if isinstance(done, Done):
            return desk.onward(PATH, done.outcome)
        return desk.show("register", _list_page(desk, visitor, done.attempt), done.status)

    @router.get(f"{PATH}/{{version}}")
    def show(request: Request, version: str, visitor: coming_in, banding: str = "") -> Response:
        _must_be_here(visitor)
        desk.caught_up(request, visitor, CasePolicy.TABLE)
        return desk.show("register", _version_page(desk, visitor, version, banding))

    @router.get(f"{PATH}/{{version}}/peralihan")
    def account(request: Request, version: str, visitor: coming_in) -> Response:
        _must_read_cases(visitor)
        desk.caught_up(request, visitor, CasePolicy.TABLE)
        return desk.show("upgrade", _account_page(desk, visitor, version))

    @router.post(f"{PATH}/{{version}}/alihkan")
    def upgrade(version: str, visitor: coming_in, form: filled) -> Response:
        desk.door.must_be_ours(visitor, form)
        _must_read_cases(visitor)
        case = desk.case(visitor, _uuid(form.get("item")))
        given = {
            "case_id": case.case_id,
            "to": _edition(desk, version).version,
            "as_of": form.get("as_of"),
            "report_hash": form.get("report_hash"),
        }
        item = str(case.case_id)
        done = desk.carry_out(visitor, UPGRADE, form, region=case.region, given=given, item=item)
        if isinstance(done, Done):
            return desk.onward(f"{PATH}/{version}/peralihan", done.outcome)
        page = _account_page(desk, visitor, version, done.attempt)
        return desk.show("upgrade", page, done.status)

    return router


def _must_be_here(visitor: Visitor) -> None:
    if visitor.role not in _HERE:
        raise NotAllowed("Kebijakan dibaca oleh kantor, bukan oleh peran ini.")


def _must_read_cases(visitor: Visitor) -> None:
    if visitor.role not in READERS:
        raise NotAllowed("Peralihan menyebut kasus; peran ini tidak membacanya.")


def _uuid(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise NotHere from None


def _edition(desk: Desk, version: str) -> Edition:
    found = (each for each in editions(desk.office.register) if each.version == version)
    edition = next(found, None)
    if edition is None:
        raise NotHere
    return edition


def _book(desk: Desk) -> AdoptedPolicy:
    book = desk.office.register.policies()
    if book is None:
        raise NotHere
    return book


def _nav(visitor: Visitor) -> str:
    """Under which way of the head it lies: beside the registers, or one of its own."""
    return "/fkdm" if visitor.role in READERS else PATH


def _where(desk: Desk, region: str) -> str:
    return desk.office.regions.full_name(region) if region else "seluruh provinsi"


def _list_page(desk: Desk, visitor: Visitor, attempt: Attempt | None = None) -> pages.RegisterPage:
    rows = editions(desk.office.register)
    people = People(desk.office, visitor, {row.approver for row in rows})
    counts = CasePolicyView(desk.office.datastore).counts(visitor.standing, visitor.actor)
    table = records.table_for(desk, visitor, PATH, visitor.standing.region, attempt)
    return pages.RegisterPage(
        frame=desk.frame(visitor, _nav(visitor)),
        title="Kebijakan",
        intro="SOP yang ditetapkan kantor, versi demi versi. Kabupaten/kota yang punya kebijakan "
        "sendiri mengikutinya; yang lain mengikuti provinsi.",
        ways=records.books(PATH, visitor) if visitor.role in READERS else (),
        columns=(
            "Versi",
            "Untuk",
            "Keadaan",
            "Berlaku sejak",
            "Ditetapkan",
            "Oleh",
            "Kasus berjalan",
            "Sidik isi",
        ),
        rows=tuple(
            (
                pages.Cell(text=row.version, url=f"{PATH}/{row.version}"),
                pages.Cell(text=_where(desk, row.region)),
                pages.Cell(text=row.state),
                pages.Cell(text=words.day(row.effective_from)),
                pages.Cell(text=words.when(row.adopted_at, desk.office.region).full),
                pages.Cell(text=people.name(row.approver)),
                pages.Cell(text=str(counts.get(row.version, 0))),
                pages.Cell(text=row.content_hash[:12]),
            )
            for row in rows
        ),
        empty="Belum ada kebijakan yang ditetapkan.",
        forms=records.drawn(visitor, table, (ADOPT,)),
    )


def _version_page(desk: Desk, visitor: Visitor, version: str, other: str) -> pages.RegisterPage:
    """One version: in what it differs from another, and the running cases that are under it."""
    edition, book = _edition(desk, version), _book(desk)
    others = [each for each in book.versions if each != version]
    compared = other if other in others else _before(others, list(book.versions), version)
    told = differences(book.versions[compared], book.versions[version]) if compared else ()
    cases = CasePolicyView(desk.office.datastore).running(visitor.standing, visitor.actor, version)
    person = People(desk.office, visitor, {edition.approver}).name(edition.approver)
    url = f"{PATH}/{version}"
    upgrade = pages.NavItem(url=f"{url}/peralihan", label="Uji coba peralihan", current=False)
    return pages.RegisterPage(
        frame=desk.frame(visitor, _nav(visitor)),
        title=f"Kebijakan {version}",
        intro=edition.title,
        ways=(
            pages.NavItem(url=PATH, label="Semua versi", current=False),
            *((upgrade,) if visitor.role in READERS else ()),
            *(
                pages.NavItem(
                    url=f"{url}?banding={each}",
                    label=f"Bandingkan dengan {each}",
                    current=each == compared,
                )
                for each in others
            ),
        ),
        figures=records.facts(
            (
                ("Untuk", _where(desk, edition.region)),
                ("Keadaan", edition.state),
                ("Berlaku sejak", words.day(edition.effective_from)),
                ("Ditetapkan", words.when(edition.adopted_at, desk.office.region).full),
                ("Oleh", person),
                ("Keterangan", book.versions[version].remarks),
                ("Sidik isi (SHA-256)", edition.content_hash),
            )
        ),
        figures_title="Penetapan",
        rows_title="Kasus berjalan di bawah versi ini",
        columns=("Kasus", "Wilayah", "Tingkat"),
        rows=tuple(
            (
                pages.Cell(text=row.title, url=f"/kasus/{row.case_id}"),
                pages.Cell(text=desk.office.regions.full_name(row.region)),
                pages.Cell(text=Level(row.level).label),
            )
            for row in cases
        ),
        empty="Tidak ada yang dapat Anda baca.",
        second_title=f"Beda dengan {compared}",
        second_columns=("Yang berbeda",),
        second_rows=tuple((pages.Cell(text=line),) for line in told or ("Isinya sama.",))
        if compared
        else (),
    )


def _before(others: list[str], every: list[str], version: str) -> str:
    """The version adopted before this one, or another if it was the first."""
    at = every.index(version)
    return every[at - 1] if at else next(iter(others), "")


def _account_page(
    desk: Desk, visitor: Visitor, version: str, attempt: Attempt | None = None
) -> pages.UpgradePage:
    """What taking over would change, case by case; the form of each rests on what is shown."""
    edition, now = _edition(desk, version), desk.office.clock.now()
    board = desk.office.board.rows(
        reader=visitor.standing, actor=visitor.actor, open_only=True, limit=500
    )
    titles = {row.case_id: row for row in board if row.case_id is not None}
    found = dry_run(desk.office.register, titles, version, now)
    table = records.table_for(desk, visitor, f"{PATH}/{version}", edition.region, attempt)
    reports = [each for each, _ in zip(found, range(MOST), strict=False)]
    return pages.UpgradePage(
        frame=desk.frame(visitor, _nav(visitor)),
        title=f"Uji coba peralihan ke kebijakan {version}",
        back=pages.NavItem(url=f"{PATH}/{version}", label=f"Kebijakan {version}", current=False),
        intro=f"Dihitung {words.when(now, desk.office.region).full}; tidak ada yang tercatat. "
        f"Paling banyak {MOST} kasus sekali tampil.",
        cases=tuple(
            pages.UpgradeCard(
                title=titles[each.case_id].title,
                url=f"/kasus/{each.case_id}",
                region=desk.office.regions.full_name(titles[each.case_id].region),
                taken=f"{each.from_policy} ke {each.to_policy}",
                fingerprint=each.content_hash[:12],
                lines=tuple(_changes(each, titles[each.case_id].region)),
                form=_form(visitor, table, each),
            )
            for each in reports
        ),
    )


def _changes(report: CaseUpgrade, region: str) -> Iterator[str]:
    for window in report.windows:
        promised = words.when(window.promised, region).full
        due = words.when(window.due, region).full if window.due else ""
        yield (
            f"{words.sentence(window.words)}: {window.span} menjadi {window.new_span}; "
            + (window.why_not or f"{promised} menjadi {due}")
        )


def _form(visitor: Visitor, table: acts.Table, report: CaseUpgrade) -> pages.ActForm | None:
    if visitor.role not in UPGRADE.roles:
        return None
    hidden = (("as_of", _iso(report.as_of)), ("report_hash", report.content_hash))
    return table.draw(UPGRADE, item=str(report.case_id), hidden=hidden)


def _iso(moment: datetime) -> str:
    return moment.isoformat()
