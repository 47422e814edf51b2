"""What the privacy notice says until whoever runs the service has written their own."""

USUAL_NOTICE = """
This service is run for local policing bodies and police forces. Each of them is responsible for what it holds here; whoever runs the service looks after it for them.

## What is held about you

- Your name and work e-mail address, and when you last signed in.
- The roles you hold or held in an office or force, and from when to when.
- What you did here and when: what you wrote, approved, signed, published, downloaded or searched for. This record is never changed.
- When you were away, who stood in for you, and the reason that was given.
- What makes signing in safe: a digest of your password, your second step, the browsers you are signed in with, and failed tries.
- If you hold an office: your name, title and the days of your term, as letters and the public register name you.

## Why

Local policing bodies must answer inspectors' reports and publish what they answer (Police Act 1996, section 55). The service shows who answered what, on whose approval. That is a task in the public interest.

## Who sees it

People with a role in the same office or force, and where an office oversees a force, what the two send each other. Whoever runs the service sees accounts and roles, and reads no drafts. Published responses are for everybody. Nothing is sold, and nothing is decided about you by a machine alone.

## How long

Evidence, report files and registers stay for as long as your office or force sets for each, and are then disposed of by a person. Words that you typed and never saved go after a year. What was saved of responses, comments and updates stays, and so does the record of who did what.

## Cookies

One for your session, one against forged forms, and one that finds your own unsaved words again. None follows you.

## What you may ask

Under “Your account” you see what is held about you, and can take it with you. You may ask for more, have mistakes put right, object, and ask for removal where the law does not need it kept. Ask the data protection officer of your office or force. If you are not content with the answer, complain to the Information Commissioner's Office.
""".strip()  # noqa: E501 - a paragraph is one line
