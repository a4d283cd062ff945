"""A case folded a second time, from the stored bytes alone: by name and field of the catalogue.

It knows no aggregate, no page and no class of an event; only what the events of the log are called
and what they hold as JSON. Where it and the case's file differ, one of the two is wrong.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.case_file import CaseFile
from domain.exceptional_acts import StateOfConflictPage

Facts = dict[str, Any]
Picture = dict[str, Any]
"""Where a case stands, in strings, numbers and lists of them."""

_RUNGS = ["kecamatan", "kabupaten_kota", "provinsi", "nasional"]
_CALMING = {"pendinginan", "pemantauan"}
_OPEN = {"deteksi", "verifikasi", "eskalasi", "musyawarah", "pemulihan"}


@dataclass(frozen=True)
class Stored:
    """One event as it lies in the log."""

    position: int
    stream: str
    name: str
    state: bytes


def picture_of(events: Iterable[Stored]) -> Picture:
    """The case after these events."""
    picture: Picture = {
        "case": {},
        "reports": {},
        "tasks": {},
        "letters": {},
        "talks": {},
        "plans": {},
        "states": {},
        "forces": {},
        "packs": {},
        "links": [],
        "windows": {},
        "ended": [],
        "endings": [],
        "reopened": 0,
        "attachments": 0,
        "names": [],
        "position": 0,
    }
    for each in events:
        read = json.loads(each.state)
        picture["position"] = max(picture["position"], each.position)
        picture["names"].append(each.name)
        facts, envelope = read["facts"], read["envelope"]
        _windows(picture, each.name, facts)
        told = _TOLD.get(each.name.partition(".")[0])
        if told:
            told(picture, each.name.partition(".")[2], each.stream, facts, envelope)
    return picture


def _windows(picture: Picture, name: str, facts: Facts) -> None:
    windows = picture["windows"]
    if name == "deadline.set":
        _open(windows, facts["wait"])
    elif name == "deadline.paused" and facts["deadline_id"] in windows:
        windows[facts["deadline_id"]]["paused"] = True
    elif name in _ENDS and facts["deadline_id"] in windows:
        windows.pop(facts["deadline_id"])
        picture["ended"].append([facts["deadline_id"], name.partition(".")[2]])
        if "wait" in facts:
            _open(windows, facts["wait"])


_ENDS = {
    f"deadline.{how}" for how in ("met", "elapsed", "withdrawn", "resumed", "extended", "renewed")
}


def _open(windows: Facts, wait: Facts) -> None:
    asked = wait["asked"]
    windows[wait["deadline"]["deadline_id"]] = {
        "kind": wait["kind"],
        "role": asked["role"],
        "person": asked.get("person"),
        "paused": bool(wait.get("pause")),
    }


def _report(picture: Picture, what: str, stream: str, facts: Facts, _: Facts) -> None:
    reports, case = picture["reports"], picture["case"]
    if what == "filed":
        reports[stream] = {
            "region": facts["region"],
            "triage": "menunggu",
            "secrecy": facts["secrecy"],
            "source": [facts["source_grade"], facts["information_grade"]],
            "concluded": False,
        }
        if "id" not in case:
            case |= {"region": facts["region"], "level": facts["risk"]["level"]}
            case |= {"secrecy": facts["secrecy"], "theme": facts["theme"], "stage": "deteksi"}
    elif stream in reports:
        _of_report(reports[stream], what, facts)


def _of_report(report: Facts, what: str, facts: Facts) -> None:
    if what in ("opened_as_case", "joined_to_case"):
        report["triage"] = "kasus"
    elif what in ("kept_as_history", "noted_as_information"):
        report["triage"] = "informasi"
        report["concluded"] = what == "noted_as_information"
    elif what == "reopened":
        report["triage"], report["concluded"] = "menunggu", False
    elif what == "corrected":
        source, information = report["source"]
        report["source"] = [
            facts.get("source_grade") or source,
            facts.get("information_grade") or information,
        ]


def _case(picture: Picture, what: str, stream: str, facts: Facts, envelope: Facts) -> None:
    case = picture["case"]
    _course(picture, case, what, stream, facts, envelope)
    _handling(picture, case, what, facts)
    _settling(case, what, facts)
    _belonging(case, what, facts)
    _red(case, what)


def _course(
    picture: Picture, case: Facts, what: str, stream: str, facts: Facts, envelope: Facts
) -> None:
    match what:
        case "opened":
            case |= {
                name: facts.get(name)
                for name in ("region", "level", "secrecy", "theme", "officer", "owner")
            }
            case |= {"id": stream, "policy": envelope["policy"], "verified": False, "entry": 1}
            case |= {"findings": 0, "agreed": False, "calm": False, "letters_due": 0, "calmed": []}
            case |= {"members": [], "red": None, "visits": [], "relapse": [], "court": None}
        case "stage_entered":
            case["stage"], case["entry"] = facts["stage"], facts["entry"]
            if facts["stage"] not in _OPEN:
                case["offer"] = None
        case "verified":
            case["verified"], case["level"], case["calmed"] = True, facts["level"], []
        case "level_changed":
            case["level"], case["calmed"] = facts["level"], []
        case "policy_upgraded":
            case["policy"] = facts["to_policy"]
        case "refuted":
            case["verified"], case["verdict"], case["proposal"] = False, facts["verdict"], None
            picture["endings"].append("tidak_terbukti")
        case "closed":
            picture["endings"].append("selesai")
        case "reopened":
            picture["reopened"] += 1
            case |= {"verified": False, "agreed": False, "calm": False, "verdict": None}
            case |= {"findings": 0, "calmed": [], "red": None, "relapse": []}


def _handling(picture: Picture, case: Facts, what: str, facts: Facts) -> None:
    match what:
        case "finding_noted":
            case["findings"] += facts.get("verifies", True)
        case "contagion_linked":
            picture["links"].append(facts["link"]["link_id"])
        case "contagion_unlinked":
            picture["links"].remove(facts["link_id"])
        case "escalation_proposed":
            case["proposal"] = facts["proposal"]["content_hash"]
        case "escalation_declined":
            case["proposal"] = None
        case "escalated":
            case["proposal"], case["escalation"] = None, facts["level"]
            case["letters_due"] += facts["level"] == "provinsi"
            reached = _RUNGS.index(facts["level"])
            if case.get("owner") is None or reached > _RUNGS.index(case["owner"]):
                case["owner"] = facts["level"]
        case "letter_drafted":
            case["letters_due"] -= facts.get("for_escalation", True)


def _settling(case: Facts, what: str, facts: Facts) -> None:
    match what:
        case "deliberation_scheduled":
            case["agreed"], case["court"] = False, None
        case "deliberation_ended":
            case["agreed"] = facts["agreed"]
            if facts["agreed"]:
                case["calmed"].append(facts["deliberation_id"])
        case "recovery_begun":
            case["calm"], case["visits"] = False, []
        case "monitored":
            case["calm"] = facts["calm"]
            case["visits"] = [each for each in case["visits"] if each != facts.get("visit")]
        case "relapse_seen":
            case["relapse"] = sorted({*case["relapse"], facts["told_by"]})
        case "relapse_denied":
            case["relapse"] = []
        case "visits_planned":
            case["visits"] = sorted(facts["days"])
        case "monitoring_ended":
            case["visits"] = []
        case "referred_to_court":
            case["court"] = "berjalan"
        case "court_decided":
            case["court"] = "diputus"


def _belonging(case: Facts, what: str, facts: Facts) -> None:
    match what:
        case "returned_to_regency":
            case["owner"], case["escalation"] = "kabupaten_kota", None
        case "returned_to_province":
            case["owner"], case["escalation"] = "provinsi", "provinsi"
        case "handover_offered":
            case["offer"] = facts["offer"]["offer_id"]
        case "handover_declined":
            case["offer"] = None
        case "handed_over":
            case["officer"], case["offer"] = facts["receiver"], None
        case "merged_into":
            case["lead"] = facts["lead"]
        case "unmerged":
            case["lead"] = None
        case "merged":
            case["members"] += [each["case_id"] for each in facts["members"]]
            case["level"], case["secrecy"] = facts["level"], facts["secrecy"]
        case "members_released":
            case["members"] = [each for each in case["members"] if each not in facts["members"]]
            case["level"], case["secrecy"] = facts["level"], facts["secrecy"]


def _red(case: Facts, what: str) -> None:
    match what:
        case "red_raised_provisionally":
            case["red"] = "sementara"
        case "red_confirmed":
            case["red"] = "terkonfirmasi"
        case "red_not_confirmed":
            case["red"] = None


def _task(picture: Picture, what: str, stream: str, facts: Facts, envelope: Facts) -> None:
    tasks = picture["tasks"]
    if what == "assigned":
        tasks[stream] = {"kind": facts["kind"], "holder": facts["chain"][0], "link": 0}
        tasks[stream] |= {"state": "menunggu_pengakuan", "progress": 0, "happening": None}
        return
    if (task := tasks.get(stream)) is None:
        return
    match what:
        case "passed_on":
            task |= {"holder": facts["holder"], "link": facts["link"]}
            task["state"] = "menunggu_pengakuan"
        case "delegated":
            task |= {"holder": facts["holder"], "state": "menunggu_pengakuan"}
        case "supervisor_asked":
            task["state"] = "diminta_ke_pimpinan"
        case "acknowledged":
            task |= {"holder": facts["holder"], "state": "diakui"}
        case "accepted" | "en_route" | "on_scene" | "withdrawn":
            task["state"] = _STEPS[what]
        case "progressed":
            task["progress"] += 1
        case "reported":
            task |= {"state": "dilaporkan", "happening": facts["happening"]}
            if task["kind"] in _CALMING and "calmed" in picture["case"]:
                picture["case"]["calmed"].append(stream)


_STEPS = {
    "accepted": "diterima",
    "en_route": "menuju_lokasi",
    "on_scene": "di_lokasi",
    "withdrawn": "ditarik",
}


def _letter(picture: Picture, what: str, stream: str, facts: Facts, _: Facts) -> None:
    letters = picture["letters"]
    if what == "drafted":
        letters[stream] = {"type": facts["type"], "state": "konsep", "number": None, "initials": 0}
        letters[stream] |= {"hash": facts["content_hash"], "sent": {}, "orders": {}}
        letters[stream] |= {"signing": "belum"}
        return
    if (letter := letters.get(stream)) is None:
        return
    match what:
        case "approved":
            letter["state"], letter["number"] = "disetujui", facts["number"]
        case "voided" | "returned" | "resubmitted" | "dispatched":
            letter["state"] = _LETTER_STATES[what]
            if what == "returned":
                letter["initials"] = 0
            letter["sent"] |= {
                each["delivery_id"]: "menunggu" for each in facts.get("deliveries", ())
            }
        case "revised":
            letter["hash"], letter["initials"] = facts["content_hash"], 0
        case "initialled":
            letter["initials"] += 1
        case _ if what in _SIGNING:
            letter["signing"] = _SIGNING[what]
        case _:
            _sending(letter, what, facts)


def _sending(letter: Facts, what: str, facts: Facts) -> None:
    match what:
        case "sent_again":
            letter["sent"][facts["delivery"]["delivery_id"]] = "menunggu"
        case "disposition_recorded":
            letter["orders"][facts["disposition_id"]] = "terbuka"
        case "disposition_followed_up":
            letter["orders"][facts["disposition_id"]] = "ditindaklanjuti"
        case _ if what in _DELIVERIES:
            letter["sent"][facts["delivery_id"]] = _DELIVERIES[what]


_LETTER_STATES = {
    "voided": "batal",
    "returned": "dikembalikan",
    "resubmitted": "konsep",
    "dispatched": "dikirim",
}
_DELIVERIES = {
    "delivery_attempted": "dicoba",
    "delivered": "disampaikan",
    "delivery_failed": "gagal",
    "delivery_unclear": "tidak_jelas",
    "receipt_recorded": "diterima",
}
_SIGNING = {
    "signing_begun": "dimulai",
    "signed": "ditandatangani",
    "signing_unclear": "tidak_jelas",
    "not_signed": "belum",
}


def _talk(picture: Picture, what: str, stream: str, facts: Facts, _: Facts) -> None:
    talks = picture["talks"]
    if what == "scheduled":
        talks[stream] = {"track": facts["track"], "result": None, "sessions": 0, "duties": {}}
        talks[stream] |= {"signed": False}
        return
    if (talk := talks.get(stream)) is None:
        return
    match what:
        case "session_held":
            talk["sessions"] += 1
        case "session_not_held" if facts.get("next_session_at") is None:
            talk["result"] = "tidak_terselenggara"
        case "deadlocked":
            talk["result"] = "buntu"
        case "agreed":
            talk["result"] = "sebagian" if facts.get("open_points") else "sepakat"
            for each in facts["obligations"]:
                talk["duties"][each["obligation_id"]] = ["terbuka", each["due"]]
        case "obligation_met" | "obligation_breached" | "obligation_released":
            talk["duties"][facts["obligation_id"]][0] = _DUTIES[what]
        case "obligation_extended":
            talk["duties"][facts["obligation_id"]] = ["terbuka", facts["due"]]
        case "agreement_signed":
            talk["signed"] = True


_DUTIES = {
    "obligation_met": "dipenuhi",
    "obligation_breached": "dilanggar",
    "obligation_released": "dilepaskan",
}


def _plan(picture: Picture, what: str, stream: str, facts: Facts, _: Facts) -> None:
    plans = picture["plans"]
    match what:
        case "drafted":
            items = {each["item_id"]: False for each in facts["items"]}
            plans[stream] = {"approved": False, "withdrawn": False, "items": items}
        case "approved" | "withdrawn":
            plans[stream][what] = True
        case "item_completed":
            plans[stream]["items"][facts["item_id"]] = True


def _state(picture: Picture, what: str, stream: str, facts: Facts, _: Facts) -> None:
    states = picture["states"]
    match what:
        case "council_consulted":
            states[stream] = {"validity": "disiapkan", "days": [], "asked": 0}
            states[stream] |= {"help": {}, "rescued": []}
            states[stream]["measures"] = {}
        case "declared":
            states[stream]["validity"] = "berlaku"
            states[stream]["days"].append(facts["last_day"])
        case "extended":
            states[stream]["days"].append(facts["last_day"])
        case "revoked" | "lapsed":
            states[stream]["validity"] = "dicabut" if what == "revoked" else "berakhir"
            for each in facts["measures"]:
                states[stream]["measures"][each] = "diakhiri"
        case "measure_ordered":
            states[stream]["measures"][facts["measure_id"]] = "berlaku"
        case "measure_lifted":
            states[stream]["measures"][facts["measure_id"]] = "diakhiri"
        case "military_help_requested":
            states[stream]["asked"] += 1
        case _:
            _under_it(states[stream], what, facts)


def _under_it(state: Picture, what: str, facts: Facts) -> None:
    match what:
        case "military_help_decided":
            state["help"][facts["request_id"]] = [facts["decision"]]
        case "military_help_ordered":
            state["help"][facts["request_id"]].append(facts["coordination"]["days"])
        case "military_help_ended":
            state["help"][facts["request_id"]].append("diberitahukan")
        case "rescue_recorded":
            state["rescued"].append(facts["kind"])


def _force(picture: Picture, what: str, stream: str, *_: Facts) -> None:
    picture["forces"][stream] = what == "finished"


def _pack(picture: Picture, what: str, stream: str, facts: Facts, _: Facts) -> None:
    if what == "sent":
        picture["packs"][stream] = []
    elif what == "opened":
        picture["packs"][stream].append(facts["person"])


def _attachment(picture: Picture, *_: object) -> None:
    picture["attachments"] += 1


Told = Callable[[Picture, str, str, Facts, Facts], None]

_TOLD: dict[str, Told] = {
    "attachment": _attachment,
    "case": _case,
    "deliberation": _talk,
    "forkopimda_pack": _pack,
    "letter": _letter,
    "recovery_plan": _plan,
    "report": _report,
    "state_of_conflict": _state,
    "task": _task,
    "task_force": _force,
}


# -- the case's file, said in the same words -------------------------------------------------------


def said_of(file: CaseFile) -> Picture:
    """What the case's file says of the same things."""
    return {
        "case": _case_said(file),
        "reports": {
            str(each): {
                "region": report.region,
                "triage": report.triage.value,
                "secrecy": report.secrecy.value,
                "source": [report.source_grade.value, report.information_grade.value],
                "concluded": report.conclusion is not None,
            }
            for each, report in file.reports.items()
        },
        "tasks": {
            str(each): {
                "kind": task.kind.value,
                "holder": str(task.holder),
                "link": task.link,
                "state": task.state.value,
                "progress": len(task.progress),
                "happening": task.happening,
            }
            for each, task in file.tasks.items()
        },
        "letters": {
            str(each): {
                "type": letter.type.value,
                "state": letter.state.value,
                "number": letter.number,
                "initials": len(letter.initialled),
                "hash": letter.content_hash,
                "sent": {str(it): line.state.value for it, line in letter.deliveries.items()},
                "orders": {
                    str(it): "terbuka" if line.result is None else "ditindaklanjuti"
                    for it, line in letter.dispositions.items()
                },
                "signing": letter.signing.value,
            }
            for each, letter in file.letters.items()
        },
        **_settled_said(file),
        "links": [str(each) for each in file.links],
        "windows": {
            str(each): {
                "kind": held.wait.kind.value,
                "role": held.wait.asked.role.value,
                "person": _text(held.wait.asked.person),
                "paused": held.wait.pause is not None,
            }
            for each, held in file.waits.items()
        },
        "ended": [[str(each.wait.deadline_id), each.how] for each in file.closed_waits],
        "endings": [each.stage.value for each in file.endings],
        "reopened": len(file.reopenings),
        "attachments": len(file.attachments),
        "names": [line.name for line in file.timeline],
        "position": file.position,
    }


