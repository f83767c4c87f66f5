"""办案与预防: from a clue to an evaluated rectification, and what watches over the way.

- the chain: stages steps chain_facts clues clue_twins pre_judgement case_files checklist findings;
  where a case stands: trace case_counters case_records case_past obstacles; where things come from:
  source_refs
- the report: risk_report reports report_facts report_basics report_words report_records
  report_similar report_parts report_check report_index report_paper stated_loopholes
- letters: letters letter_rules letter_draft letter_wording letter_lint letter_laws letter_places
  letter_gates letter_items letter_paper
- the ledger: ledger ledger_facts ledger_clock ledger_list ledger_lines ledger_sheet item_steps
  item_change item_offers verification evidence evidence_checks inspections working_days
- evaluation: evaluation evaluation_rules evaluation_sheet evaluation_pairs evaluation_export
  prefill rework
- indicators: indicators indicator_window indicator_records indicator_counts indicator_cases
  indicator_letters indicator_ledger indicator_ratings ratings; tables: coverage lead_times risk_map
- warnings: warnings warning_run warning_watch warning_records warning_rules warning_patterns
  warning_known warning_terms near_texts; broken_chain recurrence
- lists in the order they are read in: reading_order
- proven measures: measure_base measure_statements measure_terms measure_histories
  measure_outcomes proven
"""
