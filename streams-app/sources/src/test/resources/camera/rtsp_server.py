"""Serves a generated picture over RTSP, with the time of day burnt into each frame.

Usage: rtsp_server.py PORT [--codec h264|jpeg] [--rate N] [--user USER --password PASSWORD]

The top 80 rows hold 64 blocks of 20 x 20 pixels, white for 1: 44 bits with the time in milliseconds, 16 bits with the
number of the frame, and 4 bits with the sum of the other 15 groups of 4 bits. Prints "ready" when it accepts
connections, and ends when its standard input ends.
"""
import argparse
import sys
import threading
import time

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

WIDTH, HEIGHT, BLOCK = 320, 240, 20
ENCODERS = {
    "h264": "x264enc tune=zerolatency speed-preset=ultrafast bitrate=800 key-int-max={rate} threads=1"
    " ! rtph264pay name=pay0 pt=96 config-interval=1",
    "jpeg": "jpegenc quality=85 ! rtpjpegpay name=pay0 pt=26",
}


def bits(millis, number):
    groups = [(millis >> shift) & 15 for shift in range(40, -1, -4)]
    groups += [(number >> shift) & 15 for shift in range(12, -1, -4)]
    groups.append(sum(groups) & 15)
    return [(group >> shift) & 1 for group in groups for shift in (3, 2, 1, 0)]


def picture(millis, number):
    code = bits(millis, number)
    luma = bytearray()
    for row in range(4):
        line = b"".join((b"\xeb" if code[row * 16 + column] else b"\x10") * BLOCK for column in range(16))
        luma += line * BLOCK
    bar = number * 4 % WIDTH
    line = bytearray(b"\x60" * WIDTH)
    line[bar : bar + 16] = b"\xc0" * len(line[bar : bar + 16])
    luma += bytes(line) * (HEIGHT - len(luma) // WIDTH)
    return bytes(luma) + b"\x80" * (WIDTH * HEIGHT // 2)


class Camera(GstRtspServer.RTSPMediaFactory):
    def __init__(self, codec, rate):
        super().__init__()
        self.rate = rate
        self.set_shared(True)
        self.set_launch(
            "( appsrc name=source is-live=true do-timestamp=true format=time max-buffers=2 leaky-type=downstream"
            f" caps=video/x-raw,format=I420,width={WIDTH},height={HEIGHT},framerate={rate}/1 ! "
            + ENCODERS[codec].format(rate=rate)
            + " )"
        )
        self.connect("media-configure", self.configure)

    def configure(self, _factory, media):
        source = media.get_element().get_by_name_recurse_up("source")
        stop = threading.Event()
        media.connect("unprepared", lambda _media: stop.set())
        threading.Thread(target=self.push, args=(source, stop), daemon=True).start()

    def push(self, source, stop):
        number, due = 0, time.monotonic()
        while not stop.is_set():
            shown = picture(int(time.time() * 1000), number & 0xFFFF)
            source.emit("push-buffer", Gst.Buffer.new_wrapped(shown))
            number += 1
            due = max(due + 1 / self.rate, time.monotonic() - 1)
            time.sleep(max(0, due - time.monotonic()))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("port")
    options.add_argument("--codec", default="h264", choices=ENCODERS)
    options.add_argument("--rate", type=int, default=10)
    options.add_argument("--user")
    options.add_argument("--password")
    options = options.parse_args()

    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(options.port)
    factory = Camera(options.codec, options.rate)
    if options.user:
        auth = GstRtspServer.RTSPAuth()
        auth.set_supported_methods(4)  # Digest
        token = GstRtspServer.RTSPToken()
        token.set_string(GstRtspServer.RTSP_TOKEN_MEDIA_FACTORY_ROLE, "viewer")
        auth.add_digest(options.user, options.password, token)
        server.set_auth(auth)
        factory.add_role_from_structure(
            Gst.Structure.new_from_string("viewer,media.factory.access=(boolean)true,media.factory.construct=(boolean)true")
        )
    server.get_mount_points().add_factory("/camera", factory)
    server.attach(None)
    GLib.timeout_add_seconds(2, lambda: server.get_session_pool().cleanup() or True)
    loop = GLib.MainLoop()
    threading.Thread(target=lambda: (sys.stdin.read(), loop.quit()), daemon=True).start()
    print("ready", flush=True)
    loop.run()


main()
