"""The newsletter: daily and breaking letters, made of what readers see, to whoever confirmed that they want them.

``choosing``   which stories a letter tells
``composing``  the letter: subject, HTML, text
``posting``    handing letters to the mail server, and what its answers mean
``sending``    the tasks of the queue: writing the rows of an issue, sending them a hundred at a time
``making``     when an issue is made, beside `warraq serve`
``returned``   what a message that came back says
``collecting`` reading what came back, from a pipe or a mailbox, and counting it
``views``      the readers' pages: asking, confirming, leaving, an issue on the web
"""
