"""Tables of what members report."""

from incidents.models.bearer import Bearer, BearerList
from incidents.models.category import Category, CategoryMapping, Crosswalk
from incidents.models.incident import ActionTaken, Incident, IncidentChange, IncidentReport
from incidents.models.notice_reader import NoticeReader, usually_by_email
from incidents.models.outbox import Notice, OutboxEvent
from incidents.models.photo import Photo
from incidents.models.photo_period import PhotoPeriod
from incidents.models.question import Question, QuestionAsked, QuestionList
from incidents.models.receipt import Receipt
from incidents.models.report import Report
from incidents.models.voice import Voice

__all__ = [
    "ActionTaken",
    "Bearer",
    "BearerList",
    "Category",
    "CategoryMapping",
    "Crosswalk",
    "Incident",
    "IncidentChange",
    "IncidentReport",
    "Notice",
    "NoticeReader",
    "OutboxEvent",
    "Photo",
    "PhotoPeriod",
    "Question",
    "QuestionAsked",
    "QuestionList",
    "Receipt",
    "Report",
    "Voice",
    "usually_by_email",
]
