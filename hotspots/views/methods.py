"""How every number is worked out, and what was proven of it. The same for everybody."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from hotspots import proofs, queries
from hotspots.presenters import methods as presenter
from hotspots.presenters.downloads import CSV_TYPE, dictionary
from hotspots.views.sending import attached
from members.models import District


@require_safe
def methods(request: HttpRequest, district: str) -> HttpResponse:
    """Show the methods; nothing of any district's data stands here."""
    context = {"district": get_object_or_404(District, slug=district), "page": _page()}
    return render(request, "hotspots/methods.html", context)


@cache
def _page() -> presenter.MethodsPage:
    """Shape the page once in a process: the code that computes is that of the process."""
    kept = proofs.read()
    codes = {str(study.kind.label): study.code_version for study in queries.STUDIES.values()}
    return presenter.methods_page(kept, proofs.standing(kept), codes)


@require_safe
def data_dictionary(request: HttpRequest) -> HttpResponse:
    """Say what every column of every CSV means; the same for everybody."""
    return attached(dictionary.dictionary_csv(), CSV_TYPE, "data-dictionary.csv")
