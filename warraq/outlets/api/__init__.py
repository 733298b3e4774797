"""The read API: what readers see, as JSON for apps and partners.

==============  ======================================================================================
``schemas``     what an answer holds: the contract, from which the OpenAPI document is made
``telling``     from placements, sections and editions to those answers
``bodies``      a story's body in parts, each as clean HTML or as what it shows
``selectors``   which stories a list holds, on a site and on the network's hub
``answers``     answers of HTTP: kept by the press, read from everywhere, errors in one shape
``views``       the addresses' operations, and the API that they make
==============  ======================================================================================
"""
