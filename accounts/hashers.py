"""Passwords hashed with a secret that the database does not hold: OWASP ASVS 4.0, 2.4.5.

Who gets hold of the database alone has nothing against which to try passwords.
"""

import hmac
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher


class Peppered(PBKDF2PasswordHasher):
    """PBKDF2 over the password's keyed hash; PASSWORD_PEPPERS has the keys, newest first.

    Passwords hashed without one are hashed anew at the next sign-in, and those under a former
    key are still known.
    """

    algorithm = "peppered_pbkdf2_sha256"

    def encode(self, password, salt, iterations=None, *, pepper: str = ""):
        pepper = pepper or settings.PASSWORD_PEPPERS[0]
        keyed = hmac.new(pepper.encode(), password.encode(), sha256).hexdigest()
        return super().encode(keyed, salt, iterations)

    def verify(self, password, encoded):
        known = self.decode(encoded)
        tries = [
            self.encode(password, known["salt"], known["iterations"], pepper=pepper)
            for pepper in settings.PASSWORD_PEPPERS
        ]
        return any([hmac.compare_digest(encoded, made) for made in tries])
