"""Proposals to the vocabulary and the dictionary: nouns, rules, export. ``kb.store`` keeps them.

- proposals: what is proposed, its states, what a good proposal is
- listed: what the running vocabulary says already
- export: what was accepted, in the shape of the taxonomy, for whoever edits the next version
"""
