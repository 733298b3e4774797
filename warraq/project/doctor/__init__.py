"""`warraq doctor`: what is wrong with this installation, and what to do (docs/operations/doctor.md)."""
