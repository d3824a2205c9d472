"""The admin as staff see it: its name, and the pages that span the apps."""

from django.contrib import admin


class CmsAdminSite(admin.AdminSite):
    site_header = "YouTube CMS back office"
    site_title = "CMS back office"
    index_title = "Catalogue"
