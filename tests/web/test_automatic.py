"""What the machine does by itself: all of it on one page, with its trigger and its last time."""

from application.automatic import RULES, Group, fired_by
from application.letters.rules import RULES as LETTERS
from application.notices.rules import RULES as NOTICES
from domain.clocks import WaitKind
from domain.field_task import FieldTask
from domain.policy import POLICY_DEADLINES
from tests.web.house import House


def names(group: Group) -> set[str]:
    return {rule.name.partition(":")[2] for rule in RULES if rule.group is group}


def test_complaint_17_no_rule_of_any_table_is_left_out() -> None:
    assert names(Group.WINDOW) == names(Group.SILENCE) == {kind.value for kind in WaitKind}
    assert names(Group.WINDOW) >= POLICY_DEADLINES.keys()
    by_machine = {each.type.value for each in LETTERS.values() if each.timed or not each.on_request}
    assert names(Group.LETTER) == by_machine
    assert names(Group.NOTICE) == {rule.name for rule in NOTICES}
    asked = {FieldTask.Reminded.NAME, FieldTask.PassedOn.NAME, FieldTask.SupervisorAsked.NAME}
    assert names(Group.CHAIN) == asked
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_complaint_17_one_page_shows_every_rule_and_its_last_firing(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    cast.assign_task(case, chain=[cast.liaison, cast.second_liaison])
    cast.pass_time_in_silence(case, hours=25)
    house.catch_up()
    auditor = house.window(cast.auditor).open("/aturan-otomatis")
    for rule in RULES:
        assert rule.label.split(",")[0] in auditor.text, rule.name
    fired = house.office.firings.all()
    assert fired["rantai:task.passed_on"].times == 2
    assert fired["lewat:acknowledge"].last_at == fired["rantai:task.passed_on"].last_at
    assert "naskah:nota_dinas" not in fired
    assert "belum pernah" in auditor.text


def test_complaint_17_who_delegated_sees_what_is_not_done(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    cast.assign_task(case, chain=[cast.liaison], instruction="Amati gudang.")
    done = cast.assign_task(case, chain=[cast.second_liaison], instruction="Temui warga.")
    cast.acknowledge(done)
    cast.report_task(done)
    cast.pass_time_in_silence(case, hours=25)
    cast.pass_time(hours=13)
    house.catch_up()
    text = house.window(cast.officer).open("/tugas").text
    assert "1 berjalan, 1 lewat batas waktu" in text
    assert text.index("Amati gudang.") < text.index("Sudah berakhir") < text.index("Temui warga.")


def test_an_event_shows_each_rule_it_belongs_to(house: House) -> None:
    cast = house.cast
    task = cast.assign_task(cast.open_case())
    facts = [each.fact for each in cast.register.log.of_stream(task)]
    shown = [rule.name for fact in facts for rule in fired_by(fact)]
    assert shown == ["rantai:task.passed_on", "batas:acknowledge", "batas:reminder"]
