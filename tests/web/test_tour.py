"""One case across every desk, each person before a screen of their own, in a real Chromium.

With RUKUN_WRITE_TOUR set, what each of them saw is written to docs/tour.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Locator
from pydantic import SecretStr

from domain.adopted_policy import AdoptPolicy
from domain.delivery import OfficeAddress
from domain.letter import LetterState
from domain.policy import LetterRules
from projections.letter_press import LetterPress
from runtime.clock import SystemClock
from runtime.database import Datastore
from runtime.follower import Follower
from runtime.regions import Regions
from runtime.settings import Settings
from runtime.signing import signer_of
from tests.certificates import PASSPHRASE, certified
from tests.office import Office, Person
from tests.web.house import House
from tests.web.screen import DESK, ON_SCREEN, PHONE, Screen, seat

TOUR: Final = Path(__file__).parents[2] / "docs" / "tour"
WRITES: Final = bool(os.environ.get("RUKUN_WRITE_TOUR"))

pytestmark = [*ON_SCREEN, pytest.mark.slow]

FILL = """
(element, value) => {
  for (let each = element; each; each = each.parentElement)
    if (each.tagName === "DETAILS") each.open = true;
}
"""


WIDE = """
() => [...document.querySelectorAll("main *")]
  .filter(each => each.getBoundingClientRect().right > innerWidth)
  .map(each => `${each.tagName}.${each.className}: ${each.textContent.trim().slice(0, 60)}`)
  .slice(0, 5)
"""


class Guide:
    """Leads one case through the house and keeps a picture of every stop."""

    def __init__(self, house: House, chromium: Browser, at: str) -> None:
        self.house, self.cast = house, house.cast
        self.browser, self.address = chromium, at
        self.case = UUID(int=0)
        self.stops: list[str] = []
        register = house.cast.register
        assert register.writers is not None
        press = LetterPress(register=register, log=register.log, writers=register.writers)
        self._press = Follower(
            press, datastore=house.office.datastore, log=register.log, clock=house.cast.clock
        )

    @contextmanager
    def before(self, person: Person, path: str, size: tuple[int, int] = DESK) -> Iterator[Screen]:
        """Somebody's own screen, logged in anew, at a page; the machine has done its part."""
        self._press.catch_up()
        self.house.catch_up()
        with seat(self.browser, self.address, person, size) as screen:
            yield screen.open(path)
        self._press.catch_up()
        self.house.catch_up()

    def picture(self, screen: Screen, name: str) -> None:
        """What is seen here; nothing sticks out, nothing is too faint."""
        assert screen.fits(), (name, screen.page.evaluate(WIDE))
        assert screen.faint() == [], name
        self.stops.append(name)
        if WRITES:
            TOUR.mkdir(exist_ok=True)
            screen.page.screenshot(path=TOUR / f"{len(self.stops):02}-{name}.png")

    def send_what_is_left(self) -> None:
        """The letters the case called for besides: approved, signed with a pen, received."""
        for letter, page in self.cast.file(self.case).letters.items():
            if page.state is LetterState.DRAFT:
                self.cast.initial_whole_chain(letter)
                self.cast.approve_letter(letter)
        self.cast.deliver_letters(self.case)

    @property
    def path(self) -> str:
        return f"/kasus/{self.case}"


def form(screen: Screen, slug: str, **typed: str) -> Locator:
    """A form of the page, unfolded and filled in, by its fields' names."""
    found = screen.page.locator(f'form[action*="/{slug}"]').first
    assert found.count(), screen.page.inner_text("main")
    found.evaluate(FILL, None)
    for name, value in typed.items():
        field = found.locator(f'[name="{name}"]')
        kind = field.first.evaluate("e => e.type || e.tagName.toLowerCase()")
        field.first.evaluate(FILL, None)
        if kind == "select-one":
            field.select_option(value)
        elif kind in {"radio", "checkbox"}:
            found.locator(f'[name="{name}"][value="{value}"]').check()
        else:
            field.fill(value)
    return found


def send(found: Locator, button: str = "") -> None:
    """Presses a form's own button."""
    page = found.page
    pressed = (
        found.get_by_role("button", name=button)
        if button
        else found.locator("button:not([formaction])").last
    )
    with page.expect_navigation():
        pressed.click()
    assert page.locator(".refused, .error").all_inner_texts() == []


GRADES: Final = {"source_grade": "A", "information_grade": "1"}
TITLE: Final = "Rebutan lahan parkir di depan pasar"
REPORT: Final = {
    "facts": f"{TITLE}. Dua kelompok saling dorong, belum ada yang terluka.",
    "region": "Manggari",
    "told": "baru_saja",
    "matter": "mata_pencaharian",
    "mood": "tegang",
}


