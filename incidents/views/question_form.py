"""One question as somebody types it: checked here and nowhere else."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from incidents.actions.questions import QuestionEntry
from incidents.questions import Wording
from incidents.views.vocabulary_form import one_line

_LONGEST_QUESTION: Final = 60
#: As much as a button of the report page holds.
_LONGEST_ANSWER: Final = 30
_FEWEST_ANSWERS: Final = 2
_MOST_ANSWERS: Final = 6


class QuestionForm(forms.Form):
    """One question of one category, answered by one touch."""

    words = forms.CharField(
        label="Question",
        max_length=_LONGEST_QUESTION,
        help_text="Such as “How many people?”. Ask nothing that names or describes a person.",
    )
    answers = forms.CharField(
        label="Answers",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=400,
        help_text=f"One a line, {_FEWEST_ANSWERS} to {_MOST_ANSWERS} of them. Each is a button; "
        "none of them need be pressed.",
    )
    place = forms.IntegerField(label="Place", min_value=1, help_text="1 is asked first.")
    is_asked = forms.BooleanField(
        label="Asked",
        required=False,
        help_text="Switched off, it is asked no more; what was answered stays.",
    )

    def __init__(
        self, data: Any = None, *, question: Wording | None, place: int, count: int
    ) -> None:
        super().__init__(data, initial=_initial(question, place))
        self.count = count
        if question is None:
            del self.fields["is_asked"]

    def clean_words(self) -> str:
        return one_line(self.cleaned_data["words"])

    def clean_answers(self) -> str:
        lines = [one_line(line) for line in str(self.cleaned_data["answers"]).splitlines()]
        answers = [line for line in lines if line]
        if not _FEWEST_ANSWERS <= len(answers) <= _MOST_ANSWERS:
            raise forms.ValidationError(
                f"Give {_FEWEST_ANSWERS} to {_MOST_ANSWERS} answers, one a line."
            )
        if len({one.casefold() for one in answers}) < len(answers):
            raise forms.ValidationError("Two of the answers are the same.")
        if any(len(one) > _LONGEST_ANSWER for one in answers):
            raise forms.ValidationError(f"An answer has at most {_LONGEST_ANSWER} characters.")
        return "\n".join(answers)

    def clean_place(self) -> int:
        place: int = self.cleaned_data["place"]
        if place > self.count:
            places = "is one place" if self.count == 1 else f"are {self.count} places"
            raise forms.ValidationError(f"There {places}.")
        return place

    def entry(self) -> QuestionEntry:
        """Return what a valid form asks for."""
        cleaned = self.cleaned_data
        return QuestionEntry(
            words=cleaned["words"],
            answers=tuple(cleaned["answers"].split("\n")),
            place=cleaned["place"],
            is_asked=cleaned.get("is_asked", True),
        )


def _initial(question: Wording | None, place: int) -> dict[str, Any]:
    if question is None:
        return {"place": place}
    return {
        "words": question.words,
        "answers": "\n".join(words for _, words in question.answers),
        "place": place,
        "is_asked": True,
    }
