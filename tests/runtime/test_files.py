"""Kept files: there before their event, swept where it never came, forgotten with their key."""

from datetime import timedelta
from io import BytesIO

import psycopg
import pytest
from PIL import Image

from application.attaching import FileNotKept
from domain.attachment import AttachFile, Filed, MediaType
from drill.invariants import Findings, Scene, files_are_kept
from runtime.database import Datastore
from runtime.files import GRACE
from runtime.pictures import DamagedPicture, UnknownFileType, cleaned, media_type_of
from runtime.vault import KeyDestroyed, Tampered
from tests.office import Office
from tests.pictures import PDF, SECRET, photo


def rows(url: str) -> int:
    with psycopg.connect(url) as conn:
        row = conn.execute("SELECT count(*) FROM rukun.kept_file").fetchone()
    assert row is not None
    return int(row[0])


def examined(office: Office, datastore: Datastore) -> tuple[int, tuple[str, ...]]:
    """What the doctor says of the files."""
    findings = Findings()
    scene = Scene(datastore=datastore, log=office.register.log, clock=office.clock, client=None)
    files_are_kept(scene, findings)
    found = findings.finding()
    return found.checked, found.violations


def test_no_event_speaks_of_a_file_that_is_not_kept(office: Office) -> None:
    case = office.open_case()
    file = Filed(sha256="1" * 64, size=10, media_type=MediaType.PDF, cleaned=False)
    with pytest.raises(FileNotKept):
        office.send(AttachFile, office.officer, stream=case, file=file, caption="Belum ada")
    assert office.file(case).attachments == []


def test_a_file_whose_event_never_came_is_swept_and_one_that_is_attached_stays(
    office: Office, database_url: str
) -> None:
    case = office.open_case()
    orphan = office.kept(case, PDF)
    attached = office.attach(case, as_evidence=True)
    assert rows(database_url) == 3
    office.clock.move_to(office.now() + GRACE + timedelta(minutes=1))
    fresh = office.kept(case, photo(seed=9))
    files = office.register.files
    assert not files.has(orphan.sha256, case)
    assert files.has(attached.sha256, case)
    assert attached.original
    assert files.has(attached.original.sha256, case)
    assert files.has(fresh.sha256, case)


def test_a_file_handed_in_again_is_not_swept_as_if_it_were_old(office: Office) -> None:
    case = office.open_case()
    office.kept(case)
    office.clock.move_to(office.now() + GRACE + timedelta(minutes=1))
    again = office.kept(case)
    office.attach(case)
    assert office.register.files.read(again.sha256, case) is not None


def test_bytes_are_sealed_at_rest_and_open_only_for_their_subject(
    office: Office, database_url: str
) -> None:
    case, other = office.open_case(), office.open_case()
    sha = office.attach(case, PDF).sha256
    office.attach(other)
    with psycopg.connect(database_url) as conn:
        stored = conn.execute("SELECT sealed FROM rukun.kept_file").fetchall()
    assert all(PDF not in row[0] for row in stored)
    assert office.register.files.read(sha, case) == PDF
    assert office.register.files.read(sha, other) is None


def test_the_doctor_finds_a_missing_and_a_changed_file_and_accepts_a_forgotten_one(
    office: Office, datastore: Datastore, postgres: object, database_url: str
) -> None:
    case, other, erased = office.open_case(), office.open_case(), office.open_case()
    lost, changed = office.attach(case), office.attach(other, PDF)
    office.attach(erased)
    assert examined(office, datastore) == (3, ())
    office.register.mapper.vault.destroy(erased)
    with psycopg.connect(database_url) as conn:
        conn.execute("DELETE FROM rukun.kept_file WHERE subject = %s", (case,))
        conn.execute(
            "UPDATE rukun.kept_file SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)"
            " WHERE subject = %s",
            (other,),
        )
    checked, wrong = examined(office, datastore)
    assert checked == 3
    assert [changed.sha256 in each or lost.sha256 in each for each in wrong] == [True, True]
    with pytest.raises(Tampered):
        office.register.files.read(changed.sha256, other)


def test_nothing_is_kept_for_a_subject_whose_key_is_destroyed(office: Office) -> None:
    case = office.open_case()
    office.register.mapper.vault.destroy(case)
    with pytest.raises(KeyDestroyed):
        office.register.files.keep(PDF, case)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_place_device_and_comments_are_gone_from_every_picture(kind: str, orientation: int) -> None:
    taken = photo(kind, orientation=orientation)
    assert SECRET in taken
    shown = cleaned(taken, media_type_of(taken))
    with Image.open(BytesIO(shown)) as picture:
        assert not dict(picture.getexif())
        assert picture.size == ((64, 32) if orientation == 1 else (32, 64))
    assert SECRET not in shown


def test_the_content_says_what_a_file_is() -> None:
    assert media_type_of(PDF) is MediaType.PDF
    assert media_type_of(photo("WEBP")) is MediaType.WEBP
    for strange in (b"", b"GIF89a", b"RIFF0000AVI ", b"<html>", b"\xff\xd8"):
        with pytest.raises(UnknownFileType):
            media_type_of(strange)


def test_a_picture_made_to_exhaust_memory_is_refused() -> None:
    huge = BytesIO()
    Image.new("1", (30_000, 30_000)).save(huge, "PNG")
    with pytest.raises(DamagedPicture):
        cleaned(huge.getvalue(), MediaType.PNG)
