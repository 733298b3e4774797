"""The newsroom's verbs at the desk: a page for each, which asks what is kept with it, and a withdrawal's ledger."""
