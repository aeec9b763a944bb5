"""Takes traces by OTLP over HTTP, and counts the requests and their bytes.

    otlp_receiver.py PORT
"""

import http.server
import sys


class Receiver(http.server.BaseHTTPRequestHandler):
    requests = 0
    received = 0

    def do_POST(self):
        Receiver.requests += 1
        Receiver.received += len(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self):
        text = f"{Receiver.requests} requests, {Receiver.received} bytes\n".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *unused):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
