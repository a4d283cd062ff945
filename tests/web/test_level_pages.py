"""A case's level and its contagion, changed from its page."""

from domain.conflict_case import ResultMissing
from domain.field_task import TaskKind
from domain.kernel import Role, Secrecy
from domain.risk import Level
from tests.office import Person
from tests.web.house import House


def test_the_level_is_lowered_on_a_result_the_form_offers(house: House) -> None:
    cast = house.cast
    case = cast.verified_case()
    window = house.window(cast.officer).open(f"/kasus/{case}")
    window.send("ubah-tingkat", level="hijau", explanation="Sudah tenang.")
    assert window.status == 409
    assert str(ResultMissing.__doc__) in window.text
    assert cast.file(case).level is Level.YELLOW
    task = cast.assign_task(case, kind=TaskKind.COOLING_DOWN)
    cast.acknowledge(task)
    cast.report_task(task)
    window.open(f"/kasus/{case}")
    assert "Pendinginan (cooling down), Iptu Agus Salim" in window.text
    window.send("ubah-tingkat", level="hijau", explanation="Sudah tenang.", evidence=str(task))
    assert "Tercatat: Tingkat diubah dari Kuning menjadi Hijau" in window.text
    assert cast.file(case).level is Level.GREEN
    assert f'<option value="{task}"' not in window.html, "a result lowers the level once"


def test_contagion_is_linked_shown_and_taken_off(house: House) -> None:
    cast = house.cast
    case, other = cast.open_case(), cast.open_case(cast.file_report(title="Cekcok di hulu"))
    house.catch_up()
    window = house.window(cast.officer).open(f"/kasus/{case}")
    window.send("catat-penularan", direction="dari", note="Isu yang sama.")
    assert window.status == 422
    assert "Pilih satu: kasus lain atau wilayah lain." in window.text
    window.open(f"/kasus/{case}")
    window.send("catat-penularan", direction="dari", other_case=str(other), note="Isu yang sama.")
    window.send("catat-penularan", direction="ke", region="73", note="Ramai di media sosial.")
    assert "Menular ke Sulawesi Selatan" in window.text
    assert "Cekcok di hulu" in window.text
    (outward,) = [link for link in cast.file(case).links.values() if link.region == "73"]
    item = str(outward.link_id)
    window.send("hapus-penularan", item=item, explanation="Ternyata lain perkara.")
    assert len(cast.file(case).links) == 1


def test_a_case_above_ones_clearance_is_neither_linked_nor_named(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    secret = cast.open_case(cast.file_report(title="Sangat rahasia", secrecy=Secrecy.SECRET))
    plain = Person(
        "plain", cast.new_id("person"), Role.CASE_OFFICER, "BKBP", clearance=Secrecy.RESTRICTED
    )
    cast.give_role(plain)
    house.give_account(plain)
    house.catch_up()
    window = house.window(plain).open(f"/kasus/{case}")
    assert "Sangat rahasia" not in window.html
    window.send("catat-penularan", direction="dari", other_case=str(secret), note="Kira-kira.")
    assert window.status == 403
    assert cast.file(case).links == {}
    cast.link_contagion(case, other_case=secret)
    assert "Sangat rahasia" not in window.open(f"/kasus/{case}").html
    assert "Sangat rahasia" in house.window(cast.officer).open(f"/kasus/{case}").html
