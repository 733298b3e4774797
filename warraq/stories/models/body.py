"""The blocks that a story's body is made of."""

from wagtail import blocks
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

# What a paragraph may hold; everything else is a block of its own.
PARAGRAPH_FEATURES = ["bold", "italic", "link"]


class PictureBlock(blocks.StructBlock):
    """A picture within the text."""

    picture = ImageChooserBlock(label="الصورة")
    caption = blocks.CharBlock(label="التعليق", required=False, max_length=300)
    credit = blocks.CharBlock(label="المصدر", required=False, max_length=120)
    alt = blocks.CharBlock(label="النص البديل", required=False, max_length=300)

    class Meta:
        icon = "image"
        label = "صورة"
        template = "pages/body/picture.html"


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, set apart."""

    text = blocks.TextBlock(label="النص")
    attribution = blocks.CharBlock(label="القائل", required=False, max_length=160)

    class Meta:
        icon = "openquote"
        label = "اقتباس"
        template = "pages/body/quote.html"


class BodyBlock(blocks.StreamBlock):
    """A story's body, in reading order."""

    paragraph = blocks.RichTextBlock(label="فقرة", features=PARAGRAPH_FEATURES, icon="pilcrow")
    heading = blocks.CharBlock(
        label="عنوان فرعي", max_length=160, icon="title", template="pages/body/heading.html"
    )
    picture = PictureBlock()
    quote = QuoteBlock()
    list = blocks.ListBlock(
        blocks.CharBlock(label="بند"), label="قائمة", icon="list-ul", template="pages/body/list.html"
    )
    see_also = blocks.ListBlock(
        SnippetChooserBlock("stories.Story", label="قصة"),
        label="قد يهمك أيضًا",
        icon="link",
        max_num=5,
        template="pages/body/see_also.html",
    )
    embed = EmbedBlock(label="مادة مضمّنة", icon="media", max_width=800, template="pages/body/embed.html")

    class Meta:
        block_counts = {"see_also": {"max_num": 3}}
