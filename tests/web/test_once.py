"""One effect for what is sent twice, however it comes to be; and nothing typed is lost."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from domain.conflict_case import Stage
from domain.kernel import Refusal
from runtime.accounts import IDLE
from tests.web.house import PASSWORD, Drawn, House, Window, login_of
from web import rules

TYPED = {"kind": "verifikasi_lapangan", "instruction": "Cek malam ini."}


def task_form(house: House, case: UUID) -> tuple[Window, Drawn, list[tuple[str, str]]]:
    officer = house.window(house.cast.officer).open(f"/kasus/{case}")
    drawn = officer.form("beri-tugas")
    return officer, drawn, drawn.filled({**TYPED, "chain.0": str(house.cast.liaison.id)})


def test_a_double_click_has_one_effect_and_both_answers_tell_of_it(house: House) -> None:
    case = house.cast.open_case()
    officer, drawn, fields = task_form(house, case)
    other = house.window()
    other.client.cookies = officer.client.cookies

    def click(window: Window) -> str:
        return str(window.post(drawn.action, fields).answer.headers["location"])

    with ThreadPoolExecutor(2) as both:
        first, second = both.map(click, (officer, other))
    assert first == second
    assert "Tercatat: Tugas diberikan" in officer.open(first).text
    assert len(house.cast.file(case).tasks) == 1


def test_the_second_of_two_tabs_is_told_what_the_first_did(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    cast.found(case)
    first, second = (house.window(cast.officer).open(f"/kasus/{case}") for _ in range(2))
    typed = {"verdict": "hoaks", "explanation": "Tidak benar."}
    first.send("tidak-terbukti", **typed)
    assert cast.file(case).stage is Stage.REFUTED
    second.send("tidak-terbukti", **typed)
    assert second.status == 409
    assert "Keadaan sudah berubah sejak halaman ini dibuka" in second.text
    assert "Yang berubah:" in second.text
    assert "Tidak benar." in second.html


def test_the_back_button_sends_the_same_form_and_lands_where_it_did(house: House) -> None:
    case = house.cast.open_case()
    officer, drawn, fields = task_form(house, case)
    there = officer.post(drawn.action, fields).answer.headers["location"]
    officer.open(there)
    back = officer.post(drawn.action, fields).answer.headers["location"]
    assert back == there
    assert "Tercatat: Tugas diberikan" in officer.open(back).text
    assert len(house.cast.file(case).tasks) == 1


def test_every_refusal_names_its_rule_in_indonesian(house: House) -> None:
    def below(kind: type[Refusal]) -> set[type[Refusal]]:
        return {kind, *(each for sub in kind.__subclasses__() for each in below(sub))}

    unnamed = {
        each.__name__
        for each in below(Refusal) - {Refusal}
        if each.__module__.split(".")[0] in {"domain", "application", "runtime"}
        and rules.name_of(each) == each.__name__
    }
    assert unnamed == set()


def test_a_form_sent_after_the_session_ended_waits_for_its_person_and_is_sent_once(
    house: House,
) -> None:
    case = house.cast.open_case()
    officer, drawn, fields = task_form(house, case)
    house.cast.clock.move_to(house.cast.now() + IDLE * 2)
    late = officer.post(drawn.action, fields)
    assert late.status == 401
    assert "Sesi Anda sudah berakhir" in late.text
    assert "no-store" in late.answer.headers["cache-control"]
    waiting = late.form("isian-tertahan")
    late.post(waiting.action, waiting.fields)
    assert "Anda belum masuk" in late.text
    assert house.cast.file(case).tasks == {}
    officer.log_in(login_of(house.cast.officer), PASSWORD)
    officer.post(waiting.action, waiting.fields)
    assert "Isian Anda masih utuh" in officer.text
    officer.send("beri-tugas")
    assert "Tercatat: Tugas diberikan" in officer.text
    assert len(house.cast.file(case).tasks) == 1
    officer.post(waiting.action, waiting.fields)
    officer.send("beri-tugas")
    assert len(house.cast.file(case).tasks) == 1


def test_a_kept_form_is_for_its_own_person_and_for_nobody_who_made_it_up(house: House) -> None:
    case = house.cast.open_case()
    officer, drawn, fields = task_form(house, case)
    house.cast.clock.move_to(house.cast.now() + IDLE * 2)
    waiting = officer.post(drawn.action, fields).form("isian-tertahan")
    other = house.window(house.cast.second_officer)
    assert other.post(waiting.action, waiting.fields).status == 403
    ((name, sealed),) = waiting.fields
    forged = sealed[:50] + ("A" if sealed[50] != "A" else "B") + sealed[51:]
    assert other.post(waiting.action, [(name, forged)]).status == 422
    without = [each for each in fields if each[0] != "csrf"]
    assert officer.post(drawn.action, without).status == 303, "what no page of ours drew is gone"
