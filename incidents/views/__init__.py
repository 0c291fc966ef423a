"""What browsers ask of reporting, of following up and of triage."""
