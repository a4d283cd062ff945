"""Pemeriksaan naskah, open to anybody: is this letter real, does it stand, is this its file?

Nothing confidential is shown, nothing that is sent is kept, and an id that is not known is
answered by the same page as one that is.
"""

import re
from datetime import timedelta
from hashlib import sha256
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.indonesian import long_date
from domain.regions import zone_of
from projections.letter_proofs import Proof
from runtime.examination import identity
from web import pages
from web.desk import Desk
from web.door import Form, read_form, read_upload

MOST: Final = 60
WINDOW: Final = timedelta(minutes=15)
"""So many questions one address has in so long; a guess at an id has 2^100 to choose from."""

_HEADERS: Final = {"X-Robots-Tag": "noindex, nofollow"}
_MEANT: Final = str.maketrans({"0": "o", "1": "l", "8": "b", "9": "g"})
"""What somebody types who reads the id from paper."""


def routes(desk: Desk) -> APIRouter:
    """`/verify` and `/verify/{public_id}`."""
    router = APIRouter()

    @router.get("/verify")
    def ask() -> Response:
        return _show(desk, pages.ProofQuestion())

    @router.post("/verify")
    def asked(form: Annotated[Form, Depends(read_form)]) -> Response:
        return RedirectResponse(f"/verify/{_read(form.get('id'))}", status_code=303)

    @router.post("/verify/berkas")
    def asked_with_file(request: Request, form: Annotated[Form, Depends(read_upload)]) -> Response:
        if (busy := _too_many(desk, request)) is not None:
            return busy
        proof = desk.office.proofs.of_file(form.file)
        return _answer(desk, "", proof, _compared(desk, proof, form.file))

    @router.get("/verify/{public_id}")
    def show(public_id: str, request: Request) -> Response:
        if (busy := _too_many(desk, request)) is not None:
            return busy
        return _answer(desk, public_id, desk.office.proofs.by_public_id(_read(public_id)), "")

    @router.post("/verify/{public_id}")
    def compare(
        public_id: str, request: Request, form: Annotated[Form, Depends(read_upload)]
    ) -> Response:
        if (busy := _too_many(desk, request)) is not None:
            return busy
        proof = desk.office.proofs.by_public_id(_read(public_id))
        return _answer(desk, public_id, proof, _compared(desk, proof, form.file))

    return router


def _read(typed: str) -> str:
    """An id as it was meant: the end of an address, without spaces, dashes or mistaken digits."""
    last = typed.strip().lower().rstrip("/").rpartition("/")[2]
    return re.sub(r"[^a-z2-7]", "", last.translate(_MEANT))[:40] or "-"


def _compared(desk: Desk, proof: Proof | None, file: bytes) -> str:
    """Sama, berubah or tidak dikenal; what was sent is hashed and forgotten."""
    if not file:
        return "Pilih berkas PDF terlebih dahulu."
    if proof is None:
        return "Tidak dikenal: berkas ini tidak ada dalam catatan."
    if sha256(file).hexdigest() == proof.signed_sha256:
        return "Sama: berkas ini persis berkas yang ditandatangani."
    kept = desk.office.signing.kept(proof.signed_sha256)
    if kept is not None and identity(file) == identity(kept):
        return "Berubah: berkas ini naskah tersebut, tetapi isinya tidak sama lagi."
    return "Tidak dikenal: berkas ini bukan naskah tersebut."


def _too_many(desk: Desk, request: Request) -> Response | None:
    asker = request.client.host if request.client else "-"
    wait = desk.office.attempts.count(f"verify {asker}", most=MOST, window=WINDOW)
    if wait is None:
        return None
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    said = f"Terlalu banyak pemeriksaan dari alamat ini. Coba lagi dalam {minutes} menit."
    headers = {"Retry-After": str(max(1, int(wait.total_seconds())))}
    return _show(desk, pages.ProofQuestion(said=said), 429, headers)


def _answer(desk: Desk, public_id: str, proof: Proof | None, compared: str) -> Response:
    answer = pages.ProofAnswer(
        public_id=proof.public_id if proof else public_id,
        known=proof is not None,
        stands=proof is not None and proof.stands,
        state=proof.state if proof else "Tidak dikenal",
        lines=_lines(desk, proof) if proof else (),
        sha256=proof.signed_sha256 if proof else "",
        compared=compared,
        same=compared.startswith("Sama:"),
    )
    return _show(desk, answer, 200 if proof else 404)


def _lines(desk: Desk, proof: Proof) -> tuple[tuple[str, str], ...]:
    signed = proof.signed_at.astimezone(zone_of(desk.office.region)).date()
    return (
        ("Jenis naskah", proof.type.label),
        ("Nomor", proof.number),
        ("Tanggal", long_date(proof.dated)),
        ("Penanda tangan", proof.office),
        ("Nama", proof.name),
        ("Ditandatangani", long_date(signed)),
        ("Jenis tanda tangan", proof.kind.label),
    )


def _show(
    desk: Desk,
    answer: pages.ProofQuestion | pages.ProofAnswer,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    page = pages.ProofPage(
        frame=desk.frame(None),
        title="Pemeriksaan naskah dinas",
        answer=answer if isinstance(answer, pages.ProofAnswer) else None,
        said=answer.said if isinstance(answer, pages.ProofQuestion) else "",
    )
    return desk.show("verify", page, status, {**_HEADERS, **(headers or {})})
