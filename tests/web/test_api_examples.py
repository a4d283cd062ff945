"""Every curl in docs/api.md, sent as it stands there."""

import re
import shlex
from pathlib import Path

import pytest

from domain.kernel import Role
from tests.pictures import SHOT
from tests.web.house import House
from tests.web.machine import Machine

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
HOST = "https://rukun.example"


def examples() -> list[tuple[int, str]]:
    """Each curl with the status it says it is answered with, 200 where it says nothing."""
    found = []
    for block in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        said = re.match(r"# (\d+)\n", block)
        commands = re.split(r"\n(?=curl )", block[said.end() :] if said else block)
        found += [
            (int(said[1]) if said else 200, each) for each in commands if each.startswith("curl ")
        ]
    return found


def test_every_example_of_the_page_is_answered_as_it_says(house: House) -> None:
    opened, report = house.cast.open_case(), house.cast.file_report()
    machine = Machine(house, Role.CASE_OFFICER)
    house.catch_up()
    told = examples()
    assert len(told) >= 10
    for expected, command in told:
        filled = command.replace("\\\n", "").replace("$TOKEN", machine.secret)
        filled = filled.replace("$CASE", str(opened)).replace("$REPORT", str(report))
        words = iter(shlex.split(filled)[1:])
        method, url, headers, data = "GET", "", {}, None
        for word in words:
            match word:
                case "-X":
                    method = next(words)
                case "-H":
                    name, _, value = next(words).partition(": ")
                    headers[name] = value
                case "-d" | "--data-binary":
                    given = next(words)
                    data = SHOT if given == "@foto.jpg" else given.encode()
                case _ if word.startswith(HOST):
                    url = word.removeprefix(HOST)
                case _:
                    pytest.fail(f"no word of curl we know: {word}")
        answer = machine.client.request(method, url, headers=headers, content=data)
        assert answer.status_code == expected, (command, answer.text)
