"""Searching the lists of the administration by posting: no name stands in an address.

The address holds the key of a search that the session keeps (`accounts/searches.py`), in the
place where Django's list would have the words. OWASP ASVS 4.0, 8.3.1.
"""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.views.main import (
    ERROR_FLAG,
    PAGE_VAR,
    SEARCH_VAR,
    ChangeList,
    ChangeListSearchForm,
)
from django.shortcuts import redirect

from accounts.searches import FORGOTTEN, keep, kept

LONGEST = 200
TOO_LONG = f"Search for {LONGEST} characters at most."


class KeptSearchForm(ChangeListSearchForm):
    """Django's form, over the words that the key in the address stands for."""

    def __init__(self, data, *, request):
        key = data.get(SEARCH_VAR, "")
        fields = kept(request, key)
        if key and fields is None:
            messages.warning(request, FORGOTTEN)
        super().__init__({SEARCH_VAR: (fields or {}).get(SEARCH_VAR, [""])[0]})


class KeptChangeList(ChangeList):
    def __init__(self, request, *args, **kwargs):
        self.search_form_class = partial(KeptSearchForm, request=request)
        super().__init__(request, *args, **kwargs)


class KeptSearches(admin.ModelAdmin):
    """Take a posted search, keep it, and show the list at the address that names it."""

    def get_changelist(self, request, **kwargs):
        return KeptChangeList

    def changelist_view(self, request, extra_context=None):
        if request.method == "POST" and "search" in request.POST:
            return self._search(request)
        return super().changelist_view(request, extra_context)

    def _search(self, request):
        words = request.POST.get(SEARCH_VAR, "")
        query = request.GET.copy()
        for name in [SEARCH_VAR, PAGE_VAR, ERROR_FLAG]:
            query.pop(name, None)
        if len(words) > LONGEST:
            messages.error(request, TOO_LONG)
        elif words.strip():
            query[SEARCH_VAR] = keep(request, {SEARCH_VAR: [words]})
        return redirect(f"{request.path}?{query.urlencode()}" if query else request.path)
