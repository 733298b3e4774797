"""Stories, placements, authors and topics; the newsroom's verbs; the visible set."""
