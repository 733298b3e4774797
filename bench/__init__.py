"""Measurements of Warraq against others, each started for real on this machine: `make bench`.

Plain programs, no part of the product. The measuring process and wrk run on one core, the server that is measured and
everything of its house (the presser, the desk that publishes) on the other.
"""