@pytest.fixture
def house(office: Office, datastore: Datastore, regions: Regions, tmp_path: Path) -> House:
    """A house whose head signs with a certificate, and whose governor has an inbox here."""
    governor = OfficeAddress(
        office="Gubernur Daerah Khusus Ibukota Jakarta", role=office.governor.role
    )
    letters = LetterRules(offices=(governor,))
    policy = office.policy.model_copy(update={"version": "2026-2", "letters": letters})
    office.send(AdoptPolicy, office.supervisor, policy=policy)
    files = certified(tmp_path)
    said = Settings(sign_p12=files.p12, sign_passphrase=SecretStr(PASSPHRASE))
    return House(office, datastore, regions, signer=signer_of(said, SystemClock()))


def test_one_case_is_told_across_every_desk(
    house: House,
    browser: Browser,
    address: str,
) -> None:
    tour = Guide(house, browser, address)
    reported(tour)
    opened_and_asked(tour)
    one_is_late(tour)
    verified_and_escalated(tour)
    governor_is_told(tour)
    talked_over(tour)
    closed(tour)
    replayed(tour)
    assert len(tour.stops) == len(set(tour.stops))


def reported(tour: Guide) -> None:
    with tour.before(tour.cast.reporter, "/laporan/baru", PHONE) as screen:
        filled = form(screen, "baru", **REPORT)
        screen.page.get_by_label("Kelurahan Manggarai, Kecamatan Tebet").check()
        filled.locator('[name="facts"]').scroll_into_view_if_needed()
        tour.picture(screen, "fkdm-melapor")
        send(filled)
        assert "Laporan diterima" in screen.page.inner_text("main")
        tour.picture(screen, "fkdm-laporan-diterima")


def opened_and_asked(tour: Guide) -> None:
    cast = tour.cast
    with tour.before(cast.officer, "/laporan") as screen:
        tour.picture(screen, "petugas-laporan-masuk")
        screen.page.get_by_role("link", name=TITLE).first.click()
        tour.picture(screen, "petugas-risiko-dijelaskan")
        send(form(screen, "buka-kasus"))
        tour.case = UUID(screen.page.url.split("/kasus/")[1][:36])
        asked = form(
            screen,
            "beri-tugas",
            kind="verifikasi_lapangan",
            instruction="Datangi lokasi malam ini, temui kedua kelompok.",
            **{"chain.0": str(cast.liaison.id), "chain.1": str(cast.second_liaison.id)},
        )
        asked.scroll_into_view_if_needed()
        tour.picture(screen, "petugas-memberi-tugas")
        send(asked)


def one_is_late(tour: Guide) -> None:
    cast = tour.cast
    task = next(iter(cast.file(tour.case).tasks))
    with tour.before(cast.liaison, f"/tugas/{task}", PHONE) as screen:
        tour.picture(screen, "penghubung-pertama-tidak-menjawab")
    cast.pass_time_in_silence(tour.case, hours=25)
    with tour.before(cast.second_liaison, "/tugas", PHONE) as screen:
        tour.picture(screen, "penghubung-kedua-ditugasi")
        screen.open(f"/tugas/{task}")
        send(form(screen, "akui"))
        done = form(
            screen, "lapor", finding="Benar, kedua kelompok di lokasi.", happening="true", **GRADES
        )
        done.scroll_into_view_if_needed()
        tour.picture(screen, "penghubung-kedua-melapor")
        send(done)
        assert "Dilaporkan selesai" in screen.page.inner_text("main")


def verified_and_escalated(tour: Guide) -> None:
    cast = tour.cast
    with tour.before(cast.officer, tour.path) as screen:
        summary = "Benar terjadi; kedua kelompok mendatangkan orang dari dua kota."
        sure = form(screen, "verifikasi", summary=summary, level="kuning", **GRADES)
        sure.scroll_into_view_if_needed()
        tour.picture(screen, "petugas-memverifikasi")
        send(sure)
        asked = form(
            screen,
            "usul-eskalasi",
            level="provinsi",
            grounds="Pelaku berasal dari dua kota.",
            asked_for="Koordinasi keamanan dan pertemuan kedua pihak.",
        )
        send(asked)
        screen.page.evaluate("scrollTo(0, 0)")
        tour.picture(screen, "petugas-mengusulkan-eskalasi")
    with tour.before(cast.supervisor, "/persetujuan") as screen:
        tour.picture(screen, "pimpinan-yang-menunggu-keputusan")
        screen.open(tour.path)
        tour.picture(screen, "pimpinan-membaca-usul")
        send(form(screen, "setujui-eskalasi"))


