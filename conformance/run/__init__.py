"""A promise put to the question: sessions, actors, calls, answers, and the verdict of one item.

`session` is a target in use, `server` an actor at it, `call` and `answer` what it says and hears, `family` the
relatives of a token, `story` what was said, `examples` what is drawn, `item` the whole of it and its verdict.
"""
