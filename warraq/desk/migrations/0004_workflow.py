from django.db import migrations

WORKFLOW = "المراجعة"
STEPS = (("المكتب", "hand_on"), ("التدقيق", "check"), ("النشر", "publish"))


def make_workflow(apps, schema_editor):
    """Give stories their workflow, unless the newsroom made one; it is the administrator's from then on."""
    kinds = apps.get_model("contenttypes", "ContentType").objects
    story, _ = kinds.get_or_create(app_label="stories", model="story")
    step, _ = kinds.get_or_create(app_label="desk", model="steptask")
    chosen = apps.get_model("wagtailcore", "WorkflowContentType").objects
    if chosen.filter(content_type=story).exists():
        return
    workflow = apps.get_model("wagtailcore", "Workflow").objects.create(name=WORKFLOW)
    for place, (name, verb) in enumerate(STEPS):
        task = apps.get_model("desk", "StepTask").objects.create(name=name, verb=verb, content_type=step)
        link = apps.get_model("wagtailcore", "WorkflowTask").objects
        link.create(workflow=workflow, task_id=task.pk, sort_order=place)
    chosen.create(content_type=story, workflow=workflow)


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("desk", "0003_workflow_steps"),
        ("stories", "0008_owner"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(make_workflow, migrations.RunPython.noop)]