def governor_is_told(tour: Guide) -> None:
    cast = tour.cast
    (letter,) = (
        each
        for each, page in cast.file(tour.case).letters.items()
        if page.state is LetterState.DRAFT
    )
    with tour.before(cast.supervisor, f"/naskah/{letter}") as screen:
        tour.picture(screen, "pimpinan-menyetujui-naskah")
        send(form(screen, "setujui"))
        screen.open(f"/naskah/{letter}/tanda-tangani")
        tour.picture(screen, "pimpinan-menandatangani")
        send(form(screen, "tanda-tangani"))
        send(form(screen.open(f"/naskah/{letter}"), "kirim"))
    with tour.before(cast.governor, "/") as screen:
        tour.picture(screen, "gubernur-daerah-dalam-satu-menit")
        screen.open(f"/naskah/{letter}")
        given = form(
            screen,
            "disposisi",
            given_by="Gubernur",
            given_to="Kepala Badan Kesatuan Bangsa dan Politik",
            instruction="Pertemukan kedua pihak pekan ini; laporkan hasilnya.",
            due="2026-03-10",
        )
        given.scroll_into_view_if_needed()
        tour.picture(screen, "gubernur-memberi-disposisi")
        send(given)
    with tour.before(cast.officer, f"/naskah/{letter}") as screen:
        send(form(screen, "tindak-lanjut", result="Undangan musyawarah sudah dikirim."))


def talked_over(tour: Guide) -> None:
    cast = tour.cast
    with tour.before(cast.officer, tour.path) as screen:
        invited = form(
            screen,
            "jadwalkan-musyawarah",
            track="pranata_adat",
            session_at="2026-03-06T10:00",
            venue="Balai warga",
            parties="Juru parkir lama\nJuru parkir baru",
            mediator="Tetua adat",
            agenda="Pembagian lahan parkir.",
            **{
                "institution.name": "Lembaga Musyawarah Betawi",
                "institution.recognised_by": "Wali Kota",
            },
        )
        invited.scroll_into_view_if_needed()
        tour.picture(screen, "petugas-mengundang-musyawarah")
        send(invited)
    cast.pass_time(days=3)
    with tour.before(cast.officer, tour.path) as screen:
        promise = {
            "who": "Juru parkir lama",
            "what": "Menyerahkan separuh lahan.",
            "evidence": "Foto",
            "due": "2026-03-12",
        }
        present = {"representative": "Ketua", "mandate": "Surat kuasa"}
        held = form(
            screen,
            "catat-sidang",
            result="sepakat",
            minutes="Kedua pihak hadir dan saling memaafkan.",
            **{f"obligations.0.{name}": said for name, said in promise.items()},
            **{
                f"attendance.p{number}.{name}": said
                for number in (1, 2)
                for name, said in present.items()
            },
        )
        send(held)
        agreed = screen.page.get_by_text("Menyerahkan separuh lahan.").first
        agreed.scroll_into_view_if_needed()
        tour.picture(screen, "kesepakatan")
        send(form(screen, "kewajiban-dipenuhi", evidence="Foto serah terima lahan."))


def closed(tour: Guide) -> None:
    cast = tour.cast
    with tour.before(cast.officer, tour.path) as screen:
        send(form(screen, "mulai-pemulihan", result="Kesepakatan berjalan."))
    cast.pass_time_in_silence(tour.case, days=31)
    with tour.before(cast.officer, tour.path) as screen:
        send(form(screen, "catat-pemantauan", note="Tidak ada gesekan.", calm="true"))
    tour.send_what_is_left()
    with tour.before(cast.officer, tour.path) as screen:
        ending = form(screen, "tutup", outcome="Lahan dibagi; tenang selama sebulan.")
        ending.scroll_into_view_if_needed()
        tour.picture(screen, "petugas-menutup-kasus")
        send(ending)
        screen.page.evaluate("scrollTo(0, 0)")
        tour.picture(screen, "kasus-selesai")


def replayed(tour: Guide) -> None:
    with tour.before(tour.cast.auditor, f"{tour.path}/riwayat") as screen:
        tour.picture(screen, "auditor-riwayat")
        approved = screen.page.locator(
            "li.event", has_text="Eskalasi ke tingkat Provinsi disetujui"
        )
        decided = approved.get_by_role("link", name="Yang dilihat pengambil keputusan")
        seen = decided.first.get_attribute("href")
        assert seen is not None
        screen.open(seen)
        tour.picture(screen, "auditor-yang-dilihat-pengambil-keputusan")
        screen.open(f"{tour.path}/saat?pada=2026-03-03T20:00")
        tour.picture(screen, "auditor-keadaan-saat-itu")
