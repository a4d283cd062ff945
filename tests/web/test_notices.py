"""The notice desk: what one was told, opened in one tap; how one wants to be told."""

from typing import Any

import pytest

from domain.letter_content import Urgency
from domain.notice import Notice, NoticeChannel, NoticeHabits
from tests.web.house import House


def test_a_notice_is_counted_until_it_is_opened_and_leads_where_it_says(house: House) -> None:
    cast = house.cast
    case = cast.open_case(cast.file_report(title="Cekcok lahan"))
    task = cast.assign_task(case)
    notice = cast.give_notice(case, path=f"/tugas/{task}", words="Menunggu Anda: pengakuan.")
    house.catch_up()
    liaison = house.window(cast.liaison).open("/pemberitahuan")
    assert "Pemberitahuan 1" in liaison.text
    assert "Cekcok lahan" in liaison.text
    liaison.send("baca", command_id=str(notice))
    assert liaison.answer.url.path == f"/tugas/{task}"
    house.catch_up()
    assert "Pemberitahuan 1" not in liaison.open("/pemberitahuan").text
    assert "Dibaca" in liaison.text


def test_all_are_read_at_once_and_somebody_elses_stay(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    for person in (cast.liaison, cast.liaison, cast.second_liaison):
        cast.give_notice(case, to=person)
    house.catch_up()
    house.window(cast.liaison).open("/pemberitahuan").send("baca-semua")
    house.catch_up()
    unread = house.office.notices.unread
    assert (unread(cast.liaison.id), unread(cast.second_liaison.id)) == (0, 1)


def test_a_notice_of_somebody_else_is_not_there(house: House) -> None:
    cast = house.cast
    notice = cast.give_notice(cast.open_case(), to=cast.second_liaison)
    own = cast.give_notice(cast.open_case())
    house.catch_up()
    liaison = house.window(cast.liaison).open("/pemberitahuan")
    drawn = liaison.form("baca", str(own))
    assert liaison.post(drawn.action, drawn.filled({"item": str(notice)})).status == 404


def test_an_empty_box_says_so(house: House) -> None:
    assert "Belum ada pemberitahuan" in house.window(house.cast.admin).open("/pemberitahuan").text


def test_everybody_says_how_they_want_to_be_told(house: House) -> None:
    cast = house.cast
    liaison = house.window(cast.liaison).open("/pemberitahuan")
    liaison.send("atur", mail="bukan alamat", quiet_from="22:00")
    assert liaison.status == 422
    assert "Itu bukan alamat surel" in liaison.text
    liaison.send("atur", mail="agus@contoh.example", quiet_from="22:00")
    assert liaison.status == 409
    assert "Jam tenang perlu awal dan akhir" in liaison.text
    liaison.send("atur", mail="agus@contoh.example", quiet_from="22:00", quiet_until="05:00")
    assert liaison.status == 200
    assert house.accounts.mailbox(cast.liaison.id) == "agus@contoh.example"
    fields = dict(liaison.open("/pemberitahuan").form("atur").fields)
    assert (fields["quiet_from"], fields["mail"]) == ("22:00", "agus@contoh.example")


def test_the_ledger_shows_every_attempt_to_who_may_read_the_case(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = house.cast
    notice = cast.give_notice(cast.open_case(), reachable=(NoticeChannel.MAIL,))
    cast.begin_notice(notice)
    cast.record_notice_trouble(notice, certain=False)
    cast.pass_time(minutes=1)
    other = cast.give_notice(cast.open_case(), reachable=(NoticeChannel.MAIL,))
    cast.begin_notice(other)
    house.catch_up()
    supervisor = house.window(cast.supervisor).open("/pemberitahuan/pengiriman")
    assert "Tidak jelas terkirim; tidak diulang" in supervisor.text
    assert "tidak jelas: Tidak ada jawaban." in supervisor.text
    assert "lebih lama" not in supervisor.text
    monkeypatch.setattr("web.notices.SENDINGS", 1)
    first = house.window(cast.supervisor).open("/pemberitahuan/pengiriman")
    assert "Tidak ada jawaban." not in first.text
    assert "Tidak ada jawaban." in first.open("/pemberitahuan/pengiriman?hal=2").text
    assert house.window(cast.liaison).open("/pemberitahuan/pengiriman").status == 403


def test_a_kind_of_notice_may_stay_out_of_the_mail_unless_it_is_immediate(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    liaison = house.window(cast.liaison).open("/pemberitahuan")
    assert "Cukup di sini, tanpa surel" in liaison.text
    liaison.send("atur", by_mail="1", **{"without.0": "1"})
    assert liaison.status == 200
    kept = cast.register.load(NoticeHabits, NoticeHabits.id_of(cast.liaison.id))
    assert kept is not None
    (rule,) = kept.habits.not_sent
    assert dict(liaison.form("atur").fields)["without.0"] == "1"

    def sendings(**facts: Any) -> int:
        reachable = (NoticeChannel.MAIL,)
        notice = cast.give_notice(case, rule=rule, reachable=reachable, **facts)
        found = cast.register.load(Notice, notice)
        assert found is not None
        return len(found.states)

    assert sendings(urgency=Urgency.ORDINARY) == 0
    assert sendings(urgency=Urgency.IMMEDIATE) == 1
