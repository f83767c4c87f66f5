"""Finding: similar cases, passages by words, measures; each answer with its reasons and places.

- similar cases: similar (the main path) case_query candidates ranking scoring weighting learning
  alignment same_case sources nearness; what a card says: explain gains words outcomes case_labels
  charges rejections roles voices
- what is kept of it: pins saved_matches telling kept_reason
- search by words: search typed_query word_query word_lists document_search document_rank judging
  literal exact found limits
- filters, one grammar: where where_scan criteria
- measures: measures problems measure_fit measure_papers
- papers: report report_case receipt redaction
- how good it is: metrics
"""
