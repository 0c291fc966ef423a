"""How far somebody has read the news of their reports, and whether they want it by e-mail."""

from django.db import models

from members.audiences import Audience


class NoticeReader(models.Model):
    """One person's place in the news of one district; without a row, nothing is read yet."""

    district = models.ForeignKey("members.District", on_delete=models.PROTECT)
    person = models.ForeignKey("members.Person", on_delete=models.CASCADE, related_name="+")
    # Everything up to here was on a page that the person has marked as read.
    read_until = models.DateTimeField(null=True, blank=True)
    # Empty: as is usual for what the person is to the district.
    by_email = models.BooleanField(null=True, blank=True)

    class Privacy:
        OPEN = ("id", "district")
        PERSONAL = ("person", "read_until", "by_email")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "person"], name="notice_reader_once"),
        ]

    def __str__(self) -> str:
        return f"notice reader {self.pk}"


def usually_by_email(audience: Audience) -> bool:
    """Tell whether somebody gets e-mails who has not said: a manager does, staff do not."""
    return audience == Audience.MANAGER
