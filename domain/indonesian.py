"""Bahasa naskah dinas: dates, clocks and numbers exactly as letters and pages print them.

The forms follow the practice of tata naskah dinas: `7 September 2026` without a leading zero,
`pukul 08.00 WIB` with a point, `Rp50.000,00`, `1.234,5`, `1 (satu) berkas`.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from domain.regions import zone_label, zone_of

_DAYS: Final = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS: Final = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_UNITS: Final = (
    "nol",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
)
_SCALES: Final = (
    (10**15, "kuadriliun"),
    (10**12, "triliun"),
    (10**9, "miliar"),
    (10**6, "juta"),
    (1_000, "ribu"),
    (100, "ratus"),
    (10, "puluh"),
)
LARGEST_IN_WORDS: Final = 10**15
_SIGNS: Final = {".": "TTK", ",": "KMA", ":": "TTK DUA", ";": "TTK KMA"}
_SIGN_AT_A_WORDS_END: Final = re.compile(r"(?<=\S)([.,:;])(?=\s|$)")
_OFFICES: Final = ("a.n.", "d.a.", "pj.", "pjs.", "plh.", "plt.", "u.b.", "u.p.", "yth.")
_PLACES: Final = ("jl.", "kab.", "kec.", "kel.", "no.")
_ABBREVIATED: Final = frozenset({*_OFFICES, *_PLACES, "dll.", "dr.", "drs.", "ir.", "s.d."})
"""Words whose last point belongs to them."""


def long_date(day: date) -> str:
    """`7 September 2026`. A datetime is refused: its date depends on a region."""
    if isinstance(day, datetime):
        raise TypeError("Tanggal diperlukan, bukan waktu; tentukan wilayahnya dahulu.")
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def month_name(month: int) -> str:
    """`September` for 9; ValueError outside 1 to 12."""
    return _MONTHS[_month(month) - 1]


def day_name(day: date) -> str:
    """`Senin` to `Minggu`."""
    return _DAYS[day.weekday()]


def clock(moment: datetime, region: str) -> str:
    """`08.00 WIB`: the local time of a region; ValueError for a moment without a zone."""
    return f"{local(moment, region):%H.%M} {zone_label(region)}"


def hours(start: datetime, end: datetime | None, region: str) -> str:
    """`08.00 s.d. 10.00 WIB`; without an end `08.00 WIB s.d. selesai`.

    ValueError for an end before the start or on another day of the region.
    """
    if end is None:
        return f"{clock(start, region)} s.d. selesai"
    if end <= start or local(start, region).date() != local(end, region).date():
        raise ValueError("Acara harus berakhir pada hari yang sama, setelah dimulai.")
    return f"{local(start, region):%H.%M} s.d. {clock(end, region)}"


def weekday_date(day: date) -> str:
    """`Senin, 7 September 2026`."""
    return f"{day_name(day)}, {long_date(day)}"


def moment(at: datetime, region: str) -> str:
    """`Senin, 7 September 2026 pukul 08.00 WIB`, as seen in the region."""
    day = local(at, region).date()
    return f"{weekday_date(day)} pukul {clock(at, region)}"


def local(at: datetime, region: str) -> datetime:
    """The moment on the region's own clock; ValueError for a moment without a zone."""
    if at.tzinfo is None:
        raise ValueError("Waktu tanpa zona tidak dapat ditampilkan.")
    return at.astimezone(zone_of(region))


def in_words(number: int) -> str:
    """Terbilang: `dua ribu dua puluh enam`, from zero to 10^15; ValueError outside."""
    if not 0 <= number <= LARGEST_IN_WORDS:
        raise ValueError(f"Terbilang hanya untuk 0 sampai 10^15, bukan {number}.")
    return _words(number)


def count(number: int, noun: str) -> str:
    """`1 (satu) berkas`: how letters state a quantity."""
    return f"{thousands(number)} ({in_words(number)}) {noun}"


def in_fold(number: int) -> str:
    """`rangkap 2 (dua)`: in how many originals a deed is made."""
    return f"rangkap {thousands(number)} ({in_words(number)})"


def ordinal(number: int) -> str:
    """`kesatu`, `kedua`, `kesebelas`: parties and dictums; ValueError below one."""
    if number < 1:
        raise ValueError(f"Urutan dimulai dari 1, bukan {number}.")
    return f"ke{in_words(number)}"


