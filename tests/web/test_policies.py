"""The page of policies: versions by region, in what they differ, who is under which."""

from tests.application.test_policy_desk import spans
from tests.web.house import House


def test_a_regencys_policy_is_adopted_compared_and_followed_in_the_browser(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    changed = {"version": "2026-2", "verification": spans("4 hari kerja", "36 jam", "3 jam")}
    newer = cast.policy.model_copy(update=changed)
    head = house.window(cast.supervisor).open("/kebijakan")
    assert "2026-1" in head.text
    assert "seluruh provinsi" in head.text
    head.send("tetapkan", policy='{"version": "2026-2"}', region="31.74")
    assert head.status == 422
    assert "triage: wajib diisi." in head.text
    head.send("tetapkan", policy=newer.model_dump_json(), region="di mana saja")
    assert "Wilayah tidak dikenal" in head.text
    head.send("tetapkan", policy=newer.model_dump_json(), region="31.74")
    house.catch_up()
    listed = head.open("/kebijakan").text
    assert "Jakarta Selatan" in listed
    assert "Dr. Hadi Nugroho" in listed
    compared = head.open("/kebijakan/2026-2")
    assert "verifikasi, kuning: 24 jam menjadi 36 jam" in compared.text
    assert "Tidak ada yang dapat Anda baca" in compared.text
    account = head.open("/kebijakan/2026-2/peralihan")
    assert "Cekcok batas lahan" in account.text
    assert "Hasil verifikasi lapangan: 24 jam menjadi 36 jam" in account.text
    form = account.form("alihkan", str(case))
    typed = {"legal_basis": "Nota dinas 7", "explanation": "SOP baru."}
    cast.assign_task(case)
    stale = account.post(form.action, form.filled(typed))
    assert stale.status == 409
    account = head.open("/kebijakan/2026-2/peralihan")
    form = account.form("alihkan", str(case))
    account.post(form.action, form.filled(typed))
    assert cast.file(case).policy == "2026-2"
    house.catch_up()
    under = head.open("/kebijakan/2026-2")
    assert "Cekcok batas lahan" in under.text
    assert f"/kasus/{case}" in under.html
    assert "Tidak ada yang dapat Anda baca" in head.open("/kebijakan/2026-1").text


def test_an_administrator_sees_the_versions_and_no_case(house: House) -> None:
    house.cast.open_case()
    house.catch_up()
    admin = house.window(house.cast.admin).open("/kebijakan/2026-1")
    assert "Berlaku sejak" in admin.text
    assert "Cekcok" not in admin.text
    assert admin.open("/kebijakan/2026-1/peralihan").status == 403
    assert admin.open("/kebijakan/2099-1").status == 404
