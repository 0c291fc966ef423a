"""Recompute a stored analysis and say whether every digit holds."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hotspots import queries
from hotspots.models import Analysis
from members.access import acting_in
from members.models import District


class Command(BaseCommand):
    help = "Compute a stored analysis again from its inputs and compare it to the last digit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", type=UUID, help="id of the analysis, as printed on the page")

    def handle(self, *args: Any, **options: Any) -> None:
        for district in District.objects.order_by("pk"):
            with acting_in(district.pk):
                analysis = Analysis.objects.filter(pk=options["id"]).first()
                if analysis:
                    self._report(analysis, queries.verify(analysis))
                    return
        raise CommandError(f"There is no analysis {options['id']}.")

    def _report(self, analysis: Analysis, found: queries.Verification) -> None:
        for note in found.notes:
            self.stdout.write(note)
        changed = {
            "input": found.changed_inputs,
            "figure": found.changed_figures,
            "disclosure": found.changed_disclosures,
            "seal": found.broken_seals,
        }
        for kind, names in changed.items():
            for name in names:
                self.stdout.write(f"Changed {kind}: {name}")
        if not found.holds:
            raise CommandError(f"Analysis {analysis.pk} does not hold.")
        self.stdout.write(f"Analysis {analysis.pk} holds: every figure came out again.")
