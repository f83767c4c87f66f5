"""SQL, the truth: repositories take and give domain types, and their caller owns the transaction.

- the ground: session schema tables codec rows among data_version; derived rows follow: outbox
- papers: documents acquisition uploads cases case_rows catalogue lookup papers document_words
  duplicates authority kept_laws; what is asked of them: document_filter facets standing
- registers: register_tables register_rows registry register_events register_past register_links
  register_titles register_search number_series idempotency calendar_days
- review: review_tables reviews review_queue
- people and rights: governance_tables access_filter register_access; the trail: audit_tables audit
  audit_log
- what people keep: saved_tables saved_searches new_case_tables new_cases pin_tables pack_tables
  jobs
- the vocabulary: vocabulary_tables vocabulary_proposals dictionary_words word_uses
"""
