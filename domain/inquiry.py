"""Permintaan keterangan: what the office asks of who told it, and what they answered.

The report stays as it was filed; the answer is a supplement that names its question. No window is
promised for it: who tells the office something owes it no answer by an hour, and the triage that
waits for it has a clock of its own.
"""

from abc import abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Final
from uuid import UUID

from eventsourcing.domain import event
from pydantic import Field

from domain.claim import Claimable
from domain.clocks import Circumstances
from domain.correction import Supplement
from domain.kernel import Aggregate, Command, Confidential, Narrative, Refusal, Role

LONGEST_QUESTION: Final = 500
"""Characters of one question: it is read on a phone."""

Question = Annotated[Narrative, Field(max_length=LONGEST_QUESTION)]


class AskReporter(Command):
    """Meminta keterangan yang kurang kepada pelapornya."""

    report_id: UUID
    inquiry_id: UUID
    question: Question

    TITLE: ClassVar[str] = "Tanyakan kepada pelapor"


class AnswerInquiry(Command):
    """Menjawab pertanyaan petugas tentang laporan."""

    report_id: UUID
    inquiry_id: UUID
    text: Narrative

    TITLE: ClassVar[str] = "Kirim jawaban"


class WithdrawInquiry(Command):
    """Menarik pertanyaan yang tidak perlu dijawab lagi."""

    report_id: UUID
    inquiry_id: UUID

    TITLE: ClassVar[str] = "Tarik pertanyaan"


class StillUnanswered(Refusal):
    """Pertanyaan sebelumnya belum dijawab pelapor; tunggu jawabannya atau tarik dahulu."""


class ToldByMachine(Refusal):
    """Laporan ini dikirim oleh sistem, bukan orang; tidak ada yang dapat menjawab."""


class ReporterGone(Refusal):
    """Pelapornya tidak lagi dapat membaca laporan ini di Rukun; hubungi dengan cara lain."""


class OwnReportAsked(Refusal):
    """Laporan ini Anda sampaikan sendiri; tambahkan keterangannya langsung."""


class ReportSettled(Refusal):
    """Laporan ini sudah selesai ditangani; tidak ada lagi yang ditanyakan kepada pelapornya."""


class NotAsked(Refusal):
    """Pertanyaan ini tidak menunggu jawaban lagi; tulis sebagai keterangan tambahan."""


class NotYourInquiry(Refusal):
    """Pertanyaan ini dijawab oleh pelapornya, atau oleh petugas yang mencatat jawabannya."""


@dataclass
class Inquiry:
    """One question about a report, and how it ended."""

    inquiry_id: UUID
    question: Confidential
    by: UUID
    at: datetime
    event: str
    answer: Supplement | None = None
    withdrawn_at: datetime | None = None

    @property
    def open(self) -> bool:
        return self.answer is None and self.withdrawn_at is None


class Askable(Claimable):
    """A report whose teller may be asked; one question at a time."""

    reporter: UUID
    by_machine: bool
    asked: UUID | None
    """The question that waits for its answer."""

    class SupplementAsked(Aggregate.Event):
        """Keterangan diminta kepada pelapor."""

        NAME = "report.supplement_asked"
        inquiry_id: UUID
        question: Confidential

    class InquiryAnswered(Aggregate.Event):
        """Pertanyaan kepada pelapor dijawab."""

        NAME = "report.inquiry_answered"
        inquiry_id: UUID
        text: Confidential

    class InquiryWithdrawn(Aggregate.Event):
        """Pertanyaan kepada pelapor ditarik."""

        NAME = "report.inquiry_withdrawn"
        inquiry_id: UUID

    def ask(self, command: AskReporter, at: Circumstances, *, reachable: bool, ended: bool) -> None:
        """Asks who told it.

        ``reachable``: whether they still hold a role that could answer. ``ended``: whether the
        case it belongs to has come to its end.
        """
        if ended or self.settled:
            raise ReportSettled
        if self.by_machine:
            raise ToldByMachine
        if command.actor == self.reporter:
            raise OwnReportAsked
        if not reachable:
            raise ReporterGone
        if self.asked is not None:
            raise StillUnanswered
        question = at.sealed(command.question, self.id)
        self._supplement_asked(inquiry_id=command.inquiry_id, question=question)

    def answer(self, command: AnswerInquiry, at: Circumstances) -> None:
        """By who told it; an officer may write down what they answered by telephone."""
        if command.role is not Role.CASE_OFFICER and command.actor != self.reporter:
            raise NotYourInquiry
        self._must_be_asked(command.inquiry_id)
        text = at.sealed(command.text, self.id)
        self._inquiry_answered(inquiry_id=command.inquiry_id, text=text)

    def withdraw_inquiry(self, command: WithdrawInquiry) -> None:
        self._must_be_asked(command.inquiry_id)
        self.end_inquiry()

    def end_inquiry(self) -> None:
        """A question that still waits has come to nothing."""
        if self.asked is not None:
            self._inquiry_withdrawn(inquiry_id=self.asked)

    @property
    @abstractmethod
    def settled(self) -> bool:
        """Whether nothing more is made of it by itself."""

    def _must_be_asked(self, inquiry_id: UUID) -> None:
        if self.asked != inquiry_id:
            raise NotAsked

    @event(SupplementAsked)
    def _supplement_asked(self, inquiry_id: UUID, question: Confidential) -> None:
        self.asked = inquiry_id

    @event(InquiryAnswered)
    def _inquiry_answered(self, inquiry_id: UUID, text: Confidential) -> None:
        self.asked = None

    @event(InquiryWithdrawn)
    def _inquiry_withdrawn(self, inquiry_id: UUID) -> None:
        self.asked = None
