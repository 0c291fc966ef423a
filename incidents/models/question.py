"""Questions that the categories of a district ask, and the dated versions of which are asked."""

from django.db import models


class Question(models.Model):
    """One question with its answers, as it was put: never edited, so that answers keep their sense.

    Other words make another question under another code.
    """

    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    # A report keeps its answer under this code, for good.
    code = models.SlugField(max_length=40)
    words = models.CharField(max_length=80)
    # [[code of the answer, its words], …] in the order in which they are offered.
    answers = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Privacy:
        OPEN = ("id", "district", "code", "words", "answers", "made_at")
        PERSONAL = ("made_by",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="question_coded_once"),
        ]

    def __str__(self) -> str:
        return self.code


class QuestionList(models.Model):
    """One version of what one category asks; the newest is in force from its moment on."""

    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    category = models.ForeignKey("incidents.Category", on_delete=models.PROTECT)
    version = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Privacy:
        OPEN = ("id", "district", "category", "version", "made_at")
        PERSONAL = ("made_by",)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "category", "version"], name="question_list_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"question list {self.pk}"


class QuestionAsked(models.Model):
    """That one version of a category's list asks a question, and in which place."""

    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    list = models.ForeignKey(QuestionList, on_delete=models.PROTECT, related_name="asked")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="asked")
    position = models.PositiveSmallIntegerField()

    class Privacy:
        OPEN = ("id", "district", "list", "question", "position")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "list", "question"], name="question_asked_once"
            ),
            models.UniqueConstraint(
                fields=["district", "list", "position"], name="question_in_one_place"
            ),
        ]

    def __str__(self) -> str:
        return f"question asked {self.pk}"
