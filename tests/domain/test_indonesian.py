from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.indonesian import (
    clock,
    count,
    day_in_words,
    day_name,
    decimal,
    duration_words,
    hours,
    in_fold,
    in_words,
    long_date,
    moment,
    month_name,
    ordinal,
    relative,
    roman_month,
    rupiah,
    rupiah_in_words,
    telegraphic,
    thousands,
    weekday_date,
)

SEVENTH = datetime(2026, 9, 7, 1, 0, tzinfo=UTC)


def test_a_date_has_no_leading_zero() -> None:
    assert long_date(date(2026, 9, 7)) == "7 September 2026"
    assert day_name(date(2026, 9, 7)) == "Senin"
    assert month_name(5) == "Mei"


def test_a_moment_without_a_region_has_no_date() -> None:
    with pytest.raises(TypeError, match="tentukan wilayahnya"):
        long_date(SEVENTH)


def test_a_clock_shows_the_time_of_its_region() -> None:
    assert clock(SEVENTH, "31") == "08.00 WIB"
    assert clock(SEVENTH, "73.71") == "09.00 WITA"
    assert clock(SEVENTH, "91") == "10.00 WIT"


def test_a_moment_is_written_as_letters_write_it() -> None:
    assert moment(SEVENTH, "31.74") == "Senin, 7 September 2026 pukul 08.00 WIB"


def test_a_moment_takes_the_date_of_its_region() -> None:
    late = datetime(2026, 9, 7, 16, 30, tzinfo=UTC)
    assert moment(late, "31") == "Senin, 7 September 2026 pukul 23.30 WIB"
    assert moment(late, "81") == "Selasa, 8 September 2026 pukul 01.30 WIT"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="tanpa zona"):
        clock(SEVENTH.replace(tzinfo=None), "31")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (1, "satu"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (19, "sembilan belas"),
        (20, "dua puluh"),
        (21, "dua puluh satu"),
        (100, "seratus"),
        (111, "seratus sebelas"),
        (219, "dua ratus sembilan belas"),
        (1_000, "seribu"),
        (1_100, "seribu seratus"),
        (2_026, "dua ribu dua puluh enam"),
        (11_000, "sebelas ribu"),
        (100_000, "seratus ribu"),
        (1_000_000, "satu juta"),
        (1_001_000, "satu juta seribu"),
        (10**9, "satu miliar"),
        (10**12 + 1, "satu triliun satu"),
        (10**15, "satu kuadriliun"),
    ],
)
def test_a_number_is_spelt_out(number: int, words: str) -> None:
    assert in_words(number) == words


VALUES = {
    word: value
    for value, word in enumerate(
        [
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
        ]
    )
}
SCALES = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12, "kuadriliun": 10**15}


def read_back(words: str) -> int:
    """A reader that knows nothing of how the words were made."""
    total = group = unit = 0
    for word in words.replace("seratus", "satu ratus").replace("seribu", "satu ribu").split():
        if word in VALUES:
            unit = VALUES[word]
        elif word == "belas":
            unit += 10
        elif word in {"puluh", "ratus"}:
            group += unit * {"puluh": 10, "ratus": 100}[word]
            unit = 0
        else:
            total += (group + unit) * SCALES[word]
            group = unit = 0
    return total + group + unit


@given(st.integers(0, 10**15))
def test_a_number_spelt_out_reads_back(number: int) -> None:
    assert read_back(in_words(number)) == number


@pytest.mark.parametrize("number", [-1, 10**15 + 1])
def test_a_number_out_of_range_is_not_spelt(number: int) -> None:
    with pytest.raises(ValueError, match="Terbilang hanya"):
        in_words(number)


def test_a_quantity_is_stated_twice() -> None:
    assert count(1, "berkas") == "1 (satu) berkas"
    assert count(1_200, "lembar") == "1.200 (seribu dua ratus) lembar"


def test_a_point_parts_thousands_and_a_comma_the_fraction() -> None:
    assert thousands(1_234_567) == "1.234.567"
    assert thousands(-1_234) == "-1.234"
    assert decimal(1234.5) == "1.234,5"
    assert decimal(68.5, places=2) == "68,50"
    assert decimal(3) == "3"
    assert decimal(0.1) == "0,1"
    assert decimal(-1234.5) == "-1.234,5"
    assert decimal(1e-7) == "0,0000001"


def test_a_half_rounds_away_from_zero() -> None:
    assert decimal(0.125, places=2) == "0,13"
    assert decimal(Decimal("2.675"), places=2) == "2,68"


def test_no_number_is_no_decimal() -> None:
    with pytest.raises(ValueError, match="bukan bilangan"):
        decimal(float("nan"))


def test_rupiah_has_two_decimals_and_no_space() -> None:
    assert rupiah(50_000) == "Rp50.000,00"
    assert rupiah(Decimal("1234567.891")) == "Rp1.234.567,89"
    assert rupiah(-5) == "-Rp5,00"