def day_in_words(day: date) -> str:
    """`Senin, tanggal tujuh bulan September tahun dua ribu dua puluh enam`, for minutes."""
    return (
        f"{day_name(day)}, tanggal {in_words(day.day)} bulan {month_name(day.month)}"
        f" tahun {in_words(day.year)}"
    )


def telegraphic(points: Sequence[str]) -> str:
    """The text of a radiogram: upper case, its signs spelled out, closed with `TTK HBS`.

    A sign counts where a word ends: `08.00`, `1.234,5` and `s.d.` stay as they are. Several
    points are told apart by AAA, BBB, CCC, each in a line of its own.
    """
    said = [_telegraphic(point) for point in points]
    if len(said) > 1:
        said = [f"{chr(ord('A') + at % 26) * 3} TTK {text}" for at, text in enumerate(said)]
    return " TTK\n".join(said) + " TTK HBS"


def _telegraphic(text: str) -> str:
    words = [
        word
        if word.lower() in _ABBREVIATED
        else _SIGN_AT_A_WORDS_END.sub(lambda sign: f" {_SIGNS[sign[1]]}", word)
        for word in text.split()
    ]
    return " ".join(words).upper().removesuffix(" TTK")


def thousands(number: int) -> str:
    """`1.234.567`."""
    return f"{number:,}".replace(",", ".")


def decimal(number: float | Decimal, places: int | None = None) -> str:
    """`1.234,5`; with `places`, exactly so many digits after the comma, halves away from zero.

    ValueError for what is not a finite number.
    """
    value = Decimal(str(number))
    if not value.is_finite():
        raise ValueError(f"{number} bukan bilangan yang dapat dituliskan.")
    if places is not None:
        value = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{abs(value):f}".partition(".")
    if places is None:
        fraction = fraction.rstrip("0")
    text = thousands(int(whole)) + (f",{fraction}" if fraction else "")
    return f"-{text}" if value < 0 else text


def rupiah(amount: float | Decimal) -> str:
    """`Rp50.000,00`; a debt is `-Rp50.000,00`."""
    text = decimal(amount, places=2)
    return f"-Rp{text[1:]}" if text.startswith("-") else f"Rp{text}"


def rupiah_in_words(amount: float | Decimal) -> str:
    """Terbilang: `lima puluh ribu rupiah`, with sen where there are any (`... lima puluh sen`).

    ValueError below zero and beyond ``LARGEST_IN_WORDS``.
    """
    value = Decimal(str(amount)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    whole = int(value)
    cents = int((value - whole) * 100)
    if value < 0:
        raise ValueError("Terbilang hanya untuk jumlah yang tidak negatif.")
    return f"{in_words(whole)} rupiah" + (f" {in_words(cents)} sen" if cents else "")


def roman_month(month: int) -> str:
    """`IX` for September; ValueError outside 1 to 12."""
    return _ROMAN[_month(month) - 1]


def duration_words(span: timedelta) -> str:
    """`2 hari 3 jam`: the two largest units, rounded down; ValueError below zero.

    Units that are zero are left out; less than a minute is `kurang dari 1 menit`.
    """
    if span < timedelta(0):
        raise ValueError("Lama waktu tidak boleh negatif.")
    minutes = int(span.total_seconds()) // 60
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    amounts = ((days, "hari"), (hours, "jam"), (minutes, "menit"))
    first = next((at for at, (amount, _) in enumerate(amounts) if amount), None)
    if first is None:
        return "kurang dari 1 menit"
    return " ".join(
        f"{thousands(amount)} {unit}" for amount, unit in amounts[first : first + 2] if amount
    )


def relative(due: datetime, now: datetime) -> str:
    """`3 jam lagi` before a deadline, `terlambat 2 jam` after it."""
    if now == due:
        return "jatuh tempo sekarang"
    if now < due:
        return f"{duration_words(due - now)} lagi"
    return f"terlambat {duration_words(now - due)}"


def _month(month: int) -> int:
    if not 1 <= month <= len(_MONTHS):
        raise ValueError(f"Bulan harus 1 sampai 12, bukan {month}.")
    return month


def _words(number: int) -> str:
    if number < len(_UNITS):
        return _UNITS[number]
    if number < 20:
        return f"{_UNITS[number - 10]} belas"
    scale, name = next((scale, name) for scale, name in _SCALES if number >= scale)
    many, rest = divmod(number, scale)
    head = f"se{name}" if many == 1 and scale <= 1_000 else f"{_words(many)} {name}"
    return f"{head} {_words(rest)}" if rest else head
