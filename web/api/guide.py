"""The description of the API as a page: from the same document that clients read."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from web.api.openapi import document
from web.client_pages import ApiField, ApiWay

_GROUPS: Final = {
    "lihat": "Yang dapat dibaca",
    "perintah": "Perintah",
    "masuk": "Masukan dari sistem lain",
}
_KINDS: Final = {
    "string": "teks",
    "integer": "bilangan bulat",
    "number": "bilangan",
    "boolean": "true/false",
    "array": "daftar",
    "object": "objek",
}
_FORMATS: Final = {
    "uuid": "UUID",
    "date-time": "waktu dengan zona",
    "date": "tanggal",
    "time": "jam",
}
_MOST_VALUES: Final = 12


def groups() -> tuple[tuple[str, tuple[ApiWay, ...]], ...]:
    """Every address, under what it is for."""
    found: dict[str, list[ApiWay]] = {tag: [] for tag in _GROUPS}
    for path, ways in document()["paths"].items():
        for method, way in ways.items():
            found[way["tags"][0]].append(_way(method, path, way))
    return tuple((label, tuple(found[tag])) for tag, label in _GROUPS.items())


def _way(method: str, path: str, way: Mapping[str, Any]) -> ApiWay:
    return ApiWay(
        method=method.upper(),
        path=f"/api/v1{path}",
        title=way["summary"],
        needs=way.get("description", "").removeprefix(way["summary"]).replace("`", "").strip(),
        fields=(*_asked(way), *_body(way)),
    )


def _asked(way: Mapping[str, Any]) -> Iterator[ApiField]:
    for each in way.get("parameters", ()):
        if each.get("in") == "query":
            said = each.get("description", "")
            yield _field(each["name"], each["schema"], required=each["required"], note=said)


def _body(way: Mapping[str, Any]) -> Iterator[ApiField]:
    content = way.get("requestBody", {}).get("content", {})
    if way["tags"] == ["masuk"]:
        yield ApiField(name="isi", kind=", ".join(content), required=True)
        return
    for each in content.values():
        schema = _named(each["schema"])
        required = schema.get("required", ())
        for name, field in schema["properties"].items():
            yield _field(name, field, required=name in required)


def _named(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    ref = schema.get("$ref")
    if ref is None:
        return schema
    named: Mapping[str, Any] = document()["components"]["schemas"][ref.rsplit("/", 1)[-1]]
    return named


def _field(name: str, schema: Mapping[str, Any], *, required: bool, note: str = "") -> ApiField:
    return ApiField(name=name, kind=_kind(schema), required=required, note=note)


def _kind(schema: Mapping[str, Any]) -> str:
    """What a field takes, in a few words."""
    chosen = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    if chosen:
        return " atau ".join(dict.fromkeys(map(_kind, chosen)))
    schema = _named(schema)
    values = [str(each) for each in schema.get("enum", ())]
    if values:
        more = ", …" if len(values) > _MOST_VALUES else ""
        return ", ".join(values[:_MOST_VALUES]) + more
    if schema.get("type") == "array" and "items" in schema:
        return f"daftar {_kind(schema['items'])}"
    if "properties" in schema:
        return f"objek: {', '.join(schema['properties'])}"
    return _FORMATS.get(schema.get("format", ""), _KINDS.get(schema.get("type", ""), "nilai"))