def test_a_month_is_roman_in_letter_numbers() -> None:
    assert [roman_month(month) for month in (1, 4, 9, 12)] == ["I", "IV", "IX", "XII"]
    with pytest.raises(ValueError, match="1 sampai 12"):
        roman_month(0)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(0), "kurang dari 1 menit"),
        (timedelta(seconds=59), "kurang dari 1 menit"),
        (timedelta(minutes=45), "45 menit"),
        (timedelta(hours=3), "3 jam"),
        (timedelta(hours=3, minutes=20), "3 jam 20 menit"),
        (timedelta(days=2, hours=3, minutes=59), "2 hari 3 jam"),
        (timedelta(days=2, minutes=59), "2 hari"),
        (timedelta(days=1_000), "1.000 hari"),
    ],
)
def test_a_duration_is_told_in_its_two_largest_units(span: timedelta, words: str) -> None:
    assert duration_words(span) == words


def test_a_negative_duration_is_refused() -> None:
    with pytest.raises(ValueError, match="negatif"):
        duration_words(timedelta(seconds=-1))


def test_a_deadline_is_ahead_or_late() -> None:
    assert relative(SEVENTH + timedelta(hours=3), SEVENTH) == "3 jam lagi"
    assert relative(SEVENTH - timedelta(hours=2), SEVENTH) == "terlambat 2 jam"
    assert relative(SEVENTH, SEVENTH) == "jatuh tempo sekarang"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (
            date(2026, 9, 7),
            "Senin, tanggal tujuh bulan September tahun dua ribu dua puluh enam",
        ),
        (date(2000, 1, 1), "Sabtu, tanggal satu bulan Januari tahun dua ribu"),
        (
            date(2027, 12, 31),
            "Jumat, tanggal tiga puluh satu bulan Desember tahun dua ribu dua puluh tujuh",
        ),
    ],
)
def test_minutes_say_their_day_in_words(day: date, words: str) -> None:
    assert day_in_words(day) == words


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (1, "kesatu"),
        (2, "kedua"),
        (10, "kesepuluh"),
        (11, "kesebelas"),
        (12, "kedua belas"),
        (21, "kedua puluh satu"),
        (100, "keseratus"),
    ],
)
def test_parties_and_dictums_are_counted_in_words(number: int, word: str) -> None:
    assert ordinal(number) == word


def test_nothing_comes_before_the_first() -> None:
    with pytest.raises(ValueError, match="dimulai dari 1"):
        ordinal(0)


def test_a_deed_is_made_in_so_many_originals() -> None:
    assert in_fold(2) == "rangkap 2 (dua)"
    assert in_fold(13) == "rangkap 13 (tiga belas)"


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Lapor segera.", "LAPOR SEGERA TTK HBS"),
        ("Lapor segera", "LAPOR SEGERA TTK HBS"),
        (
            "Aktifkan posko, siagakan Linmas. Lapor pukul 08.00 WITA.",
            "AKTIFKAN POSKO KMA SIAGAKAN LINMAS TTK LAPOR PUKUL 08.00 WITA TTK HBS",
        ),
        ("Siapkan: tenda; air", "SIAPKAN TTK DUA TENDA TTK KMA AIR TTK HBS"),
        ("Nomor 200.1.3.4/7, 1.234,5 kg", "NOMOR 200.1.3.4/7 KMA 1.234,5 KG TTK HBS"),
        ("Siaga s.d. pulih, a.n. Gubernur", "SIAGA S.D. PULIH KMA A.N. GUBERNUR TTK HBS"),
        ("Tunggu\n  perintah . .. !", "TUNGGU PERINTAH . . TTK ! TTK HBS"),
        ("", " TTK HBS"),
    ],
)
def test_a_radiogram_spells_out_its_signs(text: str, sent: str) -> None:
    assert telegraphic([text]) == sent


def test_the_points_of_a_radiogram_are_lettered() -> None:
    assert telegraphic(["Satu.", "Dua, tiga."]) == "AAA TTK SATU TTK\nBBB TTK DUA KMA TIGA TTK HBS"


def test_an_invitation_states_its_hours() -> None:
    two_hours_later = SEVENTH + timedelta(hours=2)
    assert weekday_date(date(2026, 9, 7)) == "Senin, 7 September 2026"
    assert hours(SEVENTH, None, "31") == "08.00 WIB s.d. selesai"
    assert hours(SEVENTH, two_hours_later, "73") == "09.00 s.d. 11.00 WITA"


@pytest.mark.parametrize("later", [timedelta(0), timedelta(hours=-1), timedelta(hours=20)])
def test_an_end_before_the_start_or_on_another_day_is_refused(later: timedelta) -> None:
    with pytest.raises(ValueError, match="hari yang sama"):
        hours(SEVENTH, SEVENTH + later, "31")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "nol rupiah"),
        (50_000, "lima puluh ribu rupiah"),
        (Decimal("1500000.00"), "satu juta lima ratus ribu rupiah"),
        (Decimal("1000.5"), "seribu rupiah lima puluh sen"),
        (Decimal("0.05"), "nol rupiah lima sen"),
        (Decimal("1.999"), "dua rupiah"),
    ],
)
def test_a_sum_in_words(amount: Decimal, words: str) -> None:
    assert rupiah_in_words(amount) == words


@pytest.mark.parametrize("amount", [Decimal("-0.01"), -1, 10**16])
def test_a_sum_that_has_no_words_is_refused(amount: Decimal) -> None:
    with pytest.raises(ValueError, match="Terbilang hanya"):
        rupiah_in_words(amount)
