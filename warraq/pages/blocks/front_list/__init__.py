"""A list of a composed front, filled by a rule: of a section, of a topic, the newest, the most read."""
