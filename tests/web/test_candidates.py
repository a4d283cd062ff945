"""What may be the same conflict, on the pages of a report and of a case."""

from domain.report import Source
from tests.web.house import House


def test_an_officer_joins_or_tells_apart_what_the_page_proposes(house: House) -> None:
    cast = house.cast
    case = cast.open_case(cast.file_report(title="Sengketa kebun"))
    other = cast.open_case(cast.file_report(title="Sengketa ladang"))
    report = cast.file_report(by=cast.liaison, source=Source.POLICE)
    house.catch_up()
    officer = house.window(cast.officer).open(f"/laporan/{report}")
    assert "Mungkin konflik yang sama" in officer.text
    assert "Tema Sama Temanya sama: agraria" in officer.text
    assert "Laporan yang mungkin tentang konflik ini" in officer.open(f"/kasus/{case}").text
    officer.open(f"/laporan/{report}")
    drawn = officer.form("bukan-yang-sama", str(other))
    officer.post(drawn.action, drawn.filled({"explanation": "Lain tempatnya."}))
    assert f"bukan-yang-sama-{other}" not in officer.open(f"/laporan/{report}").html
    drawn = officer.form("lampirkan-usul", str(case))
    officer.post(drawn.action, drawn.filled({"explanation": "Sama."}))
    assert "Laporan lain yang dilampirkan" in officer.open(f"/kasus/{case}").text
    assert cast.file(case).joined[0].report_id == report
