"""Things that know nothing of curated records: dates, clean text, model fields, form fields and filters."""
