"""What the lookout tells the register about the region a report comes from."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest

from application.ports import Surroundings
from domain.election_index import Edition, Thresholds
from domain.risk import Level
from projections.election_index import (
    ElectionIndexRejected,
    import_election_index,
    imports,
)
from projections.lookout import RegionLookout
from runtime.database import Datastore
from tests.office import Office

MONTH = timedelta(days=30)
HEADER = "province_code,province,score,category\n"


@pytest.fixture
def lookout(datastore: Datastore, catch_up: Callable[[], None]) -> RegionLookout:
    catch_up()
    return RegionLookout(datastore)


def test_incidents_of_the_regency_count_as_long_as_the_policy_says_unless_only_information(
    office: Office, lookout: RegionLookout, catch_up: Callable[[], None]
) -> None:
    office.file_report(region="31.74.09")
    office.pass_time(days=10)
    office.file_report(region="31.74.01")
    office.file_report(region="31.71.01")
    office.note_as_information(office.file_report(region="31.74.02"))
    catch_up()

    def incidents(region: str) -> int:
        return lookout.around(region, office.now(), MONTH).recent_incidents

    assert [incidents(code) for code in ("31.74", "31.74.05", "31.71.01", "31.72", "31")] == [
        2,
        2,
        1,
        0,
        0,
    ]
    office.pass_time(days=20)
    assert incidents("31.74.09") == 1


def test_an_imported_backlog_does_not_make_a_region_look_restless(
    office: Office, lookout: RegionLookout, catch_up: Callable[[], None]
) -> None:
    office.register.lookout = lookout
    for days in range(100, 130):
        office.file_report(happened_at=office.now() - timedelta(days=days))
    office.file_report(happened_at=office.now() - timedelta(days=29))
    catch_up()
    assert lookout.around("31.74.09", office.now(), MONTH).recent_incidents == 1
    report = office.file(office.file_report()).report
    assert report is not None
    assert report.risk.level is Level.YELLOW


def test_a_case_that_was_not_borne_out_is_no_incident(
    office: Office, lookout: RegionLookout, catch_up: Callable[[], None]
) -> None:
    refuted, standing = office.open_case(), office.open_case()
    catch_up()
    assert lookout.around("31.74.09", office.now(), MONTH).recent_incidents == 2
    office.refute(refuted)
    catch_up()
    assert lookout.around("31.74.09", office.now(), MONTH).recent_incidents == 1
    office.found(standing)
    office.verify(standing)
    catch_up()
    assert lookout.around("31.74.09", office.now(), MONTH).recent_incidents == 1


def test_the_register_scores_a_report_with_what_the_lookout_sees(
    office: Office, datastore: Datastore, catch_up: Callable[[], None]
) -> None:
    import_election_index(
        datastore, HEADER + "31,DKI Jakarta,88.95,tinggi\n", "2024", at=office.now()
    )
    catch_up()
    office.register.lookout = RegionLookout(datastore)
    office.file_report()
    catch_up()
    report = office.file(office.file_report()).report
    assert report is not None
    assert report.risk.inputs.election_index == 88.95
    assert report.risk.inputs.recent_incidents == 1


def test_the_index_of_the_nearest_enclosing_region_answers(
    datastore: Datastore, lookout: RegionLookout, office: Office
) -> None:
    assert lookout.around("31.74.09", office.now(), MONTH) == Surroundings()
    text = HEADER + "31,DKI Jakarta,88.95,tinggi\n73,Sulawesi Selatan,10.20,rendah\n"
    assert import_election_index(datastore, "\ufeff" + text, "2024", at=office.now()) == 2
    assert lookout.around("31.74.09", office.now(), MONTH).election_index == 88.95
    assert lookout.around("73", office.now(), MONTH).election_index == 10.2
    assert lookout.around("32.01", office.now(), MONTH).election_index is None
    later = Edition(
        name="2029",
        provinces=Thresholds(medium=20, high=60),
        regencies=Thresholds(medium=20, high=60),
    )
    line = HEADER + "31,DKI Jakarta,50,sedang\n"
    yesterday = office.now() - timedelta(days=1)
    import_election_index(datastore, line, "2029", later, at=yesterday, by=office.officer.id)
    assert lookout.around("31.74.09.1001", office.now(), MONTH).election_index == 50
    assert lookout.around("73", office.now(), MONTH).election_index == 10.2
    after, before = imports(datastore)
    assert (after.edition, after.by, after.regions) == ("2029", office.officer.id, 1)
    assert after.sha256 == hashlib.sha256(line.encode()).hexdigest()
    assert (before.edition, before.by, before.regions) == ("2024", None, 2)
    assert before.imported_at == office.now()
    assert after.imported_at > before.imported_at, "a clock set back puts no edition under another"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("99,Entah,50,sedang", "Baris 2: kode wilayah '99' bukan provinsi"),
        ("31.99,Entah,50,tinggi", "Baris 2: kode wilayah '31.99' bukan provinsi"),
        ("31,DKI Jakarta,50,tinggi", "tidak sesuai ambang edisi 2024: sedang."),
        ("31.74,Jakarta Selatan,50,sedang", "tidak sesuai ambang edisi 2024: tinggi."),
        ("31,DKI Jakarta,101,tinggi", "Baris 2: skor '101' bukan angka 0 sampai 100"),
        ("31,DKI Jakarta,nan,tinggi", "Baris 2: skor 'nan' bukan angka 0 sampai 100"),
        ('31,DKI Jakarta,"88,95",tinggi', "Baris 2: skor '88,95' bukan angka 0 sampai 100"),
        ("31,DKI Jakarta,,tinggi", "Baris 2: skor '' bukan angka 0 sampai 100"),
        ("31,DKI Jakarta,50,gawat", "Baris 2: kategori 'gawat' bukan rendah, sedang, tinggi."),
        ("31,DKI Jakarta,50", "Baris 2: jumlah kolom tidak sama dengan baris judul."),
        ("31,DKI Jakarta,50,tinggi,x", "Baris 2: jumlah kolom tidak sama dengan baris judul."),
        ("31,A,50,sedang\n31,B,51,sedang", "Baris 3: wilayah 31 disebut dua kali."),
        ('31,"A"B,50,sedang', "Baris 2: bukan CSV yang terbaca"),
        ("", "Tidak ada satu wilayah pun di dalam berkas."),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_kept(
    datastore: Datastore, lookout: RegionLookout, office: Office, line: str, said: str
) -> None:
    good = "73,Sulawesi Selatan,10.20,rendah\n" if line else ""
    with pytest.raises(ElectionIndexRejected) as refused:
        import_election_index(datastore, f"{HEADER}{line}\n{good}", "2024", at=office.now())
    assert said in refused.value.message
    assert len(refused.value.faults) == 1
    assert lookout.around("73", office.now(), MONTH).election_index is None


def test_a_missing_column_or_edition_is_named(datastore: Datastore, office: Office) -> None:
    with pytest.raises(ElectionIndexRejected) as refused:
        import_election_index(datastore, "province_code,score\n31,50\n", " ", at=office.now())
    assert refused.value.faults == (
        "Edisi indeks harus disebut.",
        "Baris 1: kolom tidak ada: province, category.",
    )


def test_the_regencys_own_index_goes_before_the_provinces_with_its_edition_and_category(
    datastore: Datastore, lookout: RegionLookout, office: Office
) -> None:
    header = "region_code,region,score,category\n"
    text = header + "31,DKI Jakarta,88.95,tinggi\n31.74,Jakarta Selatan,13.47,sedang\n"
    assert import_election_index(datastore, text, "2024", at=office.now()) == 2
    around = lookout.around("31.74.09", office.now(), MONTH)
    assert (around.election_index, around.election_edition) == (13.47, "2024")
    assert around.election_category == "sedang"
    assert lookout.around("31.73", office.now(), MONTH).election_category == "tinggi"


def test_an_edition_without_known_thresholds_is_imported_only_with_its_own(
    datastore: Datastore, office: Office
) -> None:
    with pytest.raises(ElectionIndexRejected, match="Ambang edisi 2029 belum dikenal"):
        import_election_index(
            datastore, HEADER + "31,DKI Jakarta,50,sedang\n", "2029", at=office.now()
        )
