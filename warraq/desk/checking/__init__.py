"""The copy desk in the editor of a story: what it would mend, while the reporter writes.

==============  ==================================================================================
``texts``       what the form's script sends, read. Pure
``findings``    the texts through the copy desk, each finding led back to its own text. Pure
``panel``       the side panel of a story's form
``views``       the address that the script asks
==============  ==================================================================================

The house rules are those of the story's home edition, and for another headline on a sister site those of
that site (`warraq.network.house_rules`).
"""
