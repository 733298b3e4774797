"""What is written (Story), where it stands (Placement), who wrote it and what it is about."""

from warraq.stories.models.changes import Change
from warraq.stories.models.clearances import Clearance
from warraq.stories.models.people import Agency, Author
from warraq.stories.models.pictures import Picture, Rendition
from warraq.stories.models.placements import Placement
from warraq.stories.models.stories import Byline, Label, Story, StoryTopic
from warraq.stories.models.topics import Topic

__all__ = [
    "Agency",
    "Author",
    "Byline",
    "Change",
    "Clearance",
    "Label",
    "Picture",
    "Placement",
    "Rendition",
    "Story",
    "StoryTopic",
    "Topic",
]
