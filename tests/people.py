"""People by what they are in docs/roles.md, beside the cast that conftest.py names."""

from itertools import count

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, User

ROLES = ["viewer", "editor", "monetization manager", "approver", "operations", "administrator"]
_numbers = count()


class Remembering(ModelBackend):
    """Reads a person and what they may do once, where every request reads it anew."""

    people: dict[int, User | None] = {}

    def get_user(self, user_id):
        if user_id not in self.people:
            self.people[user_id] = super().get_user(user_id)
        return self.people[user_id]


def somebody(*roles, is_staff=True):
    """A new person of staff who has these roles."""
    person = User.objects.create_user(f"somebody{next(_numbers)}", is_staff=is_staff)
    groups = Group.objects.filter(name__in=roles)
    assert len(groups) == len(roles)
    person.groups.add(*groups)
    return person
