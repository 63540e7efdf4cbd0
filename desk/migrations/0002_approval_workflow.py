"""Let a colleague or a moderator approve pages, in place of Wagtail's default workflow."""

from django.db import migrations

# In the site's first language: both are words that administrators can change.
WORKFLOW, TASK = "Godkendelse", "En kollega godkender"
# As Wagtail's own migration names them.
DEFAULT_WORKFLOW, DEFAULT_TASK = "Moderators approval", "Moderators approval"
APPROVERS = ("Editors", "Moderators")


def make(apps, schema_editor):
    Workflow = apps.get_model("wagtailcore", "Workflow")
    WorkflowTask = apps.get_model("wagtailcore", "WorkflowTask")
    TaskState = apps.get_model("wagtailcore", "TaskState")
    ContentType = apps.get_model("contenttypes", "ContentType")
    ColleagueApproval = apps.get_model("desk", "ColleagueApproval")
    Group = apps.get_model("auth", "Group")
    workflow = Workflow.objects.filter(name=DEFAULT_WORKFLOW).first()
    if workflow is None:
        return
    content_type, _created = ContentType.objects.get_or_create(
        app_label="desk", model="colleagueapproval"
    )
    task = ColleagueApproval.objects.create(name=TASK, active=True, content_type=content_type)
    task.groups.set(Group.objects.filter(name__in=APPROVERS))
    steps = WorkflowTask.objects.filter(workflow=workflow, task__name=DEFAULT_TASK)
    old = {step.task_id: step.task for step in steps.select_related("task")}
    steps.update(task=task.task_ptr)
    for earlier in old.values():
        # Pages that wait for approval now keep the step that they wait at.
        if not TaskState.objects.filter(task=earlier).exists():
            earlier.delete()
    workflow.name = WORKFLOW
    workflow.save()


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0001_colleague_approval"),
        ("home", "0003_roles"),
        ("wagtailcore", "0098_apitoken"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
