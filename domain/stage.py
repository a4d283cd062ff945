"""Tahap kasus: where a potential conflict stands, and every way from one stage to another."""

from enum import StrEnum
from typing import Final, NamedTuple

from domain.kernel import Refusal


class Stage(StrEnum):
    """Where a potential conflict stands. Detect is the life of its report before triage."""

    DETECT = "deteksi"
    VERIFY = "verifikasi"
    ESCALATE = "eskalasi"
    MEDIATE = "musyawarah"
    RESOLVE = "pemulihan"
    CLOSED = "selesai"
    REFUTED = "tidak_terbukti"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def open(self) -> bool:
        return self not in (Stage.CLOSED, Stage.REFUTED)


_LABELS = {
    Stage.DETECT: "Deteksi",
    Stage.VERIFY: "Verifikasi",
    Stage.ESCALATE: "Eskalasi",
    Stage.MEDIATE: "Mediasi / Musyawarah",
    Stage.RESOLVE: "Pemulihan",
    Stage.CLOSED: "Selesai",
    Stage.REFUTED: "Tidak terbukti",
}


class Way(NamedTuple):
    """One arrow: from a stage to another, and the command that leads there."""

    start: Stage
    end: Stage
    by: str


WAYS: Final = (
    Way(Stage.DETECT, Stage.VERIFY, "OpenCase"),
    Way(Stage.VERIFY, Stage.ESCALATE, "ApproveEscalation"),
    Way(Stage.VERIFY, Stage.MEDIATE, "ScheduleDeliberation"),
    Way(Stage.VERIFY, Stage.RESOLVE, "BeginRecovery"),
    Way(Stage.VERIFY, Stage.REFUTED, "RefuteCase"),
    Way(Stage.ESCALATE, Stage.MEDIATE, "ScheduleDeliberation"),
    Way(Stage.ESCALATE, Stage.MEDIATE, "ReferToCourt"),
    Way(Stage.ESCALATE, Stage.RESOLVE, "BeginRecovery"),
    Way(Stage.MEDIATE, Stage.ESCALATE, "ApproveEscalation"),
    Way(Stage.MEDIATE, Stage.RESOLVE, "BeginRecovery"),
    Way(Stage.RESOLVE, Stage.CLOSED, "CloseCase"),
    Way(Stage.RESOLVE, Stage.VERIFY, "ReopenCase"),
    Way(Stage.CLOSED, Stage.VERIFY, "ReopenCase"),
    Way(Stage.REFUTED, Stage.VERIFY, "ReopenCase"),
)
"""Every way there is. What is not here no command may do.

What happens within a stage is no way: a further session, a case that climbs a rung further, one
that goes to court from deliberation.
"""


def leading_to(stage: Stage, by: str) -> tuple[Stage, ...]:
    """The stages from which a command leads to ``stage``, in their order."""
    return tuple(way.start for way in WAYS if way.end is stage and way.by == by)


class NotInStage(Refusal):
    """Tindakan ini tidak dapat dilakukan pada tahap kasus sekarang."""
