import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from domain.deadline import Span
from domain.letter_content import Urgency
from domain.policy import POLICY_DEADLINES, Policy, PolicyInvalid, content_hash, load_policy
from domain.risk import Level

TEXT = (Path(__file__).parents[2] / "examples" / "policy-2026-1.json").read_text("utf-8")
POLICY = load_policy(TEXT)


def problems(change: Callable[[dict[str, Any]], object]) -> tuple[str, ...]:
    """What is said against the example once it has been changed."""
    policy = json.loads(TEXT)
    change(policy)
    with pytest.raises(PolicyInvalid) as refused:
        load_policy(json.dumps(policy))
    return refused.value.problems


def test_the_example_policy_is_in_order() -> None:
    assert POLICY.version == "2026-1"
    assert POLICY.span_for("verification", Level.RED) == Span.parse("3 jam")
    assert POLICY.span_for("verification", Level.GREEN) == Span.parse("3 hari kerja")


def test_the_example_says_that_it_is_no_law() -> None:
    assert "bukan ketentuan undang-undang" in POLICY.remarks


@pytest.mark.parametrize("kind", sorted(POLICY_DEADLINES))
@pytest.mark.parametrize("level", list(Level))
def test_every_kind_has_a_span_at_every_level(kind: str, level: Level) -> None:
    assert POLICY.span_for(kind, level).amount > 0
    assert POLICY.basis_for(kind, level).kind in {"sop", "guideline"}


def test_a_letter_is_timed_by_its_urgency_or_by_the_colour_of_its_case() -> None:
    assert POLICY.span_for("letter_approval", Urgency.IMMEDIATE) == Span.parse("24 jam")
    assert POLICY.span_for("letter_approval", Level.RED) == Span.parse("24 jam")
    assert POLICY.basis_for("letter_approval", Level.RED).citation == (
        "SOP 2026-1, persetujuan naskah sangat segera"
    )


def test_a_basis_names_the_version_and_the_key() -> None:
    assert POLICY.basis_for("verification", Level.YELLOW).citation == (
        "SOP 2026-1, verifikasi kuning"
    )


def test_uu_30_1999_pasal_6_is_a_guideline_for_the_agreement() -> None:
    basis = POLICY.basis_for("deliberation_agreement", Level.RED)
    assert basis.kind == "guideline"
    assert basis.citation.startswith("UU 30/1999 Pasal 6")


def test_a_kind_no_policy_sets_is_refused() -> None:
    with pytest.raises(ValueError, match="tidak menetapkan batas waktu 'lunch'"):
        POLICY.span_for("lunch", Level.RED)
    with pytest.raises(ValueError, match="tidak ditetapkan per derajat naskah"):
        POLICY.span_for("triage", Urgency.URGENT)


# --- What is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "field",
    [
        "triage",
        "verification",
        "escalation_approval",
        "first_handling",
        "deliberation_start",
        "deliberation_agreement",
    ],
)
def test_a_merah_slower_than_kuning_is_refused(field: str) -> None:
    assert problems(
        lambda policy: policy[field].update(hijau="9 hari", kuning="1 hari", merah="2 hari")
    ) == (f"{field}: merah (2 hari) tidak boleh lebih lambat daripada kuning (1 hari)",)


@pytest.mark.parametrize("field", ["acknowledge", "remind_before", "report", "supervisor_answer"])
def test_a_kuning_slower_than_hijau_is_refused_for_tasks_too(field: str) -> None:
    change = {"hijau": "1 hari", "kuning": "2 hari", "merah": "20 menit"}
    assert problems(lambda policy: policy["task"][field].update(change)) == (
        f"task.{field}: kuning (2 hari) tidak boleh lebih lambat daripada hijau (1 hari)",
    )


def test_working_days_are_not_promised_to_beat_the_wall_clock() -> None:
    assert problems(
        lambda policy: policy["triage"].update(merah="1 hari kerja", kuning="5 hari")
    ) == ("triage: kuning (5 hari) tidak boleh lebih lambat daripada hijau (1 hari)",)
    assert problems(lambda policy: policy["triage"].update(merah="1 hari kerja")) == (
        (
            "triage: merah (1 hari kerja) tidak boleh lebih lambat daripada kuning (6 jam); "
            "'hari kerja' hanya dapat dibandingkan dengan 'hari kerja'"
        ),
    )


def test_a_merah_watched_for_less_than_kuning_is_refused() -> None:
    assert problems(lambda policy: policy["monitoring"].update(merah="7 hari")) == (
        "monitoring: merah (7 hari) tidak boleh dipantau lebih singkat daripada kuning (30 hari)",
    )
    longer = json.loads(TEXT)
    longer["monitoring"]["merah"] = "90 hari"
    assert load_policy(json.dumps(longer)).span_for("monitoring", Level.RED) == Span.parse(
        "90 hari"
    )