def _settled_said(file: CaseFile) -> Picture:
    return {
        "talks": {
            str(each): {
                "track": talk.track.value,
                "result": _value(talk.result),
                "sessions": len(talk.sessions),
                "signed": talk.signed is not None,
                "duties": {
                    str(it): [
                        "dipenuhi"
                        if duty.met_at
                        else "dilepaskan"
                        if duty.released_at
                        else "dilanggar"
                        if duty.breached_at
                        else "terbuka",
                        duty.due.isoformat(),
                    ]
                    for it, duty in talk.obligations.items()
                },
            }
            for each, talk in file.deliberations.items()
        },
        "plans": {
            str(each): {
                "approved": plan.approved_at is not None,
                "withdrawn": plan.withdrawn is not None,
                "items": {str(it): item.done_at is not None for it, item in plan.items.items()},
            }
            for each, plan in file.settlement.plans.items()
        },
        "states": {
            str(each): {
                "validity": state.validity.value,
                "days": [
                    *([state.declaration.last_day.isoformat()] if state.declaration else []),
                    *(it.last_day.isoformat() for it in state.extensions),
                ],
                "measures": {
                    str(it): "berlaku" if measure.ended_at is None else "diakhiri"
                    for it, measure in state.measures.items()
                },
                "asked": len(state.requests),
                "help": {str(key): it for key, it in _help_said(state) if it},
                "rescued": [each.kind.value for each in state.rescues],
            }
            for each, state in file.states.items()
        },
        "forces": {str(each): force.report is not None for each, force in file.task_forces.items()},
        "packs": {str(each): [str(it) for it in pack.read] for each, pack in file.packs.items()},
    }


