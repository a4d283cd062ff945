"""Files by the API: in and out under the same command and the same access as on the pages."""

from typing import Annotated, Final
from uuid import UUID

from pydantic import Field, ValidationError
from starlette.responses import Response

from application.attaching import FilingRoom
from application.register import RecordUnavailable
from application.sitting import Outcome
from domain.access import COMMANDS
from domain.attachment import AttachFile, MediaType
from domain.case_file import CaseFile
from domain.kernel import Channel, Refusal
from web.api.commands import as_told, id_of, unavailable
from web.api.problem import Trouble, misread, refused
from web.api.views import Nothing, Question, Words, case_of
from web.attachments import served
from web.tasks import task_for

MEDIA: Final = tuple(each.value for each in MediaType)


class Attaching(Nothing):
    """What is said of a file."""

    caption: Annotated[Words, Field(min_length=1)] = Field(description="Apa yang tampak.")
    evidence: bool = Field(
        default=False,
        description="Simpan juga berkas aslinya, dengan lokasi dan data kamera, sebagai bukti.",
    )


class OneFile(Nothing):
    """Which of the two that may be kept."""

    original: bool = Field(default=False, description="Berkas asli yang disimpan sebagai bukti.")


def attach_to_case(question: Question) -> Outcome:
    """Melampirkan berkas pada kasus; jenisnya dikenali dari isinya, lokasi dibuang dari gambar."""
    case_of(question)
    return _attached(question, question.path("case_id"))


def attach_to_report(question: Question) -> Outcome:
    """Melampirkan berkas pada laporan; jenisnya dikenali dari isinya."""
    report_id = question.path("report_id")
    question.desk.report(question.visitor, report_id)
    return _attached(question, report_id)


def attach_to_task(question: Question) -> Outcome:
    """Melampirkan berkas pada tugas; jenisnya dikenali dari isinya."""
    task_id = question.path("task_id")
    task_for(question.desk, question.visitor, task_id)
    return _attached(question, task_id)


def file_of_case(question: Question) -> Response:
    """Berkas yang dilampirkan pada kasus atau bagiannya."""
    return _served(question, case_of(question))


def file_of_report(question: Question) -> Response:
    """Berkas yang dilampirkan pada laporan."""
    return _served(question, question.desk.report(question.visitor, question.path("report_id")))


def file_of_task(question: Question) -> Response:
    """Berkas yang dilampirkan pada tugas."""
    task_id = question.path("task_id")
    file, _ = task_for(question.desk, question.visitor, task_id)
    return _served(question, file, only=frozenset({task_id}))


def _room(question: Question) -> FilingRoom:
    office = question.desk.office
    return FilingRoom(office.register, largest=office.largest_file)


def _attached(question: Question, stream: UUID) -> Outcome:
    """For who was let in to what the file is about."""
    question.only_for(COMMANDS[AttachFile])
    media = question.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in MEDIA:
        said = f"Content-Type harus salah satu dari: {', '.join(MEDIA)}."
        raise Trouble(415, "MediaUnknown", "Jenis isi ini tidak diterima.", said)
    room, visitor, asked = _room(question), question.visitor, question.asked
    try:
        filed, kept = room.look_at(question.body, as_evidence=asked.evidence)
    except Refusal as no:
        raise Trouble(422, no.rule, "Berkas ini tidak diterima.", no.message) from None
    try:
        command = AttachFile(
            command_id=id_of(question.client, question.request),
            actor=visitor.actor,
            role=visitor.role,
            unit=visitor.standing.unit,
            channel=Channel.API,
            stream=stream,
            file=filed,
            caption=asked.caption,
        )
        return as_told(question.client, room.attach(command, kept))
    except ValidationError as error:
        raise misread(error.errors(include_url=False)) from None
    except Refusal as no:
        raise refused(no, hides=True) from None
    except RecordUnavailable:
        raise unavailable() from None


def _served(question: Question, file: CaseFile, *, only: frozenset[UUID] = frozenset()) -> Response:
    sha = question.request.path_params["sha"]
    original = question.asked.original
    return served(_room(question), question.visitor, file, sha, original=original, only=only)
