"""One reader a kind of file: bytes in, raw words out; each alone knows its library."""
