"""Tindakan darurat penyelamatan dan pelindungan korban (UU 7/2012 Pasal 32): nine kinds."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import event
from pydantic import AwareDatetime

from domain.clocks import Circumstances
from domain.kernel import Aggregate, Command, Confidential, Line, Moment, Narrative, Refusal
from domain.military_help import HelpedState


class RescueKind(StrEnum):
    """Tindakan darurat penyelamatan menurut Pasal 32."""

    EVACUATION = "evakuasi_dan_identifikasi"
    VICTIMS_NEEDS = "kebutuhan_dasar_korban"
    REFUGEES_NEEDS = "kebutuhan_dasar_pengungsi"
    VULNERABLE = "kelompok_rentan"
    STERILISATION = "sterilisasi"
    VITAL_FACILITIES = "sarana_vital"
    LAW_ENFORCEMENT = "penegakan_hukum"
    MOBILITY = "pengaturan_mobilitas"
    PROPERTY = "harta_benda"

    @property
    def label(self) -> str:
        return _KINDS[self]


_KINDS = {
    RescueKind.EVACUATION: "Penyelamatan, evakuasi, dan identifikasi korban",
    RescueKind.VICTIMS_NEEDS: "Pemenuhan kebutuhan dasar korban",
    RescueKind.REFUGEES_NEEDS: (
        "Pemenuhan kebutuhan dasar pengungsi, termasuk perempuan, anak-anak, dan kelompok khusus"
    ),
    RescueKind.VULNERABLE: "Pelindungan terhadap kelompok rentan",
    RescueKind.STERILISATION: "Sterilisasi tempat yang rawan konflik",
    RescueKind.VITAL_FACILITIES: "Penyelamatan sarana dan prasarana vital",
    RescueKind.LAW_ENFORCEMENT: "Penegakan hukum",
    RescueKind.MOBILITY: "Pengaturan mobilitas orang, barang, dan jasa",
    RescueKind.PROPERTY: "Penyelamatan harta benda korban",
}


class RecordRescue(Command):
    """Mencatat tindakan darurat yang dilakukan (UU 7/2012 Pasal 32); more of a kind may follow."""

    state_id: UUID
    kind: RescueKind
    done: Narrative
    by: Line
    done_at: Moment
    TITLE: ClassVar[str] = "Catat tindakan darurat penyelamatan"


class RescuedInFuture(Refusal):
    """Tindakan darurat yang dicatat harus sudah dilakukan."""

    article = "UU 7/2012 Pasal 32"


class RescuingState(HelpedState):
    """What is done under a state of conflict to save people and things."""

    class RescueRecorded(Aggregate.Event):
        """Tindakan darurat penyelamatan dicatat (UU 7/2012 Pasal 32)."""

        NAME = "state_of_conflict.rescue_recorded"
        kind: RescueKind
        done: Confidential
        by: Confidential
        done_at: AwareDatetime

    def record_rescue(self, command: RecordRescue, at: Circumstances) -> None:
        self.must_be_in_force(at)
        if command.done_at > at.now:
            raise RescuedInFuture
        self._rescue_recorded(
            kind=command.kind,
            done=at.sealed(command.done, self.subject),
            by=at.sealed(command.by, self.subject),
            done_at=command.done_at,
        )

    @event(RescueRecorded)
    def _rescue_recorded(
        self, kind: RescueKind, done: Confidential, by: Confidential, done_at: datetime
    ) -> None:
        pass
