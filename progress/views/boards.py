"""My work, and the board of all obligations."""

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.keeping import signed_in
from accounts.permissions import Permission
from progress.board import bodies_on_board, obligations_on_board, with_undelivered_copies
from progress.forms import BoardFilter
from progress.work import tasks_of
from recommendations.deadlines import Clock

PER_PAGE = 50


def home(request):
    """Send people who work here to their work, and everybody else to the register."""
    signed = request.user.is_authenticated
    return redirect("progress:my-work" if signed else "letters:register")


@signed_in
def my_work(request):
    """Show what waits for the person; who is only asked by name starts from those questions."""
    if not request.user.bodies() and request.user.bodies_where(Permission.ANSWER_ASKED):
        return redirect("responses:asked")
    today = timezone.localdate()
    works_here = bool(request.user.bodies())  # what one was told is the body's, as all else is
    groups = {"late": [], "week": [], "later": []}
    for task in tasks_of(request.user, today):
        clock = Clock(task.published_on, task.due_on, today, "") if task.has_clock else None
        groups[task.group(today)].append((task, clock))
    labels = [("late", "Late"), ("week", "This week"), ("later", "Later")]
    context = {
        "groups": [(key, label, groups[key]) for key, label in labels],
        "today": today,
        "notices": request.user.notices.filter(read_at=None)[:20] if works_here else [],
    }
    return render(request, "progress/my_work.html", context)


@signed_in
def board(request):
    today = timezone.localdate()
    form = BoardFilter(request.GET or None, bodies=bodies_on_board(request.user))
    filters = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = obligations_on_board(request.user, filters, today)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    undelivered = with_undelivered_copies(request.user, page.object_list)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page_obj": page,
        "rows": [(o, o.state(today), o.clock(today), undelivered.get(o.pk)) for o in page],
        "query": query.urlencode(),
        "filtered": any(filters.values()),
        "today": today,
    }
    return render(request, "progress/board.html", context)
