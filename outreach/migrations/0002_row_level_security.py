"""Lock the room: outreach of the same district reads, its members may only push things in."""

from django.db import migrations

from members.rls import AUDIENCE, DISTRICT, protect

_OUTREACH = f"district_id = {DISTRICT} AND {AUDIENCE} = 'OUTREACH'"
_MEMBERS = f"district_id = {DISTRICT}"


class Migration(migrations.Migration):
    dependencies = [("outreach", "0001_initial"), ("members", "0002_row_level_security")]
    operations = [
        # Whoever may report may drop a sighting in; nobody but outreach sees it again.
        protect("outreach_sighting", reading=_OUTREACH, inserting=_MEMBERS, writing=_OUTREACH),
        protect("outreach_site", reading=_OUTREACH, writing=_OUTREACH),
        protect("outreach_visit", reading=_OUTREACH, writing=_OUTREACH),
    ]
