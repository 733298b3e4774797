"""What is written (Story), where it stands (Placement), who wrote it, what it is about, what became of it."""

from warraq.stories.models.changes import Change
from warraq.stories.models.clearances import Clearance
from warraq.stories.models.corrections import Correction
from warraq.stories.models.follow_ups import FollowUp
from warraq.stories.models.people import Agency, Author
from warraq.stories.models.pictures import Picture, Rendition
from warraq.stories.models.placements import Placement
from warraq.stories.models.schedules import Attempt
from warraq.stories.models.stories import Byline, Label, Story, StoryTopic
from warraq.stories.models.topics import Topic
from warraq.stories.models.troubles import Trouble

__all__ = [
    "Agency",
    "Attempt",
    "Author",
    "Byline",
    "Change",
    "Clearance",
    "Correction",
    "FollowUp",
    "Label",
    "Picture",
    "Placement",
    "Rendition",
    "Story",
    "StoryTopic",
    "Topic",
    "Trouble",
]
