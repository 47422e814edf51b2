"""A body's own review stages."""

from django.contrib import admin

from accounts.admin.base import ConfigAdmin, FixedForm
from responses.models import ReviewStage


class ReviewStageForm(FixedForm):
    class Meta:
        model = ReviewStage
        fields = ["body", "order", "name", "role", "required"]

    def clean(self):
        """Refuse stages that nobody would have to pass."""
        cleaned = super().clean()
        body = cleaned.get("body") or getattr(self.instance, "body", None)
        if body and not cleaned.get("required") and not _other_required(self.instance, body):
            self.add_error("required", "At least one stage must be required.")
        return cleaned


def _other_required(stage, body) -> bool:
    return body.review_stages.filter(required=True).exclude(pk=stage.pk).exists()


@admin.register(ReviewStage)
class ReviewStageAdmin(ConfigAdmin):
    form = ReviewStageForm
    list_display = ["name", "body", "order", "role", "required"]
    list_filter = ["role"]
    fieldsets = [
        (
            None,
            {
                "fields": ["body", "order", "name", "role", "required"],
                "description": "Stages go in order. With none set, one approver's approval is"
                " enough. A change holds for what is submitted from now on.",
            },
        )
    ]

    def has_delete_permission(self, request, obj=None):
        """The last required stage stays as long as there are others."""
        allowed = super().has_delete_permission(request, obj)
        if not allowed or obj is None:
            return allowed
        others = obj.body.review_stages.exclude(pk=obj.pk)
        return not others or any(stage.required for stage in others)
