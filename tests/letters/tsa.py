"""A time-stamp server on this machine, which can also misbehave."""

import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

FROM, UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
REPLY = "application/timestamp-reply"


def certificate(key, name, *, issuer=None, usages=()):
    """Return a certificate: an authority without an `issuer`, else one issued by it."""
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    above, above_key = (issuer[0].subject, issuer[1]) if issuer else (own, key)
    builder = (
        x509.CertificateBuilder(above, own, key.public_key(), x509.random_serial_number())
        .not_valid_before(FROM)
        .not_valid_after(UNTIL)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    if usages:
        builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=True)
    return builder.sign(above_key, hashes.SHA256())


class Authority:
    """An authority that vouches for a time-stamp server, and for whom a test likes."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.root = certificate(self.key, "Wessmere Root")
        self.tsa_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.tsa = certificate(
            self.tsa_key,
            "Wessmere Time",
            issuer=(self.root, self.key),
            usages=[ExtendedKeyUsageOID.TIME_STAMPING],
        )

    def revocation_list(self, *revoked, age=timedelta(0)) -> x509.CertificateRevocationList:
        now = datetime.now(UTC) - age
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.root.subject)
            .last_update(now)
            .next_update(now + timedelta(days=7))
        )
        for gone in revoked:
            row = x509.RevokedCertificateBuilder().serial_number(gone.serial_number)
            builder = builder.add_revoked_certificate(row.revocation_date(FROM).build())
        return builder.sign(self.key, hashes.SHA256())

    def stamper(self, at: datetime) -> DummyTimeStamper:
        der = Encoding.DER, PrivateFormat.PKCS8, NoEncryption()
        return DummyTimeStamper(
            asn1_x509.Certificate.load(self.tsa.public_bytes(Encoding.DER)),
            keys.PrivateKeyInfo.load(self.tsa_key.private_bytes(*der)),
            fixed_dt=at,
        )


def other_request(data: bytes) -> tsp.TimeStampReq:
    """Return the request with another hash in it."""
    request = tsp.TimeStampReq.load(data)
    request["message_imprint"]["hashed_message"] = b"\0" * 32
    return tsp.TimeStampReq.load(request.dump(force=True))


@contextmanager
def time_stamp_server(authority: Authority, at: datetime, *, answer=None):
    """Serve time stamps and yield the server, whose `asked` counts requests.

    `answer(handler, data)` may misbehave and return True instead of letting it answer.
    """
    stamper = authority.stamper(at)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            server.asked.append(dict(self.headers))
            data = self.rfile.read(int(self.headers["Content-Length"]))
            if answer and answer(self, data):
                return
            self.reply(tsp.TimeStampReq.load(data))

        def reply(self, request, content_type=REPLY, change=bytes):
            self.send(200, change(stamper.request_tsa_response(request).dump()), content_type)

        def send(self, status, body, content_type=REPLY):
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked = []
    server.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, args=[0.05])
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def hang(seconds: float):
    def answer(handler, data):
        time.sleep(seconds)
        return True

    return answer


def drip(handler, data):
    """Answer one byte at a time, each soon enough."""
    handler.send_response(200)
    handler.send_header("Content-Type", REPLY)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(20):
        handler.wfile.write(b"0")
        time.sleep(0.1)
    return True
