"""How fast a notice goes out to readers: encrypted for each, to a push service that answers after a while.

    WARRAQ_HOME=... WARRAQ_STATIC=plain python -m bench.inside warraq.project.settings \\
        bench.push [--subscribers 20000] [--delay 0.08]

`WARRAQ_HOME` is a scratch folder. The push service is a process of its own on this machine that answers 201 after
`--delay` seconds, about what the large ones take over an ocean; there is no TLS, whose handshakes kept connections
spare.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import secrets
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.connection import Connection
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from warraq.fetching.lines import Lines
from warraq.network.models import Edition, EditionHost, Section
from warraq.notices.models import PushRequest, State
from warraq.outlets.push.keys import encoded, new_private_key, public_key_of
from warraq.outlets.push.models import Subscription, digest_of
from warraq.outlets.push.sending import send_request
from warraq.queue.working import work_due
from warraq.stories.models import Story
from warraq.stories.services import placement_add, story_publish

ROUNDS = 3
_ANSWER = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"


def serve(told: Connection, delay: float) -> None:
    """Be the push service; say the port."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
                await reader.readexactly(length)
                await asyncio.sleep(delay)
                writer.write(_ANSWER)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def main() -> None:
        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


def subscribe(edition: Edition, *, port: int, count: int) -> None:
    """Make subscriptions; a thousand browsers' keys serve them all."""
    keys = [
        encoded(
            ec.generate_private_key(ec.SECP256R1())
            .public_key()
            .public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        )
        for _ in range(min(count, 1_000))
    ]
    now = timezone.now()
    addresses = [f"http://127.0.0.1:{port}/{number}" for number in range(count)]
    Subscription.objects.bulk_create(
        (
            Subscription(
                edition=edition,
                endpoint=address,
                digest=digest_of(address),
                p256dh=keys[number % len(keys)],
                auth=encoded(secrets.token_bytes(16)),
                wants_all=True,
                made_at=now,
            )
            for number, address in enumerate(addresses)
        ),
        batch_size=2_000,
    )


def told(story: Story, edition: Edition) -> float:
    """Tell everybody of a story; returns the seconds."""
    request = PushRequest.objects.create(story=story, edition=edition, asked_at=timezone.now())
    begun = time.monotonic()
    send_request.enqueue(request.pk)
    while work_due():
        pass
    request.refresh_from_db()
    assert request.state == State.SENT, request
    assert request.accepted == Subscription.objects.count()
    return time.monotonic() - begun


def main() -> None:
    """Measure with connections that are kept and with new ones, in turns."""
    parser = argparse.ArgumentParser(description="How fast a notice goes out.")
    parser.add_argument("--subscribers", type=int, default=20_000)
    parser.add_argument("--delay", type=float, default=0.08)
    asked = parser.parse_args()
    settings.VAPID_PRIVATE_KEY = new_private_key()
    settings.PUSH_PUBLIC_KEY = public_key_of(settings.VAPID_PRIVATE_KEY)
    settings.VAPID_SUBJECT = "mailto:web@example.org"
    settings.PUSH_TRUSTED_HOSTS = frozenset({"127.0.0.1"})
    call_command("migrate", verbosity=0)
    edition = Edition.objects.create(slug="bench", name="قياس")
    EditionHost.objects.create(edition=edition, name="bench.localhost", is_primary=True)
    section = Section.objects.create(edition=edition, slug="news", name="أخبار")
    story = Story.objects.create(headline="خبر", live=False)
    placement_add(story, edition=edition, section=section, is_home=True)
    story = story_publish(Story.objects.get(pk=story.pk))
    story.placements.update(shown_at=timezone.now() - timedelta(hours=2))
    here, there = multiprocessing.Pipe()
    service = multiprocessing.Process(target=serve, args=(there, asked.delay), daemon=True)
    service.start()
    subscribe(edition, port=here.recv(), count=asked.subscribers)
    keep: Callable[..., Any] = Lines.keep
    rates: dict[str, list[float]] = {"kept": [], "new": []}
    try:
        for _ in range(ROUNDS):
            for name, way in (("kept", keep), ("new", lambda *_: False)):
                Lines.keep = way  # type: ignore[method-assign]
                rates[name].append(asked.subscribers / told(story, edition))
    finally:
        Lines.keep = keep  # type: ignore[method-assign]
        service.terminate()
    for name, found in rates.items():
        rate = statistics.median(found)
        print(
            f"{name} connections: {rate:,.0f} readers a second; 200,000 in {200_000 / rate / 60:.1f} minutes"
        )


if __name__ == "__main__":
    main()
