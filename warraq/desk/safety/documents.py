"""Wagtail's form of a document, which looks into the file."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from wagtail.documents.forms import BaseDocumentForm

from warraq.desk.safety.contents import is_what_it_says


class CheckedDocumentForm(BaseDocumentForm):
    """A document is refused whose content is not what its name says (WAGTAILDOCS_DOCUMENT_FORM_BASE)."""

    def clean_file(self) -> Any:
        """Look into a file that was sent now; what is kept was looked into before."""
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and file:
            extension = PurePath(file.name).suffix.lower().removeprefix(".")
            if not is_what_it_says(file, extension=extension):
                raise forms.ValidationError(
                    "محتوى الملف لا يطابق نوعه؛ احفظه من برنامجه من جديد ثم أعد رفعه."
                )
        return file
