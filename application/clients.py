"""Klien: another system gets an account nobody logs in with, and its one role."""

import secrets
from typing import TYPE_CHECKING

from application.sitting import Outcome
from domain.role_assignment import AssignRole
from runtime.accounts import Account, Accounts
from runtime.tokens import AlreadyMade

if TYPE_CHECKING:
    from application.register import Register


def admit(register: "Register", accounts: Accounts, name: str, command: AssignRole) -> Outcome:
    """The account first, so that the role is never anybody's; AlreadyMade when it is there.

    Its password is known to nobody: a client comes in by token alone.
    """
    if accounts.by_actor(command.person) is not None:
        raise AlreadyMade
    register.rehearse(command)
    account = Account(actor=command.person, login=f"klien-{str(command.person)[:8]}", name=name)
    accounts.create(account, secrets.token_urlsafe(32), by=command.actor)
    return register.submit(command)
