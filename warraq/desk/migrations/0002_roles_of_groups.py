from django.db import migrations

# The groups that earlier versions put reporters and editors into; both held on the whole network.
ROLES = {"المراسلون": "reporter", "المحررون": "editor"}


def give_roles(apps, schema_editor):
    """Whoever was in a role's group has the role everywhere, as before."""
    group = apps.get_model("auth", "Group")
    assignment = apps.get_model("desk", "Assignment")
    for name, role in ROLES.items():
        for found in group.objects.filter(name=name):
            for user in found.user_set.all():
                assignment.objects.get_or_create(user=user, role=role, edition=None, section=None)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("desk", "0001_assignments"),
    ]

    operations = [migrations.RunPython(give_roles, migrations.RunPython.noop)]
