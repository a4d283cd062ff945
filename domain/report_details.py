"""Isian Laporan Informasi beside its facts and opinion (brief 2.1, 2.3): all of them optional.

Persons appear at group level only (UU 27/2022): what is plainly somebody's identity is refused.
"""

import re
from enum import StrEnum
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field, model_validator

from domain.kernel import Confidential, Frozen, Line, Moment, Narrative


class Bidang(StrEnum):
    """Bidang IPOLEKSOSBUDHANKAM: one report, one field, one problem."""

    IDEOLOGY = "ideologi"
    POLITICS = "politik"
    ECONOMY = "ekonomi"
    SOCIETY_CULTURE = "sosial_budaya"
    RELIGION = "agama"
    LAW = "hukum"
    DEFENCE = "pertahanan"
    SECURITY = "keamanan"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


class Threat(StrEnum):
    """ATHG: ancaman, tantangan, hambatan, gangguan (Permendagri 2/2018 Pasal 1)."""

    THREAT = "ancaman"
    CHALLENGE = "tantangan"
    OBSTACLE = "hambatan"
    DISTURBANCE = "gangguan"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class Nature(StrEnum):
    """Whether something may happen or has happened."""

    POTENTIAL = "potensi"
    EVENT = "peristiwa"

    @property
    def label(self) -> str:
        return "Potensi konflik" if self is Nature.POTENTIAL else "Peristiwa konflik"


class Obtained(StrEnum):
    """Cara mendapatkan."""

    SEEN = "dilihat"
    HEARD = "didengar"
    DOCUMENT = "dokumen"

    @property
    def label(self) -> str:
        return {
            Obtained.SEEN: "Dilihat sendiri",
            Obtained.HEARD: "Didengar dari orang lain",
            Obtained.DOCUMENT: "Dari dokumen atau rekaman",
        }[self]


class TimePrecision(StrEnum):
    """How exactly the moment of the happening is known."""

    MINUTE = "menit"
    HOUR = "jam"
    DAY = "hari"
    WEEK = "pekan"
    MONTH = "bulan"

    @property
    def label(self) -> str:
        return {
            TimePrecision.MINUTE: "Tepat sampai menit",
            TimePrecision.HOUR: "Kira-kira jamnya",
            TimePrecision.DAY: "Harinya saja",
            TimePrecision.WEEK: "Pekannya saja",
            TimePrecision.MONTH: "Bulannya saja",
        }[self]

    @property
    def day_known(self) -> bool:
        return self not in (TimePrecision.WEEK, TimePrecision.MONTH)


class PlacePrecision(StrEnum):
    """What the coordinates point at."""

    POINT = "titik"
    VILLAGE = "desa"
    DISTRICT = "kecamatan"
    REGENCY = "kabupaten"

    @property
    def label(self) -> str:
        return {
            PlacePrecision.POINT: "Titik kejadian",
            PlacePrecision.VILLAGE: "Pusat kelurahan/desa",
            PlacePrecision.DISTRICT: "Pusat kecamatan",
            PlacePrecision.REGENCY: "Pusat kabupaten/kota",
        }[self]


def _web_address(link: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", link):
        raise ValueError("harus alamat lengkap, misalnya https://contoh.example/unggahan/1")
    return link


def _digest(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", text.lower()):
        raise ValueError("harus SHA-256: 64 angka heksadesimal")
    return text.lower()


def _rt_rw(text: str) -> str:
    if not re.fullmatch(r"[0-9]{1,3}/[0-9]{1,3}", text):
        raise ValueError("tulis seperti 003/05")
    return text


Link = Annotated[str, Field(max_length=2_000), AfterValidator(_web_address)]
Digest = Annotated[str, AfterValidator(_digest)]
"""SHA-256 of a file, in hexadecimal."""

RtRw = Annotated[str, AfterValidator(_rt_rw)]
"""RT/RW, as in 003/05."""

People = Annotated[int, Field(ge=0, le=10_000_000)]
Rupiah = Annotated[int, Field(ge=0, le=10**15)]


class Details(Frozen):
    """What a reporter may add. Who died is counted in the risk's inputs.

    ``latitude`` and ``longitude`` in degrees (WGS 84), within Indonesia, only together;
    ``material_loss`` in rupiah; ``evidence_sha256`` of the saved page or picture; ``document``
    names the letter, book or data set the report was taken from.
    """

    field: Bidang | None = None
    threat: Threat | None = None
    nature: Nature | None = None
    obtained_by: Obtained | None = None
    obtained_at: Moment | None = None
    relation: Line | None = None
    time_precision: TimePrecision | None = None
    neighbourhood: RtRw | None = None
    latitude: Annotated[float, Field(ge=-11.5, le=6.5)] | None = None
    longitude: Annotated[float, Field(ge=94.5, le=141.5)] | None = None
    place_precision: PlacePrecision | None = None
    platform: Line | None = None
    link: Link | None = None
    evidence_sha256: Digest | None = None
    document: Line | None = None
    wounded: People | None = None
    displaced: People | None = None
    material_loss: Rupiah | None = None
    background: Narrative | None = None
    trigger: Narrative | None = None
    steps_taken: Narrative | None = None
    prediction: Narrative | None = None
    recommendation: Narrative | None = None

    @model_validator(mode="after")
    def _whole_coordinates(self) -> Self:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("lintang dan bujur diisi keduanya atau tidak sama sekali")
        return self

    def sealed(self, subject: UUID) -> "SealedDetails | None":
        """The same as the record keeps it; None where nothing was added."""
        said = self.model_dump(exclude_none=True)
        if not said:
            return None
        point = said.pop("latitude", None), said.pop("longitude", None)
        if None not in point:
            said["coordinates"] = f"{point[0]:.6f},{point[1]:.6f}"
        kept = {
            name: Confidential(sealed_for=subject, text=value) if name in _PERSONAL else value
            for name, value in said.items()
        }
        return SealedDetails.model_validate(kept)


class SealedDetails(Frozen):
    """``Details`` in an event: whatever may lead to a person, or tells a story, is sealed."""

    field: Bidang | None = None
    threat: Threat | None = None
    nature: Nature | None = None
    obtained_by: Obtained | None = None
    obtained_at: AwareDatetime | None = None
    relation: Confidential | None = None
    time_precision: TimePrecision | None = None
    neighbourhood: Confidential | None = None
    coordinates: Confidential | None = None
    place_precision: PlacePrecision | None = None
    platform: str | None = None
    link: Confidential | None = None
    evidence_sha256: str | None = None
    document: str | None = None
    wounded: int | None = None
    displaced: int | None = None
    material_loss: int | None = None
    background: Confidential | None = None
    trigger: Confidential | None = None
    steps_taken: Confidential | None = None
    prediction: Confidential | None = None
    recommendation: Confidential | None = None


NO_DETAILS: Final = SealedDetails()
_PERSONAL: Final = frozenset(
    name
    for name, field in SealedDetails.model_fields.items()
    if field.annotation == Confidential | None
)

_SEPARATED: Final = re.compile(r"[\s.\-()]+")
_MAIL: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_NIK: Final = re.compile(r"(?<!\d)\d{16}(?!\d)")
_PHONE: Final = re.compile(r"(?<!\d)(?:\+?62|0)8\d{7,11}(?!\d)")


def identity_in(text: str) -> str | None:
    """What in a text is plainly one person's: a NIK, a telephone number, an e-mail address."""
    if _MAIL.search(text):
        return "alamat surel"
    digits = _SEPARATED.sub("", text)
    if _NIK.search(digits):
        return "NIK"
    return "nomor telepon" if _PHONE.search(digits) else None
