"""Tasks on a liaison's phone: one tap, one sending, and for the second tap what happened."""

from uuid import UUID

import pytest

from domain.field_task import TaskState
from tests.pictures import SECRET, SHOT, photo
from tests.web.house import House, Window

FOUND = {"finding": "Sudah bubar.", "happening": "false", "source_grade": "A"}
GRADED = {**FOUND, "information_grade": "1"}


@pytest.fixture
def task(house: House) -> UUID:
    cast = house.cast
    made = cast.assign_task(cast.open_case(), chain=[cast.liaison, cast.second_liaison])
    house.catch_up()
    return made


def state(house: House, task: UUID) -> TaskState:
    case = house.cast.register.log.case_of(task)
    assert case is not None
    return house.cast.file(case).tasks[task].state


def send_done(window: Window, *pictures: bytes, **typed: str) -> Window:
    drawn = window.form("lapor")
    window.answer = window.client.post(
        drawn.action.partition("#")[0],
        data=dict(drawn.filled({**GRADED, **typed})),
        files=[("photos", ("a.jpg", each, "image/jpeg")) for each in pictures],
        headers={"sec-fetch-site": "same-origin"},
    )
    return window.open(window.answer.headers["location"]) if window.status == 303 else window


def test_a_task_is_acknowledged_from_the_list_with_one_tap(house: House, task: UUID) -> None:
    liaison = house.window(house.cast.liaison).open("/tugas")
    assert "diteruskan kepada Kapten Made Surya" in liaison.text
    liaison.send("akui")
    assert liaison.answer.url.path == f"/tugas/{task}"
    assert state(house, task) is TaskState.ACKNOWLEDGED
    house.catch_up()
    assert not liaison.open("/tugas").has_form("akui")
    assert not house.window(house.cast.second_liaison).open("/tugas").has_form("akui")


def test_done_comes_with_what_it_looks_like_in_one_sending(house: House, task: UUID) -> None:
    liaison = house.window(house.cast.liaison).open(f"/tugas/{task}").send("akui")
    send_done(liaison, SHOT, photo("PNG"))
    assert "Tercatat: " in liaison.text
    assert state(house, task) is TaskState.REPORTED
    case = house.cast.register.log.case_of(task)
    assert case is not None
    kept = house.cast.file(case).attachments
    assert [each.stream for each in kept] == [task, task]
    path = f"/tugas/{task}/lampiran/{kept[0].file.sha256}"
    assert SECRET not in liaison.client.get(path).content


def test_with_a_bad_picture_the_task_is_not_done_and_the_words_are_kept(
    house: House, task: UUID
) -> None:
    liaison = house.window(house.cast.liaison).open(f"/tugas/{task}").send("akui")
    send_done(liaison, b"MZ program")
    assert liaison.status == 422
    assert "Foto ke-1: Berkas ini bukan JPEG" in liaison.text
    assert "Sudah bubar." in liaison.html
    assert state(house, task) is TaskState.ACKNOWLEDGED
    send_done(liaison)
    assert state(house, task) is TaskState.REPORTED


def test_done_sent_twice_is_done_once_and_adds_what_was_lost(house: House, task: UUID) -> None:
    liaison = house.window(house.cast.liaison).open(f"/tugas/{task}").send("akui")
    fields = dict(liaison.form("lapor").filled(GRADED))
    for pictures in ((), (SHOT,), (SHOT,)):
        liaison.answer = liaison.client.post(
            f"/tugas/{task}/lapor",
            data=fields,
            files=[("photos", ("a.jpg", each, "image/jpeg")) for each in pictures] or None,
            headers={"sec-fetch-site": "same-origin"},
        )
        assert liaison.status == 303
    names = [each.name for each in house.cast.register.log.all()]
    assert names.count("task.reported") == 1
    assert names.count("attachment.attached") == 1


def test_the_second_of_two_phones_is_told_what_happened(house: House, task: UUID) -> None:
    one, two = (house.window(house.cast.liaison).open(f"/tugas/{task}") for _ in range(2))
    one.send("akui")
    two.send("akui")
    assert two.status == 409
    assert "“Akui tugas” tidak dicatat lagi. Keadaan tugas: Diakui, menunggu" in two.text
    assert "Terakhir tercatat: Diakui oleh Iptu Agus Salim, Senin, 2 Maret 2026" in two.text
    assert not two.has_form("akui")
    names = [each.name for each in house.cast.register.log.all()]
    assert names.count("task.acknowledged") == 1


def test_a_page_left_open_too_long_says_who_has_the_task_now(house: House, task: UUID) -> None:
    cast = house.cast
    liaison = house.window(cast.liaison).open(f"/tugas/{task}")
    cast.decline(task)
    liaison.send("terima")
    assert liaison.status == 409
    assert "“Terima tugas” tidak dicatat lagi." in liaison.text
    assert "Terakhir tercatat: " in liaison.text
    assert "Kapten Made Surya" in liaison.text


def test_words_written_for_a_task_that_is_over_are_not_lost(house: House, task: UUID) -> None:
    cast = house.cast
    liaison = house.window(cast.liaison).open(f"/tugas/{task}").send("akui")
    cast.withdraw_task(task)
    send_done(liaison)
    assert liaison.status == 409
    assert "Keadaan tugas: Ditarik. Terakhir tercatat: " in liaison.text
    assert "Sudah bubar." in liaison.html
