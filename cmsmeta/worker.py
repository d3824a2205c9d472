"""The tasks of every app, loaded when a worker starts or a job is asked for: other processes need none of them."""

from django.utils.module_loading import autodiscover_modules

# Those of the credentials and of hand-overs stand apart from the tasks of the sync.
autodiscover_modules("tasks", "credentials.tasks", "handover.tasks", "reporting.tasks", "websub.tasks")
