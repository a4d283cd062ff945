"""What the file does not say: day, hour, channel, grades, parties and words, from the seed.

Each incident has a generator of its own, seeded by (seed, incident), so that a row more or less
changes no other. Everything invented is named in the report as invented; groups only, nobody real.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final

from domain.kernel import Frozen, Secrecy
from domain.regions import zone_of
from domain.report import ConflictSource, Realm, Source
from domain.report_details import Details
from domain.risk import Impact, InformationGrade, Likelihood, RiskInputs, SourceGrade
from drill.incidents import Incident, IncidentType


@dataclass(frozen=True)
class Tale:
    """A believable happening of one type: ``{place}`` is filled with the row's place."""

    title: str
    facts: str
    theme: str
    source: ConflictSource
    parties: tuple[str, ...]
    identity: bool = False
    fire: bool = False


_A = ConflictSource.POLITICS_ECONOMY_CULTURE
_B = ConflictSource.RELIGION_ETHNICITY
_C = ConflictSource.BOUNDARIES
_D = ConflictSource.NATURAL_RESOURCES
_E = ConflictSource.UNEQUAL_DISTRIBUTION

TALES: Final[dict[IncidentType, tuple[Tale, ...]]] = {
    IncidentType.PROTESTS: (
        Tale(
            "Unjuk rasa menuntut kenaikan upah di {place}",
            "Massa pekerja berkumpul di depan kantor pemerintah daerah, berorasi, lalu bubar.",
            "ketenagakerjaan",
            _A,
            ("Serikat pekerja", "Asosiasi pengusaha"),
        ),
        Tale(
            "Unjuk rasa mahasiswa mengenai harga bahan pokok di {place}",
            "Mahasiswa berorasi dan membentangkan spanduk; perwakilan diterima beraudiensi.",
            "ekonomi",
            _A,
            ("Aliansi mahasiswa", "Pemerintah daerah"),
        ),
        Tale(
            "Penolakan warga atas rencana tambang di {place}",
            "Warga berjalan kaki menuju lokasi rencana tambang dan menyerahkan petisi penolakan.",
            "agraria",
            _D,
            ("Kelompok warga sekitar tambang", "Perusahaan tambang"),
        ),
        Tale(
            "Protes pembagian bantuan sosial di {place}",
            "Warga mendatangi kantor desa karena daftar penerima bantuan dianggap tidak adil.",
            "bantuan sosial",
            _E,
            ("Warga penerima bantuan", "Perangkat desa"),
        ),
        Tale(
            "Unjuk rasa menjelang penetapan hasil pemilihan di {place}",
            "Dua kelompok pendukung berunjuk rasa bergantian di depan kantor penyelenggara.",
            "pemilihan",
            _A,
            ("Pendukung pasangan calon pertama", "Pendukung pasangan calon kedua"),
        ),
    ),
    IncidentType.RIOTS: (
        Tale(
            "Bentrok pemuda dua kampung di {place}",
            "Dua kelompok pemuda saling lempar batu; beberapa kendaraan rusak.",
            "antarkampung",
            _A,
            ("Pemuda kampung utara", "Pemuda kampung selatan"),
        ),
        Tale(
            "Perusakan fasilitas umum di {place}",
            "Unjuk rasa berakhir ricuh; pos jaga dan ban bekas dibakar.",
            "politik",
            _A,
            ("Massa pengunjuk rasa", "Pemerintah daerah"),
            fire=True,
        ),
        Tale(
            "Bentrok karena sengketa batas desa di {place}",
            "Warga dua desa berhadapan di lahan sengketa; patok batas dicabut.",
            "batas wilayah",
            _C,
            ("Warga desa timur", "Warga desa barat"),
        ),
        Tale(
            "Keributan mengenai pendirian rumah ibadah di {place}",
            "Sekelompok massa menghentikan pekerjaan bangunan; terjadi saling dorong.",
            "pendirian rumah ibadah",
            _B,
            ("Panitia pembangunan", "Kelompok warga penolak"),
            identity=True,
        ),
    ),
    IncidentType.VIOLENCE: (
        Tale(
            "Penyerangan terhadap permukiman warga di {place}",
            "Sekelompok orang tidak dikenal mendatangi permukiman dan melukai warga.",
            "keamanan",
            _A,
            ("Warga permukiman", "Kelompok tidak dikenal"),
        ),
        Tale(
            "Pengeroyokan yang memicu ketegangan antarkelompok di {place}",
            "Pengeroyokan di pasar membuat kerabat kedua pihak berkumpul dan saling mengancam.",
            "antarkelompok",
            _B,
            ("Kelompok kerabat pertama", "Kelompok kerabat kedua"),
            identity=True,
        ),
        Tale(
            "Pengusiran warga dari lahan garapan di {place}",
            "Petani diusir dari lahan garapan dan pondoknya dirobohkan.",
            "agraria",
            _D,
            ("Petani penggarap", "Perusahaan perkebunan"),
        ),
    ),
    IncidentType.BATTLES: (
        Tale(
            "Kontak senjata di sekitar {place}",
            "Terdengar tembakan berulang; warga mengungsi ke balai kampung.",
            "keamanan",
            _A,
            ("Aparat keamanan", "Kelompok bersenjata"),
        ),
        Tale(
            "Perang antarkelompok dengan senjata tradisional di {place}",
            "Dua kelompok saling menyerang dengan panah dan parang setelah perselisihan adat.",
            "adat",
            _B,
            ("Kelompok adat hulu", "Kelompok adat hilir"),
            identity=True,
        ),
    ),
}

