"""Who may do what at the desk: roles, the verbs that each may do, and the question that every view asks."""
