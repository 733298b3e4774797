"""From the desk to the copy desk to readers, on Wagtail's workflow.

============  ==========================================================================
``steps``     a step, passed by whoever has its verb where the story is at home
``services``  publishing past it
``forms``     what is asked of who passes a story on, hands it back or breaks it
``views``     publishing past the workflow
``hooks``     the buttons of a story's form
============  ==========================================================================
"""
