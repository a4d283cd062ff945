"""The API described in OpenAPI 3.1, from the very tables it is answered by.

python -m web.api.openapi      writes docs/openapi.json
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from application.sitting import Outcome
from domain.kernel import Role
from web.api import files
from web.api.commands import WISHES, Wish, title
from web.api.endpoints import ENDPOINTS, JSON, Endpoint
from web.api.problem import MEDIA, Problem

FILE: Final = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"
_REF: Final = "#/components/schemas/{model}"
_ABOUT: Final = (
    "Perintah dan tampilan yang sama dengan halaman Rukun, untuk sistem lain. Setiap permintaan"
    " membawa token (Authorization: Bearer); token tidak pernah dapat melakukan lebih daripada"
    " peran akunnya. Penolakan menurut RFC 9457, dengan aturan dan dasar hukumnya."
)
_WRONG: Final = {
    "4XX": (
        "Ditolak, dan tidak ada yang berubah: 400 tidak terbaca atau tajuk wajib tidak ada; 401"
        " token tidak berlaku; 403 peran atau cakupan tidak mencukupi; 404 tidak ada, atau bukan"
        " untuk klien ini; 409 ditolak aturan (`rule`, `article`, `missing`); 413 terlalu besar;"
        " 415 jenis isi tidak diterima; 422 isian tidak sah (`errors`); 429 terlalu sering"
        " (`Retry-After`)."
    ),
    "503": "Catatan sedang tidak dapat dihubungi; aman dikirim ulang.",
}
_TROUBLES: Final = {status: {"$ref": f"#/components/responses/E{status}"} for status in _WRONG}


@cache
def document() -> dict[str, Any]:
    """The whole description."""
    models: list[tuple[type[BaseModel], Literal["validation", "serialization"]]] = [
        (wish.command, "validation") for wish in WISHES.values()
    ]
    models += [(model, "serialization") for model in _answers()]
    _, found = models_json_schema(models, ref_template=_REF)
    schemas: dict[str, Any] = _untitled(found)["$defs"]
    for wish in WISHES.values():
        schemas[wish.command.__name__] = _without(schemas[wish.command.__name__], wish)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Rukun", "version": "1", "description": _ABOUT},
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": _paths(),
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "parameters": {
                "IdempotencyKey": _header(
                    "Idempotency-Key",
                    "Nilai baru untuk setiap perintah; kirim ulang dengan nilai yang sama aman.",
                    {"type": "string", "pattern": "^[\\x21-\\x7e]{1,200}$"},
                    required=True,
                ),
                "IfMatch": _header(
                    "If-Match",
                    "ETag tampilan yang dilihat; bila sudah berubah, perintah ditolak.",
                    {"type": "string", "pattern": '^"[0-9]{1,15}"$'},
                ),
                "IfNoneMatch": _header(
                    "If-None-Match", "ETag yang sudah dipegang.", {"type": "string"}
                ),
            },
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "responses": {f"E{status}": _problem(said) for status, said in _WRONG.items()},
        },
    }


def _answers() -> list[type[BaseModel]]:
    found = dict.fromkeys(each.answer for each in ENDPOINTS if each.answer is not None)
    return [*(found | dict.fromkeys((Outcome, Problem)))]


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for each in ENDPOINTS:
        paths.setdefault(each.path, {})[each.method.lower()] = _of(each)
    for wish in WISHES.values():
        paths[f"/commands/{wish.name}"] = {"post": _of_command(wish)}
    paths["/openapi.json"] = {
        "get": {
            "operationId": "openapi",
            "summary": "Uraian ini.",
            "tags": ["lihat"],
            "responses": {
                "200": {
                    "description": "OpenAPI 3.1.",
                    "content": {JSON: {"schema": {"type": "object"}}},
                },
                **_TROUBLES,
            },
        }
    }
    return paths


def _of(endpoint: Endpoint) -> dict[str, Any]:
    reading = endpoint.method == "GET"
    scope = f" Cakupan: `{endpoint.scope}`." if endpoint.scope else ""
    responses: dict[str, Any] = {
        "200": {
            "description": "Berhasil.",
            "content": _given(endpoint),
        }
    }
    parameters = [*_in_path(endpoint.path), *_in_query(endpoint.query)]
    if endpoint.once:
        parameters.append(_shared("IdempotencyKey"))
    if reading and endpoint.gives == JSON and endpoint.answer is not None:
        responses["304"] = {"description": "Tidak berubah."}
        parameters.append(_header("If-None-Match", "ETag yang sudah dipegang.", {"type": "string"}))
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "description": f"{endpoint.summary}{scope}",
        "tags": ["lihat" if reading else "masuk"],
        "parameters": parameters,
        "responses": responses | _TROUBLES,
    }
    if endpoint.takes:
        operation["requestBody"] = {
            "required": True,
            "content": {
                each: {"schema": _TAKEN.get(each, {"type": "string"})} for each in endpoint.takes
            },
        }
    return operation


def _given(endpoint: Endpoint) -> dict[str, Any]:
    """What the answer is: a model by its name, or a file."""
    if endpoint.answer is None:
        return {each: {"schema": _BYTES} for each in files.MEDIA}
    return {endpoint.gives: {"schema": {"$ref": _REF.format(model=endpoint.answer.__name__)}}}


_BYTES: Final = {"type": "string", "format": "binary"}
_EVENT: Final = {
    "type": "object",
    "required": ["specversion", "id", "source", "type", "data"],
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "minLength": 1},
        "source": {"type": "string", "minLength": 1},
        "type": {"enum": ["id.rukun.laporan.v1", "id.rukun.deteksi.v1"]},
        "time": {"type": "string", "format": "date-time"},
        "data": {"type": "object"},
    },
}
_TAKEN: Final[Mapping[str, Any]] = {
    "application/cloudevents+json": _EVENT,
    "application/cloudevents-batch+json": {"type": "array", "items": _EVENT, "maxItems": 100},
    JSON: {"anyOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}}]},
    **dict.fromkeys(files.MEDIA, _BYTES),
}


def _of_command(wish: Wish) -> dict[str, Any]:
    said, scopes = title(wish), ", ".join(f"`{each}`" for each in wish.scopes)
    roles = ", ".join(role.label for role in Role if role in wish.roles)
    return {
        "operationId": wish.name,
        "summary": said,
        "description": f"{said} Cakupan: {scopes}. Peran: {roles}.",
        "tags": ["perintah"],
        "parameters": [_shared("IdempotencyKey"), _shared("IfMatch")],
        "requestBody": {
            "required": True,
            "content": {JSON: {"schema": {"$ref": _REF.format(model=wish.command.__name__)}}},
        },
        "responses": {
            "200": {
                "description": "Tercatat, atau sudah tercatat; `position` untuk `p`.",
                "content": {JSON: {"schema": {"$ref": _REF.format(model="Outcome")}}},
            },
            **_TROUBLES,
        },
    }


def _problem(said: str) -> dict[str, Any]:
    schema = {"$ref": _REF.format(model=Problem.__name__)}
    return {"description": said, "content": {MEDIA: {"schema": schema}}}


def _shared(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/parameters/{name}"}


def _header(
    name: str, said: str, schema: Mapping[str, Any], *, required: bool = False
) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": required,
        "description": said,
        "schema": schema,
    }


def _in_path(path: str) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    schemas = {"sha": {"type": "string", "pattern": "^[0-9a-f]{64}$"}}
    one = {"type": "string", "format": "uuid"}
    return [
        {"name": name, "in": "path", "required": True, "schema": schemas.get(name, one)}
        for name in names
    ]


def _in_query(query: type[BaseModel]) -> list[dict[str, Any]]:
    whole = _untitled(query.model_json_schema())
    kinds = whole.get("$defs", {})
    required = whole.get("required", [])
    parameters = []
    for name, schema in whole.get("properties", {}).items():
        plain = _plain(schema, kinds)
        said = plain.pop("description", None)
        parameters.append(
            {"name": name, "in": "query", "required": name in required, "schema": plain}
            | ({"description": said} if said else {})
        )
    return parameters


def _plain(schema: Mapping[str, Any], kinds: Mapping[str, Any]) -> dict[str, Any]:
    """What an address can say: no null, no reference."""
    said = {name: value for name, value in schema.items() if name not in ("anyOf", "default")}
    if schema.get("default") is not None:
        said["default"] = schema["default"]
    for each in schema.get("anyOf", ()):
        if each.get("type") != "null":
            said = {**_plain(each, kinds), **said}
    if "$ref" in said:
        named = kinds[said.pop("$ref").rsplit("/", 1)[-1]]
        said = {**{name: value for name, value in named.items() if name != "description"}, **said}
    return said


def _without(schema: Mapping[str, Any], wish: Wish) -> dict[str, Any]:
    """A command's schema without what the door fills in."""
    fields = {n: s for n, s in schema["properties"].items() if n not in wish.left_out}
    required = [name for name in schema.get("required", ()) if name in fields]
    return {**schema, "properties": fields, "required": required}


def _untitled(node: Any, *, naming: bool = False) -> Any:
    """Without the titles pydantic makes of names; a field may itself be called title."""
    match node:
        case dict():
            return {
                name: _untitled(each, naming=not naming and name in ("properties", "$defs"))
                for name, each in node.items()
                if naming or name != "title" or not isinstance(each, str)
            }
        case list():
            return [_untitled(each) for each in node]
        case _:
            return node


def written() -> str:
    """The description as it stands in docs/openapi.json."""
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
