"""What follows: a verdict becomes a line of a file, a row of the terminal summary, a result of Allure, a shell story.

`verdicts` is the stable interface for other tools, `terminal` and `allure` are for people, `story` renders what was
said, `shell` writes single values for it.  Everything that leaves is free of secrets.
"""
