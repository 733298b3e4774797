"""Arabic text, read and written properly: a pure library without Django.

Nobody else in the house touches letters. What is where:

==============  ===================================================================================
``characters``  the character classes, runs of combining marks, and what a reader counts as one letter
``digits``      Latin and Arabic-Indic digits: ``to_digits``, ``parse_int``
``numbers``     a number with its counted noun: ``counted(3, MINUTE, digits=...)`` is «3 دقائق»
``dates``       dates, times, Hijri dates, «قبل 3 دقائق»
``text``        ``clean`` (what we store), ``paragraphs``, ``fold`` (what we compare), word counts
``truncate``    teasers: cut at a word, with «…»
``slugs``       a headline as the last part of an address, in Arabic letters
``analysis``    ``analyse``: every word of a text with its place, its folded form and its stem
``stems``       ``stem``: the key under which the forms of a word meet
``names``       ``name_key``: one key for the spellings of a foreign name
``stopwords``   words that say nothing of what a text is about
``agreement``   does the counted noun agree with its number («3 سنوات»), and the number in words with its noun
``initials``    «حسن عمارة» signs «ح.ع»
``remembering`` answers remembered under a bound, at the speed of a dictionary
``lexicon``     the words that all this knows, as data
``copydesk``    findings in a text as it is written, each with reason and suggestion
``direction``   Latin names and numbers in their right visual order within right-to-left text
==============  ===================================================================================

Every function takes any ``str``, lone surrogates and bidi tricks included, and its time grows linearly with
the text. Digits are asked for by name, never guessed::

    from warraq.arabic.digits import Digits
    from warraq.arabic.dates import format_date

    format_date(day, locale="ar-MA", digits=Digits.LATIN)  # «5 غشت 2024»
"""
