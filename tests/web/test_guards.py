"""What the door lets in and what it keeps out: forms, sessions, roles, regions, hostile text."""

import gzip
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.routing import APIRoute

from application.register import RecordUnavailable
from domain.clocks import WaitKind
from domain.kernel import Command, Role, Secrecy, key
from domain.prevention import RecordDeclaration, RecordPrevention
from domain.risk import Level
from domain.role_assignment import EndRole
from projections.figures import FigureName
from runtime.accounts import (
    IDLE,
    LONGEST,
    TRIES,
    Account,
    Accounts,
    LoginTaken,
    PasswordTooShort,
    TooManyAttempts,
)
from runtime.database import Datastore
from tests.forum import Forum, activity, declaration
from tests.office import Person
from tests.web.house import PASSWORD, QUICK, House, Window, login_of
from tests.web.machine import Machine
from tests.web.test_pages import REPORT
from web import acts
from web.app import create_app
from web.assets import Assets

HOSTILE = "<script>alert('1')</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}"


# -- forms ---------------------------------------------------------------------------------------


def test_a_form_without_its_token_is_refused_and_nothing_is_written(house: House) -> None:
    case = house.cast.open_case()
    officer = house.window(house.cast.officer).open(f"/kasus/{case}")
    before = house.cast.register.log.head()
    drawn = officer.form("tidak-terbukti")
    fields = drawn.filled({"verdict": "hoaks", "explanation": "Bohong.", "csrf": "lain"})
    assert officer.post(drawn.action, fields).status == 403
    without = [each for each in fields if each[0] != "csrf"]
    assert officer.post(drawn.action, without).status == 403
    assert house.cast.register.log.head() == before


def test_a_form_sent_from_another_site_is_refused(house: House) -> None:
    case = house.cast.open_case()
    officer = house.window(house.cast.officer).open(f"/kasus/{case}")
    drawn = officer.form("tidak-terbukti")
    fields = drawn.filled({"verdict": "hoaks", "explanation": "Bohong."})
    for site in ("cross-site", "same-site"):
        assert officer.post(drawn.action, fields, **{"sec-fetch-site": site}).status == 403
    assert house.cast.file(case).stage.open


