"""Is this file that letter? Said from the file alone, and against the record where there is one.

What was changed is named as far as it can honestly be known: from the file, only what came after
the signature; beside the stored bytes, which bytes, pages, attachments and values.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from domain.kernel import Frozen
from runtime.examination import Anatomy, Examination, anatomy_of, examine
from runtime.typesetting import MANIFEST

_MOST = 5
"""Differences of one kind that are named one by one."""


class Finding(Frozen):
    """One thing seen. ``code`` is stable, ``good`` whether it speaks for the file."""

    code: str
    good: bool
    says: str


@dataclass(frozen=True)
class OnRecord:
    """What the record holds of a letter: its state, its signed bytes, its manifest's hash."""

    title: str
    state: str
    stands: bool
    signed: bytes | None
    sha256: str


@dataclass(frozen=True)
class Verdict:
    """All that was seen of one file; ``genuine`` only if nothing speaks against it."""

    sha256: str
    size: int
    compared: bool
    findings: tuple[Finding, ...] = field(default_factory=tuple)

    @property
    def genuine(self) -> bool:
        return all(each.good for each in self.findings)

    @property
    def readable(self) -> bool:
        return all(each.code != "unreadable" for each in self.findings)

    def as_json(self) -> dict[str, Any]:
        return {
            "sah": self.genuine,
            "sha256": self.sha256,
            "bita": self.size,
            "dibandingkan_dengan_catatan": self.compared,
            "temuan": [each.model_dump() for each in self.findings],
        }


def check(
    pdf: bytes, record: OnRecord | None, *, compared: bool, roots: list[Any] | None = None
) -> Verdict:
    """What a file is worth. ``compared`` says whether a record was at hand to look it up in."""
    found = examine(pdf, roots)
    said = list(_findings(pdf, found, record, compared=compared))
    return Verdict(found.sha256, found.size, compared, tuple(said))


def _findings(
    pdf: bytes, found: Examination, record: OnRecord | None, *, compared: bool
) -> Iterator[Finding]:
    same = record is not None and record.sha256 == found.sha256
    if not found.readable and not same and not pdf.startswith(b"%PDF-"):
        yield _bad("unreadable", "Berkas ini bukan PDF yang dapat dibaca.")
        return
    if record is None and compared:
        yield _bad("unknown", "Naskah ini tidak dikenal dalam catatan.")
    if record is not None:
        yield from _beside_the_record(pdf, found, record, same=same)
    if not (same and not found.signatures):
        yield from _of_signatures(found)
    if record is None or record.signed is None:
        yield from _after_the_signature(found)


def _beside_the_record(
    pdf: bytes, found: Examination, record: OnRecord, *, same: bool
) -> Iterator[Finding]:
    yield Finding(
        code="state", good=record.stands, says=f"{record.title}. Keadaan: {record.state}."
    )
    if same:
        yield Finding(code="same", good=True, says="Sama persis dengan berkas yang ditandatangani.")
        return
    yield _bad("changed", "Tidak sama dengan berkas yang ditandatangani.")
    if record.signed is None:
        yield _bad("erased", "Berkas aslinya telah dihapus; rinciannya tidak diketahui.")
        return
    yield from _bytes(pdf, record.signed)
    then = anatomy_of(record.signed)
    if then is not None and found.now is not None:
        yield from _looks(then, found.now, "yang ditandatangani")


def _of_signatures(found: Examination) -> Iterator[Finding]:
    if not found.readable:
        yield _bad("damaged", "Susunan PDF rusak; tanda tangannya tidak dapat diperiksa.")
        return
    if not found.signatures:
        yield _bad("unsigned", "Berkas ini tidak memuat tanda tangan elektronik.")
    for seen in found.signatures:
        who = seen.certificate.subject
        when = f" pada {seen.signed_at:%Y-%m-%d %H:%M} UTC" if seen.signed_at else ""
        if seen.intact and seen.valid:
            yield Finding(code="signature", good=True, says=f"Tanda tangan {who}{when} utuh.")
        else:
            spans = " dan ".join(f"{start}–{end - 1}" for start, end in seen.covered)
            yield _bad(
                "broken_signature",
                f"Tanda tangan {who} tidak cocok: ada bita yang berubah dalam rentang {spans}.",
            )
        if not seen.whole:
            yield _bad(
                "not_whole",
                f"Tanda tangan mencakup bita 0–{seen.covered[-1][1] - 1} dari {found.size};"
                " sesudahnya ada pemutakhiran inkremental.",
            )
        if seen.trusted is not None:
            yield _trust(who, trusted=seen.trusted)


