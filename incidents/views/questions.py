"""What a category asks: seen with its history, changed as a new dated version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from incidents.actions import questions as actions
from incidents.actions.vocabulary import VocabularyRefused
from incidents.models import Category, QuestionList
from incidents.presenters import questions as presenter
from incidents.queries import questions as queries
from incidents.queries.vocabulary import present_row
from incidents.questions import Wording
from incidents.views.question_form import QuestionForm
from incidents.views.vocabulary_form import version_of
from members.access import Viewer, only_for
from members.permissions import CHANGES_VOCABULARY, READS_VOCABULARY


@require_safe
@only_for(READS_VOCABULARY)
def questions(request: HttpRequest, viewer: Viewer, category: int) -> HttpResponse:
    """List what one category asks, and every version that there was."""
    asking = _category(viewer, category)
    context = {
        "district": viewer.district,
        "category": asking,
        "page": presenter.question_page(queries.question_file(asking), asking),
        "may_change": viewer.audience in CHANGES_VOCABULARY,
    }
    return render(request, "incidents/questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(CHANGES_VOCABULARY)
def new_question(request: HttpRequest, viewer: Viewer, category: int) -> HttpResponse:
    """Ask for a new question, show what it will be, and make the version."""
    asking = _category(viewer, category)

    def add(form: QuestionForm, version: int) -> QuestionList:
        return actions.add_question(
            category=asking,
            entry=form.entry(),
            version=version,
            by=viewer.actor,
            at=timezone.now(),
        )

    return _edit(request, asking, None, add)


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(CHANGES_VOCABULARY)
def change_question(
    request: HttpRequest, viewer: Viewer, category: int, question: str
) -> HttpResponse:
    """Ask how a question shall be, show what that changes, and make the version."""
    asking = _category(viewer, category)

    def change(form: QuestionForm, version: int) -> QuestionList:
        return actions.change_question(
            category=asking,
            code=question,
            entry=form.entry(),
            version=version,
            by=viewer.actor,
            at=timezone.now(),
        )

    return _edit(request, asking, question, change)


def _category(viewer: Viewer, category: int) -> Category:
    """Return a category that can ask; what is about a person's welfare cannot."""
    row = present_row(viewer, category)
    if row is None or row.category.welfare:
        raise Http404
    return row.category


def _edit(
    request: HttpRequest,
    category: Category,
    code: str | None,
    change: Callable[[QuestionForm, int], QuestionList],
) -> HttpResponse:
    """Show the form; sent once it is a preview, sent again from there it is done."""
    found = queries.question_file(category)
    question, place = _where(found, code)
    sent = request.POST if request.method == "POST" else None
    count = len(found.asked) + (question is None)
    form = QuestionForm(sent, question=question, place=place, count=count)
    context: dict[str, Any] = {
        "district": category.district,
        "category": category,
        "form": form,
        "question": question,
        "version": found.version,
    }
    if sent is None or not form.is_valid() or "again" in sent:
        return render(request, "incidents/question_edit.html", context)
    if "sure" not in sent:
        context["changes"] = presenter.differences(question, place, form.entry())
        return render(request, "incidents/question_preview.html", context)
    try:
        change(form, version_of(sent.get("version", "")))
    except VocabularyRefused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "incidents/question_edit.html", context)
    messages.success(request, "That is in force from the next report on.")
    return redirect("incidents:questions", category.district.slug, category.pk)


def _where(found: queries.QuestionFile, code: str | None) -> tuple[Wording | None, int]:
    """Return the question of a code with its place, or the place after the last for a new one."""
    if code is None:
        return None, len(found.asked) + 1
    for place, one in enumerate(found.asked, start=1):
        if one.code == code:
            return one, place
    raise Http404
