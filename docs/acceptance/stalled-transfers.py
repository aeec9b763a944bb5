#!/usr/bin/env python3
"""Opens 300 connections whose transfer stalls, and measures the response times of health and read requests meanwhile.

  docs/acceptance/stalled-transfers.py URL upload|download|body [DIGEST]

The environment variable TOKEN has the bearer token if the service requires one.
"""
import http.client
import os
import socket
import sys
import time
import urllib.parse

url, kind = urllib.parse.urlsplit(sys.argv[1]), sys.argv[2]
digest = sys.argv[3] if len(sys.argv) > 3 else "sha256:" + "0" * 64
token = f"Authorization: Bearer {os.environ['TOKEN']}\r\n" if "TOKEN" in os.environ else ""
head = {
    "upload": f"PUT /v1/artifacts/{digest} HTTP/1.1\r\nHost: localhost\r\n{token}Content-Length: 9000000\r\n\r\nabc",
    "download": f"GET /v1/artifacts/{digest} HTTP/1.1\r\nHost: localhost\r\n{token}\r\n",
    "body": f"POST /v1/models/street/versions HTTP/1.1\r\nHost: localhost\r\n{token}Content-Type: application/json\r\nContent-Length: 999\r\n\r\n{{",
}[kind]
stalled = []
for _ in range(300):
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    one.connect((url.hostname, url.port))
    one.sendall(head.encode())
    stalled.append(one)
slowest = 0.0
for _ in range(10):
    for path in ("/health/live", "/v1/models", "/openapi.json"):
        began = time.monotonic()
        connection = http.client.HTTPConnection(url.hostname, url.port, timeout=30)
        connection.request("GET", path, headers=dict([token.strip().split(": ")] if token else []))
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            sys.exit(f"{path} answers {answer.status}")
        slowest = max(slowest, time.monotonic() - began)
    time.sleep(0.3)
print(f"beside 300 stalled transfers ({kind}): the slowest of 30 answers took {slowest * 1000:.0f} ms")
sys.exit(slowest > 1)
