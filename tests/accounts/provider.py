"""A small OpenID Connect provider on this machine, which signs what it says of a person."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT = ("tracker", "not-a-secret")


class Provider(ThreadingHTTPServer):
    """Signs in whoever `claims` says, without asking; `key` may be changed for a false one."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.known_key = self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims = {"sub": "1"}
        self.about = {}
        self.audience = CLIENT[0]
        self.asked = []

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error):
        self.shutdown()
        self.server_close()

    def token(self) -> str:
        now = int(time.time())
        said = {"iss": self.issuer, "aud": self.audience, "iat": now, "exp": now + 300}
        return jwt.encode(said | self.claims, self.key, algorithm="RS256", headers={"kid": "one"})


class Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self):
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/authorize":
            self.server.asked.append(query)
            back = urlencode({"code": "good", "state": query["state"]})
            self.send_response(302)
            self.send_header("Location", f"{query['redirect_uri']}?{back}")
            self.end_headers()
            return
        self.say(
            {
                "/.well-known/openid-configuration": self.configuration,
                "/keys": self.keys,
                "/userinfo": lambda: {"sub": self.server.claims["sub"]} | self.server.about,
            }[parts.path]()
        )

    def do_POST(self):
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.asked.append({name: values[0] for name, values in sent.items()})
        self.say({"access_token": "a", "token_type": "Bearer", "id_token": self.server.token()})

    def configuration(self):
        at = self.server.issuer
        return {
            "issuer": at,
            "authorization_endpoint": f"{at}/authorize",
            "token_endpoint": f"{at}/token",
            "userinfo_endpoint": f"{at}/userinfo",
            "jwks_uri": f"{at}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self):
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.server.known_key.public_key())
        return {"keys": [json.loads(public) | {"kid": "one", "alg": "RS256", "use": "sig"}]}

    def say(self, answer):
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass
