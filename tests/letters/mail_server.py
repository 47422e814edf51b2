"""A mail server of this machine that behaves as badly as a test wants, and keeps what it took."""

import socket
import socketserver
import threading
import time
from collections import Counter
from email import message_from_bytes, policy

ANSWERS = {
    "refuse address": ("RCPT", "550 5.1.1 No such mailbox"),
    "defer address": ("RCPT", "451 4.7.1 Greylisted, come back later"),
    "refuse sender": ("MAIL", "550 5.7.1 Not from here"),
    "refuse message": ("DONE", "554 5.6.0 Not wanted"),
    "defer message": ("DONE", "452 4.3.1 No room"),
}


class MailServer(socketserver.ThreadingTCPServer):
    """Take every message and keep its bytes, unless `behaviour` says what to do instead.

    Behaviours: those of ANSWERS; "drop after data" (takes the message, then breaks off before it
    says so); "accept and drop" (breaks off after it said so); "hang" (never answers);
    "hold" (stops reading in the middle of a message and sets `holding`).
    """

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        self.received: list[bytes] = []
        self.behaviour = ""
        self.holding = threading.Event()
        super().__init__(("127.0.0.1", 0), Conversation)

    @property
    def port(self) -> int:
        return self.server_address[1]

    def messages(self):
        return [message_from_bytes(m, policy=policy.default) for m in self.received]

    def counts(self) -> dict[str, int]:
        """Return how many messages each address was sent."""
        return dict(Counter(str(message["To"]) for message in self.messages()))


class Conversation(socketserver.StreamRequestHandler):
    def say(self, line: str):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        if self.server.behaviour == "hang":
            time.sleep(5)
            return
        self.say("220 test")
        while line := self.rfile.readline():
            verb = line[:4].decode().upper()
            if verb == "QUIT":
                return self.say("221 bye")
            if verb == "DATA":
                self.say("354 go on")
                if not self.take_message():
                    return None
            else:
                self.answer(verb)

    def answer(self, verb: str):
        at, words = ANSWERS.get(self.server.behaviour, ("", ""))
        self.say(words if at == verb else "250 ok")

    def take_message(self) -> bool:
        """Read a message and answer; say whether the conversation goes on."""
        behaviour, lines = self.server.behaviour, []
        while (line := self.rfile.readline()) != b".\r\n":
            if behaviour == "hold":
                self.server.holding.set()
                time.sleep(5)
                return False
            if not line:
                return False  # the other side broke off: nothing was taken
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if ANSWERS.get(behaviour, ("",))[0] == "DONE":
            self.answer("DONE")
            return True
        self.server.received.append(b"".join(lines))
        if behaviour == "drop after data":
            return False
        self.say("250 taken")
        return behaviour != "accept and drop"


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]
