"""What two versions of a policy differ in, in words an office reads."""

from collections.abc import Iterator
from typing import Any

from domain.kernel import Frozen
from domain.policy import POLICY_DEADLINES, Policy

_FIELDS = {each.field: each.label for each in POLICY_DEADLINES.values()}
_NAMES = {
    "title": "judul",
    "effective_from": "berlaku sejak",
    "remarks": "keterangan",
    "risk": "penilaian risiko",
    "task": "tugas lapangan",
    "letters": "naskah dinas",
    "clocks": "jeda dan perpanjangan",
    "readings": "pembacaan ketentuan",
    "supervisor_after_elapsed": "pimpinan diminta bertindak setelah diam",
    "most_pauses": "paling banyak dijeda",
    "longest_pause": "jeda paling lama",
    "most_extensions": "paling banyak diperpanjang",
    "longest_extension": "perpanjangan paling lama",
    "opens": "jam kantor mulai",
    "review": "peninjauan kembali",
    "single_extension": "perpanjangan Status Keadaan Konflik hanya sekali",
}


def differences(old: Policy, new: Policy) -> tuple[str, ...]:
    """One line for each value that differs: `verifikasi, kuning: 24 jam menjadi 12 jam`."""
    before, after = dict(_values(old)), dict(_values(new))
    return tuple(
        f"{_label(path)}: {before.get(path, 'tidak ada')} menjadi {after.get(path, 'tidak ada')}"
        for path in dict.fromkeys([*before, *after])
        if path != ("version",) and before.get(path) != after.get(path)
    )


def _values(policy: Policy) -> Iterator[tuple[tuple[str, ...], str]]:
    for name in Policy.model_fields:
        value = getattr(policy, name)
        plain = value.model_dump(mode="json") if isinstance(value, Frozen) else value
        yield from _leaves((name,), plain)


def _leaves(path: tuple[str, ...], value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves((*path, str(name)), inner)
    elif isinstance(value, list | tuple):
        for at, inner in enumerate(value, 1):
            yield from _leaves((*path, str(at)), inner)
    else:
        yield (
            path,
            {True: "ya", False: "tidak"}.get(value, str(value))
            if isinstance(value, bool)
            else str(value),
        )


def _label(path: tuple[str, ...]) -> str:
    for length in range(len(path), 0, -1):
        known = _FIELDS.get(".".join(path[:length]))
        if known is not None:
            return ", ".join([known, *(_NAMES.get(each, each) for each in path[length:])])
    return ", ".join(_NAMES.get(each, each) for each in path)
