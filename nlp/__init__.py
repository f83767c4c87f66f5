"""From text to law, labels and vectors. ``pipeline`` is the main path of reading.

- words: segmentation jieba_dictionary protected_words rarity sparse static_model
  transformer_encoder encoder
- kinds: document_kind kind_cues kind_text_cues kind_voice kind_words boilerplate
- parts: sections section_cues judgment_sections judgment_cues judgment_ending report_sections
  bulletin_sections regulation zones cutting sentences passages
- the head and foot: header case_numbers dates numerals foot signing
- people: parties births persons person_names name_evidence name_likeness surnames investigated
- money: amounts amount_kinds money
- law: statute_refs cited_laws law_names typed_refs letter_citations offences offence_lexicon
  charge_names verdicts prior_ruling penalties circumstances
- the case as a whole: case_tags case_domains case_posts case_offences case_counts case_cues
  case_figure case_headings asked_case noted_case problems measure_details queries query_hints
- charges from facts: case_prediction charge_model charge_features charge_figures charge_masking
  crime_profile
- labels: tagger label_pipeline label_layer label_rules label_patterns label_spans label_classifier
  label_convolution label_features label_grams label_docs label_filters label_evidence
  label_weights label_learning term_rows lean_spacy

``training/`` holds the recipes, ``models/`` the weights that ship.
"""
