"""The tasks of every app, loaded when a worker starts or a job is asked for: other processes need none of them."""

from django.utils.module_loading import autodiscover_modules

autodiscover_modules("tasks")
