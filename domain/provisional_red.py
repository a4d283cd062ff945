"""Merah sementara: red acts at once, and stands only when it is confirmed (brief 2.2, 2.6).

It is told to the province while verification runs. It never implies a state of conflict, which
is an act of its own with conditions of its own (UU 7/2012 Pasal 14).
"""

from collections.abc import Iterable
from enum import StrEnum
from itertools import combinations
from typing import ClassVar, Final
from uuid import UUID

from eventsourcing.domain import event

from domain.clocks import Asked, Circumstances, WaitKind
from domain.joined_reports import SupportedCase
from domain.kernel import Aggregate, Frozen, Refusal, Role
from domain.report import Support
from domain.risk import InformationGrade, Level, SourceGrade


class Voice(Frozen):
    """One source that speaks for a conflict: a report, or what was found in the field.

    ``channel`` is the report's (FKDM, Polri, media); a finding has none, it has its unit.
    ``taken_down``: ``person`` is the officer who wrote down what the channel told.
    """

    origin: UUID
    person: UUID
    unit: str
    channel: str | None
    source_grade: SourceGrade
    information_grade: InformationGrade
    taken_down: bool = False

    @classmethod
    def of(cls, report: UUID, said: Support) -> "Voice":
        """A report, as the source it is to its case."""
        return cls(
            origin=report,
            person=said.reporter,
            unit="",
            channel=said.source.value,
            source_grade=said.source_grade,
            information_grade=said.information_grade,
            taken_down=said.taken_down,
        )

    @property
    def strong(self) -> bool:
        """Good enough by itself: a source of grade A-B, information of grade 1-2."""
        return good(self.source_grade, self.information_grade)

    @property
    def counts(self) -> bool:
        """Doubted, improbable or unassessable information (4-6) confirms nothing."""
        return self.information_grade <= InformationGrade.POSSIBLY_TRUE

    def independent_of(self, other: "Voice") -> bool:
        """Another person; two reports by another channel, else from another unit.

        An officer who writes down what several channels tell is not the source.
        """
        scribe = self.taken_down and other.taken_down
        if self.origin == other.origin or (self.person == other.person and not scribe):
            return False
        if self.channel and other.channel:
            return self.channel != other.channel
        return self.unit != other.unit


def raises(told: Voice | Support, before: Iterable[Voice | Support]) -> bool:
    """Whether a source, or what it says, is worth more than all that was told before."""
    so_far = list(before)
    return all(told.source_grade < each.source_grade for each in so_far) or all(
        told.information_grade < each.information_grade for each in so_far
    )


def good(source: SourceGrade, information: InformationGrade) -> bool:
    """Grades A-B with 1-2 (Admiralty), which stand without a second source."""
    return source in _TRUSTED and information <= InformationGrade.PROBABLY_TRUE


_TRUSTED: Final = (SourceGrade.A, SourceGrade.B)


class Confirmation(StrEnum):
    """By what a red stands. On a verifier's own grade none does any more; old logs say so."""

    STRONG_SOURCE = "satu_sumber_kuat"
    TWO_SOURCES = "dua_sumber"
    VERIFIER = "penilaian_verifikator"

    @property
    def label(self) -> str:
        return {
            Confirmation.STRONG_SOURCE: "satu sumber bernilai A–B dengan informasi 1–2",
            Confirmation.TWO_SOURCES: "dua sumber yang tidak saling bergantung",
            Confirmation.VERIFIER: "penilaian verifikator: sumber A–B, informasi 1–2",
        }[self]


class Red(StrEnum):
    """How a red stands."""

    PROVISIONAL = "sementara"
    CONFIRMED = "terkonfirmasi"

    @property
    def label(self) -> str:
        return f"Merah {self.value}"


class RedEnd(StrEnum):
    """Why a provisional red did not come to stand."""

    VERIFIED_LOWER = "diverifikasi_lebih_rendah"
    LEVEL_LOWERED = "tingkat_diturunkan"
    REFUTED = "tidak_terbukti"
    RELEASED = "anggota_dipisahkan"

    @property
    def label(self) -> str:
        return {
            RedEnd.VERIFIED_LOWER: "diverifikasi pada tingkat yang lebih rendah",
            RedEnd.LEVEL_LOWERED: "tingkatnya diturunkan atas dasar hasil lapangan",
            RedEnd.REFUTED: "kasus tidak terbukti",
            RedEnd.RELEASED: "kasus anggota yang merah dipisahkan lagi",
        }[self]


