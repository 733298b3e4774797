"""What an operator does with an installation: backup, restore, doctor."""
