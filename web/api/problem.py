"""What a client reads when something is refused, missing or broken: RFC 9457 problem details."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic import BaseModel, Field
from pydantic_core import ErrorDetails
from starlette.responses import Response

from domain import access
from domain.kernel import Refusal, StreamNotFound

MEDIA: Final = "application/problem+json"
KIND: Final = "urn:rukun:aturan:{rule}"

_HIDDEN: Final = (
    access.OutsideRegion,
    access.AboveClearance,
    access.OutsideCompartment,
    access.NotConcerned,
)
"""Refusals that would tell that something is there."""

_FORBIDDEN: Final = (access.RoleNotHeld, access.NotForThisRole, *_HIDDEN)


class Fault(BaseModel):
    """One field that is wrong, and why."""

    field: str
    message: str


class Problem(BaseModel):
    """What went wrong. `rule` is the stable name of the rule, `article` the law it rests on."""

    type: str
    title: str
    status: int
    detail: str
    rule: str
    article: str | None = None
    missing: str | None = Field(default=None, description="Yang kurang atau yang berubah.")
    errors: tuple[Fault, ...] = ()
    reference: str | None = Field(default=None, description="Kode untuk administrator.")


class Trouble(Exception):
    """A request that is answered with a problem and changes nothing."""

    def __init__(
        self,
        status: int,
        rule: str,
        title: str,
        detail: str = "",
        *,
        article: str | None = None,
        missing: str | None = None,
        errors: Iterable[Fault] = (),
        headers: Mapping[str, str] | None = None,
        reference: str | None = None,
    ) -> None:
        super().__init__(rule)
        self.headers = dict(headers or {})
        self.problem = Problem(
            type=KIND.format(rule=rule),
            title=title,
            status=status,
            detail=detail or title,
            rule=rule,
            article=article,
            missing=missing,
            errors=tuple(errors),
            reference=reference,
        )

    def answer(self) -> Response:
        said = self.problem.model_dump(mode="json", exclude_none=True)
        return Response(
            json.dumps(said, ensure_ascii=False),
            status_code=self.problem.status,
            media_type=MEDIA,
            headers=self.headers,
        )


def not_here() -> Trouble:
    """For what does not exist and for what must not be known to exist, alike."""
    return Trouble(404, "StreamNotFound", "Yang dituju tidak ada, atau bukan untuk klien ini.")


def refused(refusal: Refusal, *, hides: bool = False) -> Trouble:
    """A refusal of the register; with ``hides``, what is out of reach is not there."""
    if isinstance(refusal, StreamNotFound) or (hides and isinstance(refusal, _HIDDEN)):
        return not_here()
    return Trouble(
        403 if isinstance(refusal, _FORBIDDEN) else 409,
        refusal.rule,
        " ".join((type(refusal).__doc__ or refusal.rule).split()),
        refusal.message,
        article=refusal.article,
        missing=refusal.detail or None,
    )


def misread(errors: Iterable[ErrorDetails], title: str = "Isian tidak sah.") -> Trouble:
    """What pydantic refused, field by field, in Indonesian."""
    faults = [Fault(field=_path(each["loc"]), message=_said(each)) for each in errors]
    return Trouble(422, "InvalidField", title, errors=faults[:50])


def _path(where: tuple[int | str, ...]) -> str:
    return ".".join(str(each) for each in where)


_SAID: Final[Mapping[str, str]] = {
    "missing": "Wajib diisi.",
    "extra_forbidden": "Isian ini tidak dikenal.",
    "string_too_short": "Tidak boleh kosong.",
    "string_too_long": "Terlalu panjang; paling banyak {max_length} huruf.",
    "too_long": "Terlalu banyak; paling banyak {max_length}.",
    "too_short": "Terlalu sedikit; paling sedikit {min_length}.",
    "enum": "Pilih salah satu: {expected}.",
    "greater_than_equal": "Paling kecil {ge}.",
    "greater_than": "Harus lebih dari {gt}.",
    "less_than_equal": "Paling besar {le}.",
    "less_than": "Harus kurang dari {lt}.",
    "string_pattern_mismatch": "Bentuknya harus {pattern}",
    "value_error": "{error}.",
}
_OF_TIME: Final = "Waktu ditulis menurut RFC 3339 dengan zona, tanggal seperti 2026-11-23."


def _said(error: ErrorDetails) -> str:
    kind = error["type"]
    if kind.startswith(("datetime", "timezone", "date")):
        return _OF_TIME
    limits: dict[str, Any] = error.get("ctx", {})
    return _SAID.get(kind, "Harus UUID." if kind.startswith("uuid") else "Nilai tidak sah.").format(
        **limits
    )
