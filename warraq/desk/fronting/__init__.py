"""The desk's screen for fronts: compose, preview, publish, step back, and see who did what.

============  =====================================================================
``board``     a layout filled with stories, as the screen prints it. Pure
``steps``     one press of a button or one drop, read from the form
``standing``  why readers don't see a pinned story. Pure
``changes``   what changed from one version to the next, in sentences. Pure
``titles``    what parts of fronts are called
``views``     the screens
============  =====================================================================
"""
