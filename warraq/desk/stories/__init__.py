"""Stories at the desk: their list, their form, and the dialogue that chooses one."""
