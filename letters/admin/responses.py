"""What the list of responses shows and does once there are letters."""

from django.contrib import admin, messages

from letters.admin.asking import MakeLetterForm, ask_and_publish, letter_of, make_letter
from letters.admin.export import export
from letters.models import Letter
from responses.admin import ResponseAdmin
from responses.models import Response

# Letters stand to the right of responses, so the list is completed from here.
admin.site.unregister(Response)


@admin.register(Response)
class LetteredResponseAdmin(ResponseAdmin):
    list_display = [*ResponseAdmin.list_display, "its_letter"]
    actions = [*ResponseAdmin.actions, "make_letter", "publish", "export"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("letter__body")

    @admin.display(description="letter", ordering="letter__dated_on")
    def its_letter(self, response):
        letter = getattr(response, "letter", None)
        if letter is None:
            return "–"
        return f"{letter.reference}, {'signed' if letter.is_signed else 'to sign'}"

    @admin.action(description="Make the letter…")
    def make_letter(self, request, queryset):
        return self.ask(
            request,
            queryset,
            MakeLetterForm,
            lambda response, answers: make_letter(response, answers, by=request.user),
            done="Letter made. Read and sign it on its page",
            title="Make the letter",
            button="Make the letter",
            warning="A letter that is not signed yet is made anew.",
        )

    @admin.action(description="Publish…")
    def publish(self, request, queryset):
        return ask_and_publish(self, request, queryset, letter_of)

    @admin.action(description="Export PDFs as one ZIP")
    def export(self, request, queryset):
        responses = list(queryset)
        for response in responses:
            if not hasattr(response, "letter"):
                self.message_user(request, f"{response}: there is no letter yet.", messages.WARNING)
        return export(self, request, Letter.objects.filter(response__in=responses))