def confirmation(voices: Iterable[Voice]) -> tuple[Confirmation, tuple[Voice, ...]] | None:
    """By what these voices confirm a red, and which of them do; None when they do not."""
    heard = [each for each in voices if each.counts]
    strong = next((each for each in heard if each.strong), None)
    if strong is not None:
        return Confirmation.STRONG_SOURCE, (strong,)
    pair = next((two for two in combinations(heard, 2) if two[0].independent_of(two[1])), None)
    return (Confirmation.TWO_SOURCES, pair) if pair else None


def missing(voices: Iterable[Voice]) -> str:
    """What a red still lacks, in words."""
    heard = sum(each.counts for each in voices)
    so_far = f"yang ada {heard} sumber bernilai informasi 1–3" if heard else "belum ada sumber"
    return (
        "Diperlukan dua sumber yang tidak saling bergantung (pelapor dan saluran berbeda, atau"
        " temuan lapangan oleh satuan berbeda), atau satu sumber bernilai A–B dengan informasi"
        f" 1–2; {so_far}."
    )


class RedUnconfirmed(Refusal):
    """Kasus belum dapat diverifikasi sebagai merah."""


class ProvisionallyRed(SupportedCase):
    """What a case knows of its red: who spoke for it, and whether it stands."""

    TOLD: ClassVar = (Role.SUPERVISOR, Role.GOVERNOR)
    """Who is told of a red at once, before anything is confirmed."""

    found_voices: list[Voice]
    past_reports: frozenset[UUID]
    red: Red | None

    class RedRaisedProvisionally(Aggregate.Event):
        """Merah sementara: dieskalasi seketika, menunggu konfirmasi."""

        NAME = "case.red_raised_provisionally"
        voices: tuple[Voice, ...]
        told: tuple[Role, ...]

    class RedConfirmed(Aggregate.Event):
        """Merah terkonfirmasi."""

        NAME = "case.red_confirmed"
        by: Confirmation
        voices: tuple[Voice, ...]

    class RedNotConfirmed(Aggregate.Event):
        """Merah sementara tidak terkonfirmasi."""

        NAME = "case.red_not_confirmed"
        because: RedEnd

    @property
    def voices(self) -> list[Voice]:
        """What reports and the field say since verification last began."""
        told = [
            Voice.of(report, said)
            for report, said in self.sources.items()
            if report not in self.past_reports
        ]
        return [*told, *self.found_voices]

    def raise_red(self, at: Circumstances) -> None:
        """At once, on what is known; with a window for confirming it where that is too little."""
        self._red_raised_provisionally(voices=tuple(self.voices), told=self.TOLD)
        self.weigh_red()
        if self.red is Red.PROVISIONAL:
            self.promise(WaitKind.CONFIRM_RED, Asked(role=Role.CASE_OFFICER), at)

    def weigh_red(self) -> None:
        """A provisional red stands as soon as the voices heard suffice."""
        if self.red is not Red.PROVISIONAL:
            return
        found = confirmation(self.voices)
        if found is not None:
            self._confirm_red(*found)

    def verify_red(self) -> None:
        """On the voices heard, and on nothing else: who verifies is no source.

        A red from before reds were provisional stands as it was.
        """
        if self.red is Red.CONFIRMED or (self.red is None and self.level is Level.RED):
            return
        found = confirmation(self.voices)
        if found is None:
            raise RedUnconfirmed(missing(self.voices))
        self._confirm_red(*found)

    def regrade(self, report_id: UUID, told_by: Support) -> None:
        """A source that is worth more may be what a provisional red waits for."""
        super().regrade(report_id, told_by)
        self.weigh_red()

    def end_red_below(self, level: Level, because: RedEnd) -> None:
        """A provisional red ends with a level below it."""
        if level is not Level.RED:
            self.end_red(because)

    def end_red(self, because: RedEnd) -> None:
        """It came to something less, or to nothing; only a provisional red ends like this."""
        if self.red is Red.PROVISIONAL:
            self.meet(WaitKind.CONFIRM_RED)
            self._red_not_confirmed(because=because)

    def _confirm_red(self, by: Confirmation, voices: tuple[Voice, ...]) -> None:
        self.meet(WaitKind.CONFIRM_RED)
        self._red_confirmed(by=by, voices=voices)

    @event(RedRaisedProvisionally)
    def _red_raised_provisionally(self, voices: tuple[Voice, ...], told: tuple[Role, ...]) -> None:
        self.red = Red.PROVISIONAL
        known = {each.origin for each in self.voices}
        self.found_voices += [each for each in voices if each.origin not in known]

    @event(RedConfirmed)
    def _red_confirmed(self, by: Confirmation, voices: tuple[Voice, ...]) -> None:
        self.red = Red.CONFIRMED

    @event(RedNotConfirmed)
    def _red_not_confirmed(self, because: RedEnd) -> None:
        self.red = None
