"""`make hold`: a busy newsroom, readers, and processes that are killed at random moments; what was promised must hold.

=============  ==========================================================================================
``house``      the served network: real processes in a folder of their own, and who starts them again
``desk``       an editor's browser: the desk's own forms over HTTP
``facts``      what was acknowledged, and what may therefore be seen; pure
``readers``    readers of pressed pages, who note what went wrong
``faults``     what is done to it
``judging``    whether everything is as the facts say
=============  ==========================================================================================
"""
