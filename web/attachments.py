"""Handing files in and out: only to whoever may read what they are attached to."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import Response

from application.attaching import FilingRoom
from application.sitting import Outcome
from domain.access import READERS
from domain.attachment import AttachFile
from domain.case_file import CaseFile
from domain.kernel import Refusal
from web import cases, reports, tasks
from web.acts import Act, Attempt, refused
from web.desk import Desk, Done
from web.door import Form, NotAllowed, NotHere, Visitor, read_upload
from web.filing import about, with_topics


def routes(desk: Desk) -> APIRouter:
    """`/lampiran` under a case, a report and a task."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]
    uploaded = Annotated[Form, Depends(read_upload)]
    room = FilingRoom(desk.office.register, largest=desk.office.largest_file)

    @router.get("/kasus/{case_id}/lampiran/{sha}")
    def of_case(case_id: UUID, sha: str, visitor: coming_in, asli: str = "") -> Response:
        return served(room, visitor, desk.case(visitor, case_id), sha, original=bool(asli))

    @router.get("/laporan/{report_id}/lampiran/{sha}")
    def of_report(report_id: UUID, sha: str, visitor: coming_in, asli: str = "") -> Response:
        return served(room, visitor, desk.report(visitor, report_id), sha, original=bool(asli))

    @router.get("/tugas/{task_id}/lampiran/{sha}")
    def of_task(task_id: UUID, sha: str, visitor: coming_in, asli: str = "") -> Response:
        file, _ = tasks.task_for(desk, visitor, task_id)
        only = frozenset({task_id})
        return served(room, visitor, file, sha, original=bool(asli), only=only)

    @router.post("/kasus/{case_id}/lampiran")
    def to_case(case_id: UUID, visitor: coming_in, form: uploaded) -> Response:
        desk.door.must_be_ours(visitor, form)
        file = desk.case(visitor, case_id)
        stream, item = _place(form, file, case_id)
        done = attached(desk, room, visitor, form, with_topics(file), file.region, stream, item)
        if isinstance(done, Outcome):
            return desk.onward(f"/kasus/{case_id}", done)
        page = cases.case_page(desk, visitor, desk.case(visitor, case_id), done[0])
        return desk.show("case", page, done[1])

    @router.post("/laporan/{report_id}/lampiran")
    def to_report(report_id: UUID, visitor: coming_in, form: uploaded) -> Response:
        desk.door.must_be_ours(visitor, form)
        file = desk.report(visitor, report_id)
        done = attached(desk, room, visitor, form, with_topics(file), file.region, report_id)
        if isinstance(done, Outcome):
            return desk.onward(f"/laporan/{report_id}", done)
        page = reports.report_page(desk, visitor, desk.report(visitor, report_id), done[0])
        return desk.show("report", page, done[1])

    @router.post("/tugas/{task_id}/lampiran")
    def to_task(task_id: UUID, visitor: coming_in, form: uploaded) -> Response:
        desk.door.must_be_ours(visitor, form)
        file, task = tasks.task_for(desk, visitor, task_id)
        act = with_topics(file, frozenset({task_id}))
        done = attached(desk, room, visitor, form, act, file.region, task_id)
        if isinstance(done, Outcome):
            return desk.onward(f"/tugas/{task_id}", done)
        file, task = tasks.task_for(desk, visitor, task_id)
        return desk.show("task", tasks.task_page(desk, visitor, file, task, done[0]), done[1])

    return router


def attached(
    desk: Desk,
    room: FilingRoom,
    visitor: Visitor,
    form: Form,
    act: Act,
    region: str,
    stream: UUID,
    item: UUID | None = None,
) -> Outcome | tuple[Attempt, int]:
    """What attaching came to, or the form to be shown again with what is wrong and its status."""
    if visitor.role not in act.roles:
        raise NotAllowed("Peran Anda tidak melampirkan berkas.")
    try:
        filed, kept = room.look_at(form.file, as_evidence=bool(form.get("evidence")))
    except Refusal as refusal:
        return Attempt(act=act, form=form, errors={"file": refused(refusal).message}), 422

    def keep(command: AttachFile) -> Outcome:
        return room.attach(command, kept)

    given = {"stream": stream, "item": item, "file": filed}
    done = desk.carry_out(visitor, act, form, region=region, given=given, submit=keep)
    return done.outcome if isinstance(done, Done) else (done.attempt, done.status)


def served(
    room: FilingRoom,
    visitor: Visitor,
    file: CaseFile,
    sha: str,
    *,
    original: bool,
    only: frozenset[UUID] = frozenset(),
) -> Response:
    """A file as a download; the original, with what the camera wrote, for the office alone."""
    for each in file.attachments:
        if each.file.sha256 != sha or (only and each.stream not in only):
            continue
        wanted = each.file.original if original else each.file
        if wanted is None or (original and visitor.role not in READERS):
            raise NotHere
        content = room.read(wanted.sha256, each.kept_for)
        if content is None:
            raise NotHere
        name = f"lampiran-{sha[:12]}{'-asli' if original else ''}.{each.file.media_type.ending}"
        return Response(
            content,
            media_type=each.file.media_type.value,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
    raise NotHere


def _place(form: Form, file: CaseFile, whole: UUID) -> tuple[UUID, UUID | None]:
    """Where a file goes: to the whole, or to the stream and item the form names."""
    told = form.get("about")
    if not told:
        return whole, None
    if told not in dict(about(file)):
        raise NotHere
    stream, item = map(UUID, told.split("/"))
    return stream, item