_HOURS: Final = {
    IncidentType.PROTESTS: (8, 16),
    IncidentType.RIOTS: (14, 23),
    IncidentType.VIOLENCE: (0, 23),
    IncidentType.BATTLES: (0, 23),
}
_ODDS: Final = {
    IncidentType.PROTESTS: ((2, 3, 3, 4), (1, 2, 2, 3)),
    IncidentType.RIOTS: ((3, 3, 4), (3, 3, 4)),
    IncidentType.VIOLENCE: ((3, 4), (3, 4, 4)),
    IncidentType.BATTLES: ((4, 5), (4, 5)),
}
"""Likelihoods and impacts a desk would give to an incident of that type."""

ALWAYS_INVENTED: Final = (
    "jam kejadian",
    "waktu lapor",
    "saluran",
    "judul",
    "uraian",
    "tema",
    "sumber konflik",
    "para pihak",
    "nilai sumber",
    "nilai informasi",
    "kemungkinan",
    "dampak",
    "jumlah massa",
    "senjata",
    "pembakaran",
    "mobilisasi isu",
    "klasifikasi keamanan",
)


class Invention(Frozen):
    """One incident as it reaches the desk: what the row says, and what was made up around it."""

    happened_at: datetime
    filed_at: datetime
    day_known: bool
    source: Source
    realm: Realm
    details: Details
    title: str
    facts: str
    theme: str
    conflict_source: ConflictSource
    parties: tuple[str, ...]
    source_grade: SourceGrade
    information_grade: InformationGrade
    risk: RiskInputs
    secrecy: Secrecy
    invented: tuple[str, ...]


def dice(seed: int, *names: str) -> Random:
    """The generator of one incident, or one strand of its story; like no other's."""
    return Random("/".join((str(seed), *names)))  # noqa: S311 - a script's dice, no secret


def invent(incident: Incident, seed: int) -> Invention:
    """The incident as somebody would report it; the same for the same seed, whatever the file."""
    rng = dice(seed, incident.event_id, "invention")
    tale = rng.choice(TALES[incident.event_type])
    happened_at = _happened(incident, rng)
    place = incident.location
    day_known = incident.time_precision == 1
    source = rng.choice(
        (Source.FKDM, Source.VILLAGE_OFFICE, Source.POLICE, Source.MEDIA, Source.PUBLIC)
    )
    online = rng.random() < 0.05
    return Invention(
        happened_at=happened_at,
        filed_at=happened_at + _lateness(rng),
        day_known=day_known,
        source=source,
        realm=Realm.CYBERSPACE if online else Realm.REAL_WORLD,
        details=Details(platform="Media sosial contoh" if online else None),
        title=tale.title.format(place=place)[:200],
        facts=tale.facts,
        theme=tale.theme,
        conflict_source=tale.source,
        parties=tale.parties,
        source_grade=rng.choice(list(SourceGrade)[:4]),
        information_grade=rng.choice(list(InformationGrade)[:4]),
        risk=_risk(incident, tale, rng),
        secrecy=_secrecy(incident, rng),
        invented=ALWAYS_INVENTED if day_known else ("hari kejadian", *ALWAYS_INVENTED),
    )


def _happened(incident: Incident, rng: Random) -> datetime:
    """A moment within what the row's precision leaves open, on the clock of its region."""
    day, open_days = incident.event_date, 1
    if incident.time_precision == 2:
        open_days = 7
    if incident.time_precision == 3:
        day = day.replace(day=1)
        open_days = monthrange(day.year, day.month)[1]
    moved: date = day + timedelta(days=rng.randrange(open_days))
    earliest, latest = _HOURS[incident.event_type]
    clock = time(rng.randint(earliest, latest), rng.randrange(60))
    return datetime.combine(moved, clock, zone_of(incident.region_code)).astimezone(UTC)


def _lateness(rng: Random) -> timedelta:
    """Most report within hours, some the next day, a few when the week is over."""
    roll = rng.random()
    if roll < 0.75:
        return timedelta(minutes=rng.randint(15, 180))
    if roll < 0.95:
        return timedelta(minutes=rng.randint(6 * 60, 48 * 60))
    return timedelta(minutes=rng.randint(3 * 1440, 10 * 1440))


def _risk(incident: Incident, tale: Tale, rng: Random) -> RiskInputs:
    likelihoods, impacts = _ODDS[incident.event_type]
    peaceful = incident.event_type is IncidentType.PROTESTS
    return RiskInputs(
        likelihood=Likelihood(rng.choice(likelihoods)),
        impact=Impact(rng.choice(impacts)),
        fatalities=incident.fatalities,
        weapons=incident.event_type is IncidentType.BATTLES,
        arson_or_looting=tale.fire,
        crowd=rng.choice((None, 40, 80, 150, 300, 300, 700)) if peaceful else None,
        identity_mobilisation=tale.identity and rng.random() < 0.5,
    )


def _secrecy(incident: Incident, rng: Random) -> Secrecy:
    grave = incident.event_type in (IncidentType.BATTLES, IncidentType.VIOLENCE)
    return Secrecy.SECRET if rng.random() < (0.4 if grave else 0.1) else Secrecy.RESTRICTED
