"""What editors put forward: the fronts of editions and sections, and the breaking strip."""
