"""What an editor may pick for «قد يهمك أيضًا»: published stories near the text at hand.

===========  ====================================================================
``near``     which stories: near the text, read on its home site, no copies of it
``panel``    the list below the body; ``suggesting.js`` fills it and adds
``views``    what the script asks
===========  ====================================================================
"""
