"""What the desk keeps: who has which role where, and the steps of its workflow."""

from warraq.desk.roles.assignments import Assignment
from warraq.desk.workflow.steps import StepTask

__all__ = ["Assignment", "StepTask"]
