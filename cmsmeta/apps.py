from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_dependencies
from django.core.checks import Tags, register


class CmsAdminConfig(SimpleAdminConfig):
    """The admin, whose pages are loaded with the URLs: commands and workers need none of them."""

    default_site = "cmsmeta.admin_site.CmsAdminSite"

    def ready(self) -> None:
        register(check_dependencies, Tags.admin)  # the other check of Django's is in ours, once the pages are there


class CmsmetaConfig(AppConfig):
    name = "cmsmeta"
    verbose_name = "CMS back office"

    def ready(self) -> None:
        import_module("cmsmeta.checks")
