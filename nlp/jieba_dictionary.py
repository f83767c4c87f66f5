"""jieba's dictionary, read from the package alone.

jieba itself keeps what it read in the shared temporary folder and loads it from there as it lies,
whoever wrote it: any user of the machine could plant another dictionary.
"""

from typing import Any


def own_tokenizer() -> Any:
    """A ``jieba.Tokenizer`` with its dictionary read; about a second."""
    import jieba  # here: few ask for it, and its import costs a second

    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer
