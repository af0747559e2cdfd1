"""Who offers what: organisations, provisions and what describes them; their verbs and pages."""
