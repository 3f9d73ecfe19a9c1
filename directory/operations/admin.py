"""What operators see of accounts. They can close one; every other change would go around a rule."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm

from directory.accounts import staff
from directory.accounts.models import User
from directory.audit.admin import ReadOnly
from directory.profiles import closing


class UserForm(ModelForm[User]):
    """Open or closed, and nothing else."""

    class Meta:
        model = User
        fields = ["is_active"]

    def clean_is_active(self) -> bool:
        """The last moderator stays, as with the ``staff`` command."""
        stays = bool(self.cleaned_data["is_active"])
        if not stays and list(staff.moderators()) == [self.instance]:
            raise ValidationError("This is the last moderator. Add another one first.")
        return stays


@admin.register(User)
class UserAdmin(ReadOnly[User]):
    """Accounts: to find one, and to close or open it."""

    form = UserForm
    fields = ["id", "email", "is_active", "staff_role", "is_staff", "date_joined", "last_login"]
    readonly_fields = ["id", "email", "staff_role", "is_staff", "date_joined", "last_login"]
    list_display = ["email", "is_active", "staff_role", "is_staff", "date_joined", "last_login"]
    list_filter = ["is_active", "staff_role", "is_staff"]
    search_fields = ["email", "id"]
    ordering = ["email"]

    def has_change_permission(self, request: Any, obj: User | None = None) -> bool:
        """The one box."""
        return admin.ModelAdmin.has_change_permission(self, request, obj)

    def save_model(self, request: Any, obj: User, form: Any, change: bool) -> None:
        """Nothing but the box is ever saved, and all that follows from it with it."""
        if "is_active" in form.changed_data:
            closing.switch(obj, active=obj.is_active, actor=request.user)