def _help_said(state: StateOfConflictPage) -> Iterator[tuple[UUID, list[object]]]:
    for each in state.requests.values():
        decided = [each.decision.decision.value] if each.decision else []
        ordered = [each.order.coordination.days] if each.order else []
        yield each.request_id, [*decided, *ordered, *(["diberitahukan"] if each.notice else [])]


def _case_said(file: CaseFile) -> Picture:
    if not file.timeline:
        return {}
    known: Picture = {
        "region": file.region,
        "level": file.level.value,
        "secrecy": file.secrecy.value,
        "theme": file.theme,
        "stage": file.stage.value,
    }
    if file.case_id is None:
        return known
    court = file.settlement.court
    return known | {
        "id": str(file.case_id),
        "entry": file.entry,
        "officer": _text(file.officer),
        "owner": _value(file.owner),
        "policy": file.policy,
        "verified": file.verified,
        "verdict": _value(file.verdict),
        "findings": file.findings,
        "agreed": file.agreed,
        "calm": file.calm,
        "calmed": [str(each) for each in file.calmed],
        "letters_due": file.letters_due,
        "proposal": file.proposal.content_hash if file.proposal else None,
        "escalation": _value(file.escalation),
        "offer": _text(file.offer.offer_id) if file.offer else None,
        "lead": _text(file.lead),
        "members": [str(each) for each in file.members],
        "red": _value(file.red.state) if file.red else None,
        "visits": sorted(file.settlement.visits_due),
        "relapse": sorted(map(str, file.settlement.relapse_told_by)),
        "court": ("diputus" if court.decided_on else "berjalan") if court else None,
    }


def _value(of: Any) -> Any:
    return None if of is None else of.value


def _text(of: UUID | None) -> str | None:
    return None if of is None else str(of)
