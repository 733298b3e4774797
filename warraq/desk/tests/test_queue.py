"""The queue at the desk: seen and handled by who edits the network, and by nobody else."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from warraq.desk.roles.grants import Role
from warraq.desk.roles.services import role_give
from warraq.queue.working import QUEUE, NoUse, work_due


@task(backend=QUEUE, queue_name="tests")
def refuse() -> None:
    raise NoUse("the address is wrong")


def entered(network, role: Role) -> Client:
    user = get_user_model().objects.create_user(role.value)
    role_give(user, role, edition=None if role is Role.NETWORK else network.maghrib)
    client = Client(headers={"host": network.hub.host})
    client.force_login(user)
    return client


@pytest.fixture
def failed(network) -> DBTaskResult:
    refuse.enqueue()
    work_due()
    return DBTaskResult.objects.get()


def test_what_failed_is_shown_with_its_reason_and_tried_again_by_a_press(network, failed):
    desk = entered(network, Role.NETWORK)
    page = desk.get("/desk/queue/").content.decode()
    assert "لم ينجح (1)" in page
    assert "the address is wrong" in page
    assert "في الطابور عمل لم ينجح" in desk.get("/desk/").content.decode()
    assert desk.post(f"/desk/queue/{failed.pk}/retry/").status_code == 302
    assert "ينتظر (1)" in desk.get("/desk/queue/").content.decode()
    assert desk.post(f"/desk/queue/{failed.pk}/drop/").status_code == 302
    page = desk.post(f"/desk/queue/{failed.pk}/drop/", follow=True).content.decode()
    assert "لم يعد هذا العمل في الطابور" in page
    assert not DBTaskResult.objects.exists()


def test_nobody_else_sees_or_handles_it(network, failed):
    chief = entered(network, Role.CHIEF)
    assert "/desk/queue/" not in chief.get("/desk/").content.decode()
    assert chief.get("/desk/queue/").status_code == 403
    for verb in ("retry", "drop"):
        assert chief.post(f"/desk/queue/{failed.pk}/{verb}/").status_code == 403
    assert DBTaskResult.objects.filter(pk=failed.pk, status="FAILED").exists()
