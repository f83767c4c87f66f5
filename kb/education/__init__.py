"""警示教育: a pack for one audience, redacted, released by a second person, held and answered.

- the way of a pack: pack_builder (the main path) packs pack_files pack_facts pack_store
  pack_papers pack_levels staleness trainings feedback
- choosing: listeners posts matching match_parts clearing case_standing
- what is taught: teaching_cases teaching_case taught_papers excerpts case_content case_title
  clauses compared taught_measures quiz facilitation pack_content
- nobody can be told: pack_redaction read_along vocabulary_names pack_anonymity pack_sources key_box
  and the engine in ``redaction/``; beside its originals: pack_trace redaction_preview
- files: writers variant watermark pack_words; DOCX export_docx handout handout_page; PPTX
  export_pptx slide_deck slide_master slide_shapes slide_text chart_sheet; HTML export_html
  page_parts; ZIP export_zip quiz_files; office_file
"""
