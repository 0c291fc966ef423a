"""Districts, organisations, premises, people, who may see what, and the audit trail."""
