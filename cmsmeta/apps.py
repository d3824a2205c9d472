from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class CmsAdminConfig(AdminConfig):
    default_site = "cmsmeta.admin_site.CmsAdminSite"


class CmsmetaConfig(AppConfig):
    name = "cmsmeta"
    verbose_name = "CMS back office"

    def ready(self) -> None:
        import_module("cmsmeta.checks")
