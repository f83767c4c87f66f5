"""Where people and programs come in: the same verbs at a terminal, over HTTP and on pages.

- built and set: wiring (the one place that builds engines and models) settings loading
- the doors: cli lazy_commands ``commands/``; app ``routes/`` ``schemas/``; ``pages/`` with
  ``templates/`` and ``static/``
- who asks: security identity reach governing granting deps
- bounds and refusals: limits rate_limits headers errors ``error_texts/`` problems answers guarded
- what is handed out: file_answers
- what the doors share: retrieval similar_cases asked_cases new_cases kept_readings pins documents
  fields suggestions vocabulary proposals redaction reindexing one_thread jobs following; matches
  match_watch; registers register_requests stepping ledger evidence evaluations warnings
  pre_judgement measures reports packs; desk system_state model_cards; answers that are kept:
  reckoned kept_answers
- backups: backups restoring drilling upgrading backup_runner key_files
- at a terminal: terminal present present_facets present_review
- ``demo/`` plays the invented registers through their steps
"""