def test_a_reminder_as_long_as_the_window_is_refused() -> None:
    assert problems(lambda policy: policy["task"]["remind_before"].update(merah="60 menit")) == (
        (
            "task: remind_before.merah (60 menit) harus lebih singkat daripada "
            "acknowledge.merah (1 jam)"
        ),
    )


def test_a_reminder_in_working_days_is_refused() -> None:
    assert problems(
        lambda policy: policy["task"]["remind_before"].update(hijau="1 hari kerja")
    ) == ("task: remind_before.hijau (1 hari kerja) harus dalam menit, jam, atau hari",)


def test_an_urgent_letter_slower_than_an_ordinary_one_is_refused() -> None:
    assert problems(lambda policy: policy["letter_approval"].update(segera="6 hari")) == (
        "letter_approval: segera (6 hari) tidak boleh lebih lambat daripada biasa (5 hari kerja)",
    )


@pytest.mark.parametrize(
    ("span", "said"),
    [
        ("0 jam", "jangka waktu harus lebih dari nol, bukan '0 jam'"),
        ("-1 hari", "jangka waktu harus lebih dari nol, bukan '-1 hari'"),
        ("99999 hari", "jangka waktu '99999 hari' melebihi seratus tahun"),
        (
            "sebentar",
            "jangka waktu 'sebentar' tidak terbaca; tulis misalnya '3 jam' atau '2 hari kerja'",
        ),
        (5, "jangka waktu ditulis sebagai teks, misalnya '3 jam'"),
    ],
)
def test_a_span_that_makes_no_sense_is_refused_by_its_field(span: object, said: str) -> None:
    assert problems(lambda policy: policy["triage"].update(merah=span)) == (
        f"triage.merah: {said}",
    )


def test_thresholds_out_of_order_are_refused() -> None:
    assert problems(lambda policy: policy["risk"].update(red_from=7)) == (
        "risk: ambang kuning (yellow_from 7) harus di bawah ambang merah (red_from 7)",
    )


def test_steps_out_of_order_are_refused() -> None:
    steps = [{"at_least": 6, "raises_by": 1}, {"at_least": 3, "raises_by": 2}]
    assert problems(lambda policy: policy["risk"].update(recent_incidents=steps)) == (
        "risk: recent_incidents: ambang harus naik dan kenaikannya tidak boleh mengecil",
    )


def test_an_unknown_trigger_is_refused_with_those_that_exist() -> None:
    (said,) = problems(lambda policy: policy["risk"].update(red_triggers=["hujan"]))
    assert said.startswith("risk.red_triggers.0: harus salah satu dari: 'korban jiwa', 'senjata'")
    assert said.endswith("atau 'isu SARA dengan mobilisasi'")


def test_every_wrong_field_is_named_at_once() -> None:
    def spoil(policy: dict[str, Any]) -> None:
        policy.update(
            version="kesatu", title="", effective_from="besok", supervisor_after_elapsed="mungkin"
        )
        del policy["triage"]["merah"]
        policy["task"] = 3
        policy["catatan"] = "x"
        policy["risk"]["crowd_threshold"] = "banyak"

    assert problems(spoil) == (
        "version: tidak sesuai pola ^[0-9]{4}-[0-9]{1,3}$",
        "title: tidak boleh kosong",
        "effective_from: harus tanggal, misalnya 2026-01-01",
        "risk.crowd_threshold: harus bilangan bulat",
        "triage.merah: wajib diisi",
        "task: harus objek dengan beberapa isian",
        "supervisor_after_elapsed: harus true atau false",
        "catatan: tidak dikenal dalam kebijakan",
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"version":\n "2026-1",', "teks bukan JSON yang sah (baris 2 kolom"),
        ("[]", "JSON harus berupa satu objek kebijakan"),
        ('{"title": "a", "title": "b"}', "title: tertulis dua kali"),
        ('{"title": NaN}', "NaN bukan bilangan yang boleh dipakai"),
    ],
)
def test_a_text_that_is_no_policy_is_refused(text: str, said: str) -> None:
    with pytest.raises(PolicyInvalid) as refused:
        load_policy(text)
    assert refused.value.problems[0].startswith(said)


# --- The hash -----------------------------------------------------------------------------------


def test_the_hash_is_of_the_content_not_of_the_writing() -> None:
    rewritten = json.dumps(dict(reversed(json.loads(TEXT).items())), indent=7)
    assert content_hash(load_policy(rewritten)) == content_hash(POLICY)


def test_a_changed_value_changes_the_hash() -> None:
    changed = json.loads(TEXT)
    changed["triage"]["merah"] = "30 menit"
    assert content_hash(load_policy(json.dumps(changed))) != content_hash(POLICY)
    assert len(content_hash(POLICY)) == 64


def test_a_policy_survives_its_json() -> None:
    again = Policy.model_validate_json(POLICY.model_dump_json())
    assert again == POLICY
    assert content_hash(again) == content_hash(POLICY)
