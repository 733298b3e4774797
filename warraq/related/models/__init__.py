"""What is kept of the stories near a story."""

from warraq.related.models.duplicates import Band, Likeness, Signature

__all__ = ["Band", "Likeness", "Signature"]
