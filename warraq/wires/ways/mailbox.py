"""A mailbox that an agency writes to: IMAP over TLS, at `imaps://user@host/folder` (see `warraq/fetching/mailbox.py`).

A message is brought while it is unseen, and is marked seen once all of it is kept: never before, so that one that a
failing database did not keep comes again. With `?kept=Folder` it is moved there; one that can't be read is flagged and
stays. Passwords stand in the settings alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.conf import settings

from warraq.fetching import mailbox
from warraq.fetching.asking import NotFetched
from warraq.fetching.mailbox import Address, Session
from warraq.inbox.models import Source
from warraq.wires.formats.registry import LARGEST
from warraq.wires.ways.parcels import Bag, NotBrought, Parcel, ways

MOST_AT_ONCE = 50
# What is held of one asking; what goes beyond comes with the next.
MOST_BYTES = 64 * 1024 * 1024
# What a session may send in all: a server that never ends is left.
MOST_SENT = MOST_BYTES + 2 * LARGEST
SECONDS = 60.0


def address_in(text: str) -> Address:
    """Read a mailbox's address. Raises NotBrought for what is none, and for one that tells a password."""
    with _not_brought():
        return mailbox.address_in(text)


def bring(source: Source) -> Bag:
    """Read the oldest unseen messages, within MOST_AT_ONCE and MOST_BYTES; too large ones are flagged and stay."""
    address = address_in(source.address)
    password = settings.MAILBOX_PASSWORDS.get(address.password_name, "")
    if not password:
        raise NotBrought(f"WARRAQ_MAILBOX_PASSWORDS has no password for {address.password_name}.")
    with _not_brought():
        session = mailbox.opened(
            address,
            password=password,
            seconds=SECONDS,
            most_bytes=MOST_SENT,
            trusted=settings.FETCH_TRUSTED_HOSTS,
        )
        try:
            return _bag(session)
        except BaseException:
            session.close()
            raise


def _bag(session: Session) -> Bag:
    parcels: list[Parcel] = []
    problem = ""
    for each in session.messages(most=MOST_AT_ONCE, largest=LARGEST, most_bytes=MOST_BYTES):
        if each.data is None:
            session.settle(each.uid, False)
            problem = f"Message {each.uid} is larger than {LARGEST // 2**20} MB."
            continue
        settle = partial(session.settle, each.uid)
        parcels.append(Parcel(name=f"Message {each.uid}", data=each.data, format="mail", settle=settle))
    return Bag(parcels=parcels, finish=partial(_finish, session), problem=problem)


def _finish(session: Session) -> None:
    with _not_brought():
        session.finish()


@contextmanager
def _not_brought() -> Iterator[None]:
    try:
        yield
    except NotFetched as problem:
        raise NotBrought(str(problem)) from None


ways.register(Source.Way.MAILBOX, bring)
