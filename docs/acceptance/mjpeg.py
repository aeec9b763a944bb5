#!/usr/bin/env python3
"""Serves the JPEG files of a folder as HTTP MJPEG, again and again, at 10 frames a second.

mjpeg.py PORT FOLDER
"""
import http.server
import pathlib
import sys
import time

RATE = 10


class Stream(http.server.BaseHTTPRequestHandler):
    pictures = []

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        due, number = time.monotonic(), 0
        try:
            while True:
                picture = self.pictures[number % len(self.pictures)]
                head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
                self.wfile.write(head.encode("ascii") + picture + b"\r\n")
                due, number = due + 1 / RATE, number + 1
                time.sleep(max(0, due - time.monotonic()))
        except OSError:
            pass  # The client has gone.

    def log_message(self, *_):
        pass


Stream.pictures = [file.read_bytes() for file in sorted(pathlib.Path(sys.argv[2]).glob("*.jpg"))]
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Stream).serve_forever()
