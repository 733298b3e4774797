"""A process of its own that counts reads, for tests: `python -m warraq.reads.tests.process`.

It says "ready", waits for a line and then counts: each address reads each story, in as many flushes as asked for.
At its end it prints how many reads counted.
"""

from __future__ import annotations

import argparse
import sys
from datetime import datetime

import django


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--edition", type=int, required=True)
    arguments.add_argument("--stories", type=int, nargs="+", required=True)
    arguments.add_argument("--addresses", nargs="+", required=True)
    arguments.add_argument("--flushes", type=int, required=True)
    arguments.add_argument("--agent", required=True)
    arguments.add_argument("--now", type=datetime.fromisoformat, required=True)
    asked = arguments.parse_args()

    django.setup()
    from warraq.network.models import Edition
    from warraq.reads.services import flush_reads, read_count

    edition = Edition.objects.get(pk=asked.edition)
    print("ready", flush=True)
    sys.stdin.readline()
    counted = 0
    for start in range(asked.flushes):
        for address in asked.addresses[start :: asked.flushes]:
            for story in asked.stories:
                meta = {"REMOTE_ADDR": address, "HTTP_USER_AGENT": asked.agent}
                read_count(edition, story_id=story, meta=meta, now=asked.now)
        counted += flush_reads(now=asked.now)
    print(counted)


if __name__ == "__main__":
    main()
