"""The newsroom's verbs, as roles grant them."""

from __future__ import annotations

from enum import StrEnum


class Verb(StrEnum):
    """What a person may be allowed to do, on an edition and in its sections."""

    WRITE = "write"  # begin stories, change one's own drafts
    EDIT = "edit"  # change anybody's drafts, and published stories
    HAND_ON = "hand_on"  # pass the desk's step, on to the copy desk
    CHECK = "check"  # pass the copy desk's step
    PUBLISH = "publish"  # publish without the workflow, and pass its last step
    SCHEDULE = "schedule"
    EMBARGO = "embargo"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    RESTORE = "restore"
    FOLLOW_UP = "follow_up"
    PLACE = "place"  # add, move and end placements
    BREAK = "break"  # publish past the workflow, raise the strip
    NOTIFY = "notify"  # have readers told of a story on their phones
    FRONT = "front"
    LIVE = "live"  # posts of a live blog
    PLAN = "plan"
    NUMBERS = "numbers"
    STYLE = "style"  # an edition's house rules
    NETWORK = "network"  # editions, sections, agencies
    PEOPLE = "people"  # users, their roles, the whole audit log
