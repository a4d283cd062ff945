"""Notices at the register: given once per event and person, sent, cancelled, read."""

from typing import TYPE_CHECKING, Final
from uuid import UUID

from application.sitting import Methods, Sitting
from domain.kernel import StreamNotFound
from domain.notice import (
    BeginNotice,
    CancelNotice,
    GiveNotice,
    Habits,
    Notice,
    NoticeHabits,
    ReadNotice,
    RecordNotice,
    RecordNoticeTrouble,
    SetHabits,
)

if TYPE_CHECKING:
    from application.register import Register


def _give_notice(register: "Register", command: GiveNotice, sitting: Sitting) -> UUID:
    """Given before, nothing is given again, whatever became of address and habits meanwhile."""
    sitting.allow(None)
    if not sitting.exists(command.notice_id):
        kept = register.load(NoticeHabits, NoticeHabits.id_of(command.person))
        habits = kept.habits if kept else Habits()
        sitting.add(Notice.give(command, sitting.at.envelope, habits))
    return command.notice_id


def _read_notice(register: "Register", command: ReadNotice, sitting: Sitting) -> UUID:
    notice = _notice(command.notice_id, sitting)
    notice.read(command)
    return notice.id


def _begin_notice(register: "Register", command: BeginNotice, sitting: Sitting) -> UUID:
    notice = _notice(command.notice_id, sitting)
    notice.begin_sending(command)
    return notice.id


def _record_notice(register: "Register", command: RecordNotice, sitting: Sitting) -> UUID:
    notice = _notice(command.notice_id, sitting)
    notice.record(command)
    return notice.id


def _record_notice_trouble(
    register: "Register", command: RecordNoticeTrouble, sitting: Sitting
) -> UUID:
    notice = _notice(command.notice_id, sitting)
    notice.record_trouble(command, sitting.at.envelope)
    return notice.id


def _cancel_notice(register: "Register", command: CancelNotice, sitting: Sitting) -> UUID:
    notice = _notice(command.notice_id, sitting)
    notice.cancel(command)
    return notice.id


def _set_habits(register: "Register", command: SetHabits, sitting: Sitting) -> UUID:
    """Everybody's own, and nobody else's."""
    sitting.allow(None)
    stream = NoticeHabits.id_of(command.actor)
    kept = sitting.find(NoticeHabits, stream)
    if kept:
        kept.change(command)
    else:
        sitting.add(NoticeHabits.first(command, sitting.at.envelope))
    return stream


def _notice(notice_id: UUID, sitting: Sitting) -> Notice:
    sitting.allow(None)
    notice = sitting.find(Notice, notice_id)
    if notice is None:
        raise StreamNotFound
    return notice


METHODS: Final[Methods] = {
    GiveNotice: _give_notice,
    ReadNotice: _read_notice,
    BeginNotice: _begin_notice,
    RecordNotice: _record_notice,
    RecordNoticeTrouble: _record_notice_trouble,
    CancelNotice: _cancel_notice,
    SetHabits: _set_habits,
}