def _trust(who: str, *, trusted: bool) -> Finding:
    if trusted:
        return Finding(code="trusted", good=True, says=f"Sertifikat {who} dari penerbit tepercaya.")
    return _bad("untrusted", f"Sertifikat {who} tidak berasal dari penerbit tepercaya.")


def _after_the_signature(found: Examination) -> Iterator[Finding]:
    if found.as_signed is not None and found.now is not None:
        yield from _looks(found.as_signed, found.now, "pada saat ditandatangani")


def _bytes(pdf: bytes, signed: bytes) -> Iterator[Finding]:
    if pdf.startswith(signed):
        more = len(pdf) - len(signed)
        yield _bad("appended", f"{more} bita ditambahkan sesudah bita {len(signed) - 1}.")
    elif signed.startswith(pdf):
        yield _bad("cut_off", f"Berkas terpotong: {len(signed) - len(pdf)} bita terakhir hilang.")
    elif len(pdf) == len(signed):
        spans = list(_differing(pdf, signed))
        named = ", ".join(f"{a}" if a == b else f"{a}–{b}" for a, b in spans[:_MOST])
        others = f" dan {len(spans) - _MOST} rentang lain" if len(spans) > _MOST else ""
        yield _bad("bytes", f"Bita yang berubah: {named}{others}.")
    else:
        first = next(i for i, (a, b) in enumerate(zip(pdf, signed, strict=False)) if a != b)
        yield _bad(
            "rewritten",
            f"Berbeda mulai bita {first}; panjangnya {len(pdf)}, seharusnya {len(signed)} bita.",
        )


def _differing(pdf: bytes, signed: bytes) -> Iterator[tuple[int, int]]:
    """Spans of differing bytes, ends included."""
    start = None
    for place, (a, b) in enumerate(zip(pdf, signed, strict=True)):
        if a != b and start is None:
            start = place
        elif a == b and start is not None:
            yield start, place - 1
            start = None
    if start is not None:
        yield start, len(pdf) - 1


def _looks(then: Anatomy, now: Anatomy, when: str) -> Iterator[Finding]:
    if len(now.pages) > len(then.pages):
        more = len(now.pages) - len(then.pages)
        yield _bad("page_added", f"{more} halaman ditambahkan; {when} {len(then.pages)} halaman.")
    if len(now.pages) < len(then.pages):
        less = len(then.pages) - len(now.pages)
        yield _bad("page_removed", f"{less} halaman dihapus; {when} {len(then.pages)} halaman.")
    for number, (a, b) in enumerate(zip(then.pages, now.pages, strict=False), 1):
        if a != b:
            yield _bad("page_changed", f"Tampilan halaman {number} tidak sama dengan {when}.")
    yield from _attachments(then, now, when)


def _attachments(then: Anatomy, now: Anatomy, when: str) -> Iterator[Finding]:
    before, after = dict(then.attachments), dict(now.attachments)
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            yield _bad("attachment_removed", f"Lampiran {name} dihapus.")
        elif name not in before:
            yield _bad("attachment_added", f"Lampiran {name} ditambahkan.")
        elif before[name] != after[name]:
            yield _bad("attachment_replaced", f"Lampiran {name} diganti sejak {when}.")
    if MANIFEST in before and MANIFEST in after and before[MANIFEST] != after[MANIFEST]:
        yield from _values(before[MANIFEST], after[MANIFEST])


def _values(then: bytes, now: bytes) -> Iterator[Finding]:
    """Which values of the manifest were changed, by their place."""
    try:
        before, after = dict(_flat(json.loads(then), "")), dict(_flat(json.loads(now), ""))
    except (ValueError, RecursionError):
        yield _bad("manifest", f"{MANIFEST} tidak terbaca lagi.")
        return
    changed = [at for at in sorted(before.keys() | after.keys()) if before.get(at) != after.get(at)]
    for at in changed[:_MOST]:
        yield _bad(
            "manifest_value",
            f"{MANIFEST} {at}: {_said(after.get(at))}, seharusnya {_said(before.get(at))}.",
        )
    if len(changed) > _MOST:
        yield _bad("manifest_value", f"{MANIFEST}: {len(changed) - _MOST} perbedaan lain.")


def _flat(node: Any, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(node, dict):
        for name, value in node.items():
            yield from _flat(value, f"{path}.{name}" if path else name)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _flat(value, f"{path}[{index}]")
    else:
        yield path, node


def _said(value: object) -> str:
    said = "tidak ada" if value is None else f"“{value}”"
    return said if len(said) <= 120 else said[:117] + "…”"


def _bad(code: str, says: str) -> Finding:
    return Finding(code=code, good=False, says=says)
