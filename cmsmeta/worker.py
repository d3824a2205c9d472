"""The tasks of every app, loaded when a worker starts or a job is asked for: other processes need none of them."""

from django.utils.module_loading import autodiscover_modules

# Those of the credentials stand apart from the tasks of the sync.
autodiscover_modules("tasks", "credentials.tasks")