def test_ten_megabytes_are_refused_before_they_are_read(house: House) -> None:
    window = house.window()
    started = house.office.clock.stopwatch()
    window.answer = window.client.post(
        "/masuk",
        content=b"a=" + b"x" * 10_000_000,
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert window.status == 413
    assert "Isian terlalu besar" in window.text
    assert house.office.clock.stopwatch() - started < 2


def test_a_body_that_never_says_its_length_is_cut_off_at_the_limit(house: House) -> None:
    window = house.window()
    window.answer = window.client.post(
        "/masuk",
        content=(b"x" * 10_000 for _ in range(1000)),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert window.status == 413


@pytest.mark.parametrize("body", [b"\xff\xfe", b"a=%ff", b"&".join([b"a=1"] * 500)])
def test_what_is_no_form_is_refused_in_words(house: House, body: bytes) -> None:
    window = house.window()
    window.answer = window.client.post(
        "/masuk", content=body, headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert window.status == 422
    window.answer = window.client.post("/masuk", json={"login": "a"})
    assert window.status == 422


def test_a_number_typed_into_a_form_takes_no_id_of_the_machine_or_of_another(
    house: House,
) -> None:
    cast = house.cast
    case = cast.open_case()
    task = cast.assign_task(case)
    (wait,) = (
        each.wait
        for each in cast.file(case).waits.values()
        if each.wait.kind is WaitKind.ACKNOWLEDGE
    )
    guessed = key("elapse", task, wait.deadline_id)
    for person, source in ((cast.liaison, "polri"), (cast.reporter, "fkdm")):
        window = house.window(person).open("/laporan/baru")
        drawn = window.form("baru")
        fields = drawn.filled({**REPORT, "source": source, "command_id": str(guessed)})
        first = window.post(drawn.action, fields).answer
        again = window.post(drawn.action, fields).answer
        assert first.status_code == 303
        assert again.headers["location"] == first.headers["location"]
    log = cast.register.log
    filed = [each for each in log.all() if each.name == "report.filed"]
    ids = {each.fact.envelope.command_id for each in filed}
    assert len(filed) == len(ids) == 3
    assert guessed not in ids
    cast.pass_time_in_silence(case, hours=25)
    assert wait.deadline_id not in cast.file(case).waits


# -- what is shown -------------------------------------------------------------------------------


def test_hostile_text_is_printed_and_never_run(house: House) -> None:
    cast = house.cast
    report = cast.file_report(title=HOSTILE, facts=HOSTILE, theme=HOSTILE, parties=(HOSTILE,))
    case = cast.open_case(report)
    cast.found(case)
    house.catch_up()
    officer = house.window(cast.officer)
    for path in ("/", "/laporan", f"/laporan/{report}", f"/kasus/{case}", f"/kasus/{case}/riwayat"):
        officer.open(path)
        assert "<script" not in officer.bare
        assert "<img" not in officer.html
    drawn = officer.open(f"/kasus/{case}").form("tidak-terbukti")
    officer.post(drawn.action, [*drawn.filled({"explanation": HOSTILE}), ("item", HOSTILE)])
    assert officer.status == 422
    assert "<script" not in officer.bare
    assert "{{ 7*7 }}" in officer.html
    searched = officer.open("/?cari=%3Cscript%3E%00&tingkat=%22&wilayah=%27")
    assert searched.status == 200
    assert "<script" not in searched.bare


def test_every_answer_carries_its_protection_and_none_but_assets_is_kept(house: House) -> None:
    officer = house.window(house.cast.officer)
    for path in ("/", "/masuk", "/tidak-ada", "/sehat", "/laporan/baru"):
        officer.answer = officer.client.get(path)
        headers = officer.answer.headers
        policy = dict(
            each.strip().split(" ", 1) for each in headers["content-security-policy"].split(";")
        )
        assert policy.pop("default-src") == policy.pop("base-uri") == "'none'", path
        assert policy.pop("frame-ancestors") == "'none'"
        assert policy["script-src"] == policy["connect-src"] == "'self'"
        assert set(policy.values()) == {"'self'"}
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
    kept = re.findall(r'(?:href|src)="(/aset/[^"]*)"', officer.open("/").html)
    assert len(kept) > 3
    for path in kept:
        officer.answer = officer.client.get(path)
        assert "immutable" in officer.answer.headers["cache-control"]
    assert officer.client.get(kept[0].replace("rukun.", "rukun.0")).status_code == 404


def test_no_page_holds_an_inline_script_or_style(house: House) -> None:
    case = house.cast.open_case()
    officer = house.window(house.cast.officer).open(f"/kasus/{case}")
    inline = r"<script|<style|\sstyle=|\son[a-z]+=|\shx-on|\shx-vals=.js:|javascript:"
    assert not re.search(inline, officer.bare)


def test_a_broken_page_shows_a_code_and_no_trace(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("rahasia dapur")

    window = Window(house.app, strict=False).log_in(login_of(house.cast.officer))
    monkeypatch.setattr(house.office.board, "totals", fails)
    window.open("/")
    assert window.status == 500
    assert "rahasia dapur" not in window.html
    assert "Kode:" in window.text
    assert "no-store" in window.answer.headers["cache-control"]


def test_a_record_out_of_reach_keeps_what_was_typed_to_be_sent_again(
    house: House, datastore: Datastore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise RecordUnavailable("tidak terhubung")

    case = house.cast.open_case()
    officer = house.window(house.cast.officer).open(f"/kasus/{case}")
    with monkeypatch.context() as broken:
        broken.setattr(house.cast.register, "submit", gone)
        officer.send("tidak-terbukti", verdict="hoaks", explanation="Bohong.")
        assert officer.status == 503
        assert officer.answer.headers["retry-after"] == "5"
    officer.send("tidak-terbukti")
    assert officer.status == 200
    assert not house.cast.file(case).stage.open


# -- sessions ------------------------------------------------------------------------------------


def test_a_login_has_so_many_tries_and_then_must_wait(house: House) -> None:
    window = house.window()
    for _ in range(TRIES):
        assert window.log_in("officer", "keliru sekali").status == 401
    window.log_in("officer")
    assert window.status == 429
    assert "Terlalu banyak percobaan" in window.text
    assert int(window.answer.headers["retry-after"]) > 0
    assert house.window().log_in("auditor").status == 200
    house.cast.pass_time(minutes=16)
    assert window.log_in("officer").status == 200


def test_an_unknown_login_is_limited_and_answered_like_a_known_one(house: House) -> None:
    window = house.window()
    for _ in range(TRIES):
        assert window.log_in("siapa pun").status == 401
    assert window.log_in("siapa pun").status == 429


def test_a_success_forgets_the_failures_before_it(house: House) -> None:
    for _ in range(TRIES - 1):
        assert house.accounts.check("officer", "keliru") is None
    assert house.accounts.check("OFFICER ", PASSWORD) is not None
    assert house.accounts.check("officer", "keliru") is None


def test_the_session_token_changes_at_login_and_the_old_one_ends(house: House) -> None:
    window = house.window(house.cast.officer)
    first = window.client.cookies["rukun"]
    window.log_in("officer")
    second = window.client.cookies["rukun"]
    assert first != second
    assert house.accounts.session(first) is None
    assert house.accounts.session(second) is not None


def test_only_the_hash_of_a_token_and_of_a_password_is_kept(
    house: House, datastore: Datastore
) -> None:
    window = house.window(house.cast.officer)
    token = window.client.cookies["rukun"]
    with datastore.reading() as cursor:
        rows = cursor.execute("SELECT token FROM desk.session").fetchall()
        secrets = cursor.execute("SELECT secret FROM desk.account").fetchall()
    assert all(token.encode() not in bytes(row["token"]) for row in rows)
    assert all(row["secret"].startswith("$argon2id$") for row in secrets)


def test_a_session_ends_when_idle_when_old_and_when_left(house: House) -> None:
    session = house.accounts.begin_session(house.cast.officer.id)
    house.cast.clock.move_to(house.cast.now() + IDLE / 2)
    assert house.accounts.session(session.token)
    house.cast.clock.move_to(house.cast.now() + IDLE * 3 / 4)
    assert house.accounts.session(session.token)
    house.cast.clock.move_to(house.cast.now() + IDLE)
    assert house.accounts.session(session.token) is None
    busy = house.accounts.begin_session(house.cast.officer.id)
    for _ in range(int(LONGEST / IDLE) * 2 - 1):
        house.cast.clock.move_to(house.cast.now() + IDLE / 2)
        assert house.accounts.session(busy.token)
    house.cast.clock.move_to(house.cast.now() + IDLE / 2)
    assert house.accounts.session(busy.token) is None


def test_leaving_ends_the_session_and_pages_ask_to_log_in(house: House) -> None:
    window = house.window(house.cast.officer).open("/")
    token = window.client.cookies["rukun"]
    window.send("keluar")
    assert house.accounts.session(token) is None
    window.answer = window.client.get("/naskah")
    assert window.answer.headers["location"] == "/masuk?ke=/naskah"


@pytest.mark.parametrize("onward", ["//jahat.example", "https://jahat.example", "/\\jahat", "x"])
def test_a_login_leads_nowhere_but_into_this_site(house: House, onward: str) -> None:
    window = house.window().open(f"/masuk?ke={onward}")
    assert dict(window.form("masuk").fields)["ke"] == "/"


def test_cookies_cannot_be_read_by_scripts_and_are_host_bound_behind_tls(house: House) -> None:
    plain = house.window().open("/masuk")
    assert "HttpOnly" in plain.answer.headers["set-cookie"]
    assert "samesite=lax" in plain.answer.headers["set-cookie"].lower()
    secure = Window(create_app(replace(house.office, tls=True))).open("/masuk")
    assert secure.answer.headers["set-cookie"].startswith("__Host-rukun")
    assert "Secure" in secure.answer.headers["set-cookie"]
    assert "max-age" in secure.answer.headers["strict-transport-security"]


def test_one_click_logins_exist_only_in_a_demo_and_only_on_this_machine(house: House) -> None:
    demo = create_app(replace(house.office, demo=True))
    here = Window(demo).open("/masuk")
    assert "DATA CONTOH" in here.text
    assert here.send("contoh", login="officer").status == 200
    assert "Rina Wulandari" in here.text
    away = Window(demo, host="192.0.2.7").open("/masuk")
    assert not away.has_form("contoh")
    fields = away.form("masuk").filled({"login": "officer"})
    assert away.post("/masuk/contoh", fields).status == 404
    assert house.window().open("/masuk").has_form("contoh") is False


def test_invented_people_stay_outside_where_the_house_is_no_demo(
    house: House, datastore: Datastore
) -> None:
    cast = house.cast
    real = Accounts(datastore, cast.clock, cast.register.standings_of, hasher=QUICK)
    token = house.accounts.begin_session(cast.officer.id).token
    assert house.accounts.session(token) is not None
    assert real.session(token) is None
    assert real.check(login_of(cast.officer), PASSWORD) is None
    someone = Account(actor=uuid4(), login="fitri", name="Fitri")
    real.create(someone, PASSWORD)
    assert real.check("fitri", PASSWORD) == someone
    assert real.session(real.begin_session(someone.actor).token) is not None


def test_the_head_of_a_district_office_does_not_sign_for_the_province(house: House) -> None:
    head = Person("camat", uuid4(), Role.SUPERVISOR, "Kecamatan", region="31.74.09")
    house.cast.give_role(head)
    house.give_account(head)
    assert house.accounts.head_of_agency("31.74.09").name == "Dr. Hadi Nugroho"


def test_accounts_refuse_short_passwords_and_taken_logins(house: House) -> None:
    with pytest.raises(PasswordTooShort):
        house.accounts.create(Account(actor=uuid4(), login="baru", name="Baru"), "pendek")
    with pytest.raises(LoginTaken):
        house.accounts.create(Account(actor=uuid4(), login="Officer", name="Lain"), PASSWORD)


def test_the_head_of_the_agency_is_whoever_holds_the_office(house: House) -> None:
    head = house.accounts.head_of_agency("31.74")
    assert head.name == "Dr. Hadi Nugroho"
    assert head.nip == "197001011995031001"
    assert house.accounts.head_of_agency("73").name == ""
    assert house.accounts.name_of(uuid4()) == "Orang tidak dikenal"
    assert house.accounts.name_of(house.cast.machine.id) == "Mesin Rukun"


def test_parallel_guesses_do_not_slip_past_the_limit(house: House) -> None:
    def guess(_: int) -> str:
        try:
            return "checked" if house.accounts.check("officer", "keliru") is None else "in"
        except TooManyAttempts:
            return "refused"

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(guess, range(TRIES * 2)))
    assert answers.count("checked") == TRIES


# -- who may see what ----------------------------------------------------------------------------

READERS = {Role.CASE_OFFICER, Role.SUPERVISOR, Role.GOVERNOR, Role.AUDITOR}
FIELD = {Role.LIAISON}
TELLERS = {Role.REPORTER}
ADMIN = {Role.ADMINISTRATOR}
EVERYBODY = READERS | FIELD | TELLERS | ADMIN

PUBLIC = {
    *("/masuk", "/sehat", "/aset/{name:path}"),
    *("/verify", "/verify/{public_id}"),
    "/akui/{token}",
    *("/laporan/luring", "/laporan/pekerja.js"),
}
ANSWERS = {"/akui/{token}"}
"""A form without a login, for who holds the signed link."""

KEPT = {"/isian-tertahan"}
"""A form that came after its session had ended, given back to its own person."""

ASKS = {"/verify", "/verify/berkas", "/verify/{public_id}"}
"""Questions of the public about a letter: forms that change nothing."""
STREAMS = {"/langsung"}
"""What has no end; tests/web/test_live.py says who hears what of it."""

SEES: dict[str, set[Role]] = {
    "/": READERS - {Role.GOVERNOR},
    "/laporan": EVERYBODY - ADMIN,
    "/laporan.csv": READERS,
    "/persetujuan": READERS - {Role.AUDITOR},
    "/persetujuan.csv": READERS - {Role.AUDITOR},
    "/laporan/baru": {Role.CASE_OFFICER, Role.LIAISON, Role.REPORTER},
    "/laporan/rujukan": set(),
    "/laporan/{report_id}": READERS | TELLERS,
    "/papan": READERS,
    "/daerah": {Role.GOVERNOR},
    "/kasus/{case_id}": READERS | FIELD,
    "/kasus/{case_id}/riwayat": READERS,
    "/kasus/{case_id}/riwayat.csv": READERS,
    "/kasus/{case_id}/riwayat.json": READERS,
    "/kasus/{case_id}/saat": READERS,
    "/kasus/{case_id}/dilihat/{decided}": READERS,
    "/kasus/{case_id}/beda": READERS,
    "/kasus/{case_id}/isian/{path}": READERS,
    "/kasus/{case_id}/peristiwa/{position}": READERS,
    "/kasus/{case_id}/lampiran/{sha}": READERS | FIELD,
    "/laporan/{report_id}/lampiran/{sha}": READERS | TELLERS,
    "/tugas/{task_id}/lampiran/{sha}": READERS | FIELD,
    "/kasus/{case_id}/gabungan": READERS,
    "/kaukus/{caucus_id}": {Role.CASE_OFFICER, Role.SUPERVISOR},
    "/delegasi": {Role.SUPERVISOR},
    "/serah-terima": {Role.CASE_OFFICER, Role.SUPERVISOR},
    "/tugas": {Role.CASE_OFFICER, Role.SUPERVISOR, Role.LIAISON},
    "/tugas/{task_id}": READERS | FIELD,
    "/naskah": READERS,
    "/naskah.csv": READERS,
    "/naskah/agenda.csv": READERS,
    "/cari.csv": READERS,
    "/naskah/agenda": READERS,
    "/naskah/{letter_id}": READERS,
    "/naskah/{letter_id}.pdf": READERS,
    "/naskah/{letter_id}.docx": READERS,
    "/naskah/{letter_id}/lembar.pdf": {Role.SUPERVISOR},
    "/naskah/{letter_id}/tanda-tangani": {Role.SUPERVISOR},
    "/paket/{pack_id}": READERS | FIELD,
    "/paket/{pack_id}/naskah/{letter_id}.pdf": READERS | FIELD,
    "/cari": EVERYBODY - ADMIN,
    "/papan.csv": READERS,
    "/papan.geojson": READERS,
    "/peta.geojson": READERS,
    "/klien": ADMIN,
    "/kasus/{case_id}/pembacaan": {Role.AUDITOR},
    "/kasus/{case_id}/pembacaan.csv": {Role.AUDITOR},
    "/laporan/{report_id}/pembacaan": {Role.AUDITOR},
    "/laporan/{report_id}/pembacaan.csv": {Role.AUDITOR},
    "/hari-libur": EVERYBODY,
    "/hari-libur.csv": EVERYBODY,
    "/klien/panduan": ADMIN,
    "/klien/{client}/ditolak": ADMIN,
    "/klien/{client}/ditolak.csv": ADMIN,
    "/peta": READERS,
    "/wilayah/{code}": READERS,
    "/bingkai": READERS,
    "/kerja": {Role.CASE_OFFICER, Role.SUPERVISOR, Role.LIAISON, Role.GOVERNOR},
    "/kerja.csv": {Role.CASE_OFFICER, Role.SUPERVISOR, Role.LIAISON, Role.GOVERNOR},
    "/privasi": ADMIN | {Role.SUPERVISOR, Role.AUDITOR},
    "/privasi/jatuh-retensi": ADMIN | {Role.SUPERVISOR, Role.AUDITOR},
    "/privasi/{dossier_id}": ADMIN | {Role.SUPERVISOR, Role.AUDITOR},
    "/fkdm": READERS,
    "/fkdm.csv": READERS,
    "/fkdm/{member_id}": READERS,
    "/kebijakan": READERS | ADMIN,
    "/kebijakan/{version}": READERS | ADMIN,
    "/kebijakan/{version}/peralihan": READERS,
    "/panduan-daerah": READERS,
    "/panduan-daerah/{playbook_id}": READERS,
    "/pencegahan": READERS,
    "/pencegahan.csv": READERS,
    "/pencegahan/{activity_id}": READERS,
    "/pencegahan/{activity_id}/lampiran/{sha}": READERS,
    "/deklarasi/{declaration_id}": READERS,
    "/deklarasi/{declaration_id}/lampiran/{sha}": READERS,
    "/deklarasi": READERS,
    "/deklarasi.csv": READERS,
    "/tugas.csv": {Role.CASE_OFFICER, Role.SUPERVISOR, Role.LIAISON},
    "/kasus/{case_id}/jam": READERS,
    "/angka": READERS,
    "/angka/{name}": READERS,
    "/pemberitahuan": EVERYBODY,
    "/pemberitahuan/jumlah": EVERYBODY,
    "/aturan-otomatis": READERS | ADMIN,
    "/pemberitahuan/pengiriman": {Role.CASE_OFFICER, Role.SUPERVISOR, Role.AUDITOR},
    "/keadaan": ADMIN,
    "/pengguna": ADMIN,
    "/pengguna/{person_id}": ADMIN,
    "/satuan": ADMIN,
    "/instalasi": ADMIN,
    "/profil-wilayah": ADMIN,
    "/lapisan-batas": ADMIN,
    "/diparkir": ADMIN,
    "/akun": EVERYBODY,
    "/akun/sandi": EVERYBODY,
    "/akun/dua-langkah": EVERYBODY,
    "/masuk/kode": set(),
}
"""Every page there is, and who is shown it when everything concerns them."""

SENDS = {
    "/masuk",
    "/masuk/kode",
    "/akun/sandi",
    "/akun/dua-langkah/mulai",
    "/akun/dua-langkah/pasang",
    "/akun/dua-langkah/{slug}",
    "/akun/sesi/{slug}",
    "/pengguna/tambah",
    "/pengguna/{person_id}/{slug}",
    "/diparkir/coba-lagi",
    "/masuk/contoh",
    "/keluar",
    "/peran",
    "/laporan/baru",
    "/laporan/wilayah",
    "/laporan/dekat",
    "/laporan/bersama",
    "/saringan/simpan",
    "/saringan/hapus",
    "/kasus/{case_id}/lampiran",
    "/laporan/{report_id}/lampiran",
    "/tugas/{task_id}/lampiran",
    "/laporan/rujukan",
    "/privasi/{slug}",
    "/privasi/{dossier_id}/{slug}",
    "/fkdm/usul",
    "/fkdm/{member_id}/{slug}",
    "/kebijakan/tetapkan",
    "/kebijakan/{version}/alihkan",
    "/panduan-daerah/tulis",
    "/panduan-daerah/{playbook_id}/ubah",
    "/pencegahan/catat",
    "/pencegahan/{activity_id}/lampiran",
    "/deklarasi/catat",
    "/deklarasi/{declaration_id}/lampiran",
    "/laporan/{report_id}/{slug}",
    "/kasus/{case_id}/{slug}",
    "/kasus/{case_id}/jam/{slug}",
    "/keadaan/tangani",
    "/klien/buat",
    "/klien/token",
    "/klien/cabut",
    "/serah-terima/semua",
    "/delegasi/{slug}",
    "/kasus/{case_id}/gabungan/gabung",
    "/kasus/{case_id}/gabungan/pisah",
    "/kaukus/{caucus_id}/buka-segel",
    "/tugas/{task_id}/{slug}",
    "/paket/{pack_id}/{slug}",
    "/naskah/{letter_id}/{slug}",
    "/bingkai/{slug}",
    "/pemberitahuan/{slug}",
    "/naskah/{letter_id}/tanda-tangani",
    "/naskah/{letter_id}/hasil-tanda-tangan",
}
"""Every way to send a form."""


def routes_of(house: House, method: str) -> set[str]:
    """Every path the web answers, however its routers are nested."""
    found: set[str] = set()

    def walk(routes: object) -> None:
        for route in routes:  # type: ignore[attr-defined]
            if isinstance(route, APIRoute):
                if method in (route.methods or set()):
                    found.add(route.path)
            else:
                nested = getattr(route, "original_router", None) or getattr(route, "app", None)
                walk(getattr(nested, "routes", ()))

    walk(house.app.routes)
    return found


def escalated_case_with_a_letter(house: House) -> dict[str, UUID]:
    """A case of which every route has something to show."""
    cast = house.cast
    report = cast.file_report()
    case = cast.open_case(report)
    task = cast.found(case)
    cast.verify(case)
    cast.propose_escalation(case)
    cast.approve_escalation(case)
    letter = cast.draft_letter(case)
    cast.approve_letter(letter)
    house.catch_up()
    return {"report_id": report, "case_id": case, "task_id": task, "letter_id": letter}


def attached_everywhere(house: House, known: dict[str, UUID]) -> str:
    """The same file attached to a case, its report and its task; answers with its hash."""
    return {
        house.cast.attach(known[name]).sha256 for name in ("case_id", "report_id", "task_id")
    }.pop()


def held(house: House, wish: type[Command], facts: Callable[[UUID], dict[str, Any]]) -> UUID:
    """An activity or a declaration with a file."""
    cast = house.cast
    stream = cast.new_id("held")
    cast.send(wish, cast.officer, **facts(stream))
    cast.attach(stream)
    return stream


def pack_read_by_everybody(house: House, case: UUID, letter: UUID) -> UUID:
    """A pack with a letter, which all it was sent to have opened."""
    cast = house.cast
    pack = cast.send_pack(case, letters=(letter,))
    for reader in (cast.governor, cast.liaison, cast.second_liaison):
        cast.open_pack(pack, by=reader)
    return pack


def addresses(house: House) -> dict[str, str]:
    """What stands between the braces of a path."""
    made = escalated_case_with_a_letter(house)
    sha = attached_everywhere(house, dict(made))
    made["pack_id"] = pack_read_by_everybody(house, made["case_id"], made["letter_id"])
    made["caucus_id"] = house.cast.note_caucus(house.cast.schedule_deliberation(made["case_id"]))
    made |= {
        "member_id": Forum(house.cast).candidate(),
        "activity_id": held(house, RecordPrevention, activity),
        "declaration_id": held(house, RecordDeclaration, declaration),
        "playbook_id": house.cast.revise_playbook(),
        "person_id": house.cast.officer.id,
        "client": Machine(house, Role.REPORTER).person.id,
        "dossier_id": house.cast.ask_to_erase(house.cast.file_report()),
    }
    seen = house.cast.file(made["case_id"]).position
    house.cast.assign_task(made["case_id"], position_seen=seen)
    decided = house.cast.file(made["case_id"]).timeline[-1]
    return {name: str(value) for name, value in made.items()} | {
        "decided": str(decided.position),
        "sha": sha,
        "name": FigureName.VERIFY.value,
        "code": "31.74",
        "version": house.cast.policy.version,
        "path": "level",
        "position": str(house.cast.file(made["case_id"]).timeline[0].position),
    }


def test_every_route_is_listed_here(house: House) -> None:
    assert routes_of(house, "GET") == PUBLIC | STREAMS | set(SEES)
    assert routes_of(house, "POST") == SENDS | ASKS | ANSWERS | KEPT


def test_every_role_gets_of_every_route_what_is_listed_and_no_more(house: House) -> None:
    known = addresses(house)
    one_of_each = {person.role: person for person in reversed(house.cast.people)}
    for role, person in one_of_each.items():
        window = house.window(person)
        for path, allowed in SEES.items():
            window.answer = window.client.get(path.format(**known))
            expected = {200} if role in allowed else {303, 403, 404}
            assert window.status in expected, (role, path, window.status)
            if window.answer.headers.get("content-type", "").startswith("text/html"):
                assert weight(window) < LIGHT, (role, path)


def unmasked(window: Window) -> str:
    """The page without its form token, which no two answers share."""
    return re.sub(r'(name="csrf" value=)"[^"]*"', r"\1", window.html)


LIGHT = 100_000
"""Bytes of a first page with its style and scripts, as they are sent."""


def weight(window: Window) -> int:
    """What a browser that comes for the first time fetches to show a page, pictures apart."""
    assets = Assets()
    kept = re.findall(r'(?:href|src)="/aset/([^"]+\.(?:css|js))"', window.html)
    found = [assets.find(name) for name in kept]
    assert all(found), kept
    return len(gzip.compress(window.answer.content)) + sum(
        len(each.pressed) for each in found if each
    )


def test_nobody_sees_anything_before_logging_in(house: House) -> None:
    known = addresses(house)
    window = house.window()
    for path in SEES:
        window.answer = window.client.get(path.format(**known))
        assert window.status == 303, path
        assert window.answer.headers["location"].startswith("/masuk"), path
    for path in SENDS - {"/masuk", "/masuk/contoh"}:
        window.post(path.format(**known, slug="setujui"), [])
        assert window.status == 303, path


def test_a_role_that_holds_no_command_is_refused_each_of_them(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    before = cast.register.log.head()
    for person in (cast.auditor, cast.governor):
        window = house.window(person).open(f"/kasus/{case}")
        csrf = dict(window.form("keluar").fields)["csrf"]
        for slug, act in acts.CASE_ACTS.items():
            if act.item:
                continue
            typed = {
                "csrf": csrf,
                "command_id": str(uuid4()),
                "explanation": "x",
                "verdict": "hoaks",
                "kind": "pendinginan",
                "instruction": "x",
                "chain.0": str(cast.liaison.id),
            }
            window.post(f"/kasus/{case}/{slug}", list(typed.items()))
            assert window.status in {403, 422}, slug
    assert cast.register.log.head() == before


def test_what_may_not_be_read_answers_exactly_as_what_does_not_exist(house: House) -> None:
    cast = house.cast
    elsewhere = Person("elsewhere", uuid4(), Role.LIAISON, "Polda", "32")
    neighbour = Person("neighbour", uuid4(), Role.CASE_OFFICER, "BKBP", "32")
    uncleared = Person(
        "uncleared", uuid4(), Role.CASE_OFFICER, "BKBP", "31", clearance=Secrecy.OPEN
    )
    for person in (elsewhere, neighbour, uncleared):
        cast.give_role(person)
        house.give_account(person)
    known = escalated_case_with_a_letter(house)
    paths = (
        f"/kasus/{known['case_id']}",
        f"/laporan/{known['report_id']}",
        f"/tugas/{known['task_id']}",
        f"/naskah/{known['letter_id']}",
        f"/naskah/{known['letter_id']}.pdf",
        f"/naskah/{known['letter_id']}.docx",
        f"/kasus/{known['case_id']}/riwayat",
    )
    for person in (elsewhere, neighbour, uncleared, cast.third_liaison):
        window = house.window(person)
        for path in paths:
            hidden = window.open(path)
            assert hidden.status == 404, (person.name, path)
            shown = unmasked(hidden)
            missing = window.open(re.sub(r"[0-9a-f-]{36}", str(uuid4()), path))
            assert (missing.status, unmasked(missing)) == (404, shown)
        assert window.open("/kasus/bukan-nomor").status == 404


def test_a_reporter_sees_what_became_of_a_report_and_nothing_of_the_case(house: House) -> None:
    known = escalated_case_with_a_letter(house)
    reporter = house.window(house.cast.reporter).open(f"/laporan/{known['report_id']}")
    assert "Menjadi kasus" in reporter.text
    assert f"/kasus/{known['case_id']}" not in reporter.html
    other = Person("other", uuid4(), Role.REPORTER, "FKDM")
    house.cast.give_role(other)
    house.give_account(other)
    assert house.window(other).open(f"/laporan/{known['report_id']}").status == 404


def test_pasal_44_who_reported_is_hidden_from_who_need_not_know(house: House) -> None:
    known = escalated_case_with_a_letter(house)
    liaison = house.window(house.cast.liaison).open(f"/kasus/{known['case_id']}")
    assert "Darto Suseno" not in liaison.html
    assert "identitas dilindungi" in liaison.text
    officer = house.window(house.cast.officer).open(f"/kasus/{known['case_id']}")
    assert "Darto Suseno" in officer.html


def test_pasal_44_the_history_says_neither_name_nor_id_nor_unit_of_who_reported(
    house: House,
) -> None:
    cast = house.cast
    case = cast.open_case(cast.file_report(by=cast.liaison))
    path = f"/kasus/{case}/riwayat"
    governor = house.window(cast.governor).open(path)
    assert str(cast.liaison.id) not in governor.html
    assert "Iptu Agus Salim" not in governor.html
    assert cast.liaison.unit not in governor.html
    assert governor.html.count("identitas dilindungi") > 2
    auditor = house.window(cast.auditor).open(path)
    assert str(cast.liaison.id) in auditor.html


def test_pasal_44_an_officer_who_also_reported_is_named_as_the_officer(house: House) -> None:
    cast = house.cast
    case = cast.open_case(cast.file_report(by=cast.officer), by=cast.officer)
    governor = house.window(cast.governor).open(f"/kasus/{case}")
    assert "Petugas</dt><dd>Rina Wulandari<" in governor.html
    assert "Pelapor</dt><dd>Pelapor (identitas dilindungi)<" in governor.html
    told = governor.text.index("Laporan diterima")
    assert "Rina Wulandari" not in governor.text[told : told + 120]


def test_who_reported_sees_the_report_under_its_own_title_and_level(house: House) -> None:
    cast = house.cast
    report = cast.file_report(title="Adu mulut di pasar")
    case = cast.open_case(report, title="Jaringan yang diawasi")
    cast.found(case)
    cast.verify(case, level=Level.RED)
    house.catch_up()
    reporter = house.window(cast.reporter).open("/laporan")
    assert "Adu mulut di pasar" in reporter.text
    assert "Sedang diverifikasi" in reporter.text or "Ditangani" in reporter.text
    assert "Jaringan yang diawasi" not in reporter.text
    assert Level.RED.label not in reporter.text


def test_a_task_list_ends_where_the_present_role_ends(house: House) -> None:
    cast = house.cast
    case = cast.open_case(cast.file_report(secrecy=Secrecy.SECRET))
    cast.assign_task(case, chain=[cast.liaison], instruction="Amati gudang.")
    house.catch_up()
    for person in (cast.liaison, cast.officer):
        assert "Amati gudang." in house.window(person).open("/tugas").text
        (held,) = cast.register.standings(person.id)
        cast.send(EndRole, cast.machine, person=person.id, assignment_id=held.assignment_id)
        cast.give_role(replace(person, region="32", clearance=Secrecy.OPEN))
        assert "Amati gudang." not in house.window(person).open("/tugas").text


def test_somebody_with_two_roles_acts_in_the_one_they_choose(house: House) -> None:
    cast = house.cast
    cast.give_role(Person("officer", cast.officer.id, Role.AUDITOR, "Inspektorat"))
    window = house.window(cast.officer).open("/")
    assert "Laporan baru" in window.text
    auditor = next(
        each.assignment_id
        for each in cast.register.standings(cast.officer.id)
        if each.role is Role.AUDITOR
    )
    window.send("peran", peran=str(auditor))
    assert "Laporan baru" not in window.text
    assert window.post("/peran", window.form("peran").filled({"peran": "x"})).status == 404


def test_health_says_one_word_to_anybody_and_everything_to_the_administrator(
    house: House,
) -> None:
    window = house.window()
    assert window.client.get("/sehat").json() == {"ok": True}
    assert "Semua berjalan" in house.window(house.cast.admin).open("/").text
