"""What whoever holds a task may say on the way, one tap each."""

from dataclasses import replace
from typing import Final

from domain.field_task import AcceptTask, Arrive, DelegateTask, ReportProgress, SetOut
from web import pictures
from web.acts import (
    ACKNOWLEDGE_TASK,
    CORRECT_FINDING,
    DECLINE_TASK,
    REPORT_TASK,
    WITHDRAW_TASK,
    Act,
    Blank,
)

ACCEPT_TASK: Final = Act("terima", AcceptTask, tone="primary", item="task_id")
SET_OUT: Final = Act("berangkat", SetOut, tone="primary", item="task_id")
ARRIVE: Final = Act("tiba", Arrive, tone="primary", item="task_id")
REPORT_PROGRESS: Final = Act(
    "perkembangan",
    ReportProgress,
    (Blank("note", "Bagaimana keadaannya sekarang", "text", rows=3),),
    intro="Tugas belum selesai; batas kabar dihitung lagi dari sekarang.",
    item="task_id",
)
DELEGATE_TASK: Final = Act(
    "delegasikan",
    DelegateTask,
    (
        Blank("to", "Kepada", "people"),
        Blank("explanation", "Mengapa", "text", rows=2),
    ),
    intro="Hanya kepada penghubung instansi yang sama. Yang menerima diminta mengakuinya.",
    item="task_id",
)

REPORT_WITH_PICTURES: Final = replace(
    REPORT_TASK, blanks=(*REPORT_TASK.blanks, *pictures.BLANKS), mend=pictures.without
)
"""Done, with what was found and what it looks like, in one sending."""

TASK_ACTS: Final = {
    act.slug: act
    for act in (
        ACKNOWLEDGE_TASK,
        ACCEPT_TASK,
        SET_OUT,
        ARRIVE,
        REPORT_PROGRESS,
        REPORT_WITH_PICTURES,
        DELEGATE_TASK,
        DECLINE_TASK,
        WITHDRAW_TASK,
        CORRECT_FINDING,
    )
}
"""Every act on a task's page, by its address."""
