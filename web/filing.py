"""Attached files on a page: what is shown of each, and the form for one more."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from domain.access import READERS
from domain.attachment import AttachFile
from domain.case_file import AttachmentLine, CaseFile
from domain.kernel import Role
from web import pages, words
from web.acts import Act, Blank, Table
from web.door import Visitor
from web.words import People


def _facts_only(typed: dict[str, Any], _: str) -> dict[str, Any]:
    return {"caption": typed["caption"]}


ATTACH = Act(
    "lampiran",
    AttachFile,
    (
        Blank(
            "file",
            "Foto, pindaian, atau tangkapan layar (JPEG, PNG, WebP, PDF)",
            "file",
            required=False,
            accept="image/jpeg,image/png,image/webp,application/pdf",
        ),
        Blank("caption", "Apa yang tampak", hint="Misalnya: spanduk di gerbang, pukul 14.00."),
        Blank("about", "Tentang", "choice", required=False),
        Blank(
            "evidence",
            "Simpan juga berkas aslinya sebagai barang bukti, dengan lokasi dan data kamera",
            "check",
            required=False,
        ),
    ),
    intro="Lokasi dan data kamera dibuang dari gambar sebelum disimpan.",
    mend=_facts_only,
)


def panel(
    file: CaseFile,
    people: People,
    table: Table,
    visitor: Visitor,
    url: str,
    *,
    only: frozenset[UUID] = frozenset(),
) -> pages.AttachmentPanel:
    """The files of a case, report or task; ``only`` those of some streams."""
    shown = [each for each in file.attachments if not only or each.stream in only]
    topics = dict(about(file))
    return pages.AttachmentPanel(
        cards=tuple(_card(each, file, people, visitor, url, topics) for each in shown),
        form=table.draw(with_topics(file, only)) if _may(file, visitor, only) else None,
    )


def with_topics(file: CaseFile, only: frozenset[UUID] = frozenset()) -> Act:
    """The form with what a file may be about: the whole, or one of the obligations."""
    found = [] if only else [pages.Option(value=to, label=said) for to, said in about(file)]
    return ATTACH.with_options("about", found) if found else _without_topics()


def _without_topics() -> Act:
    kept = tuple(each for each in ATTACH.blanks if each.name != "about")
    return Act(ATTACH.slug, AttachFile, kept, intro=ATTACH.intro, mend=ATTACH.mend)


def about(file: CaseFile) -> Iterator[tuple[str, str]]:
    """What of a case a file may be about more narrowly, by the stream and item it goes to."""
    for talk in file.deliberations.values():
        for duty in talk.obligations.values():
            said = f"Bukti kewajiban {duty.who}: {duty.what}"
            yield f"{talk.deliberation_id}/{duty.obligation_id}", said[:160]


def _may(file: CaseFile, visitor: Visitor, only: frozenset[UUID]) -> bool:
    """The office anywhere; a liaison to a task of their own; who reported to the report."""
    if visitor.role not in ATTACH.roles:
        return False
    if visitor.role is Role.LIAISON and only:
        return any(file.tasks[each].holder == visitor.actor for each in only)
    if visitor.role in (Role.LIAISON, Role.REPORTER):
        return file.case_id is None and file.reporter == visitor.actor
    return True


def _card(
    each: AttachmentLine,
    file: CaseFile,
    people: People,
    visitor: Visitor,
    url: str,
    topics: dict[str, str],
) -> pages.AttachmentCard:
    kept = each.file
    original = kept.original if visitor.role in READERS else None
    where = f"{url}/lampiran/{kept.sha256}"
    return pages.AttachmentCard(
        url=where,
        original_url=f"{where}?asli=1" if original else "",
        picture=kept.media_type.picture,
        caption=str(each.caption),
        about=topics.get(f"{each.stream}/{each.item}", "") or _stream_words(each, file),
        kind=kept.media_type.label,
        size=_size(kept.size),
        sha256=kept.sha256,
        cleaned=kept.cleaned,
        who=people.author(each.envelope),
        when=words.when(each.envelope.recorded_at, file.region).full,
        forgotten=each.caption.text is None,
    )


def _stream_words(each: AttachmentLine, file: CaseFile) -> str:
    task = file.tasks.get(each.stream)
    if task is not None:
        return f"Tugas: {task.kind.label}"
    return "Dari laporan" if each.stream in file.reports and file.case_id else ""


def _size(amount: int) -> str:
    return (
        f"{amount / 1024 / 1024:.1f} MB".replace(".", ",")
        if amount >= 1 << 20
        else (f"{max(1, amount // 1024)} kB")
    )
